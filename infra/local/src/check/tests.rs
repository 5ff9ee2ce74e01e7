#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use domain::case::RELEASED_TEMPLATE;
use domain::render::VARIABLES;
use domain::reply::{Intent, understand};
use domain::slot::OFFER_TEMPLATE;

use super::{Report, check as check_files, variables::variables};
use crate::clinic_files::{self, Sources, on_disk, step_templates};

/// Checks the example's files with a change in one of them.
fn changed(file: &str, from: &str, to: &str) -> (Report, std::path::PathBuf) {
    let dir = on_disk::changed(file, from, to);
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
    assert!(
        shown.contains("template                         language  channel   segments  price, USD"),
        "{shown}"
    );
    assert!(
        shown.contains("appointment_reminder             es        sms              1  0.075000"),
        "{shown}"
    );
    assert!(shown.ends_with("0 errors, 0 warnings"), "{shown}");
}

/// Of what is said unasked on WhatsApp, or in a mail, nobody but the clinic's words can say whose it is.
#[test]
fn row_14_the_example_names_the_patient_wherever_it_writes_first() {
    let clinic = clinic_files::example();
    let steps = clinic.journeys.iter().flat_map(|it| &it.steps).flat_map(step_templates).map(|it| it.1);
    for name in steps.chain([OFFER_TEMPLATE, RELEASED_TEMPLATE]) {
        for language in &clinic.languages {
            let template = clinic.template(name, *language).unwrap();
            let whatsapp = &template.whatsapp.as_ref().unwrap().body;
            for body in template.email.iter().map(|it| &it.body).chain([whatsapp]) {
                assert!(body.variables().any(|it| it == "patient_given_name"), "{name}, {language:?}");
            }
        }
    }
}

/// What is found with these files of knowledge in place of the example's, without the directory.
fn with_knowledge(files: &[(&str, &str)]) -> Vec<String> {
    let dir = on_disk::with_knowledge(files);
    let shown = |it: &super::Line| it.to_string().replace(&format!("{}/", dir.path().display()), "");
    check_files(Some(dir.path())).findings.iter().map(shown).collect()
}

#[test]
fn a_topic_is_there_in_every_language() {
    let hours = "# Hours\n8 to 20.\n";
    assert_eq!(
        with_knowledge(&[("es/hours.md", hours), ("en/hours.md", hours), ("pt/hours.md", hours)]),
        [""; 0]
    );
    assert_eq!(
        with_knowledge(&[("es/hours.md", hours), ("pt/hours.md", hours)]),
        ["knowledge/es/hours.md:1: warning[knowledge-language] there is no knowledge/en/hours.md"]
    );
}

#[test]
fn a_clinic_fits_its_item() {
    let section = |it: u32| format!("## {it}\n{}\n", "a".repeat(1_000));
    let long = format!("# Everything\n{}", (0..400).map(section).collect::<String>());
    let files = ["es", "en", "pt"].map(|it| format!("{it}/everything.md"));
    let found = with_knowledge(&[(&files[0], &long), (&files[1], "# A\nB\n"), (&files[2], "# A\nB\n")]);
    let [line] = found.as_slice() else { panic!("{found:?}") };
    assert!(line.starts_with("clinic.toml:1: error[too-large] all files together are stored as "), "{line}");
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
    check(
        "clinic.toml",
        "country = \"AR\"",
        "country = ",
        &["clinic.toml:6: error[clinic-file] string values must be quoted, expected literal string"],
    );
    check(
        "clinic.toml",
        "on = [\"moved\"]",
        "",
        &["clinic.toml:57: error[clinic-file] step 'moved_notice' is never said: it needs `on` or \
             `before`"],
    );
    let (report, _) = changed("clinic.toml", "on = [\"moved\"]", "");
    assert!(report.has_errors());
    let dir = tempfile::tempdir().unwrap();
    assert!(check_files(Some(dir.path())).to_string().ends_with("1 error, 0 warnings"));
}

#[test]
fn steps() {
    let clinic = "clinic.toml";
    check(
        clinic,
        "useless_minutes_before = 120",
        "useless_minutes_before = 2880",
        &["clinic.toml:99: error[never-useful] step 'reminder_48h' is never of use: it is due 2880 \
             minutes ahead and useless from 2880 minutes ahead"],
    );
    check(clinic, "useless_minutes_before = 120", "useless_minutes_before = 2879", &[]);
    check(
        clinic,
        "useless_minutes_before = 120",
        "useless_minutes_before = 2880\nuseful_hours = 1",
        &["clinic.toml:99: error[never-useful] step 'reminder_48h' is never of use: it is due 2880 \
             minutes ahead and useless from 2880 minutes ahead"],
    );
    check(
        clinic,
        "template = \"appointment_thanks\"",
        "template = \"reply_old\"",
        &[
            "clinic.toml:134: error[free-text] step 'thanks' uses 'reply_old', which is free text: \
             unasked, WhatsApp takes approved templates only",
            "templates/en.toml:218: error[clinic-file] has no email form, but step 'thanks' is sent \
             there",
            "templates/es.toml:218: error[clinic-file] has no email form, but step 'thanks' is sent \
             there",
            "templates/pt.toml:218: error[clinic-file] has no email form, but step 'thanks' is sent \
             there",
        ],
    );
    check(
        clinic,
        "template_remote = \"appointment_reminder_remote\"\n",
        "",
        &["clinic.toml:93: warning[no-remote-template] step 'reminder_48h' has no \
             `template_remote`: people with a visit by video may be told to come in"],
    );
    check(
        clinic,
        "template_day = \"appointment_reminder_day\"\n",
        "",
        &["clinic.toml:93: warning[no-day-template] step 'reminder_48h' has no `template_day`: it \
             speaks of one visit where there are several that day"],
    );
    check(
        clinic,
        "opens = \"09:00\"\ncloses = \"21:00\"",
        "opens = \"02:00\"\ncloses = \"03:00\"",
        &[
            "clinic.toml:92: warning[always-quiet] step 'reminder_48h' always falls into quiet hours, \
             so it is said at another time than written",
            "clinic.toml:107: warning[always-quiet] step 'instructions' always falls into quiet hours, \
             so it is said at another time than written",
            "clinic.toml:118: warning[always-quiet] step 'reminder_24h' always falls into quiet \
             hours, so it is said at another time than written",
        ],
    );
    let due = "template = \"payment_due\"";
    check(
        clinic,
        &format!("on = [\"booked\"]\n{due}"),
        &format!("before = \"2d 4h\"\n{due}"),
        &["clinic.toml:177: warning[always-quiet] step 'notice' always falls into quiet hours, so \
             it is said at another time than written"],
    );
    for before in ["2d", "0d"] {
        check(clinic, &format!("on = [\"booked\"]\n{due}"), &format!("before = \"{before}\"\n{due}"), &[]);
    }
}

