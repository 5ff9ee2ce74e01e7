//! DynamoDB on a real engine, in this process.

use aws::{DUE_INDEX, LISTED_INDEX};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};

use super::config;

/// A new engine in memory with the deployed table; its address and the table's name.
pub(crate) async fn dynamodb() -> (String, String) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(dynoxide::server::serve_on(listener, dynoxide::Database::memory().unwrap()));
    let name = "pulso".to_owned();
    create_table(&Client::new(&config(&format!("http://{address}"))), &name).await;
    (address, name)
}

pub(super) async fn create_table(client: &Client, name: &str) {
    let key =
        |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap();
    let index = |name: &str, hash: &str, range: &str, projection: Projection| {
        GlobalSecondaryIndex::builder()
            .index_name(name)
            .key_schema(key(hash, KeyType::Hash))
            .key_schema(key(range, KeyType::Range))
            .projection(projection)
            .build()
            .unwrap()
    };
    let attributes = ["pk", "due", "list", "ord"].map(|name| {
        AttributeDefinition::builder()
            .attribute_name(name)
            .attribute_type(ScalarAttributeType::S)
            .build()
            .unwrap()
    });
    let keys = Projection::builder().projection_type(ProjectionType::KeysOnly).build();
    let groups =
        Projection::builder().projection_type(ProjectionType::Include).non_key_attributes("grp").build();
    client
        .create_table()
        .table_name(name)
        .key_schema(key("pk", KeyType::Hash))
        .set_attribute_definitions(Some(attributes.into()))
        .global_secondary_indexes(index(DUE_INDEX, "due", "pk", groups))
        .global_secondary_indexes(index(LISTED_INDEX, "list", "ord", keys))
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await
        .unwrap();
}
