#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use domain::language::Language;

use super::{Sources, example, load, on_disk, parse};

const UNKNOWN_FIELD: &str = "clinic.toml:34: unknown field `keep`, expected one of `messages_per_day_max`, \
                             `messages_per_week_max`, `consent_implied`, `agent_threads_max`, `answer_within_minutes`, `household_names`, `rephrase_answers`, `keep_accents`, \
                             `budget_per_month`, `budget_stops`";

/// The example's files with a change in one of them are refused so.
fn check(file: &str, from: &str, to: &str, want: &str) {
    let dir = on_disk::changed(file, from, to);
    let want = format!("{}/{want}", dir.path().display());
    assert_eq!(load(dir.path()).unwrap_err().to_string(), want, "{from} -> {to}");
}

#[test]
fn the_example_loads() {
    let clinic = example();
    assert_eq!(clinic.id.as_str(), "sol");
    assert_eq!(clinic.journeys.len(), 6);
    assert_eq!(clinic.templates.names().count(), 51);
    let sources = Sources::example();
    let templates: Vec<(Language, &str)> =
        sources.templates.iter().map(|(language, text)| (*language, text.as_str())).collect();
    assert_eq!(parse(&sources.clinic, &templates).unwrap().journeys, clinic.journeys);
}

#[test]
fn the_example_comes_with_all_its_files() {
    let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../clinics/sol");
    let (there, built_in) = (Sources::read(&dir).unwrap(), Sources::example());
    assert_eq!(there.knowledge, built_in.knowledge);
    assert_eq!(example().knowledge.len(), 156);
}

/// The example without its knowledge but for one file.
fn with_knowledge(name: &str, text: &str) -> Result<domain::clinic::Clinic, super::ClinicFileError> {
    let dir = on_disk::with_knowledge(&[(name, text)]);
    Sources::read(dir.path()).map_err(super::first).and_then(|it| super::valid(&it))
}

#[test]
fn knowledge_is_read_by_topic_and_language() {
    let clinic = with_knowledge("pt/parking.md", "# Estacionamento\nalso: garagem\n\nSim.\n").unwrap();
    let [passage] = clinic.knowledge.as_slice() else { panic!("{:?}", clinic.knowledge) };
    assert_eq!((passage.topic.as_str(), passage.language), ("parking", Language::Pt));
    assert_eq!((passage.text.as_str(), passage.also.as_slice()), ("Sim.", ["garagem".to_owned()].as_slice()));
    assert!(with_knowledge("pt/notes.txt", "not a topic").unwrap().knowledge.is_empty());
}

#[test]
fn knowledge_that_cannot_be_sent() {
    let wrong = |text: &str| with_knowledge("es/hours.md", text).unwrap_err().to_string();
    assert_eq!(
        wrong("# Horarios\nDe 8 a 20.\n\n## Feriados\n"),
        "knowledge/es/hours.md:4: there is no text under this heading"
    );
    assert_eq!(
        wrong(&format!("# Horarios\n{}\n", "a".repeat(1_025))),
        "knowledge/es/hours.md:1: the text has 1025 characters, over 1024"
    );
    assert_eq!(wrong("De 8 a 20.\n"), "knowledge/es/hours.md:1: a file begins with its one '# Title'");
    let many = (0..601).map(|it| format!("## {it}\nSí.\n")).collect::<Vec<_>>().concat();
    assert_eq!(
        wrong(&format!("# Horarios\n{many}")),
        "clinic.toml:1: there are 601 passages under knowledge/, over 600"
    );
}

#[test]
fn what_does_not_parse() {
    let clinic = "clinic.toml";
    check(
        clinic,
        "name = \"Clínica del Sol\"",
        "name = ",
        "clinic.toml:4: string values must be quoted, expected literal string",
    );
    check(clinic, "opens = \"09:00\"", "opens = \"9\"", "clinic.toml:29: an hour is written like 09:00");
    check(clinic, "[policy]", "[policy]\nkeep = true", UNKNOWN_FIELD);
    check(
        clinic,
        "before = \"48h\"",
        "before = \"2w\"",
        "clinic.toml:93: a lead is written like `48h`, `2d` or `1d 2h 30m`, up to 60 days",
    );
    check(
        "templates/pt.toml",
        "Olá, {{patient_given_name}}",
        "Olá, {{patient_given_name",
        "templates/pt.toml:5: line 1, column 6: '{{' is not closed",
    );
}

