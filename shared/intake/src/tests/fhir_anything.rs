//! FHIR R4: anything at all in the place of any element.

use proptest::prelude::*;
use serde_json::Value;

use super::fhir::{appointment, bundle, patient};
use super::{RECEIVED_AT, at, buenos_aires};
use crate::fhir::read;

/// Names of elements that are read, and texts that mean something in them.
const WORDS: &[&str] = &[
    "resourceType", "Patient", "Practitioner", "id", "reference", "#who", "Patient/p-1", "contained", "meta",
    "status", "cancelled", "start", "end", "use", "old", "period", "system", "phone", "value", "coding",
    "code", "display", "text", "extension", "url", "/timezone", "valueCode", "DELETE", "method",
    "2026-12-04T10:30:00Z",
];

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(WORDS).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        let member = (prop::sample::select(WORDS), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::from),
            prop::collection::vec(member, 0..6).prop_map(|members| {
                let named = members.into_iter().map(|(name, value)| (name.to_owned(), value));
                Value::Object(named.collect())
            }),
        ]
    })
}

/// Where in a value something stands.
fn places(value: &Value, at: &str) -> Vec<String> {
    let members: Vec<(String, &Value)> = match value {
        Value::Array(items) => items.iter().enumerate().map(|(index, it)| (index.to_string(), it)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, it)| (name.clone(), it)).collect(),
        _ => Vec::new(),
    };
    let below = |(name, it): (String, &Value)| {
        let place = format!("{at}/{name}");
        let mut all = places(it, &place);
        all.push(place);
        all
    };
    members.into_iter().flat_map(below).collect()
}

proptest! {
    #[test]
    fn nothing_panics_and_all_is_accounted_for(place in any::<prop::sample::Index>(), value in anything()) {
        let mut body = bundle("history", &[appointment(), patient()]);
        let places = places(&body, "");
        let place: &String = place.get(&places);
        *body.pointer_mut(place).unwrap() = value;
        if let Ok(intake) = read(body.to_string().as_bytes(), &buenos_aires(), at(RECEIVED_AT)) {
            for (index, _) in &intake.events {
                assert!(intake.rejected.iter().all(|it| it.index != *index));
            }
        }
    }

    #[test]
    fn random_resources_are_read_or_refused(value in anything(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(value.to_string().as_bytes(), &buenos_aires(), at(RECEIVED_AT));
        let _ = read(&bytes, &buenos_aires(), at(RECEIVED_AT));
    }
}
