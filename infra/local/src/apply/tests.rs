#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::path::PathBuf;

use embedded::Embedded;
use ports::records::clinic_key;
use ports::table::Put;

use super::*;

/// A copy of the example clinic, with one of its files changed.
fn clinic(replace: &str, with: &str) -> tempfile::TempDir {
    let from = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../clinics/sol");
    let dir = tempfile::tempdir().unwrap();
    for part in ["templates", "knowledge/es"] {
        std::fs::create_dir_all(dir.path().join(part)).unwrap();
    }
    let templates = ["templates/es.toml", "templates/en.toml", "templates/pt.toml"];
    for file in
        ["clinic.toml", "knowledge/es/parking.md", "knowledge/es/results.md"].into_iter().chain(templates)
    {
        let text = std::fs::read_to_string(from.join(file)).unwrap();
        std::fs::write(dir.path().join(file), text.replacen(replace, with, 1)).unwrap();
    }
    dir
}

#[tokio::test]
async fn a_clinic_is_stored_read_and_changed() {
    let table = Embedded::open(None).unwrap();
    let first = clinic("", "");
    let change = Change::of(first.path(), &table).await.unwrap();
    assert!(change.is_new() && change.differences.len() == 1, "{:?}", change.differences);
    change.store(&table).await.unwrap();

    // As the functions read it: the same clinic, templates and all.
    let directory = Directory::load(&table).await.unwrap();
    let stored = directory.by_id(change.clinic()).unwrap();
    assert_eq!(document(stored), document(&load(first.path()).unwrap()));
    assert!(Change::of(first.path(), &table).await.unwrap().differences.is_empty());

    let second = clinic("messages_per_day_max = 6", "messages_per_day_max = 5");
    let change = Change::of(second.path(), &table).await.unwrap();
    let shown: Vec<String> = change.differences.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["~ clinic.policy.messages_per_day_max: 6 -> 5"]);
    change.store(&table).await.unwrap();
    let Err(ApplyError::Conflict) = change.store(&table).await else {
        panic!("stored over a revision that was not shown")
    };
}

#[tokio::test]
async fn a_passage_that_changed_is_named() {
    let table = Embedded::open(None).unwrap();
    Change::of(clinic("", "").path(), &table).await.unwrap().store(&table).await.unwrap();
    let changed = clinic("## Plazos", "## Esperas");
    let change = Change::of(changed.path(), &table).await.unwrap();
    let places: Vec<&str> = change.differences.iter().map(|it| it.at.as_str()).collect();
    assert_eq!(places, ["knowledge.es/results/Esperas", "knowledge.es/results/Plazos"]);
}

#[tokio::test]
async fn a_clinic_stored_before_there_was_knowledge_is_read() {
    let table = Embedded::open(None).unwrap();
    let change = Change::of(clinic("", "").path(), &table).await.unwrap();
    change.store(&table).await.unwrap();
    let mut item = table.get(&clinic_key(change.clinic())).await.unwrap().unwrap();
    let mut body: Value = serde_json::from_str(&item.body).unwrap();
    assert_eq!(
        body["state"].as_object_mut().unwrap().remove("knowledge").unwrap().as_array().unwrap().len(),
        5
    );
    (item.body, item.revision) = (body.to_string(), item.revision + 1);
    assert_eq!(table.put(Put { item }).await.unwrap(), Written::Yes);

    let directory = Directory::load(&table).await.unwrap();
    let stored = directory.by_id(change.clinic()).unwrap();
    assert!(stored.knowledge.is_empty() && stored.templates.names().count() > 0);
}

#[tokio::test]
async fn a_clinic_with_errors_is_not_stored() {
    let table = Embedded::open(None).unwrap();
    let wrong = clinic("time_zone = \"America/", "time_zone = \"Mars/");
    assert!(matches!(Change::of(wrong.path(), &table).await, Err(ApplyError::Files(_))));
    assert_eq!(Directory::load(&table).await.unwrap().iter().count(), 0);
}

#[tokio::test]
async fn a_number_has_one_clinic() {
    let table = Embedded::open(None).unwrap();
    Change::of(clinic("", "").path(), &table).await.unwrap().store(&table).await.unwrap();
    let other = clinic("id = \"sol\"", "id = \"luna\"");
    let refused = Change::of(other.path(), &table).await.unwrap_err().to_string();
    assert_eq!(refused, "whatsapp 106540352242922 belongs to clinic sol already");
}

#[test]
fn a_full_deployment_takes_no_further_clinic() {
    assert!(has_room(CLINICS_MAX - 1).is_ok());
    assert!(matches!(has_room(CLINICS_MAX), Err(ApplyError::TooMany)));
}

#[test]
fn differences_name_what_was_added_and_what_was_taken_away() {
    let mut found = Vec::new();
    let (stored, given) = (json!({ "a": [1, 2], "b": 1 }), json!({ "a": [1], "c": { "d": 1 } }));
    compare("", &stored, &given, &mut found);
    let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["- a[1]: 2", "- b: 1", "+ c: {\"d\":1}"]);
}

#[test]
fn a_step_between_others_is_one_difference_and_another_order_is_told() {
    let step = |name: &str| json!({ "name": name, "channels": ["whatsapp", "sms"] });
    let of = |names: [&str; 3]| json!({ "steps": names.map(step) });
    let shown = |stored: &Value, given: &Value| -> Vec<String> {
        let mut found = Vec::new();
        compare("", stored, given, &mut found);
        found.iter().map(ToString::to_string).collect()
    };
    let stored = json!({ "steps": [step("booked"), step("day_before")] });
    let between = of(["booked", "week_before", "day_before"]);
    let added = "+ steps[week_before]: {\"channels\":[\"whatsapp\",\"sms\"],\"name\":\"week_before\"}";
    assert_eq!(shown(&stored, &between), [added]);
    let turned = of(["day_before", "week_before", "booked"]);
    let order =
        "~ steps: [\"booked\",\"week_before\",\"day_before\"] -> [\"day_before\",\"week_before\",\"booked\"]";
    assert_eq!(shown(&between, &turned), [order]);
    let mut silent = between.clone();
    silent["steps"][2]["channels"] = json!(["sms", "whatsapp"]);
    let changed = [
        "~ steps[day_before].channels[0]: \"whatsapp\" -> \"sms\"",
        "~ steps[day_before].channels[1]: \"sms\" -> \"whatsapp\"",
    ];
    assert_eq!(shown(&between, &silent), changed);
    // Where two have one name, places tell them apart.
    let twice = json!({ "steps": [step("booked"), step("booked")] });
    assert!(shown(&stored, &twice)[0].starts_with("~ steps[1].name"), "{:?}", shown(&stored, &twice));
}
