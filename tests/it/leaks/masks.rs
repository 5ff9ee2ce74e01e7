//! What may print. A derived `Debug` prints what its fields print, and `Phi` and `E164` print nothing: so nothing of a
//! patient prints as long as no raw text of a printing type is about one. The source is read for raw texts, and each
//! has to be named here; then the types are printed with canaries in them, to see.

use std::collections::BTreeSet;

use domain::case::Case;
use domain::message::Message;
use domain::patient::Patient;
use domain::pause::Pause;
use domain::slot::Slot;
use domain::survey::Survey;
use domain::survey::score::Tally;
use domain::thread::Thread;
use domain::thread::desk::Agent;
use domain::ticket::Ticket;
use domain::waiting::Waiting;
use ports::records::FoundBy;
use ports::wire::{ToJourneys, ToOutbound, ToReceipts, ToSurveys, ToThreads, decode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tests::canary::{self, names_nobody};

use super::source::{Source, Variant};

/// Fields of raw text in types that derive `Debug`, by what they hold. None is about a patient: what is goes into a
/// `Phi`.
const RAW: [(&str, &[&str]); 6] = [
    (
        "ids and codes: ours, of a clinic's systems, of providers, of accounts there",
        &[
            "act", "after", "button_payloads", "call", "callback_data", "cause", "causes", "Cursor.0",
            "deleted_early", "dispatch", "flow_token", "group", "id", "ignored_columns", "item_identifier",
            "key", "Key.0", "list", "media_id", "message_id", "on", "order", "original_id", "rewrites",
            "payload", "phone_number_id", "portfolio_id", "provider_id", "reference", "reply_to", "receipts",
            "sender", "surveys", "template_id", "threads", "token", "waba", "waba_id", "Event.evidence",
            "Link.evidence", "Stop.evidence", "same_as_evidence", "digest", "says", "Challenge.0",
        ],
    ),
    (
        "names and texts of a clinic's files, written for everybody",
        &[
            "Content.title", "Act.name", "also", "button", "campaign", "campaigns", "Clinic.name",
            "Clinic.phone", "comment_template", "Content.name", "country", "currency",
            "display_phone_number", "EmailSender.from", "emergency_number", "Further.0", "except_services",
            "Further.name", "flow", "flow_id", "further", "further_asked", "further_given", "Further.words",
            "heading", "Hole.0", "language", "Literal.0", "MissingVariable.name", "Name.0", "nurse_link",
            "only_services", "passage", "Passage.text", "questionnaire", "Questionnaire.name", "red_flags",
            "review_template", "screen", "site", "sites", "SmsSender.from", "source", "step", "Step.name",
            "answer_link", "survey_link", "template", "template_day", "template_remote", "restrictions",
            "templates", "TemplateSet.0", "topic", "Topic.name", "Topic.words", "tzdb", "whatsapp_template",
            "WhatsappForm.buttons", "WhatsappForm.name", "Zone.0",
        ],
    ),
    (
        "what a provider tells of accounts, templates and its own kinds of things",
        &[
            "Alert.description", "announced", "Answer.name", "category", "Content.emoji", "event",
            "NoWords.name", "kind", "media", "mime", "new", "Other.0", "previous", "quality", "severity",
            "status", "TemplateCategory.0", "TemplateCategory.1", "TemplateCategory.name",
            "TemplateCategoryAnnounced.0", "TemplateCategoryAnnounced.1", "TemplateQuality.0",
            "TemplateQuality.1", "TemplateQuality.name", "TemplateRefused.0", "TemplateStatus.0",
            "TemplateStatus.1", "TemplateStatus.name", "Warned.0", "warnings",
        ],
    ),
    (
        "settings, and where things are",
        &[
            "base_url", "configuration_set", "DynamoTable.name", "InboundSms.to", "origination_identity",
            "queue_arn", "region", "role_arn", "url", "urls",
        ],
    ),
    ("who of the staff", &["agent", "Agent.0", "Agent.name", "by", "HeldBy.0", "owner"]),
    (
        "our own words, made of none of a patient's",
        &["detail", "Failure.text", "field", "message", "Missing.0", "reason", "Runtime.0", "Setting.0"],
    ),
];

/// Types with a `Debug` of their own: they leave out bodies or secrets.
const BY_HAND: &[&str] = &[
    "ButtonKey", "ClinicKeys", "Config", "Credentials", "DeadLetter", "E164", "IdentityKey", "Item",
    "LinkKey", "MetaSecrets", "Outgoing", "Phi", "Received", "Request", "Response", "SecretValue",
    "SlotSystemKeys", "SqsRecord", "TwilioAccount", "TwilioTokens", "WhatsappNumber",
];
/// Types with a `Display` of their own: of clinics' files, and zones.
const DISPLAYED: &[&str] = &["Finding", "Place", "Text", "Zone"];

/// Words of types that hold raw text.
const TEXTS: [&str; 8] = ["String", "str", "Cow", "Value", "RawValue", "char", "OsString", "PathBuf"];

fn is_raw(words: &BTreeSet<String>) -> bool {
    let bytes = words.contains("u8") && (words.contains("Vec") || words.contains("Box"));
    let of_the_program = words.contains("static") || words.contains("Phi");
    (bytes || TEXTS.iter().any(|it| words.contains(*it))) && !of_the_program
}

/// Names that a patient's data may have as well: they are named with their type.
const WITH_TYPE: [&str; 11] =
    ["buttons", "description", "emoji", "evidence", "from", "name", "phone", "text", "title", "to", "words"];

/// A field by its name; by its variant's or type's as well where that says too little.
fn called(type_name: &str, variant: &Variant, field: &str) -> String {
    if field.parse::<usize>().is_ok() {
        format!("{}.{field}", variant.name)
    } else if WITH_TYPE.contains(&field) {
        format!("{type_name}.{field}")
    } else {
        field.to_owned()
    }
}

#[test]
fn no_raw_text_of_a_printing_type_is_about_a_patient() {
    let source = Source::read();
    let mut raw = BTreeSet::new();
    for printed in &source.printed {
        for variant in &printed.variants {
            let fields = variant.fields.iter().filter(|it| is_raw(&it.1));
            raw.extend(fields.map(|it| called(&printed.name, variant, &it.0)));
        }
    }
    let known: BTreeSet<String> = RAW.iter().flat_map(|it| it.1).map(|it| (*it).to_owned()).collect();
    let new: Vec<&String> = raw.difference(&known).collect();
    let gone: Vec<&String> = known.difference(&raw).collect();
    assert!(new.is_empty(), "print raw text; is it a patient's? {new:?}");
    assert!(gone.is_empty(), "in no type any more: {gone:?}");
    let set = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(source.by_hand["Debug"], set(BY_HAND));
    assert_eq!(source.by_hand["Display"], set(DISPLAYED));
}

/// Types that hold a patient's data and that the canaries' life leaves nowhere: most live within one decision. Of them
/// the source alone is read.
const PASSING: &[&str] = &[
    "Content::ContactRequest", "Event::Chosen", "Event::LetGo", "Identifying", "Proof::Facts",
    "Said::IdentityChanged", "Said::StrangeTap", "ToThreads::Deleted", "What::IdentityChanged",
    "What::SharedNumber", "Act::Close", "Act::Reply", "Act::Resume", "Aside", "Asking", "Change", "Consent",
    "ConsentFact", "Defaults", "Content::Buttons", "Content::Flow", "Content::List", "Content::Reply",
    "Content::Sms", "Content::Template", "Context", "Echoed", "Effect::Free", "Effect::Settle",
    "Effect::WritesAs", "Event::Echoed", "Event::Form", "Event::Joined", "Event::Speak", "Event::Wrote",
    "Facts", "Happening::SlotsDay", "InboundSms", "Labelled", "ListRow", "Matter", "OnPage", "OneOfSeveral",
    "Outgoing", "Release", "Rendered", "Routed", "SlotsDay", "ToJourneys::BookingSettled", "ToSurveys::Flow",
];

/// Prints everything that was stored or queued in a canary's life, and what webhooks are read into.
pub(super) fn nothing_stored_or_queued_prints(bodies: &[(String, String)]) {
    let mut printed = String::new();
    for (place, body) in bodies {
        let (table, place) = place.split_once(' ').unwrap();
        printed += &match table {
            "items" => stored(place, body),
            _ => queued(place, body).unwrap_or_default(),
        };
    }
    printed += &webhooks();
    printed += &told();
    names_nobody("Debug", &printed);

    let source = Source::read();
    let holders = source.holders();
    // A line that opens a value ends in its name and a bracket.
    let opened = |line: &'_ str| {
        let head = line.strip_suffix(['(', '{'])?;
        head.split(|it: char| !it.is_alphanumeric()).rfind(|it| !it.is_empty()).map(str::to_owned)
    };
    let names: BTreeSet<String> = printed.lines().filter_map(opened).collect();
    let mut passing = BTreeSet::new();
    for it in source.printed.iter().filter(|it| holders.contains(&it.name)) {
        let holding =
            it.variants.iter().filter(|it| it.fields.iter().any(|(_, words)| !words.is_disjoint(&holders)));
        passing.extend(holding.filter(|it| !names.contains(&it.name)).map(|variant| {
            if variant.name == it.name { it.name.clone() } else { format!("{}::{}", it.name, variant.name) }
        }));
    }
    let known: BTreeSet<String> = PASSING.iter().map(|it| (*it).to_owned()).collect();
    assert_eq!(passing, known, "hold a patient's data and were not printed");
}

