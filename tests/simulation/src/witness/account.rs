//! What Meta tells of templates comes in any order: an older word replaces no newer one, and at rest the newest counts.

use domain::account::{Account, Word};
use jiff::Timestamp;

use super::stored_state;
use crate::carrier::Told;
use crate::state::State;

/// A portfolio's record was stored.
pub(super) fn stored(state: &mut State, key: &str, body: &str) {
    let Some(account) = stored_state::<Account>(body) else {
        return state.witness.violation("a stored account does not read");
    };
    for (template, health) in &account.templates {
        for (of, word) in [(Told::Status, &health.status), (Told::Category, &health.category)] {
            let at = word.as_ref().map(|it| it.at);
            let before: Option<Timestamp> =
                state.witness.words.insert((key.to_owned(), template.clone(), of), at).flatten();
            if before > at {
                let words = format!("an older word of Meta's on a template's {of:?} replaced a newer one");
                state.witness.violation_about(&words, template.clone());
            }
        }
    }
}

/// Checks a world at rest, in which every webhook was taken in the end.
pub(super) fn check(state: &mut State) {
    if state.witness.given_up > 0 {
        return;
    }
    let accounts: Vec<Account> =
        state.items.of_kind("account#").into_iter().filter_map(|it| stored_state(&it.body)).collect();
    let believed = |key: &str, of: Told| {
        let word = |it: &Account| match of {
            Told::Status => it.template(key).status,
            Told::Category => it.template(key).category,
        };
        accounts.iter().find_map(word).map(|Word { what, .. }| what)
    };
    let mut wrong = Vec::new();
    for ((number, index, of), newest) in &state.carrier.told {
        let (name, at_meta) = &state.carrier.templates[*index];
        // Meta writes `pt_BR` where we write `pt`.
        let language = at_meta.split('_').next().unwrap_or_default();
        let key = Account::template_key(&state.carrier.numbers[*number].waba, name, language);
        let stands = believed(&key, *of);
        if !newest.words.iter().any(|it| Some(*it) == stands.as_deref()) {
            wrong.push((
                format!("Meta said last {:?} of a template that stands as {stands:?}", newest.words),
                key,
            ));
        }
    }
    for (words, key) in wrong {
        state.witness.violation_about(&words, key);
    }
}
