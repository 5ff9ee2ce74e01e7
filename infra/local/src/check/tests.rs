#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;

use domain::case::RELEASED_TEMPLATE;
use domain::delivery::Channel;
use domain::render::VARIABLES;
use domain::reply::{Intent, understand};
use domain::slot::OFFER_TEMPLATE;

use super::{Report, check as check_files, variables::variables};
use crate::clinic_files::{self, Sources, on_disk, step_templates};

/// What is found of the example's menu wherever a test leaves its knowledge out.
const NO_KNOWLEDGE: &str = "menu-topic";

/// Checks the example's files with a change in one of them.
fn changed(file: &str, from: &str, to: &str) -> (Report, std::path::PathBuf) {
    let dir = on_disk::changed(file, from, to);
    (check_files(Some(dir.path())), dir.path().to_owned())
}

/// Each finding as shown, without the directory.
fn check(file: &str, from: &str, to: &str, want: &[&str]) {
    let (report, dir) = changed(file, from, to);
    let dir = format!("{}/", dir.display());
    let found = report.findings.iter().filter(|it| it.code != NO_KNOWLEDGE);
    let got: Vec<String> = found.map(|it| it.to_string().replace(&dir, "")).collect();
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

/// A delay, above all, may be told before the day of the visit, to somebody who has another one today.
#[test]
fn the_example_names_the_day_wherever_it_writes_first_of_an_hour() {
    let clinic = clinic_files::example();
    let steps = clinic.journeys.iter().flat_map(|it| &it.steps).flat_map(step_templates).map(|it| it.1);
    for name in steps.chain([RELEASED_TEMPLATE]) {
        for language in &clinic.languages {
            let template = clinic.template(name, *language).unwrap();
            let whatsapp = template.whatsapp.iter().map(|it| &it.body);
            for text in whatsapp.chain(&template.sms).chain(template.email.iter().map(|it| &it.body)) {
                let names = |variable: &str| text.variables().any(|it| it == variable);
                let says_hour = names("appointment_time") || names("appointment_times");
                assert!(!says_hour || names("appointment_date"), "{name}, {language:?}");
            }
        }
    }
}

/// What is found with these files of knowledge in place of the example's, without the directory.
fn with_knowledge(files: &[(&str, &str)]) -> Vec<String> {
    let dir = on_disk::with_knowledge(files);
    let shown = |it: &super::Line| it.to_string().replace(&format!("{}/", dir.path().display()), "");
    let report = check_files(Some(dir.path()));
    report.findings.iter().filter(|it| it.code != NO_KNOWLEDGE).map(shown).collect()
}

#[test]
fn a_button_of_the_menu_has_its_topic() {
    let hours = "# Hours\n8 to 20.\n";
    let dir = on_disk::with_knowledge(&[("es/horarios.md", hours), ("es/address.md", hours)]);
    let report = check_files(Some(dir.path()));
    let found: Vec<(usize, &str)> = report
        .findings
        .iter()
        .filter(|it| it.code == "menu-topic")
        .map(|it| (it.line, it.message.as_str()))
        .collect();
    let missing =
        |topic: &str| format!("there is no topic '{topic}' in knowledge/: this button leads to a person");
    assert_eq!(found, [(292, missing("hours").as_str()), (298, missing("results").as_str())]);
    assert!(!report.has_errors(), "{report}");
}

#[test]
fn what_turns_off_what_it_is_there_for() {
    let clinic = "clinic.toml";
    check(
        clinic,
        "closes = \"21:00\"",
        "closes = \"08:00\"",
        &[
            "clinic.toml:31: warning[overnight] closes at 08:00 on the day after it opens, so patients are written to \
             all night",
        ],
    );
    check(
        clinic,
        "closes = \"21:00\"",
        "closes = \"09:00\"",
        &[
            "clinic.toml:31: warning[overnight] closes at 09:00 on the day after it opens, so patients are written to \
             all night",
        ],
    );
    check(
        clinic,
        "opens = \"09:00\"\ncloses = \"21:00\"",
        "opens = \"00:00\"\ncloses = \"00:00\"",
        &[
            "clinic.toml:31: warning[overnight] closes at 00:00 on the day after it opens, so patients are written to \
             all night",
        ],
    );
    // Until midnight, or an hour later, is meant so.
    for closes in ["00:00", "01:00"] {
        check(clinic, "closes = \"21:00\"", &format!("closes = \"{closes}\""), &[]);
    }
    check(
        clinic,
        "messages_per_week_max = 20",
        "messages_per_week_max = 20\nagent_threads_max = 0",
        &["clinic.toml:36: warning[zero] is 0, so nobody can take a conversation"],
    );
    check(
        clinic,
        "messages_per_second = 80",
        "messages_per_second = 0",
        &["clinic.toml:17: warning[zero] is 0, which counts as 1"],
    );
    check(
        clinic,
        "offers_per_day_max = 2",
        "offers_per_day_max = 0",
        &["clinic.toml:281: warning[zero] is 0, so nobody who waits is ever offered a time"],
    );
    check(
        clinic,
        "within_days = 14",
        "within_days = 0",
        &[
            "clinic.toml:280: warning[never-offered] no time is ever offered to who waits: not earlier than 0 days \
             ahead, nor later than 4 hours",
        ],
    );
    check(
        clinic,
        "move_days_max = 30",
        "move_days_max = 1",
        &[
            "clinic.toml:272: warning[never-offered] no visit can be moved: to no time later than 1 days, nor \
             earlier than 24 hours",
        ],
    );
}

#[test]
fn a_question_by_text_message_can_be_answered() {
    for from in ["ClinicaSol", "MG0123456789abcdef0123456789abcdef"] {
        check(
            "clinic.toml",
            "from = \"+541150000002\"",
            &format!("from = \"{from}\""),
            &[
                "clinic.toml:21: warning[no-answers] is no number, so nothing that patients answer by SMS comes back, \
               and step 'reminder_48h' asks them there without `{{answer_link}}`",
            ],
        );
    }
    check("clinic.toml", "from = \"+541150000002\"", "from = \"22395\"", &[]);
    let dir = on_disk::changed("clinic.toml", "from = \"+541150000002\"", "from = \"ClinicaSol\"");
    for language in ["es", "en", "pt"] {
        let path = dir.path().join(format!("templates/{language}.toml"));
        let text = std::fs::read_to_string(&path).unwrap();
        let linked = text.replace("sms = \"{{clinic_name}}: ", "sms = \"{{answer_link}} {{clinic_name}}: ");
        std::fs::write(path, linked).unwrap();
    }
    let report = check_files(Some(dir.path()));
    assert!(report.findings.iter().all(|it| it.code != "no-answers"), "{report}");
}

#[test]
fn accents_that_cost_are_told_of_once() {
    let limit = "messages_per_week_max = 20";
    let (report, _) = changed("clinic.toml", limit, &format!("{limit}\nkeep_accents = true"));
    let accents: Vec<_> = report.findings.iter().filter(|it| it.code == "sms-accents").collect();
    let [accents] = accents.as_slice() else { panic!("{report}") };
    assert_eq!(accents.line, 36, "{report}");
    let texts = accents.message.strip_prefix("accents take ").and_then(|it| it.split_once(' '));
    assert!(texts.is_some_and(|(count, _)| count.parse::<u32>().unwrap() > 20), "{report}");
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
fn every_variable_is_explained() {
    let document = include_str!("../../../../docs/clinic.md");
    let (_, table) = document.split_once("| variable | what it says |\n|---|---|\n").unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    let named = table.lines().filter_map(|row| row.split('|').nth(1));
    let named: Vec<&str> = named.flat_map(|it| it.split('`').skip(1).step_by(2)).collect();
    let (named, known): (BTreeSet<_>, BTreeSet<_>) =
        (named.into_iter().collect(), VARIABLES.into_iter().collect());
    assert_eq!(named, known);
}

/// The step that says who said that they come what they hear back, in the place of the one that tells of a move.
fn answering(changed: &str) -> String {
    let step =
        "on = [\"confirmed\"]\ntemplate = \"reply_old\"\npurpose = \"care\"\nchannels = [\"whatsapp\"]\n";
    changed.split_once(" -> ").map_or_else(|| format!("{step}{changed}"), |(from, to)| step.replace(from, to))
}

#[test]
fn an_answer_to_who_confirms() {
    let told = "on = [\"moved\"]\ntemplate = \"appointment_moved\"\npurpose = \"care\"\n\
                channels = [\"whatsapp\", \"sms\", \"email\"]\nundelivered_after_minutes = 60\n";
    let finds = |changed: &str, want: &[&str]| check("clinic.toml", told, &answering(changed), want);
    let answers = "clinic.toml:58: error[clinic-file] step 'moved_notice' answers who says that they come";
    finds("", &[]);
    finds(
        "[\"whatsapp\"] -> [\"whatsapp\", \"sms\"]",
        &[
            "clinic.toml:62: info[answer-cost] step 'moved_notice' costs up to 0.075000 USD for each confirmation by SMS; \
             without `sms` in `channels`, who confirms on WhatsApp alone hears back",
        ],
    );
    // Who answers a mail does so on its page.
    finds("[\"whatsapp\"] -> [\"whatsapp\", \"email\"]", &[]);
    finds(
        "reply_old -> appointment_moved",
        &[
            "clinic.toml:60: error[free-text] step 'moved_notice' uses 'appointment_moved', which Meta would have to \
             approve: free text is named `reply_…`",
        ],
    );
    finds(
        "useful_hours = 3\nafter_minutes = 5\n",
        &[
            "clinic.toml:63: warning[no-effect] step 'moved_notice' has `useful_hours`, which changes nothing: the \
             patient is answered at once, where they wrote",
            "clinic.toml:64: warning[no-effect] step 'moved_notice' has `after_minutes`, which changes nothing: the \
             patient is answered at once, where they wrote",
        ],
    );
    finds(
        "[\"confirmed\"] -> [\"booked\", \"confirmed\"]",
        &[&format!("{answers}: nothing stands in `on` beside `confirmed`").replace(":58:", ":59:")],
    );
    finds("asks = true\n", &[&format!("{answers}: it asks nothing").replace(":58:", ":63:")]);
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
        &["clinic.toml:58: error[clinic-file] step 'moved_notice' is never said: it needs `on` or \
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
        &["clinic.toml:100: error[never-useful] step 'reminder_48h' is never of use: it is due 2880 \
             minutes ahead and useless from 2880 minutes ahead"],
    );
    check(clinic, "useless_minutes_before = 120", "useless_minutes_before = 2879", &[]);
    check(
        clinic,
        "useless_minutes_before = 120",
        "useless_minutes_before = 2880\nuseful_hours = 1",
        &["clinic.toml:100: error[never-useful] step 'reminder_48h' is never of use: it is due 2880 \
             minutes ahead and useless from 2880 minutes ahead"],
    );
    check(
        clinic,
        "template = \"appointment_thanks\"",
        "template = \"reply_stop\"",
        &[
            "clinic.toml:135: error[free-text] step 'thanks' uses 'reply_stop', which is free text: \
             unasked, WhatsApp takes approved templates only",
            "templates/en.toml:256: error[clinic-file] has no email form, but step 'thanks' is sent \
             there",
            "templates/es.toml:256: error[clinic-file] has no email form, but step 'thanks' is sent \
             there",
            "templates/pt.toml:256: error[clinic-file] has no email form, but step 'thanks' is sent \
             there",
        ],
    );
    check(
        clinic,
        "template_remote = \"appointment_reminder_remote\"\n",
        "",
        &["clinic.toml:94: warning[no-remote-template] step 'reminder_48h' has no \
             `template_remote`: people with a visit by video may be told to come in"],
    );
    check(
        clinic,
        "template_day = \"appointment_reminder_day\"\n",
        "",
        &["clinic.toml:94: warning[no-day-template] step 'reminder_48h' has no `template_day`: it \
             speaks of one visit where there are several that day"],
    );
    check(
        clinic,
        "opens = \"09:00\"\ncloses = \"21:00\"",
        "opens = \"02:00\"\ncloses = \"03:00\"",
        &[
            "clinic.toml:93: warning[always-quiet] step 'reminder_48h' always falls into quiet hours, \
             so it is said at another time than written",
            "clinic.toml:108: warning[always-quiet] step 'instructions' always falls into quiet hours, \
             so it is said at another time than written",
            "clinic.toml:119: warning[always-quiet] step 'reminder_24h' always falls into quiet \
             hours, so it is said at another time than written",
        ],
    );
    let due = "template = \"payment_due\"";
    check(
        clinic,
        due,
        &format!("{due}\nonly_services = [\"eco*\"]"),
        &["clinic.toml:180: error[no-service] step 'notice' is of a notice, which has no service"],
    );
    check(
        clinic,
        &format!("on = [\"booked\"]\n{due}"),
        &format!("before = \"2d 4h\"\n{due}"),
        &["clinic.toml:178: warning[always-quiet] step 'notice' always falls into quiet hours, so \
             it is said at another time than written"],
    );
    for before in ["2d", "0d"] {
        check(clinic, &format!("on = [\"booked\"]\n{due}"), &format!("before = \"{before}\"\n{due}"), &[]);
    }
}

/// The findings of the example with a change in its file, by code, place and words.
fn told(from: &str, to: &str) -> Vec<String> {
    let (report, _) = changed("clinic.toml", from, to);
    let found = report.findings.iter().filter(|it| it.code != NO_KNOWLEDGE);
    found.map(|it| format!("{}: {}", it.code, it.message)).collect()
}

#[test]
fn settings_that_change_nothing() {
    let cascade = "channels = [\"whatsapp\", \"sms\", \"email\"]\nundelivered_after_minutes = 240";
    let idle = |step: &str, field: &str, why: &str| {
        format!("no-effect: step '{step}' has `{field}`, which changes nothing: {why}")
    };
    let no_other = "there is no other channel with a sender";
    let alone = "channels = [\"whatsapp\"]\nundelivered_after_minutes = 240\nunread_after_minutes = 60";
    let booking = "booking_confirmation";
    assert_eq!(
        told(cascade, alone),
        [
            idle(booking, "undelivered_after_minutes", no_other),
            idle(booking, "unread_after_minutes", no_other)
        ]
    );
    assert_eq!(
        told(cascade, "channels = [\"sms\", \"email\"]\nunread_after_minutes = 60"),
        [idle(
            booking,
            "unread_after_minutes",
            "only of WhatsApp is it known whether something was seen, and no other channel follows it"
        )]
    );
    assert_eq!(
        told("before = \"48h\"", "before = \"48h\"\nafter_minutes = 5"),
        [idle("reminder_48h", "after_minutes", "it counts from a change in `on`")]
    );
    assert_eq!(
        told("on = [\"booked\"]", "on = [\"booked\"]\nif_late = \"send\""),
        [idle(booking, "if_late", "only what is said `before` something can be late")]
    );
    assert_eq!(
        told("on = [\"missed\"]", "on = [\"missed\"]\nuseless_minutes_before = 60"),
        [idle(
            "missed_recovery",
            "useless_minutes_before",
            "the visit has begun by then, and `useful_hours` says how long it is of use"
        )]
    );
    let week = "messages_per_week_max = 20";
    let with = |more: &str| told(week, &format!("{week}\n{more}"));
    assert_eq!(with("budget_per_month = 9"), ["no-effect: stops nothing: no purpose is in `budget_stops`"]);
    assert_eq!(
        with("budget_stops = [\"survey\"]"),
        ["no-effect: stops nothing: there is no `budget_per_month`"]
    );
    assert_eq!(
        with("budget_per_month = 0\nbudget_stops = [\"survey\"]"),
        ["zero: is 0, so nothing of `budget_stops` is ever sent"]
    );
    assert_eq!(with("budget_per_month = 9\nbudget_stops = [\"survey\"]"), [""; 0]);
    assert_eq!(
        told("red_flags = [\"rompí bolsa\"", "red_flags = [\" \""),
        ["blank-words: has a phrase without letters, which nobody can write"]
    );
    let topic = "words = [\"esper*\", \"demor*\", \"tard*\", \"wait*\", \"late\", \"delay*\", \"atras*\"]";
    for (words, why) in [
        ("\" \"", "has a phrase without letters, which nobody can write"),
        ("\"esper*\", \"*\"", "has a phrase without letters, which nobody can write"),
        ("", "has no words, so nothing is ever about it"),
    ] {
        assert_eq!(
            told(topic, &format!("words = [{words}]")),
            [format!("blank-words: topic 'waiting' {why}")],
            "{words}"
        );
    }
    check(
        "clinic.toml",
        topic,
        "words = [\"?\"]",
        &[
            "clinic.toml:267: warning[blank-words] topic 'waiting' has a phrase without letters, which nobody can \
             write",
        ],
    );
    assert_eq!(
        told("remind_after_hours = 48", "remind_after_hours = 0"),
        ["zero: is 0, so everybody is asked twice at once; left out, once is all"]
    );
    assert_eq!(
        told(week, "messages_per_week_max = 5"),
        ["no-effect: changes nothing: 5 a week are fewer, and count before it"]
    );
    assert_eq!(told(week, "messages_per_week_max = 6"), [""; 0]);
    assert_eq!(
        told("consent_implied = [\"care\", \"administrative\", \"survey\"]", "consent_implied = []"),
        [
            "no-consent: is empty, so nobody is told anything whose consent the clinic's system has not recorded"
        ]
    );
    assert_eq!(
        told("phone = \"+54 11 5000 0001\"", "phone = \"a definir\""),
        ["clinic-file: is no telephone number, and messages say it"]
    );
}

#[test]
fn steps_that_nobody_gets() {
    let step = "template = \"appointment_booked\"";
    let with = |more: &str| told(step, &format!("{step}\n{more}"));
    let nobody = "never-said: step 'booking_confirmation' is said of no service: each of `only_services` is \
                  empty, has a `*` within a word, or is in `except_services`";
    for services in [
        "only_services = [\"\"]",
        "only_services = [\"*\", \" \", \"eco*grafia\"]",
        "only_services = [\"eco*\", \"TC\"]\nexcept_services = [\"ECO*\", \"tc\"]",
    ] {
        assert_eq!(with(services), [nobody], "{services}");
    }
    for field in ["only_services", "except_services"] {
        let blank = format!(
            "blank-words: step 'booking_confirmation' has a phrase without letters in `{field}`, which names no \
             service"
        );
        assert_eq!(with(&format!("{field} = [\"eco* abdominal\", \"\"]")), [blank]);
        assert_eq!(with(&format!("{field} = [\"eco* abdominal\", \"C/Contraste\"]")), [""; 0]);
    }
    assert_eq!(
        with("only_services = [\"eco*\"]\nexcept_services = [\"eco* mamaria\"]"),
        [""; 0],
        "all but some of them"
    );
    assert_eq!(
        told("useful_hours = 72", "useful_hours = 0"),
        ["never-useful: step 'notice' is never of use: `useful_hours` is 0"]
    );
    let sms = "[senders.sms]\nprovider = \"twilio\"\nfrom = \"+541150000002\"\nmessages_per_second = 20\n";
    assert_eq!(
        told(sms, ""),
        ["no-sender: has no `sms`: 16 steps name that channel, and nothing is sent there"]
    );
    let (report, _) = changed("clinic.toml", sms, "");
    assert!(report.prices.iter().all(|it| it.channel != Channel::Sms), "{report}");
    let alone = format!("{step}\npurpose = \"care\"\nchannels = [\"email\"]");
    let whole = format!("{step}\npurpose = \"care\"\nchannels = [\"whatsapp\", \"sms\", \"email\"]");
    let dir = on_disk::changed("clinic.toml", &whole, &alone);
    let file = dir.path().join("clinic.toml");
    let email = "[senders.email]\nfrom = \"turnos@clinica-del-sol.example\"\nmessages_per_second = 10\n";
    std::fs::write(&file, std::fs::read_to_string(&file).unwrap().replace(email, "")).unwrap();
    let report = check_files(Some(dir.path()));
    assert!(
        report.findings.iter().any(|it| it.code == "no-sender"
            && it.message == "step 'booking_confirmation' is never sent: none of its channels has a sender"),
        "{report}"
    );
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
            "clinic.toml:243: error[clinic-file] no `flow` button of 'visit_survey' in templates/{it}.toml \
             opens it"
        )
    });
    let id = "clinic.toml:243: error[clinic-file] the id is not a number, as Meta's are, of up to 32 digits";
    let screen = "clinic.toml:243: error[clinic-file] the screen has no name, or over 80 characters";
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
fn a_question_by_mail_can_be_answered() {
    let link = "Para confirmar, cambiar la cita o hablar con alguien: {{answer_link}}\n";
    let want = [("reminder_48h", 94), ("reminder_24h", 120)].map(|(step, line)| {
        format!(
            "clinic.toml:{line}: warning[no-answers] step '{step}' asks, and by e-mail 'appointment_reminder' cannot \
             be answered: its text has no `{{{{answer_link}}}}`"
        )
    });
    check("templates/es.toml", link, "", &want.each_ref().map(String::as_str));
    // Where nothing is asked the link leads nowhere, and the message would not be sent.
    let (report, _dir) = changed(
        "templates/es.toml",
        "email.subject = \"Gracias por su visita\"",
        "email.subject = \"Gracias: {{answer_link}}\"",
    );
    let found = report.findings.iter().filter(|it| it.code == "no-value");
    let found: Vec<&str> = found.map(|it| it.message.as_str()).collect();
    let want = "step 'thanks' uses 'appointment_thanks', whose 'answer_link' never has a value here: it is never sent";
    assert_eq!(found, [want]);
}

#[test]
fn templates() {
    let es = "templates/es.toml";
    check(
        es,
        "Hola, {{patient_given_name}}. Su cita en",
        "Hola, {{patient}}. Su cita en",
        &["templates/es.toml:5: error[unknown-variable] appointment_booked (es), whatsapp body: \
             there is no variable 'patient': docs/clinic.md lists them"],
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
        &["templates/es.toml:143: error[unknown-variable] appointment_thanks (es), email subject: \
             there is no variable 'who': docs/clinic.md lists them"],
    );
    check(
        es,
        "escriba: anular la cita",
        "escriba CANCELAR",
        &["templates/es.toml:247: error[reserved-word] reply_reschedule (es), sms: invites the \
             answer 'CANCELAR', which stops all messages at the carrier or cannot be told from a \
             stop; use numbers"],
    );
    check(
        es,
        "Dudas: {{clinic_phone}}\"",
        "Dudas: {{clinic_phone}} 😀\"",
        &["templates/es.toml:129: warning[sms-segments] appointment_instructions_remote (es), sms: \
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
