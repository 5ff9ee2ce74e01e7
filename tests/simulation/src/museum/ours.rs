//! Pulso's world as a record: from what its providers took, not from what it believes.
//!
//! Which visit a message speaks for is read from the message that its reference names; everything else is what the
//! carrier saw.

use std::collections::BTreeMap;

use channels::whatsapp::language::at_meta;
use domain::case::{Case, Happened};
use domain::message::{Form, Message};
use domain::phi::Phi;
use domain::phone::{E164, Identity};
use domain::thread::Thread;
use jiff::civil::DateTime;
use ports::records::thread_key;

use super::record::{Kind, Received, Record, Wrote, clinics_side};
use super::words;
use crate::carrier::{FAILED, Said, Sent};
use crate::state::State;
use crate::witness::stored_state;

/// What is to be judged of a world that has run.
pub(super) fn record(state: &State) -> Record {
    let life = &state.life;
    let mut record = clinics_side(life, |tell| life.tells[tell].taken_at);
    let visits: BTreeMap<(String, String), usize> = life
        .visits
        .iter()
        .enumerate()
        .map(|(index, it)| ((life.places[it.clinic].clinic.id.to_string(), it.id.clone()), index))
        .collect();
    let mut copies: BTreeMap<&str, u32> = BTreeMap::new();
    for sent in &state.carrier.sent {
        let copy = copies.entry(&sent.reference).or_default();
        *copy += 1;
        let mut received = received(state, &visits, sent, *copy);
        // A message that was decided for several visits says only what is left of them.
        let named = |it: &usize| record.appointments[*it].is_named(&received.text);
        let named: Vec<usize> = received.about.iter().copied().filter(named).collect();
        // One that names no hour is of the visit that said it.
        if named.is_empty() {
            received.about.truncate(1);
        } else {
            received.about = standing_there(&record, named, &received);
        }
        record.received.push(received);
    }
    for (key, index) in &visits {
        let case = state
            .items
            .get(&format!("case#{}#{}", key.0, key.1))
            .and_then(|it| stored_state::<Case>(&it.body));
        let moved = case
            .is_some_and(|it| it.timeline.iter().any(|it| matches!(it.what, Happened::Rescheduled { .. })));
        record.appointments[*index].changed_by_patient |= moved;
    }
    let offers =
        state.carrier.sent.iter().filter_map(|it| message(state, it)).filter(|it| it.spec.slot.is_some());
    for offer in offers {
        for covered in &offer.spec.covers {
            if let Some(index) = visits.get(&(offer.spec.clinic.to_string(), covered.case.to_string())) {
                record.appointments[*index].changed_by_patient = true;
            }
        }
    }
    record.wrote = life.said.iter().map(|it| wrote(state, &record, it)).collect();
    record
}

/// Those of the visits whose hour a text names for which it speaks: of two at one hour, one of which is called off or
/// moved, it speaks for the other.
pub(super) fn standing_there(record: &Record, named: Vec<usize>, received: &Received) -> Vec<usize> {
    let there = |it: usize| {
        let appointment = &record.appointments[it];
        let word = &appointment.words[appointment.standing(received.at)?];
        let is_named =
            words::names_hour(&received.text, word.start) && words::names_day(&received.text, word.start);
        (word.stands && is_named).then_some(word.start)
    };
    let starts: Vec<DateTime> = named.iter().filter_map(|it| there(*it)).collect();
    let was_there = |it: usize| record.appointments[it].words.iter().any(|it| starts.contains(&it.start));
    named.into_iter().filter(|it| there(*it).is_some() || !was_there(*it)).collect()
}

fn message<'a>(state: &'a State, sent: &Sent) -> Option<&'a Message> {
    let (id, _) = Message::parse_dispatch_id(&sent.reference)?;
    state.witness.message(id.as_str())
}

