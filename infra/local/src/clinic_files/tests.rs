#![expect(clippy::unwrap_used, reason = "tests")]

use domain::language::Language;

use super::{Sources, example, load, parse};

/// The example's files with a change in one of them, as written to disk.
fn check(file: &str, from: &str, to: &str, want: &str) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("templates")).unwrap();
    let sources = Sources::example();
    let mut files = vec![("clinic.toml".to_owned(), sources.clinic)];
    files.extend(sources.templates.into_iter().map(|(it, text)| (super::template_file(it), text)));
    for (name, text) in files {
        let changed = if name == file { text.replacen(from, to, 1) } else { text.clone() };
        assert_eq!(name == file, changed != text, "{from} is not in {name}");
        std::fs::write(dir.path().join(name), changed).unwrap();
    }
    assert_eq!(load(dir.path()).unwrap_err().to_string(), want, "{from} -> {to}");
}

#[test]
fn the_example_loads() {
    let clinic = example();
    assert_eq!(clinic.id.as_str(), "sol");
    assert_eq!(clinic.journeys.len(), 5);
    assert_eq!(clinic.templates.names().count(), 22);
    let sources = Sources::example();
    let templates: Vec<(Language, &str)> =
        sources.templates.iter().map(|(language, text)| (*language, text.as_str())).collect();
    assert_eq!(parse(&sources.clinic, &templates).unwrap().journeys, clinic.journeys);
}

#[test]
fn what_does_not_parse() {
    let clinic = "clinic.toml";
    check(clinic, "name = \"Clínica del Sol\"", "name = ", "clinic.toml:4: string values must be quoted, expected literal string");
    check(clinic, "country", "contry", "clinic.toml:6: unknown field");
    check(clinic, "before = \"48h\"", "before = \"2w\"", "clinic.toml:91: a lead is written");
    check("templates/pt.toml", "Olá, {{patient_given_name}}", "Olá, {{patient_given_name", "x");
}

#[test]
fn what_is_not_a_journey() {
    let clinic = "clinic.toml";
    check(clinic, "name = \"moved_notice\"", "name = \"booking_confirmation\"", "x");
    check(clinic, "on = [\"moved\"]", "", "x");
    check(clinic, "before = \"48h\"", "before = \"48h\"\non = [\"booked\"]", "x");
    check(clinic, "channels = [\"whatsapp\", \"sms\", \"email\"]", "channels = []", "x");
    check(clinic, "topic = \"payment_due\"", "topic = \"appointment\"", "x");
    check(clinic, "\"es\", \"en\", \"pt\"", "", "x");
    let many = "[[journeys.steps]]\nname = \"n\"\non = [\"arrived\"]\ntemplate = \"appointment_thanks\"\npurpose = \"care\"\nchannels = [\"sms\"]\n\n";
    let many: String = (0..15).map(|it| many.replace("\"n\"", &format!("\"n{it}\""))).collect();
    let topic = "[[journeys]]\ntopic = \"appointment\"\n\n";
    check(clinic, topic, &format!("{topic}{many}"), "x");
}

#[test]
fn what_templates_lack() {
    check("clinic.toml", "template_day = \"appointment_reminder_day\"", "template_day = \"day\"", "x");
    check("templates/en.toml", "[appointment_thanks]", "[appointment_thank]", "x");
    check("templates/en.toml", "[reply_stop]", "[reply_stopped]", "x");
    check("templates/pt.toml", "purpose = \"administrative\"", "purpose = \"care\"", "x");
    check("templates/en.toml", "sms = \"Thank you for", "# sms = \"Thank you for", "x");
    check("templates/en.toml", "sms = \"Done", "# sms = \"Done", "x");
}

#[test]
fn files_that_are_missing() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(load(dir.path()).unwrap_err().to_string(), "clinic.toml:1: there is no such file");
    let sources = Sources::example();
    let error = parse(&sources.clinic, &[]).unwrap_err();
    assert_eq!(error.to_string(), "clinic.toml:9: there is no templates/es.toml for this language");
}
