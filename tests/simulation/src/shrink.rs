//! Makes a failing world small: fewer messages, clinics, days and faults, as long as the same promise is broken.

use crate::faults::Fault;
use crate::world::{Kind, Settings, run};

/// Most worlds that are tried.
const RUNS_MAX: u32 = 150;
/// A smaller world is another world: the same trouble is looked for under so many seeds.
const SEEDS_TRIED: u64 = 4;
/// The smallest world.
const MESSAGES_MIN: u32 = 14;

/// The smallest world found that breaks the promise that `words` begins with; the given one if none is smaller.
#[must_use]
pub fn shrink(seed: u64, settings: &Settings, words: &str) -> (u64, Settings) {
    let kind = kind_of(words);
    let mut best = (seed, settings.clone());
    let mut runs = 0;
    'smaller: loop {
        for candidate in candidates(&best.1) {
            for seed in best.0..best.0 + SEEDS_TRIED {
                runs += 1;
                if runs > RUNS_MAX {
                    return best;
                }
                let outcome = run(seed, &candidate);
                if outcome.violations.iter().any(|it| kind_of(&it.words) == kind) {
                    best = (seed, candidate);
                    continue 'smaller;
                }
            }
        }
        return best;
    }
}

/// What is broken, without what it is about.
fn kind_of(words: &str) -> &str {
    words.split(':').next().unwrap_or(words)
}

fn candidates(settings: &Settings) -> Vec<Settings> {
    let mut smaller = Vec::new();
    if settings.messages / 2 >= MESSAGES_MIN {
        smaller.push(Settings { messages: settings.messages / 2, ..settings.clone() });
    }
    if settings.clinics > 1 {
        smaller.push(Settings { clinics: 1, ..settings.clone() });
    }
    if settings.days > 2 {
        smaller.push(Settings { days: settings.days / 2, ..settings.clone() });
    }
    if settings.kind == Kind::Campaigns {
        smaller.push(Settings { kind: Kind::Learning, ..settings.clone() });
    }
    for fault in Fault::ALL.into_iter().filter(|it| settings.rates.of(*it) > 0) {
        let mut rates = settings.rates.clone();
        rates.set(fault, 0);
        smaller.push(Settings { rates, ..settings.clone() });
    }
    smaller
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_candidate_is_smaller_and_the_smallest_has_none() {
        let settings = Settings::default();
        assert_eq!(candidates(&settings).len(), 3 + Fault::ALL.len());
        let none = Settings {
            messages: 14,
            clinics: 1,
            days: 2,
            rates: crate::faults::Rates::none(),
            ..Settings::default()
        };
        assert_eq!(candidates(&none), []);
        assert_eq!(kind_of("a message was sent at night: reminder_24h"), "a message was sent at night");
    }
}
