//! Earlier times than a visit has: whoever wants to hear of them, or not any more, says so of the visit last spoken of.

use super::heard::{Ending, Heard};
use super::{Choice, Effect, Ended, Labelled, Meaning, Thread};
use crate::ids::CaseId;

impl Thread {
    /// Earlier times are wanted, or not any more, for the visit last spoken of; of several, the person says which.
    pub(super) fn hears_of_earlier(&mut self, heard: &Heard<'_>, joins: bool) -> Option<Ending> {
        match heard.aside.visits.as_slice() {
            [] => None,
            [only] => Some((Ended::Applied, vec![self.wait_for(heard, only.what.clone(), joins)])),
            several => {
                let choice = |visit: &Labelled<CaseId>| {
                    let means = Meaning::Wait { case: visit.what.clone(), joins };
                    Choice::new(visit.label.expose(), None, means)
                };
                Some(self.asks_which(heard, several.iter().map(choice).collect()))
            }
        }
    }

    pub(super) fn wait_for(&self, heard: &Heard<'_>, case: CaseId, joins: bool) -> Effect {
        let thread = self.id.clone();
        Effect::Wait { cause: heard.id.to_owned(), case, joins, channel: heard.channel, thread }
    }
}
