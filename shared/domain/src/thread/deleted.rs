//! What is shown of what the person wrote, and of what was said to them, by Pulso or by staff in the WhatsApp Business
//! app: a choice by its title, and nothing of what was deleted, though what followed from it stands.

use jiff::Timestamp;

use super::{Effect, SPOKEN_TEMPLATE, Said, Speaker, Spoken, Thread};
use crate::bounded::keep_count;
use crate::decision::Decision;
use crate::ids::MessageId;
use crate::message::Tapped;
use crate::phi::Phi;

/// Stands for the words of what was deleted.
const DELETED: &str = "[deleted]";
/// Most of what was deleted that is remembered before it is heard; the oldest goes.
const DELETED_EARLY_MAX: usize = 20;

impl Spoken {
    /// Whether it was deleted on the person's phone.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.body.as_ref().is_some_and(|it| it.expose() == DELETED)
    }
}

impl Thread {
    /// Whether the provider's id is of something that the person wrote here, or staff in the app.
    #[must_use]
    pub fn has_written(&self, id: &str) -> bool {
        self.has_heard(id) || self.spoken_in(&self.message_id(SPOKEN_TEMPLATE, id)).is_some()
    }

    /// What was deleted is not shown any more, only that it was there. What followed from it stands.
    pub(super) fn deleted(
        mut self,
        id: &str,
        ours: Option<&(MessageId, Timestamp)>,
    ) -> Decision<Self, Effect> {
        if let Some((message, said_at)) = ours {
            return self.taken_back(message, *said_at);
        }
        let is_heard = self.has_written(id);
        let echoed = self.message_id(SPOKEN_TEMPLATE, id);
        let by_person =
            self.inbound.iter_mut().filter(|it| it.id == id || it.rewrites.as_deref() == Some(id));
        let by_staff = self.spoken.iter_mut().filter(|it| it.message == echoed);
        let shown = by_person.map(|it| &mut it.text).chain(by_staff.filter_map(|it| it.body.as_mut()));
        let mut is_news = false;
        for words in shown.filter(|it| it.expose() != DELETED) {
            *words = Phi::new(DELETED.to_owned());
            is_news = true;
        }
        if !is_heard && !self.deleted_early.iter().any(|it| it == id) {
            self.deleted_early.push(id.to_owned());
            keep_count(&mut self.deleted_early, DELETED_EARLY_MAX);
            is_news = true;
        }
        if is_news { Decision::applied(self, Vec::new()) } else { Decision::stale() }
    }

    /// A message of ours is not shown any more. Its choices stay: one of them may have been tapped before.
    fn taken_back(mut self, message: &MessageId, said_at: Timestamp) -> Decision<Self, Effect> {
        let deleted = Some(Phi::new(DELETED.to_owned()));
        match self.spoken.iter_mut().find(|it| it.message == *message) {
            Some(known) if known.is_deleted() => return Decision::stale(),
            Some(known) => known.body = deleted,
            // The words of a template do not stand here.
            None => {
                let says = |it: &Effect| matches!(it, Effect::Say(spec) if spec.id == *message);
                let act = self.acts.iter().find(|it| it.effects.iter().any(says));
                let by = act.map_or(Speaker::Assistant, |it| Speaker::Agent(it.agent.clone()));
                self.remember(Spoken::new(message.clone(), deleted, Vec::new(), by, said_at));
            }
        }
        Decision::applied(self, Vec::new())
    }

    /// What is shown of something that the person wrote.
    pub(super) fn shown(
        &mut self,
        id: &str,
        rewrites: Option<&str>,
        said: &Said,
        tapped: Option<&Phi<String>>,
    ) -> Phi<String> {
        if rewrites.is_some_and(|it| self.has_deleted(it)) {
            return Phi::new(DELETED.to_owned());
        }
        let words = said.words();
        let words = match self.title_of(said).or(tapped) {
            Some(title) => Phi::new(format!("{} {}", words.expose(), title.expose())),
            None => words,
        };
        self.unless_deleted(id, words)
    }

    fn has_deleted(&self, id: &str) -> bool {
        let was_shown = self.inbound.iter().any(|it| it.id == id && it.text.expose() == DELETED);
        was_shown || self.deleted_early.iter().any(|it| it == id)
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
