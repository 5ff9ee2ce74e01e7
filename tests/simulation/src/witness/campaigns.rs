//! Campaigns: who hears what is said to many, and what a yes is worth that comes after it.
//!
//! Whom a campaign is for, and who agreed to news, is what clinics told; consents are added up here anew. The clocks of
//! two functions may differ by twenty minutes, so what lies closer together than that is in no order.

use std::collections::BTreeSet;

use domain::case::{Answer, Case};
use domain::delivery::{Channel, Purpose};
use domain::ids::ThreadId;
use domain::message::{About, Dispatch, MessageSpec};
use domain::patient::{Consent, Patient};
use domain::thread::{Effect, Thread};

use super::stored_state;
use crate::carrier::Sent;
use crate::life::{NEWS, YESES, says_news};
use crate::state::State;

/// What belongs to a visit and into no news: a practitioner and a treatment of this world.
const CLINICAL: [&str; 2] = ["Zirconia", "Xenoterapia"];
/// What news may say of whom it goes to.
const OF_NEWS: [&str; 3] = ["patient_given_name", "clinic_name", "clinic_phone"];
/// By so much the clocks of two functions may differ.
const APART_MS: i64 = 21 * 60_000;
/// More patients than this are tied to no number.
pub(super) const CROWD_MAX: usize = 16;

/// A campaign's name in the table of coverage.
fn kind_of(spec: &MessageSpec) -> &'static str {
    if spec.purpose == Purpose::Marketing { "marketing" } else { "care" }
}

/// Counts how a campaign's message ended on its channels.
pub(super) fn note_end(state: &mut State, spec: &MessageSpec, how: &'static str) {
    if spec.about == About::Campaign {
        *state.coverage.campaigns.entry((kind_of(spec), how)).or_default() += 1;
    }
}

/// What forbids news at the instant of its claim.
pub(super) fn objection(
    state: &State,
    spec: &MessageSpec,
    channel: Channel,
    patient: &Patient,
) -> Option<&'static str> {
    if spec.purpose != Purpose::Marketing && spec.template != NEWS {
        return None;
    }
    let about = |it: &&Consent| it.purpose == Purpose::Marketing && it.channel == channel;
    let last = patient.consents.iter().filter(about).max_by_key(|it| it.at);
    if !last.is_some_and(|it| it.granted) {
        return Some("marketing was sent to somebody who agrees to none");
    }
    let records = records_of(state, spec);
    let agreements = &state.life.campaigns.agreements;
    let agreed = agreements
        .iter()
        .any(|it| it.granted && records.contains(&it.patient) && state.life.tells[it.tell].told_at.is_some());
    (!agreed).then_some("marketing was sent to somebody who never agreed to it")
}

/// Whether the patient is one too many for a number.
pub(super) fn is_crowded(thread: &Thread, patient: &Patient) -> bool {
    let is_tied =
        thread.patients.iter().any(|it| it.patient == patient.id || patient.aliases.contains(&it.patient));
    thread.patients.len() >= CROWD_MAX && !is_tied
}

/// What is wrong with what a provider took.
pub(super) fn wrong(state: &mut State, index: usize, spec: &MessageSpec) -> Option<String> {
    let sent = &state.carrier.sent[index];
    if says_news(sent) && (spec.covers.len() != 1 || mixes(sent)) {
        return Some("news were said together with a visit".to_owned());
    }
    if spec.about != About::Campaign {
        return says_news(sent).then(|| format!("news were said by {}", spec.step));
    }
    let patient = spec.to.patient()?;
    let records = records_of(state, spec);
    let campaigns = &state.life.campaigns;
    let is_listed = campaigns
        .lists
        .iter()
        .any(|it| it.posted && it.campaign == spec.step && it.people.iter().any(|it| records.contains(it)));
    let is_told = campaigns.told.iter().any(|(patient, campaign, tell)| {
        *campaign == spec.step && records.contains(patient) && state.life.tells[*tell].told_at.is_some()
    });
    if !is_listed && !is_told {
        return Some(format!("the campaign {} was said to somebody whom it was not for", spec.step));
    }
    let whose = (spec.clinic.to_string(), patient.to_string(), spec.step.clone());
    let first = state.witness.campaigns.entry(whose).or_insert_with(|| spec.id.to_string());
    (*first != spec.id.as_str()).then(|| format!("somebody heard a campaign twice: {first} before"))
}

