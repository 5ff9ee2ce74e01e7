//! What is shown of what the person wrote: a choice by its title, and nothing of what they deleted, though what
//! followed from it stands.

use super::{Effect, Said, Thread};
use crate::decision::Decision;
use crate::message::Tapped;
use crate::phi::Phi;

/// Stands for the words of what the person deleted.
const DELETED: &str = "[deleted]";
/// Most of what they deleted that is remembered before it is heard; the oldest goes.
const DELETED_EARLY_MAX: usize = 20;

impl Thread {
    /// What the person deleted is not shown any more, only that it was there. What followed from it stands.
    pub(super) fn deleted(mut self, id: &str) -> Decision<Self, Effect> {
        if let Some(received) = self.inbound.iter_mut().find(|it| it.id == id) {
            if received.text.expose() == DELETED {
                return Decision::stale();
            }
            received.text = Phi::new(DELETED.to_owned());
            return Decision::applied(self, Vec::new());
        }
        if self.deleted_early.iter().any(|it| it == id) {
            return Decision::stale();
        }
        self.deleted_early.push(id.to_owned());
        let over = self.deleted_early.len().saturating_sub(DELETED_EARLY_MAX);
        self.deleted_early.drain(..over);
        Decision::applied(self, Vec::new())
    }

    /// What is shown of something that the person wrote and may have deleted before it was heard.
    pub(super) fn shown(&mut self, id: &str, said: &Said) -> Phi<String> {
        if let Some(at) = self.deleted_early.iter().position(|it| it == id) {
            self.deleted_early.remove(at);
            return Phi::new(DELETED.to_owned());
        }
        let words = said.words();
        match self.title_of(said) {
            Some(title) => Phi::new(format!("{} {}", words.expose(), title.expose())),
            None => words,
        }
    }

    /// What stood on the choice that was tapped, where it stands in the thread: its number alone tells staff nothing.
    fn title_of(&self, said: &Said) -> Option<&Phi<String>> {
        let Said::Tap { message, tapped: Tapped::Choice(number), .. } = said else { return None };
        let index = usize::from(*number).checked_sub(1)?;
        Some(&self.spoken_in(message)?.choices.get(index)?.title)
    }
}
