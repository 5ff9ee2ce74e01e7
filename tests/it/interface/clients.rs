//! The description as generators of clients read it.

use serde_json::Value;

/// Whether the schema is another one, and more.
fn extends(schema: &Value) -> bool {
    schema["allOf"].as_array().is_some_and(|it| it.iter().any(|part| part.get("$ref").is_some()))
}

#[test]
fn no_generated_client_loses_what_a_schema_adds_to_another() {
    let document: Value = serde_norway::from_str(include_str!("../../../infra/openapi.yaml")).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let extended: Vec<_> = schemas.iter().filter(|(_, it)| extends(it)).collect();
    assert!(extended.iter().any(|(name, _)| *name == "Conversation"), "{extended:?}");
    // Of a lone reference with fields beside it, some take the reference and nothing else.
    let torn: Vec<_> = extended.into_iter().filter(|(_, it)| it.get("properties").is_some()).collect();
    assert!(torn.is_empty(), "{torn:#?}");
}