fn mixes(sent: &Sent) -> bool {
    let texts = sent.parameters.iter().map(|it| it.1.as_str()).chain([sent.text.as_str()]);
    let is_clinical = |it: &str| CLINICAL.iter().any(|word| it.contains(word));
    let is_foreign = |it: &(String, String)| !OF_NEWS.contains(&it.0.as_str());
    texts.into_iter().any(is_clinical) || sent.parameters.iter().any(is_foreign)
}

/// The records of the person whom a message is for, by what clinics told.
fn records_of(state: &State, spec: &MessageSpec) -> BTreeSet<usize> {
    let life = &state.life;
    let clinic = life.places.iter().position(|it| it.clinic.id == spec.clinic);
    let named = clinic
        .zip(spec.to.patient())
        .and_then(|(clinic, id)| life.by_id.get(&(clinic, id.as_str().to_owned())).copied());
    let mut records: BTreeSet<usize> = named.into_iter().collect();
    let of = |it: usize| life.patients[it].twin_of.unwrap_or(it);
    if let Some(first) = named.map(of) {
        records.extend((0..life.patients.len()).filter(|it| of(*it) == first));
    }
    records
}

/// A mere yes that comes when a campaign was said last says nothing of a visit.
pub(super) fn heard(state: &mut State, key: &str, body: &str) {
    if state.life.campaigns.lists.is_empty() && state.life.campaigns.told.is_empty() {
        return;
    }
    let Some(thread) = stored_state::<Thread>(body) else { return };
    for received in thread.inbound.iter().rev().take(4) {
        if !state.witness.yeses.insert(received.id.clone()) {
            continue;
        }
        let Some(said) = state.life.said.iter().rev().find(|it| it.provider_id == received.id) else {
            continue;
        };
        if said.tapped.is_some() || !YESES.contains(&said.text.as_str()) {
            continue;
        }
        let (from, at, clinic) = (said.from.clone(), said.at, state.carrier.numbers[said.number].clinic);
        let Some((campaign_at, is_asked)) = asked_before(state, &from, clinic, at) else { continue };
        if may_have_been_asked(state, &thread.id, campaign_at) {
            continue;
        }
        let confirms = |it: &Effect| matches!(it, Effect::Answer { answer: Answer::Confirm, .. });
        if received.effects.iter().any(confirms) {
            let words = format!("a mere yes to a campaign confirmed a visit: {}", received.id);
            state.witness.violation_about(&words, key.rsplit('#').next().unwrap_or_default().to_owned());
        }
        let how = if is_asked { "with an older question" } else { "without a question" };
        *state.coverage.campaigns.entry(("yes", how)).or_default() += 1;
    }
}

/// Where a campaign is what was said last to a person by then, but for answers: since when, and whether something was
/// asked before it.
fn asked_before(state: &State, from: &str, clinic: usize, at: i64) -> Option<(i64, bool)> {
    let phone = state.life.phone(from);
    let is_theirs = |it: &&Sent| {
        let is_clinics = state.carrier.numbers[it.number].clinic == clinic;
        is_clinics && (it.to == from || it.to == phone.user_id || phone.number.as_ref() == Some(&it.to))
    };
    let mut said_at: Option<i64> = None;
    for sent in state.carrier.sent.iter().rev().filter(is_theirs) {
        let id = sent.reference.split('.').next().unwrap_or_default();
        let Some(message) = state.witness.message(id) else { continue };
        let spec = &message.spec;
        // Of what was tried again nobody knows when it was said.
        let is_plain = message.dispatches.iter().all(|it| it.attempts <= 1) && !message.resent_unsettled;
        if spec.about == About::Campaign && said_at.is_none() && is_plain && sent.at <= at {
            said_at = Some(sent.at);
        } else if matches!(spec.about, About::Visit | About::Offer) {
            // Whatever is told of a visit later is what the yes is to.
            let campaign_at = said_at?;
            if spec.asks {
                return (sent.at + APART_MS < campaign_at).then_some((campaign_at, true));
            }
        }
    }
    Some((said_at?, false))
}