#[test]
fn what_is_not_a_journey() {
    let clinic = "clinic.toml";
    check(
        clinic,
        "name = \"moved_notice\"",
        "name = \"booking_confirmation\"",
        "clinic.toml:58: another step of this journey is named 'booking_confirmation'",
    );
    check(
        clinic,
        "on = [\"moved\"]",
        "",
        "clinic.toml:58: step 'moved_notice' is never said: it needs `on` or `before`",
    );
    check(
        clinic,
        "before = \"48h\"",
        "before = \"48h\"\non = [\"booked\"]",
        "clinic.toml:93: step 'reminder_48h' has `on` and `before`: it needs one of them",
    );
    check(
        clinic,
        "channels = [\"whatsapp\", \"sms\", \"email\"]",
        "channels = []",
        "clinic.toml:54: step 'booking_confirmation' has no channel",
    );
    check(
        clinic,
        "topic = \"payment_due\"",
        "topic = \"appointment\"",
        "clinic.toml:174: another journey has this topic",
    );
    check(clinic, "at_a_time = 2", "at_a_time = 0", "clinic.toml:277: is not from 1 to 10");
    check(clinic, "offer_minutes = 30", "offer_minutes = 2", "clinic.toml:278: is not from 5 to 1440");
    check(clinic, "\"es\", \"en\", \"pt\"", "", "clinic.toml:9: needs at least one language");
    let many = "[[journeys.steps]]\nname = \"n\"\non = [\"arrived\"]\ntemplate = \"appointment_thanks\"\npurpose = \"care\"\nchannels = [\"sms\"]\n\n";
    let many: String = (0..14).map(|it| many.replace("\"n\"", &format!("\"n{it}\""))).collect();
    let topic = "[[journeys]]\ntopic = \"appointment\"\n\n";
    check(clinic, topic, &format!("{topic}{many}"), "clinic.toml:47: has 25 steps, over 24");
}

#[test]
fn what_would_say_nothing() {
    let clinic = "clinic.toml";
    for (limit, line) in [
        ("messages_per_day_max = 6", 34),
        ("messages_per_week_max = 20", 35),
        ("messaging_limit = 10000", 16),
    ] {
        let (name, _) = limit.split_once(" = ").unwrap();
        let wrong = format!("clinic.toml:{line}: is 0, so nothing would ever be sent");
        check(clinic, limit, &format!("{name} = 0"), &wrong);
    }
    for country in ["ar", "Argentina"] {
        let wrong = "clinic.toml:6: is not the two capital letters of a country, like AR";
        check(clinic, "country = \"AR\"", &format!("country = \"{country}\""), wrong);
    }
    check(
        clinic,
        "on = [\"booked\"]\ntemplate = \"payment_due\"",
        "on = [\"completed\"]\ntemplate = \"payment_due\"",
        "clinic.toml:178: step 'notice' is never said: a notice is told as `booked`",
    );
    check(
        clinic,
        "name = \"new_centre\"\n",
        "name = \"new_centre\"\nasks = true\n",
        "clinic.toml:225: step 'new_centre' asks, but nobody answers a notice: what is written goes to a person",
    );
    check(
        clinic,
        "name = \"new_centre\"",
        "name = \"New centre\"",
        "clinic.toml:224: the name of a campaign is not small letters, digits and '_'",
    );
}

