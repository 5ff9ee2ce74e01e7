//! How people answer what arrives on their phones.

use fastrand::Rng;

use super::people::Persona;
use super::{Moment, campaigns};
use crate::state::{Act, State};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Confirm, another time, a person.
pub(super) const REMINDER_BUTTONS: usize = 3;

/// What people write, of all kinds.
pub(crate) const WORDS: [&str; 22] = [
    "sí, ahí estaré", "si", "ok gracias 👍", "no puedo", "quiero cambiar el turno", "1", "2", "3",
    "CANCELAR", "CANCEL", "quién es?", "a qué hora es?", "dónde queda?", "no soy esa persona",
    "me duele el pecho", "hola", "yes", "sim, confirmo", "prefiero el jueves por la tarde", "llego tarde",
    "gracias", "muy malo, esperé una hora",
];

/// Whether somebody answers what arrived, and after how long.
pub(crate) fn answers_after_ms(persona: Persona, asks: bool, rng: &mut Rng) -> Option<i64> {
    let chance = match (persona, asks) {
        (Persona::Silent, _) => 3,
        (Persona::Usual, true) => 55,
        (Persona::Usual, false) => 4,
        (Persona::Chatty, true) => 90,
        (Persona::Chatty, false) => 40,
        (Persona::Annoyed, _) => 30,
    };
    if rng.u32(0..100) >= chance {
        return None;
    }
    Some(match rng.u32(0..10) {
        0..5 => rng.i64(4_000..10 * MINUTE_MS),
        5..8 => rng.i64(10 * MINUTE_MS..3 * HOUR_MS),
        _ => rng.i64(3 * HOUR_MS..30 * HOUR_MS),
    })
}

/// A message arrived: somebody may answer, sooner or later.
pub(super) fn arrived(state: &mut State, index: usize) {
    if state.now > state.life.until {
        return;
    }
    if campaigns::is_campaign(&state.carrier.sent[index]) {
        return campaigns::arrived(state, index);
    }
    let sent = &state.carrier.sent[index];
    let to = sent.to.clone();
    let asks = !sent.payloads.is_empty() || sent.channel == "sms";
    let persona = if state.life.movers && asks { Persona::Chatty } else { state.life.persona(&to) };
    let Some(after_ms) = answers_after_ms(persona, asks, &mut state.rng) else { return };
    state.after(after_ms, Act::Life(Moment::React(index)));
}

/// Somebody answers.
pub(super) fn react(state: &mut State, index: usize) {
    if campaigns::is_campaign(&state.carrier.sent[index]) {
        return campaigns::react(state, index);
    }
    let sent = &state.carrier.sent[index];
    let (to, number, payloads) = (sent.to.clone(), sent.number, sent.payloads.clone());
    let reminds = sent.template.is_some() && payloads.len() == REMINDER_BUTTONS;
    let persona = state.life.persona(&to);
    if persona == Persona::Annoyed && state.rng.u32(0..3) == 0 {
        crate::carrier::say(state, number, &to, None, "STOP");
        if state.rng.u32(0..4) == 0 {
            crate::carrier::say(state, number, &to, None, "START");
        }
        return;
    }
    if payloads.is_empty() || state.rng.u32(0..100) < 20 {
        let words = WORDS[state.rng.usize(0..WORDS.len())];
        crate::carrier::say(state, number, &to, None, words);
        return;
    }
    // The first button mostly: it confirms. Who wants another time takes the second button, and of times the first.
    let usual = usize::from(state.life.movers && reminds);
    let which = if state.rng.u32(0..100) < 65 { usual } else { state.rng.usize(0..payloads.len()) };
    crate::carrier::say(state, number, &to, Some((index, payloads[which].clone())), "tap");
    // Of many times somebody takes one and at once another.
    let twice = if payloads.len() > REMINDER_BUTTONS { 25 } else { 5 };
    if state.rng.u32(0..100) < twice {
        let again = state.rng.usize(0..payloads.len());
        crate::carrier::say(state, number, &to, Some((index, payloads[again].clone())), "tap");
    }
}

/// Somebody writes whom nobody knows, or who was asked nothing.
pub(super) fn stranger(state: &mut State) {
    if state.now > state.life.until {
        return;
    }
    let after_ms = state.rng.i64(MINUTE_MS..4 * HOUR_MS);
    state.after(after_ms, Act::Life(Moment::Stranger));
    let number = state.rng.usize(0..state.carrier.numbers.len());
    if state.carrier.numbers[number].display.is_empty() {
        return;
    }
    let from = if state.rng.bool() {
        let patient = state.rng.usize(0..state.life.patients.len());
        state.life.patients[patient].phone.clone()
    } else {
        let (prefix, digits) = state.life.places[state.carrier.numbers[number].clinic].mobile;
        let width = digits as usize;
        format!("{prefix}{:0width$}", 10_u64.pow(digits) - 1 - state.rng.u64(0..50))
    };
    // Some have no telephone.
    if from.is_empty() {
        return;
    }
    let words = WORDS[state.rng.usize(0..WORDS.len())];
    crate::carrier::say(state, number, &from, None, words);
}