fn shown<T: DeserializeOwned + std::fmt::Debug>(state: &Value) -> String {
    format!("{:#?}\n", serde_json::from_value::<T>(state.clone()).unwrap())
}

fn stored(key: &str, body: &str) -> String {
    let state = &serde_json::from_str::<Value>(body).unwrap()["state"];
    match key.split(['#', ' ']).next().unwrap() {
        "case" => shown::<Case>(state),
        "message" => shown::<Message>(state),
        "patient" => shown::<Patient>(state),
        "thread" => shown::<Thread>(state),
        "agent" => shown::<Agent>(state),
        "slot" => shown::<Slot>(state),
        "wait" => shown::<Waiting>(state),
        "survey" => shown::<Survey>(state),
        "tally" => shown::<Tally>(state),
        "ticket" => shown::<Ticket>(state),
        "found" => shown::<FoundBy>(state),
        "pause" => shown::<Pause>(state),
        "clinic" | "sender" | "account" | "sweep" => String::new(),
        other => panic!("{other} is stored and not printed here"),
    }
}

/// `None` for what no release wrote.
fn queued(queue: &str, body: &str) -> Option<String> {
    fn read<T: DeserializeOwned + std::fmt::Debug>(body: &str) -> Option<String> {
        Some(format!("{:#?}\n", decode::<T>(body).ok()?))
    }
    match queue.split(' ').next().unwrap() {
        "journeys" => read::<ToJourneys>(body),
        "threads" => read::<ToThreads>(body),
        "surveys" => read::<ToSurveys>(body),
        "outbound" => read::<ToOutbound>(body),
        "receipts" => read::<ToReceipts>(body),
        "notifications" => {
            Some(format!("{:#?}\n", channels::sns::read(body.as_bytes(), jiff::Timestamp::UNIX_EPOCH).ok()?))
        }
        other => panic!("no queue: {other}"),
    }
}