#[test]
fn what_no_provider_spells_so() {
    let meta = "is no id of Meta's, which are digits";
    let sms = "is no number like +541150000002, short code or sender's name";
    let mail = "is not an address like turnos@clinica.example, and nothing else";
    for (line, field, right, wrong, what) in [
        (12, "phone_number_id", "106540352242922", &["+541150000001", ""][..], meta),
        (13, "waba_id", "102290129340398", &["1022 ", ""], meta),
        (21, "from", "+541150000002", &["+54 11 5000 0002", "541150000002", "011-5000", "Sol SA", ""], sms),
        (
            25,
            "from",
            "turnos@clinica-del-sol.example",
            &["Sol <turnos@sol.example>", "turnos@sol", "t@s..ar"],
            mail,
        ),
    ] {
        let from = format!("{field} = \"{right}\"");
        for wrong in wrong {
            let to = format!("{field} = \"{wrong}\"");
            check("clinic.toml", &from, &to, &format!("clinic.toml:{line}: {what}"));
        }
    }
    let sources = Sources::example();
    let templates: Vec<(Language, &str)> =
        sources.templates.iter().map(|(language, text)| (*language, text.as_str())).collect();
    for right in ["22395", "ClinicaSol", "MG0123456789abcdef0123456789abcdef"] {
        let clinic = sources.clinic.replacen("+541150000002", right, 1);
        assert_eq!(parse(&clinic, &templates).unwrap().senders.sms.unwrap().from, right);
    }
}

#[test]
fn what_stands_twice_or_is_empty() {
    let clinic = "clinic.toml";
    let languages = "languages = [\"es\", \"en\", \"pt\"";
    check(clinic, languages, &format!("{languages}, \"es\""), "clinic.toml:9: names es twice");
    let channels = "channels = [\"whatsapp\", \"sms\"";
    let twice = "clinic.toml:54: step 'booking_confirmation' has channel sms twice";
    check(clinic, channels, &format!("{channels}, \"sms\""), twice);
    let question = "clinic.toml:234: another question is named 'waiting'";
    check(clinic, "name = \"explained\"", "name = \"waiting\"", question);
    for (line, field) in [(4, "name = \"Clínica del Sol\""), (5, "phone = \"+54 11 5000 0001\"")] {
        let (name, _) = field.split_once(" = ").unwrap();
        let wrong = format!("clinic.toml:{line}: is empty, and messages say it");
        check(clinic, field, &format!("{name} = \" \""), &wrong);
    }
}

#[test]
fn a_visit_is_asked_about_by_one_step() {
    let next = "[[journeys]]\ntopic = \"result_ready\"";
    let again = "[[journeys.steps]]\nname = \"again\"\non = [\"missed\", \"completed\"]\ntemplate = \"visit_survey\"\n\
                 purpose = \"survey\"\nasks = true\nchannels = [\"sms\"]\n\n";
    let wrong = "clinic.toml:163: step 'again' asks about the same visits as step 'survey': of a visit there is one survey";
    check("clinic.toml", next, &format!("{again}{next}"), wrong);
}

#[test]
fn what_is_not_a_questionnaire() {
    let clinic = "clinic.toml";
    let line = |number: u32, what: &str| format!("clinic.toml:{number}: {what}");
    check(
        clinic,
        "name = \"visit\"",
        "name = \"After visit\"",
        &line(234, "is not small letters, digits and '_'"),
    );
    check(clinic, "low_at = 2", "low_at = 5", &line(241, "is not from 1 to 4"));
    check(
        clinic,
        "comment_template = \"survey_comment\"",
        "comment_template = \"words\"",
        &line(237, "templates/en.toml has no template 'words'"),
    );
    check(
        clinic,
        "template = \"visit_survey\"\ncomment",
        "template = \"appointment_thanks\"\ncomment",
        &line(154, "step 'survey' asks for what no [[surveys]] collects"),
    );
    check(
        clinic,
        "asks = true\nuseful_hours = 96",
        "useful_hours = 96",
        &line(235, "no step of purpose survey asks 'visit_survey'"),
    );
    check(
        clinic,
        "comment_only_low = true",
        "review_template = \"visit_survey\"",
        &line(238, "templates/en.toml has no template 'visit_survey' for marketing"),
    );
    check(
        "templates/en.toml",
        "\"4 Good\", \"5 Very good\"",
        "\"4 Good\"",
        &line(236, "has 4 buttons in templates/en.toml: 5 or none give the scores"),
    );
    check(
        clinic,
        "scale = \"csat\"",
        "scale = \"nps\"",
        &line(236, "has 5 buttons in templates/en.toml: scores up to 10 are written, so take them out"),
    );
    let unanswerable = "its mail in templates/en.toml has no {{survey_link}} to answer with";
    check("templates/en.toml", "{{survey_link}}\n", "", &line(236, unanswerable));
}