#[test]
fn what_never_arrives_as_written() {
    let es = "templates/es.toml";
    check(
        es,
        "Hola, {{patient_given_name}}. Su cita en",
        "Hola, {{slot_date}}. Su cita en",
        &["clinic.toml:52: error[no-value] step 'booking_confirmation' uses 'appointment_booked', whose \
             'slot_date' never has a value here: it is never sent"],
    );
    check(
        es,
        "name = \"appointment_moved\"",
        "name = \"appointment_booked\"",
        &["templates/es.toml:18: error[name-at-meta] appointment_moved: 'appointment_booked' is the name \
             of 'appointment_booked' at Meta, and says something else"],
    );
    check(es, "name = \"reply_old\"", "name = \"reply_stop\"", &[]);
}

#[test]
fn a_form_that_no_message_could_open() {
    let flow = |id: &str, screen: &str| {
        format!("remind_after_hours = 48\nflow = {{ id = \"{id}\", screen = \"{screen}\" }}")
    };
    let unopened = ["en", "es", "pt"].map(|it| {
        format!(
            "clinic.toml:220: error[clinic-file] no `flow` button of 'visit_survey' in templates/{it}.toml \
             opens it"
        )
    });
    let id = "clinic.toml:220: error[clinic-file] the id is not a number, as Meta's are, of up to 32 digits";
    let screen = "clinic.toml:220: error[clinic-file] the screen has no name, or over 80 characters";
    for (written, wrong) in [
        (flow(&"1".repeat(33), ""), &[id, screen][..]),
        (flow("", &"A".repeat(81)), &[id, screen]),
        (flow(&"1".repeat(32), &"A".repeat(80)), &[]),
    ] {
        let want: Vec<&str> = unopened.iter().map(String::as_str).chain(wrong.iter().copied()).collect();
        check("clinic.toml", "remind_after_hours = 48", &written, &want);
    }
}

#[test]
fn templates() {
    let es = "templates/es.toml";
    check(
        es,
        "Hola, {{patient_given_name}}. Su cita en",
        "Hola, {{patient}}. Su cita en",
        &["templates/es.toml:5: error[unknown-variable] appointment_booked (es), whatsapp body: \
             there is no variable 'patient'"],
    );
    check(
        es,
        "\"Cambiar cita\"",
        "\"Cambiar la cita para otro día\"",
        &["templates/es.toml:70: error[button-title] appointment_reminder (es), whatsapp buttons: \
             'Cambiar la cita para otro día' has 29 characters, over 20"],
    );
    check(
        es,
        "email.subject = \"Gracias por su visita\"",
        "email.subject = \"Gracias, {{who}}\"",
        &["templates/es.toml:137: error[unknown-variable] appointment_thanks (es), email subject: \
             there is no variable 'who'"],
    );
    check(
        es,
        "escriba: anular la cita",
        "escriba CANCELAR",
        &["templates/es.toml:216: error[reserved-word] reply_reschedule (es), sms: invites the \
             answer 'CANCELAR', which stops all messages at the carrier or cannot be told from a \
             stop; use numbers"],
    );
    check(
        es,
        "Dudas: {{clinic_phone}}\"",
        "Dudas: {{clinic_phone}} 😀\"",
        &["templates/es.toml:123: warning[sms-segments] appointment_instructions_remote (es), sms: \
             takes 3 segments with typical values"],
    );
}

/// What the example's text messages ask people to write means what they say it does.
#[test]
fn invited_words_are_understood() {
    for (words, intent) in [
        ("anular la cita", Intent::Cancel),
        ("please cancel it", Intent::Cancel),
        ("desmarcar a consulta", Intent::Cancel),
        ("3", Intent::Talk),
        ("ALTA", Intent::Start),
        ("START", Intent::Start),
        ("BAJA", Intent::StopAll),
        ("SAIR", Intent::StopAll),
    ] {
        let sources = Sources::example();
        assert!(sources.templates.iter().any(|(_, text)| text.contains(words)), "{words}");
        assert_eq!(understand(words, true, &[]), intent, "{words}");
    }
}
