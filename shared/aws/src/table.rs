//! The table on DynamoDB.

mod item;
mod units;

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, Put as DynamoPut, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
};
use ports::PortError;
use ports::table::{
    Cursor, DueEntry, Item, Key, Minute, Page, Put, Table, Written, check_limit, check_put,
    check_transaction, list_cursor, list_position,
};

use crate::error::port_error;
use item::{Attributes, BY, DUE, KEY, LIST, ORDER, REVISION, number, string};
pub use units::write_units;

/// The name under which failures are reported.
const TABLE: &str = "table";
/// The index of wake-ups.
pub const DUE_INDEX: &str = "due";
/// The index of lists.
pub const LISTED_INDEX: &str = "listed";

/// A cancelled transaction gives one reason for each item: this one for those that were not the cause.
const NO_REASON: &str = "None";
/// Somebody else wrote in between, or is writing now.
const CONFLICTS: [&str; 2] = ["ConditionalCheckFailed", "TransactionConflict"];

/// Durable state on one DynamoDB table.
#[derive(Debug, Clone)]
pub struct DynamoTable {
    client: Client,
    name: String,
}

impl DynamoTable {
    /// The table of that name.
    #[must_use]
    pub const fn new(client: Client, name: String) -> Self {
        Self { client, name }
    }

    /// One page of an index, and whether there may be more.
    async fn query(&self, query: Query<'_>, limit: u32) -> Result<(Vec<Attributes>, bool), PortError> {
        let request = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(query.index)
            .key_condition_expression(query.condition)
            .set_expression_attribute_names(Some(query.names))
            .set_expression_attribute_values(Some(query.values))
            .set_exclusive_start_key(query.after)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX));
        let answer = request.send().await.map_err(|error| port_error(TABLE, &error))?;
        Ok((answer.items.unwrap_or_default(), answer.last_evaluated_key.is_some()))
    }
}

impl Table for DynamoTable {
    async fn get(&self, key: &Key) -> Result<Option<Item>, PortError> {
        let request =
            self.client.get_item().table_name(&self.name).key(KEY, string(&key.0)).consistent_read(true);
        let answer = request.send().await.map_err(|error| port_error(TABLE, &error))?;
        answer.item.map(|attributes| item::read(&attributes)).transpose()
    }

