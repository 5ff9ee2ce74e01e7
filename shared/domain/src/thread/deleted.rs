//! What is shown of what the person wrote, and of what staff wrote in the WhatsApp Business app: a choice by its title,
//! and nothing of what was deleted, though what followed from it stands.

use super::{Effect, SPOKEN_TEMPLATE, Said, Thread};
use crate::bounded::keep_count;
use crate::decision::Decision;
use crate::message::Tapped;
use crate::phi::Phi;

/// Stands for the words of what was deleted.
const DELETED: &str = "[deleted]";
/// Most of what was deleted that is remembered before it is heard; the oldest goes.
const DELETED_EARLY_MAX: usize = 20;

impl Thread {
    /// What was deleted is not shown any more, only that it was there. What followed from it stands.
    pub(super) fn deleted(mut self, id: &str) -> Decision<Self, Effect> {
        let echoed = self.message_id(SPOKEN_TEMPLATE, id);
        let received = self.inbound.iter_mut().find(|it| it.id == id).map(|it| &mut it.text);
        let spoken = self.spoken.iter_mut().find(|it| it.message == echoed).and_then(|it| it.body.as_mut());
        if let Some(words) = received.or(spoken) {
            if words.expose() == DELETED {
                return Decision::stale();
            }
            *words = Phi::new(DELETED.to_owned());
            return Decision::applied(self, Vec::new());
        }
        if self.deleted_early.iter().any(|it| it == id) {
            return Decision::stale();
        }
        self.deleted_early.push(id.to_owned());
        keep_count(&mut self.deleted_early, DELETED_EARLY_MAX);
        Decision::applied(self, Vec::new())
    }

    /// What is shown of something that the person wrote.
    pub(super) fn shown(&mut self, id: &str, said: &Said) -> Phi<String> {
        let words = said.words();
        let words = match self.title_of(said) {
            Some(title) => Phi::new(format!("{} {}", words.expose(), title.expose())),
            None => words,
        };
        self.unless_deleted(id, words)
    }

    /// These words, unless they were deleted before they were heard.
    pub(super) fn unless_deleted(&mut self, id: &str, words: Phi<String>) -> Phi<String> {
        let Some(at) = self.deleted_early.iter().position(|it| it == id) else { return words };
        self.deleted_early.remove(at);
        Phi::new(DELETED.to_owned())
    }

    /// What stood on the choice that was tapped, where it stands in the thread: its number alone tells staff nothing.
    fn title_of(&self, said: &Said) -> Option<&Phi<String>> {
        let Said::Tap { message, tapped: Tapped::Choice(number), .. } = said else { return None };
        let index = usize::from(*number).checked_sub(1)?;
        Some(&self.spoken_in(message)?.choices.get(index)?.title)
    }
}
