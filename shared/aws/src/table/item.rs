//! Between the port's item and DynamoDB's attributes.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use ports::PortError;
use ports::table::{DueEntry, ITEM_BYTES_MAX, Item, Key, Listing, Minute};

use super::TABLE;

/// What DynamoDB stores of an item.
pub(super) type Attributes = HashMap<String, AttributeValue>;

/// The partition key of the table.
pub(super) const KEY: &str = "pk";
/// The revision.
pub(super) const REVISION: &str = "rev";
/// Minute and shard in which it is due: the partition key of the due index.
pub(super) const DUE: &str = "due";
/// The fair group in which it is woken, which the due index carries.
const GROUP: &str = "grp";
/// The list it stands in: the partition key of the listed index.
pub(super) const LIST: &str = "list";
/// Where in the list: the sort key of the listed index.
pub(super) const ORDER: &str = "ord";
/// The call that wrote it.
pub(super) const BY: &str = "by";
/// The aggregate, deflated: DynamoDB bills by the started kilobyte, and JSON shrinks to a third.
const BODY: &str = "body";
/// How hard to deflate, from 0 to 10: more takes longer and saves little.
const DEFLATE_LEVEL: u8 = 6;
/// The exact instant at which it is due.
const DUE_AT: &str = "due_at";
/// Time to live, in seconds since the epoch; a part of a second counts as a whole one.
const TTL: &str = "ttl";

/// The due index's partition of a shard of a minute.
pub(super) fn due_bucket(minute: Minute, shard: u8) -> String {
    format!("{}#{shard}", minute.0)
}

pub(super) fn string(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

pub(super) fn number(value: &impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(super) fn write(item: &Item, by: &str) -> Attributes {
    let mut attributes = Attributes::from([
        (KEY.to_owned(), string(&item.key.0)),
        (REVISION.to_owned(), number(&item.revision)),
        (BODY.to_owned(), AttributeValue::B(Blob::new(compress_to_vec(item.body.as_bytes(), DEFLATE_LEVEL)))),
        (BY.to_owned(), string(by)),
    ]);
    if let Some(due) = item.due {
        let bucket = due_bucket(Minute::of_due(due), Minute::shard_of(&item.key));
        attributes.insert(DUE.to_owned(), string(&bucket));
        attributes.insert(DUE_AT.to_owned(), string(&due.to_string()));
    }
    if let Some(group) = &item.group {
        attributes.insert(GROUP.to_owned(), string(group));
    }
    if let Some(listing) = &item.listing {
        attributes.insert(LIST.to_owned(), string(&listing.list));
        attributes.insert(ORDER.to_owned(), string(&listing.order));
    }
    if let Some(expires_at) = item.expires_at {
        let seconds = expires_at.as_second() + i64::from(expires_at.subsec_nanosecond() > 0);
        attributes.insert(TTL.to_owned(), number(&seconds));
    }
    attributes
}

pub(super) fn read(attributes: &Attributes) -> Result<Item, PortError> {
    let due_at = attributes.get(DUE_AT).map(|_| text(attributes, DUE_AT)).transpose()?;
    let expires_at = attributes.get(TTL).map(|_| integer(attributes, TTL)).transpose()?;
    let listing = match attributes.get(LIST) {
        Some(_) => Some(Listing {
            list: text(attributes, LIST)?.to_owned(),
            order: text(attributes, ORDER)?.to_owned(),
        }),
        None => None,
    };
    Ok(Item {
        key: key(attributes)?,
        revision: integer(attributes, REVISION)?,
        body: body(attributes)?,
        group: group(attributes)?,
        due: due_at.map(|it| it.parse().map_err(|_| unreadable(DUE_AT))).transpose()?,
        listing,
        expires_at: expires_at
            .map(|it| Timestamp::from_second(it).map_err(|_| unreadable(TTL)))
            .transpose()?,
    })
}

/// The key of an item or of an index entry.
pub(super) fn key(attributes: &Attributes) -> Result<Key, PortError> {
    Ok(Key(text(attributes, KEY)?.to_owned()))
}

/// An entry of the due index.
pub(super) fn due_entry(attributes: &Attributes) -> Result<DueEntry, PortError> {
    Ok(DueEntry { key: key(attributes)?, group: group(attributes)? })
}

fn group(attributes: &Attributes) -> Result<Option<String>, PortError> {
    attributes.get(GROUP).map(|_| text(attributes, GROUP).map(str::to_owned)).transpose()
}

/// The order of an entry of the listed index.
pub(super) fn order(attributes: &Attributes) -> Result<&str, PortError> {
    text(attributes, ORDER)
}

fn body(attributes: &Attributes) -> Result<String, PortError> {
    let Some(AttributeValue::B(deflated)) = attributes.get(BODY) else { return Err(unreadable(BODY)) };
    let bytes = decompress_to_vec_with_limit(deflated.as_ref(), ITEM_BYTES_MAX);
    bytes.ok().and_then(|it| String::from_utf8(it).ok()).ok_or_else(|| unreadable(BODY))
}

fn text<'a>(attributes: &'a Attributes, name: &'static str) -> Result<&'a str, PortError> {
    match attributes.get(name) {
        Some(AttributeValue::S(text)) => Ok(text),
        _ => Err(unreadable(name)),
    }
}

fn integer<T: std::str::FromStr>(attributes: &Attributes, name: &'static str) -> Result<T, PortError> {
    match attributes.get(name) {
        Some(AttributeValue::N(digits)) => digits.parse().map_err(|_| unreadable(name)),
        _ => Err(unreadable(name)),
    }
}

/// Not written by any release of ours.
fn unreadable(attribute: &'static str) -> PortError {
    PortError::Refused { port: TABLE, detail: format!("an item whose attribute {attribute} cannot be read") }
}
