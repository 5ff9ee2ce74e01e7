//! What DynamoDB bills for a write: for ledgers, which count what a deployment costs.

use aws_sdk_dynamodb::types::AttributeValue;
use ports::table::Item;

use super::item::{Attributes, DUE, KEY, LIST, ORDER, write};

/// A write unit's share of an item, in bytes.
const UNIT_BYTES: u64 = 1_024;

/// The write units that DynamoDB bills for storing `after` in the place of `before`: the larger one's started
/// kilobytes, twice in a transaction, and one for every index entry added and for every one taken away.
///
/// Source: *Read and write capacity*, DynamoDB developer guide; what the indexes hold is below a kilobyte.
#[must_use]
pub fn write_units(before: Option<&Item>, after: &Item, in_transaction: bool) -> u64 {
    let stored = |item: &Item| write(item, &"0".repeat(32));
    let (before, after) = (before.map(stored), stored(after));
    let bytes = before.as_ref().map_or(0, bytes_of).max(bytes_of(&after));
    let entry = |attributes: Option<&Attributes>, names: [&str; 2]| -> Option<[AttributeValue; 2]> {
        let attributes = attributes?;
        Some([attributes.get(names[0])?.clone(), attributes.get(names[1])?.clone()])
    };
    let moves = |names: [&str; 2]| match (entry(before.as_ref(), names), entry(Some(&after), names)) {
        (was, is) if was == is => 0,
        (was, is) => u64::from(was.is_some()) + u64::from(is.is_some()),
    };
    let times = if in_transaction { 2 } else { 1 };
    times * bytes.div_ceil(UNIT_BYTES) + moves([DUE, KEY]) + moves([LIST, ORDER])
}

/// What DynamoDB takes an item's size to be.
fn bytes_of(attributes: &Attributes) -> u64 {
    let bytes = |value: &AttributeValue| match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(digits) => digits.len() / 2 + 1,
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        _ => 0,
    };
    attributes.iter().map(|(name, value)| (name.len() + bytes(value)) as u64).sum()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use ports::table::{Key, Listing};

    use super::*;

    fn item(body: &str, due: Option<i64>, list: Option<&str>) -> Item {
        let at = |second| Timestamp::from_second(second).expect("in range");
        let listing = list.map(|it| Listing { list: it.to_owned(), order: "1".to_owned() });
        let (key, body) = (Key("case#sol#a1".to_owned()), body.to_owned());
        Item { key, revision: 1, body, due: due.map(at), group: None, listing, expires_at: None }
    }

    #[test]
    fn units_are_kilobytes_and_entries_of_indexes() {
        let plain = item("{}", None, None);
        assert_eq!(write_units(None, &plain, false), 1);
        assert_eq!(write_units(None, &plain, true), 2);
        let (due, later, listed) =
            (item("{}", Some(60), None), item("{}", Some(600), None), item("{}", Some(60), Some("day")));
        assert_eq!(write_units(None, &due, false), 2);
        assert_eq!(write_units(Some(&due), &due, false), 1);
        // Another instant of the same minute stands in the same place.
        assert_eq!(write_units(Some(&due), &item("{}", Some(30), None), false), 1);
        assert_eq!(write_units(Some(&due), &later, false), 3);
        assert_eq!(write_units(Some(&due), &plain, false), 2);
        assert_eq!(write_units(Some(&due), &listed, false), 2);
        // The larger of the two counts; what does not deflate takes its bytes.
        let mut random = fastrand::Rng::with_seed(1);
        let noise: String = (0..2_000).map(|_| random.alphanumeric()).collect();
        let large = item(&noise, None, None);
        assert!(write_units(None, &large, false) > 1);
        assert_eq!(write_units(Some(&large), &plain, false), write_units(None, &large, false));
    }
}
