//! What SQS leaves over of a batch. No local engine leaves anything over, so its answers are played here.

use std::collections::BTreeMap;

use aws::SqsQueue;
use ports::PortError;
use ports::queue::{Outgoing, Queue as _, QueueName};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::engine::config;

/// Gives those answers in turn, the last one for ever, and passes on the requests' bodies.
async fn answering(answers: &'static [&'static str]) -> (SqsQueue, UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (told, requests) = unbounded_channel();
    tokio::spawn(async move {
        for turn in 0.. {
            let (mut stream, _) = listener.accept().await.unwrap();
            told.send(request_body(&mut stream).await).unwrap();
            let answer = answers[turn.min(answers.len() - 1)];
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\nconnection: close\r\n";
            let response = format!("{head}content-length: {}\r\n\r\n{answer}", answer.len());
            stream.write_all(response.as_bytes()).await.unwrap();
        }
    });
    let urls = BTreeMap::from([(QueueName::Outbound, format!("{url}/outbound"))]);
    (SqsQueue::new(aws_sdk_sqs::Client::new(&config(&url)), urls), requests)
}

async fn request_body(stream: &mut TcpStream) -> String {
    let mut request = String::new();
    let mut chunk = vec![0; 65_536];
    loop {
        let read = stream.read(&mut chunk).await.unwrap();
        request.push_str(std::str::from_utf8(&chunk[..read]).unwrap());
        let Some((head, body)) = request.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|it| it.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return body.to_owned();
        }
    }
}

fn messages() -> Vec<Outgoing> {
    let message = |body: &str| Outgoing { body: body.to_owned(), delay_seconds: 0, group: "sol".to_owned() };
    ["zero", "one"].map(message).into()
}

const ONE_LEFT: &str = r#"{"Successful":[{"Id":"0","MessageId":"m0","MD5OfMessageBody":"-"}],
    "Failed":[{"Id":"1","SenderFault":false,"Code":"InternalError"}]}"#;
const ONE_TAKEN: &str = r#"{"Successful":[{"Id":"1","MessageId":"m1","MD5OfMessageBody":"-"}],"Failed":[]}"#;
const ONE_REFUSED: &str = r#"{"Successful":[{"Id":"0","MessageId":"m0","MD5OfMessageBody":"-"}],
    "Failed":[{"Id":"1","SenderFault":true,"Code":"InvalidMessageContents"}]}"#;

#[tokio::test]
async fn what_is_left_over_is_sent_again_alone() {
    let (queue, mut requests) = answering(&[ONE_LEFT, ONE_TAKEN]).await;
    queue.send(QueueName::Outbound, messages()).await.unwrap();
    let first = requests.recv().await.unwrap();
    assert!(first.contains("zero") && first.contains("one"));
    let second = requests.recv().await.unwrap();
    assert!(!second.contains("zero") && second.contains("one"), "what was taken is not sent twice");
    assert!(requests.try_recv().is_err(), "nothing is sent when all is taken");
}

#[tokio::test]
async fn what_is_never_taken_is_told() {
    let (queue, mut requests) = answering(&[ONE_LEFT]).await;
    let error = queue.send(QueueName::Outbound, messages()).await.unwrap_err();
    assert_eq!(error.to_string(), "queue is unavailable: 1 of a batch were not taken");
    let mut count = 0;
    while requests.try_recv().is_ok() {
        count += 1;
    }
    assert_eq!(count, 3, "the attempts are bounded");
}

#[tokio::test]
async fn what_sqs_refuses_is_not_sent_again() {
    let (queue, mut requests) = answering(&[ONE_REFUSED]).await;
    let error = queue.send(QueueName::Outbound, messages()).await.unwrap_err();
    assert!(matches!(error, PortError::Refused { .. }), "{error}");
    assert!(requests.recv().await.is_some() && requests.try_recv().is_err());
}