/// Whether a question since then was given to a provider that did not say what became of it.
fn may_have_been_asked(state: &State, thread: &ThreadId, since: i64) -> bool {
    let is_tried = |it: &Dispatch| {
        let lately = it.at.as_millisecond() + APART_MS >= since;
        it.thread.as_ref() == Some(thread) && it.attempts > 0 && it.accepted_at.is_none() && lately
    };
    let mut questions = state.witness.messages_known().filter(|it| it.spec.asks);
    questions.any(|it| it.dispatches.iter().any(is_tried))
}

/// Checks a world at rest: whomever a campaign was told for, it was decided for once, and what patients said of news
/// last is on record.
pub(super) fn check(state: &mut State) {
    let cases = state.items.of_kind("case#").into_iter().filter_map(|it| stored_state::<Case>(&it.body));
    let mut launched: BTreeSet<(String, String, String)> = BTreeSet::new();
    for case in cases {
        let Some(campaign) = case.campaign().map(str::to_owned) else { continue };
        if case.step(&campaign).is_some() {
            launched.insert((case.clinic.to_string(), case.patient.to_string(), campaign));
        }
    }
    let life = &state.life;
    let mut wrong = BTreeSet::new();
    let mut look = |patient: usize, campaign: &'static str| {
        let of = |it: usize| life.patients[it].twin_of.unwrap_or(it);
        let is_known = (0..life.patients.len()).filter(|it| of(*it) == of(patient)).any(|it| {
            let person = &life.patients[it];
            let clinic = life.places[person.clinic].clinic.id.to_string();
            launched.contains(&(clinic, person.id.clone(), campaign.to_owned()))
        });
        if !is_known {
            let person = &life.patients[patient];
            let of = format!("{} of {}", person.id, life.places[person.clinic].clinic.id);
            wrong.insert((format!("the campaign {campaign} was never planned for {of}"), person.id.clone()));
        }
    };
    for list in life.campaigns.lists.iter().filter(|it| it.taken) {
        list.people.iter().for_each(|it| look(*it, list.campaign));
    }
    for (patient, campaign, tell) in &life.campaigns.told {
        if life.tells[*tell].taken_at.is_some() {
            look(*patient, campaign);
        }
    }
    if life.campaigns.lists.iter().any(|it| it.posted && !it.taken) {
        wrong.insert(("a list was never taken".to_owned(), String::new()));
    }
    wrong.extend(forgotten(state));
    for (words, about) in wrong {
        state.witness.violation_about(&words, about);
    }
}

/// Patients whose last word on news is not the one on record.
fn forgotten(state: &State) -> Vec<(String, String)> {
    let life = &state.life;
    let mut found = Vec::new();
    for (index, person) in life.patients.iter().enumerate() {
        let said = life.campaigns.agreements.iter().filter(|it| it.patient == index);
        let Some(last) = said.max_by_key(|it| it.at) else { continue };
        let id = &life.places[person.clinic].clinic.id;
        let key = format!("patient#{id}#{}", person.id);
        let stored = state.items.get(&key).and_then(|it| stored_state::<Patient>(&it.body));
        // What a record that gave way was told is the other's.
        let Some(stored) = stored.filter(|it| it.merged_into.is_none() && it.aliases.is_empty()) else {
            continue;
        };
        let words = stored.consents.iter().filter(|it| it.purpose == Purpose::Marketing);
        if words.clone().count() == 0 || words.into_iter().any(|it| it.granted != last.granted) {
            let words =
                format!("{} last said {} of news, and that is not on record", person.id, last.granted);
            found.push((words, key));
        }
    }
    found
}