#[test]
fn what_templates_lack() {
    check(
        "clinic.toml",
        "template_day = \"appointment_reminder_day\"",
        "template_day = \"day\"",
        "clinic.toml:96: templates/en.toml has no template 'day'",
    );
    check(
        "templates/en.toml",
        "[appointment_thanks]",
        "[appointment_thank]",
        "clinic.toml:135: templates/en.toml has no template 'appointment_thanks'",
    );
    check(
        "templates/en.toml",
        "[slot_gone]",
        "[slot_went]",
        "templates/en.toml:1: has no template 'slot_gone', which those who wait are offered slots with",
    );
    check(
        "templates/en.toml",
        "[reply_stop]",
        "[reply_stopped]",
        "templates/en.toml:1: has no template 'reply_stop', which patients are answered with",
    );
    check(
        "templates/pt.toml",
        "purpose = \"administrative\"",
        "purpose = \"care\"",
        "templates/pt.toml:179: its purpose is care, but step 'notice' is administrative",
    );
    check(
        "templates/en.toml",
        "sms = \"Thank you for",
        "# sms = \"Thank you for",
        "templates/en.toml:139: has no sms form, but step 'thanks' is sent there",
    );
    check(
        "templates/en.toml",
        "sms = \"Done",
        "# sms = \"Done",
        "templates/en.toml:256: has no sms form, but the answer is sent there",
    );
}

#[test]
fn what_gives_visits_free_unasked() {
    let frees = "cancellation_frees = true";
    let with = |hours: &str| format!("{frees}\nunanswered_frees_hours = {hours}");
    check("clinic.toml", frees, &with("2"), "clinic.toml:274: is not from 3 to 336");
    let unasked = "clinic.toml:274: no step of the appointments' journey asks earlier than 48 hours before";
    check("clinic.toml", frees, &with("48"), unasked);
}

#[test]
fn a_slot_system_that_cannot_be_asked() {
    let end = "codes = true";
    let wrong = "clinic.toml:313: is no address like https://host/path, without a query";
    for url in
        ["http://agenda.example", "agenda.example", "https://", "https://agenda.example/?a=b", "https://u@h"]
    {
        let system = format!("{end}\n\n[slot_system]\nurl = \"{url}\"");
        check("clinic.toml", end, &system, wrong);
    }
}

#[test]
fn an_emergency_that_would_not_be_answered() {
    let link = "[triage]\nnurse_link = \"https://meet.example.org/guardia\"";
    let unanswered = "templates/en.toml:1: has no template 'reply_emergency_nurse', which an emergency is answered with \
                      while there is a `nurse_link`";
    check("clinic.toml", "[triage]", link, unanswered);
}

#[test]
fn a_file_may_begin_with_a_byte_order_mark() {
    let text = include_str!("../../../clinics/sol/knowledge/es/parking.md");
    let of = |text: &str| with_knowledge("es/parking.md", text).unwrap().knowledge;
    assert_eq!(of(&format!("\u{feff}{text}")), of(text));
}

#[test]
fn files_that_are_missing() {
    let dir = tempfile::tempdir().unwrap();
    let missing = format!("{}/clinic.toml:1: there is no such file", dir.path().display());
    assert_eq!(load(dir.path()).unwrap_err().to_string(), missing);
    let sources = Sources::example();
    let error = parse(&sources.clinic, &[]).unwrap_err();
    assert_eq!(error.to_string(), "clinic.toml:9: there is no templates/es.toml for this language");
}

#[test]
fn what_identifies_nobody() {
    let asked = "ask = [\"document\", \"birth_date\"]";
    let wrong = "clinic.toml:308: is no evidence: 2 facts or more, each once and one of them not `birth_date`; or \
                 `codes = true` and nothing else";
    for ask in ["[\"document\"]", "[\"birth_date\"]", "[\"document\", \"document\"]"] {
        check("clinic.toml", asked, &format!("ask = {ask}"), wrong);
    }
    let by_number = "ask = [\"patient_number\", \"birth_date\"]";
    let unasked = "templates/en.toml:1: has no template 'reply_identify_patient_number', which an unknown number is \
                   asked with";
    check("clinic.toml", asked, by_number, unasked);
}