/// What the recorded webhooks are read into, with canaries for all that people wrote and are.
fn webhooks() -> String {
    fn canaries(value: &mut Value, name: &str) {
        match value {
            Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| canaries(value, name)),
            Value::Array(values) => values.iter_mut().for_each(|it| canaries(it, name)),
            Value::String(text) => match name {
                "from" | "to" | "wa_id" | "recipient_id" | "phone" => canary::PHONE[1..].clone_into(text),
                "body" | "text" | "title" | "description" | "caption" | "filename" | "first_name"
                | "formatted_name" | "user_id" | "parent_user_id" | "address" | "response_json"
                | "details" => {
                    *text = format!("Canariosa {text}");
                }
                _ => {}
            },
            _ => {}
        }
    }
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/payloads/whatsapp");
    let mut printed = String::new();
    for path in std::fs::read_dir(directory).unwrap().map(|it| it.unwrap().path()) {
        let Ok(mut payload) = serde_json::from_slice::<Value>(&std::fs::read(&path).unwrap()) else {
            continue;
        };
        canaries(&mut payload, "");
        let now = jiff::Timestamp::UNIX_EPOCH;
        if let Ok(updates) = channels::whatsapp::webhook::parse(payload.to_string().as_bytes(), now) {
            let shown = format!("{updates:#?}\n");
            printed.push_str(&shown);
        }
    }
    printed
}

/// What a clinic's event is read into.
fn told() -> String {
    let mut event = tests::booked("a1", "p1", canary::PHONE, "2026-12-02T10:30");
    canary::put_into(&mut event);
    let defaults = intake::Defaults::of(&local::clinic_files::example());
    let received_at = tests::START.parse().unwrap();
    let read = intake::json::read(event.to_string().as_bytes(), &defaults, received_at).unwrap();
    assert_eq!(read.events.len(), 1);
    format!("{read:#?}\n")
}