    async fn put(&self, put: Put) -> Result<Written, PortError> {
        check_put(&put)?;
        let by = call_name();
        let condition = Condition::of(&put.item);
        let request = self
            .client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(item::write(&put.item, &by)))
            .condition_expression(condition.expression)
            .expression_attribute_names("#condition", condition.attribute)
            .set_expression_attribute_values(condition.values)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let Err(error) = request.send().await else { return Ok(Written::Yes) };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(failed)) => {
                // The SDK repeats a call whose answer was lost, and the repetition finds the write of the first.
                let ours = failed.item().and_then(|it| it.get(BY)).is_some_and(|it| *it == string(&by));
                Ok(if ours { Written::Yes } else { Written::Conflict })
            }
            Some(PutItemError::TransactionConflictException(_)) => Ok(Written::Conflict),
            _ => Err(port_error(TABLE, &error)),
        }
    }

    /// A repetition by the SDK carries the token of the first call, so DynamoDB answers it as it did the first.
    async fn transact(&self, puts: Vec<Put>) -> Result<Written, PortError> {
        check_transaction(&puts)?;
        if puts.is_empty() {
            return Ok(Written::Yes);
        }
        let by = call_name();
        let write = |put: &Put| {
            let condition = Condition::of(&put.item);
            let put = DynamoPut::builder()
                .table_name(&self.name)
                .set_item(Some(item::write(&put.item, &by)))
                .condition_expression(condition.expression)
                .expression_attribute_names("#condition", condition.attribute)
                .set_expression_attribute_values(condition.values)
                .build();
            let unbuilt = |_| PortError::Refused { port: TABLE, detail: "a put without parts".to_owned() };
            Ok(TransactWriteItem::builder().put(put.map_err(unbuilt)?).build())
        };
        let writes = puts.iter().map(write).collect::<Result<Vec<_>, PortError>>()?;
        let request = self.client.transact_write_items().set_transact_items(Some(writes));
        let Err(error) = request.send().await else { return Ok(Written::Yes) };
        match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                let codes = cancelled.cancellation_reasons().iter().filter_map(|it| it.code());
                let causes: Vec<&str> = codes.filter(|it| *it != NO_REASON).collect();
                match causes.iter().find(|it| !CONFLICTS.contains(it)) {
                    None => Ok(Written::Conflict),
                    Some(&"ValidationError") => {
                        Err(PortError::Refused { port: TABLE, detail: "ValidationError".to_owned() })
                    }
                    Some(other) => Err(PortError::Unavailable { port: TABLE, detail: (*other).to_owned() }),
                }
            }
            _ => Err(port_error(TABLE, &error)),
        }
    }

    async fn due(
        &self,
        minute: Minute,
        shard: u8,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<DueEntry>, PortError> {
        check_limit(limit)?;
        let due = string(&item::due_bucket(minute, shard));
        let query = Query {
            index: DUE_INDEX,
            condition: "#due = :due",
            names: names(&[("#due", DUE)]),
            after: after.map(|it| attributes([(KEY, string(&it.0)), (DUE, due.clone())])),
            values: attributes([(":due", due)]),
        };
        let (found, more) = self.query(query, limit).await?;
        let entries = found.iter().map(item::due_entry).collect::<Result<Vec<_>, _>>()?;
        let next = entries.last().filter(|_| more).map(|it| Cursor(it.key.0.clone()));
        Ok(Page { entries, next })
    }

    async fn list(
        &self,
        list: &str,
        prefix: &str,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<Key>, PortError> {
        check_limit(limit)?;
        let position = after.map(list_position).transpose()?;
        let start =
            |(order, key)| attributes([(KEY, string(key)), (LIST, string(list)), (ORDER, string(order))]);
        let mut query = Query {
            index: LISTED_INDEX,
            condition: "#list = :list",
            names: names(&[("#list", LIST)]),
            values: attributes([(":list", string(list))]),
            after: position.map(start),
        };
        // DynamoDB takes no empty prefix.
        if !prefix.is_empty() {
            query.condition = "#list = :list AND begins_with(#order, :prefix)";
            query.names.insert("#order".to_owned(), ORDER.to_owned());
            query.values.insert(":prefix".to_owned(), string(prefix));
        }
        let (found, more) = self.query(query, limit).await?;
        let entries = found.iter().map(item::key).collect::<Result<Vec<_>, _>>()?;
        let end = found.last().filter(|_| more).map(item::order).transpose()?;
        let next = end.zip(entries.last()).map(|(order, key)| list_cursor(order, &key.0));
        Ok(Page { entries, next })
    }
}

/// A name for a call, which its repetitions by the SDK keep.
fn call_name() -> String {
    format!("{:032x}", fastrand::u128(..))
}

/// What must hold of the stored item for a put to be stored.
struct Condition {
    expression: &'static str,
    /// What `#condition` stands for.
    attribute: &'static str,
    values: Option<Attributes>,
}

impl Condition {
    fn of(item: &Item) -> Self {
        if item.revision == 1 {
            return Self { expression: "attribute_not_exists(#condition)", attribute: KEY, values: None };
        }
        Self {
            expression: "#condition = :before",
            attribute: REVISION,
            values: Some(attributes([(":before", number(&(item.revision - 1)))])),
        }
    }
}

/// A reading of an index.
struct Query<'a> {
    index: &'a str,
    condition: &'a str,
    names: HashMap<String, String>,
    values: Attributes,
    after: Option<Attributes>,
}

fn names(pairs: &[(&str, &str)]) -> HashMap<String, String> {
    pairs.iter().map(|(name, attribute)| ((*name).to_owned(), (*attribute).to_owned())).collect()
}

fn attributes<const N: usize>(pairs: [(&str, AttributeValue); N]) -> Attributes {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