fn received(state: &State, visits: &BTreeMap<(String, String), usize>, sent: &Sent, copy: u32) -> Received {
    let message = message(state, sent);
    let spec = message.map(|it| &it.spec);
    let step = spec.map_or_else(String::new, |it| it.step.clone());
    let kind = match (spec.map(|it| it.form), step.as_str()) {
        (Some(Form::Reply), _) => Kind::Reply,
        (_, "booking_confirmation") => Kind::Booked,
        (_, "moved_notice") => Kind::Moved,
        (_, "cancellation_notice") => Kind::Cancelled,
        (_, "reinstatement_notice") => Kind::Reinstated,
        (_, "instructions") => Kind::Instructions,
        (_, "thanks" | "missed_recovery" | "survey") => Kind::Afterwards,
        (_, step) if step.starts_with("reminder_") => Kind::Reminder,
        (_, step) if step.starts_with("delay") => Kind::Delayed,
        _ => Kind::Other,
    };
    let whose = |clinic: &str, case: &str| visits.get(&(clinic.to_owned(), case.to_owned())).copied();
    let about = spec.map_or_else(Vec::new, |spec| {
        spec.covers.iter().filter_map(|it| whose(spec.clinic.as_str(), it.case.as_str())).collect()
    });
    Received {
        at: sent.at,
        channel: sent.channel,
        phone: reader(state, sent),
        clinic: state.carrier.numbers[sent.number].clinic,
        about,
        kind,
        step,
        text: text(state, sent),
        unknowing: copy > 1 && message.is_some_and(|it| it.resent_unsettled),
        lost: sent.reported == FAILED,
    }
}

/// Whoever reads it: an e-mail is read by whom the clinic gave the address of.
fn reader(state: &State, sent: &Sent) -> String {
    let owner =
        state.life.patients.iter().find(|it| sent.channel == "email" && it.email.as_ref() == Some(&sent.to));
    state.life.person(owner.map_or(&sent.to, |it| &it.phone))
}

/// What stands on the screen.
fn text(state: &State, sent: &Sent) -> String {
    let (Some(name), Some(language)) = (&sent.template, &sent.language) else { return sent.text.clone() };
    let clinic = &state.life.places[state.carrier.numbers[sent.number].clinic].clinic;
    let body = clinic.templates.iter().find_map(|(_, written, template)| {
        let form = template.whatsapp.as_ref()?;
        (form.name == *name && at_meta(written.as_str()) == language).then(|| form.body.source().to_owned())
    });
    let mut text = body.unwrap_or_else(|| "{{no such template}}".to_owned());
    for (name, value) in &sent.parameters {
        text = text.replace(&format!("{{{{{name}}}}}"), value);
    }
    text
}

fn wrote(state: &State, record: &Record, said: &Said) -> Wrote {
    let number = &state.carrier.numbers[said.number];
    let threads = threads(state, said);
    let heard = said.taken_at.is_some()
        && threads.iter().any(|it| {
            it.inbound.len() >= domain::thread::INBOUND_MAX - 1
                || it.inbound.iter().any(|it| it.id == said.provider_id)
        });
    let whatsapp = !number.waba.is_empty();
    // What the carrier itself takes for a stop is a stop, whoever else knows better.
    let unsubscribed =
        whatsapp && threads.iter().any(|it| it.stops.iter().any(|stop| stop.evidence == said.provider_id));
    let confirms = said.tapped.as_ref().and_then(|(under, payload)| {
        let first = state.carrier.sent[*under].payloads.first() == Some(payload);
        (first && record.received[*under].kind == Kind::Reminder).then_some(*under)
    });
    Wrote {
        at: said.at,
        taken_at: said.taken_at,
        channel: if whatsapp { "whatsapp" } else { "sms" },
        phone: state.life.person(&said.from),
        clinic: number.clinic,
        text: if said.tapped.is_some() { String::new() } else { said.text.clone() },
        confirms,
        heard,
        unsubscribed,
    }
}

fn threads(state: &State, said: &Said) -> Vec<Thread> {
    let clinic = &state.life.places[state.carrier.numbers[said.number].clinic].clinic.id;
    let user = Identity::WhatsappUser(Phi::new(state.life.phone(&said.from).user_id));
    [E164::new(&said.from).ok().map(Identity::Phone), Some(user)]
        .into_iter()
        .flatten()
        .map(|it| Thread::new(clinic.clone(), it).id)
        .filter_map(|it| state.items.get(&thread_key(&it).0))
        .filter_map(|it| stored_state(&it.body))
        .collect()
}
