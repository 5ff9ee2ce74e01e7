//! Campaigns: what clinics say to many at once, as lists and one by one, and how people answer.
//!
//! Some agreed to news and some took that back. Some rows stand there twice, some people cannot be written to, lists
//! are sent again with more in them; and one clinic has a number that very many of its patients have, for want of theirs.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::people::{Persona, new_phone, newcomer};
use super::visits::{self, RETRY_SECONDS};
use super::{Moment, react};
use crate::carrier::Sent;
use crate::request::{Answered, From, Request};
use crate::state::{Act, State, instant};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The example clinic's campaign of care.
const CARE: &str = "yearly_check_up";
/// Its campaign of marketing.
pub(crate) const NEWS: &str = "new_centre";
/// The templates at Meta that say them, and words that a text message or a mail says one of them with.
const TEMPLATES: [&str; 2] = ["check_up", "new_centre"];
const CARE_WORDS: [&str; 3] = ["revisión anual", "yearly check-up", "check-up anual"];
const NEWS_WORDS: [&str; 3] = ["aparcamiento propio", "car park of its own", "estacionamento próprio"];
/// So many have one number: more than the product ties to one.
const CROWD: usize = 24;
/// In so many of a hundred cases a row is there twice, and cannot be written to.
const REPEATED_PERCENT: u32 = 8;
const UNREACHABLE_PERCENT: u32 = 3;

/// Mere yeses: to what, they do not say.
pub(crate) const YESES: [&str; 4] = ["sí", "si", "yes", "sim"];
/// Words after which nothing more may come.
const STOPS: [&str; 2] = ["STOP", "BAJA"];
const OTHERS: [&str; 6] = [
    "cuánto cuesta?", "quiero turno para la revisión", "me interesa", "quién es?", "ok",
    "la semana que viene",
];

