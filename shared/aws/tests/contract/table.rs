//! The table's contract on a real DynamoDB engine, and a write whose answer is lost on the way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws::DynamoTable;
use aws_sdk_dynamodb::Client;
use ports::contract::{index_contract, table_contract};
use ports::table::{Item, Key, Put, Table as _, Written};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use crate::engine::{Oracle, config, dynamodb};

#[tokio::test]
async fn dynamodb_keeps_the_table_contract() {
    let (address, name) = dynamodb().await;
    keeps_the_contract(&DynamoTable::new(Client::new(&config(&format!("http://{address}"))), name)).await;
}

#[tokio::test]
async fn amazons_own_engine_agrees() {
    let Some(oracle) = Oracle::start().await else { return };
    keeps_the_contract(&DynamoTable::new(oracle.client.clone(), oracle.table.clone())).await;
}

async fn keeps_the_contract(table: &DynamoTable) {
    Box::pin(table_contract(table, "first")).await;
    index_contract(table, "first").await;
    // A second run beside what the first one left behind.
    Box::pin(table_contract(table, "second")).await;
    index_contract(table, "second").await;
}

/// Passes connections on, and cuts the next one off once its request has been answered, when told.
async fn cutting_proxy(to: String) -> (String, Arc<AtomicBool>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let cut = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&cut);
    tokio::spawn(async move {
        loop {
            let (mut near, _) = listener.accept().await.unwrap();
            let mut far = TcpStream::connect(&to).await.unwrap();
            let told = Arc::clone(&told);
            tokio::spawn(async move {
                if !told.swap(false, Ordering::SeqCst) {
                    let _ = copy_bidirectional(&mut near, &mut far).await;
                    return;
                }
                // The request goes through; its answer does not.
                let mut request = vec![0; 65_536];
                let read = near.read(&mut request).await.unwrap();
                far.write_all(&request[..read]).await.unwrap();
                let mut answer = [0; 1];
                far.read_exact(&mut answer).await.unwrap();
            });
        }
    });
    (url, cut)
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_is_no_conflict() {
    let (address, name) = dynamodb().await;
    let (url, cut) = cutting_proxy(address).await;
    let table = DynamoTable::new(Client::new(&config(&url)), name);
    let item = |revision, body: &str| Item {
        key: Key("case#sol#a1".to_owned()),
        revision,
        body: body.to_owned(),
        due: None,
        group: None,
        listing: None,
        expires_at: None,
    };

    cut.store(true, Ordering::SeqCst);
    let written = table.put(Put { item: item(1, "first") }).await.unwrap();
    assert_eq!(written, Written::Yes, "the repetition by the SDK finds its own write");
    assert!(!cut.load(Ordering::SeqCst), "the answer was cut off");
    // The same item again is another call: somebody else's, for all it knows.
    let written = table.put(Put { item: item(1, "first") }).await.unwrap();
    assert_eq!(written, Written::Conflict);
}

#[tokio::test]
async fn errors_carry_codes_and_no_content() {
    let (address, _) = dynamodb().await;
    let key = Key("patient#sol#canary".to_owned());
    let nowhere = DynamoTable::new(Client::new(&config(&format!("http://{address}"))), "absent".to_owned());
    let error = nowhere.get(&key).await.unwrap_err();
    assert_eq!(error.to_string(), "table is unavailable: ResourceNotFoundException");

    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let unreachable = DynamoTable::new(Client::new(&config(&format!("http://{closed}"))), "pulso".to_owned());
    let error = unreachable.get(&key).await.unwrap_err();
    assert_eq!(error.to_string(), "table is unavailable: could not be reached");
}
