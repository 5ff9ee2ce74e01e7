#![expect(clippy::unwrap_used, reason = "tests")]

use domain::render::VARIABLES;

use super::{Report, check as check_files, variables::variables};
use crate::clinic_files::{Sources, template_file};

/// Checks the example's files with a change in one of them, as written to disk.
fn changed(file: &str, from: &str, to: &str) -> (Report, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("templates")).unwrap();
    let sources = Sources::example();
    let mut files = vec![("clinic.toml".to_owned(), sources.clinic)];
    files.extend(sources.templates.into_iter().map(|(it, text)| (template_file(it), text)));
    for (name, text) in files {
        let written = if name == file { text.replacen(from, to, 1) } else { text.clone() };
        assert_eq!(name == file, written != text, "{from} is not in {name}");
        std::fs::write(dir.path().join(name), written).unwrap();
    }
    (check_files(Some(dir.path())), dir.path().to_owned())
}

/// Each finding as shown, without the directory.
fn check(file: &str, from: &str, to: &str, want: &[&str]) {
    let (report, dir) = changed(file, from, to);
    let dir = format!("{}/", dir.display());
    let got: Vec<String> = report.findings.iter().map(|it| it.to_string().replace(&dir, "")).collect();
    assert_eq!(got, want, "{from} -> {to}");
}

#[test]
fn the_example_is_clean() {
    let report = check_files(None);
    assert_eq!(report.findings, []);
    assert!(!report.has_errors());
    let dearest = report.prices.iter().filter_map(|it| it.segments).max();
    assert_eq!(dearest, Some(1), "{report}");
    let shown = report.to_string();
    assert!(shown.contains("template                         language  channel   segments  price, USD"), "{shown}");
    assert!(shown.contains("appointment_reminder             es        sms              1  0.075000"), "{shown}");
    assert!(shown.ends_with("0 errors, 0 warnings"), "{shown}");
}

#[test]
fn every_variable_has_an_example() {
    assert_eq!(variables().len(), VARIABLES.len());
    for variable in variables() {
        assert!(!variable.example.is_empty(), "{}", variable.name);
    }
}

#[test]
fn files_that_cannot_be_used() {
    check("clinic.toml", "country = \"AR\"", "country = ", &["x"]);
    check("clinic.toml", "on = [\"moved\"]", "", &["x"]);
    let (report, _) = changed("clinic.toml", "on = [\"moved\"]", "");
    assert!(report.has_errors());
    let dir = tempfile::tempdir().unwrap();
    assert!(check_files(Some(dir.path())).to_string().ends_with("1 error, 0 warnings"));
}

#[test]
fn steps() {
    let clinic = "clinic.toml";
    check(clinic, "useless_minutes_before = 120", "useless_minutes_before = 2880", &["x"]);
    check(clinic, "useless_minutes_before = 120", "useless_minutes_before = 2879", &[]);
    check(clinic, "template = \"appointment_thanks\"", "template = \"reply_old\"", &["x"]);
    check(clinic, "template_remote = \"appointment_reminder_remote\"\n", "", &["x"]);
    check(clinic, "template_day = \"appointment_reminder_day\"\n", "", &["x"]);
    check(clinic, "opens = \"09:00\"\ncloses = \"21:00\"", "opens = \"02:00\"\ncloses = \"03:00\"", &["x"]);
    let due = "template = \"payment_due\"";
    check(clinic, &format!("on = [\"booked\"]\n{due}"), &format!("before = \"2d 4h\"\n{due}"), &["x"]);
    check(clinic, &format!("on = [\"booked\"]\n{due}"), &format!("before = \"2d\"\n{due}"), &[]);
}

#[test]
fn templates() {
    let es = "templates/es.toml";
    check(es, "Hola, {{patient_given_name}}. Su cita en", "Hola, {{patient}}. Su cita en", &["x"]);
    check(es, "\"Cambiar cita\"", "\"Cambiar la cita para otro día\"", &["x"]);
    check(es, "email.subject = \"Gracias por su visita\"", "email.subject = \"Gracias, {{who}}\"", &["x"]);
    check(es, "escriba: anular la cita", "escriba CANCELAR", &["x"]);
    check(es, "Dudas: {{clinic_phone}}\"", "Dudas: {{clinic_phone}} 😀\"", &["x"]);
}