/// What clinics launch, to whom, and what those said of it before.
#[derive(Default)]
pub(crate) struct Campaigns {
    pub(crate) lists: Vec<List>,
    /// Whom a campaign is for by a word of their own: the patient, which campaign, and the word among the tells.
    pub(crate) told: Vec<(usize, &'static str, usize)>,
    /// Whether patients agree to news: who, and the word.
    pub(crate) agreements: Vec<Agreement>,
    /// Patients with the number that their clinic typed for want of theirs.
    pub(crate) crowd: BTreeSet<usize>,
}

/// A list of people, uploaded for a campaign.
pub(crate) struct List {
    clinic: usize,
    pub(crate) campaign: &'static str,
    /// Whom it is for: once each, and only who can be reached.
    pub(crate) people: Vec<usize>,
    /// Rows that are to be refused.
    refused: usize,
    body: Vec<u8>,
    pub(crate) posted: bool,
    pub(crate) taken: bool,
    tries: usize,
}

/// A patient's word on whether they want news, on every channel.
pub(crate) struct Agreement {
    pub(crate) patient: usize,
    pub(crate) granted: bool,
    pub(crate) at: i64,
    /// Its place among the tells.
    pub(crate) tell: usize,
}

/// Draws who agrees to what, and what will be launched.
pub(crate) fn plan_campaigns(state: &mut State, begin: Date, days: i64) {
    if state.rng.bool() {
        crowd(state, begin, days);
    }
    for clinic in 0..state.life.places.len() {
        // Without a telephone, but with a mail address.
        newcomer(&mut state.life, clinic, "");
    }
    let begins_at = state.now;
    for patient in 0..state.life.patients.len() {
        let agrees = match state.rng.u32(0..100) {
            0..50 => true,
            50..60 => false,
            _ => continue,
        };
        let at = begins_at + state.rng.i64(0..12 * HOUR_MS);
        agree(state, patient, at, agrees);
        if agrees && state.rng.u32(0..4) == 0 {
            let later = at + state.rng.i64(MINUTE_MS..days * DAY_MS);
            agree(state, patient, later, false);
        }
    }
    for clinic in 0..state.life.places.len() {
        for campaign in [CARE, NEWS] {
            if state.rng.u32(0..4) > 0 {
                let at = begins_at + state.rng.i64(6 * HOUR_MS..(days * DAY_MS * 3 / 4).max(7 * HOUR_MS));
                plan_launch(state, clinic, campaign, at);
            }
        }
    }
}

/// Very many patients of a clinic with one number: most of them come, and all may stand in lists.
fn crowd(state: &mut State, begin: Date, days: i64) {
    let clinic = state.rng.usize(0..state.life.places.len());
    let (prefix, digits) = state.life.places[clinic].mobile;
    let number = new_phone(&mut state.life, prefix, digits);
    for _ in 0..CROWD {
        let patient = newcomer(&mut state.life, clinic, &number);
        state.life.campaigns.crowd.insert(patient);
        let zone = visits::zone_of(state, patient);
        let start = visits::draw_start(state, &zone, begin, days);
        visits::plan_visit(state, (begin, days), patient, start);
    }
}

/// A patient says whether they want news.
fn agree(state: &mut State, patient: usize, at: i64, granted: bool) {
    let of = &state.life.patients[patient];
    let clinic = of.clinic;
    let evidence = format!("form {at}");
    let mut facts = of.facts();
    let mut consents = facts["consents"].as_array().cloned().unwrap_or_default();
    for channel in ["whatsapp", "email"] {
        let word =
            json!({"purpose": "marketing", "channel": channel, "granted": granted, "evidence": evidence});
        consents.push(word);
    }
    facts["consents"] = json!(consents);
    let event = json!({
        "event_id": format!("agreed-{patient}-{at}"),
        "type": "patient.updated",
        "occurred_at": instant(at).to_string(),
        "patient": facts,
    });
    let tell = visits::push(state, clinic, "patient.updated", at, &event);
    state.life.campaigns.agreements.push(Agreement { patient, granted, at, tell });
}

/// A clinic launches a campaign: to most by lists, to some by an event each, to a few by both; and to some again.
fn plan_launch(state: &mut State, clinic: usize, campaign: &'static str, at: i64) {
    // Who numbers what it tells does so everywhere: another number would be another thing to tell.
    let numbers = state.rng.u32(0..3) == 0;
    let mut listed = Vec::new();
    for patient in 0..state.life.patients.len() {
        let of = &state.life.patients[patient];
        if of.clinic != clinic || state.rng.u32(0..100) >= 60 {
            continue;
        }
        // A list is older than its upload: who changed numbers lately might stand there with the old one.
        let by_event = numbers || state.life.renumbered.contains(&patient) || state.rng.u32(0..5) == 0;
        if !by_event || (!numbers && of_both(state, patient)) {
            listed.push(patient);
        }
        if by_event && !state.life.patients[patient].phone.is_empty() {
            let told = at + state.rng.i64(0..HOUR_MS);
            tell(state, patient, campaign, told, numbers);
            if state.rng.u32(0..3) == 0 {
                let again = told + state.rng.i64(MINUTE_MS..2 * DAY_MS);
                tell(state, patient, campaign, again, numbers);
            }
        }
    }
    if listed.is_empty() {
        return;
    }
    plan_list(state, clinic, campaign, at, &listed);
    if state.rng.bool() {
        let again = at + state.rng.i64(10_000..2 * DAY_MS);
        let more = (0..state.life.patients.len())
            .filter(|it| state.life.patients[*it].clinic == clinic && !state.life.renumbered.contains(it))
            .take(listed.len() / 10 + 1);
        let all: BTreeSet<usize> = listed.iter().copied().chain(more).collect();
        let all: Vec<usize> = all.into_iter().collect();
        plan_list(state, clinic, campaign, again, &all);
    }
}

/// Whether somebody who is told of by an event stands in the list as well.
fn of_both(state: &mut State, patient: usize) -> bool {
    !state.life.renumbered.contains(&patient) && state.rng.bool()
}

/// A clinic's system tells that a campaign is for somebody.
fn tell(state: &mut State, patient: usize, campaign: &'static str, at: i64, numbers: bool) {
    let of = &state.life.patients[patient];
    let clinic = of.clinic;
    let mut notice = json!({"campaign": campaign});
    if numbers {
        notice["id"] = json!(format!("{campaign}-{}", of.id));
    }
    let event = json!({
        "event_id": format!("{campaign}-{patient}-{at}"),
        "type": "campaign.launched",
        "occurred_at": instant(at).to_string(),
        "patient": of.facts(),
        "notice": notice,
    });
    let tell = visits::push(state, clinic, "campaign.launched", at, &event);
    let known = state.life.campaigns.told.iter().any(|it| (it.0, it.1) == (patient, campaign));
    state.life.campaigns.told.push((patient, campaign, tell));
    count(state, "event", if known { "told again" } else { "told" });
}

fn plan_list(state: &mut State, clinic: usize, campaign: &'static str, at: i64, patients: &[usize]) {
    let mut rows = vec!["paciente_id;nombre;apellido;telefono;email;idioma".to_owned()];
    let mut refused = 0;
    for index in patients {
        let of = &state.life.patients[*index];
        let (phone, email) = (of.phone.as_str(), of.email.as_deref().unwrap_or_default());
        let row = [&of.id, &of.given_name, &of.family_name, phone, email, of.language].join(";");
        rows.push(row.clone());
        if state.rng.u32(0..100) < REPEATED_PERCENT {
            rows.push(row);
            refused += 1;
            count(state, "list", "row repeated");
        }
        if state.rng.u32(0..100) < UNREACHABLE_PERCENT {
            rows.push(format!("nobody{index};Zulmara;Qanarik;;;es"));
            refused += 1;
            count(state, "list", "row without an address");
        }
    }
    let known = state.life.campaigns.lists.iter().any(|it| it.clinic == clinic && it.campaign == campaign);
    count(state, "list", if known { "launched again" } else { "launched" });
    let list = state.life.campaigns.lists.len();
    let (people, body) = (patients.to_vec(), rows.join("\n").into_bytes());
    let (posted, taken, tries) = (false, false, 0);
    state.life.campaigns.lists.push(List { clinic, campaign, people, refused, body, posted, taken, tries });
    state.agenda.at(at, Act::Life(Moment::Launch(list)));
}

/// A clinic uploads a list.
pub(super) fn launch(state: &mut State, index: usize) {
    let list = &mut state.life.campaigns.lists[index];
    list.posted = true;
    let headers = vec![
        ("content-type", "text/csv; charset=utf-8".to_owned()),
        ("authorization", format!("Bearer {}", state.life.places[list.clinic].key)),
    ];
    let (target, body) = (format!("/v1/campaigns/{}", list.campaign), list.body.clone());
    let words = format!("clinic {} launches {} to {} people", list.clinic, list.campaign, list.people.len());
    let request = Request { method: "POST", target, headers, body, from: From::List(index), tries: 0 };
    state.tell(|| words);
    state.after(1, Act::Request(Box::new(request)));
}

/// A list was answered: each row is taken or refused as it should be, or it is sent again.
pub(super) fn answered(state: &mut State, index: usize, answer: Answered) {
    let status = answer.as_ref().map_or(0, |it| it.status_code);
    let list = &mut state.life.campaigns.lists[index];
    if status == 202 {
        list.taken = true;
        let (wanted, body) =
            ((list.people.len(), list.refused), answer.map(|it| it.body).unwrap_or_default());
        let read: Value = serde_json::from_str(&body).unwrap_or_default();
        let rows = read["rejected"].as_array().map_or(&[][..], Vec::as_slice);
        let rows: BTreeSet<u64> = rows.iter().filter_map(|it| it["index"].as_u64()).collect();
        let accepted = read["accepted"].as_u64().and_then(|it| usize::try_from(it).ok());
        crate::witness::attribute(state, "answer to a list", &body);
        if accepted != Some(wanted.0) || rows.len() != wanted.1 {
            let words = format!("a list of {wanted:?} people and wrong rows was answered: {body:.300}");
            state.witness.violation(&words);
        }
        return;
    }
    if (400..500).contains(&status) {
        state.witness.violation(&format!("a valid list was refused with {status}"));
        return;
    }
    let seconds = RETRY_SECONDS[list.tries.min(RETRY_SECONDS.len() - 1)];
    list.tries += 1;
    state.after(seconds * 1_000, Act::Life(Moment::Launch(index)));
}

/// Whether a message says a campaign.
pub(super) fn is_campaign(sent: &Sent) -> bool {
    let is_template = sent.template.as_ref().is_some_and(|it| TEMPLATES.contains(&it.as_str()));
    is_template || says_news(sent) || CARE_WORDS.iter().any(|it| sent.text.contains(it))
}

/// Whether a message says the campaign of marketing, whatever else it says.
pub(crate) fn says_news(sent: &Sent) -> bool {
    sent.template.as_deref() == Some(TEMPLATES[1]) || NEWS_WORDS.iter().any(|it| sent.text.contains(it))
}

/// A campaign arrived: more people answer than it asks, and nobody says to what.
pub(super) fn arrived(state: &mut State, index: usize) {
    let persona = state.life.persona(&state.carrier.sent[index].to);
    let persona = if persona == Persona::Silent { persona } else { Persona::Chatty };
    let after_ms = react::answers_after_ms(persona, true, &mut state.rng);
    if let Some(after_ms) = after_ms {
        state.after(after_ms, Act::Life(Moment::React(index)));
    }
}

/// Somebody answers a campaign: a mere yes, a stop, the button of what they were asked before, or other words.
pub(super) fn react(state: &mut State, index: usize) {
    let sent = &state.carrier.sent[index];
    let (to, number) = (sent.to.clone(), sent.number);
    let before = state.carrier.sent[..index]
        .iter()
        .rposition(|it| it.to == to && it.number == number && it.payloads.len() == react::REMINDER_BUTTONS);
    match (state.rng.u32(0..100), before) {
        (0..50, _) => {
            let words = YESES[state.rng.usize(0..YESES.len())];
            crate::carrier::say(state, number, &to, None, words);
            count(state, "answer", "yes");
        }
        (50..65, _) => {
            let words = STOPS[state.rng.usize(0..STOPS.len())];
            crate::carrier::say(state, number, &to, None, words);
            count(state, "answer", "stop");
            if state.rng.u32(0..4) == 0 {
                crate::carrier::say(state, number, &to, None, "START");
            }
        }
        (65..80, Some(asked)) => {
            let payload = state.carrier.sent[asked].payloads[0].clone();
            crate::carrier::say(state, number, &to, Some((asked, payload)), "tap");
            count(state, "answer", "tap");
        }
        _ => {
            let words = OTHERS[state.rng.usize(0..OTHERS.len())];
            crate::carrier::say(state, number, &to, None, words);
            count(state, "answer", "words");
        }
    }
}

fn count(state: &mut State, what: &'static str, how: &'static str) {
    *state.coverage.campaigns.entry((what, how)).or_default() += 1;
}
