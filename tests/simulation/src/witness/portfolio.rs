//! How many people a portfolio reached of its own accord: never more in a day than Meta allows it.

use crate::state::State;

/// Meta's window, less what wrong clocks make of it.
const WINDOW_MS: i64 = 24 * 3_600_000 - 1_300_000;
/// A person who wrote so lately is answered, not reached.
const ANSWERED_MS: i64 = 24 * 3_600_000;

/// Counts what a number was given to send; says so if that is one person too many.
pub(super) fn over(state: &mut State, index: usize) -> Option<String> {
    let (now, sent) = (state.now, &state.carrier.sent[index]);
    if sent.channel != "whatsapp" || sent.template.is_none() {
        return None;
    }
    let (number, person) = (sent.number, state.life.person(&sent.to));
    let wrote = state.carrier.wrote.get(&(person.clone(), number));
    if wrote.is_some_and(|it| now - it < ANSWERED_MS) {
        return None;
    }
    let place = &state.life.places[state.carrier.numbers[number].clinic];
    let limit = place.clinic.senders.whatsapp.as_ref()?.messaging_limit as usize;
    let begun = state.carrier.begun.entry(number).or_default();
    begun.retain(|it| now - it.0 < WINDOW_MS);
    // A person's day begins anew with each message.
    match begun.iter_mut().find(|it| it.1 == person) {
        Some(known) => known.0 = now,
        None => begun.push((now, person)),
    }
    (begun.len() > limit).then(|| format!("{} people were reached in a day, of {limit}", begun.len()))
}
