//! Staff who answer from the WhatsApp Business app, on the clinic's own phone.
//!
//! Guarantees: what is written there holds the thread as an agent does, and never in an agent's place; when the hold is
//! over, what the person wrote meanwhile and nobody answered waits for a person again. It does not know who has the
//! phone, nor when they are done: the hold ends by time alone.

use jiff::{SignedDuration, Timestamp};

use super::desk::Held;
use super::{Effect, SPOKEN_TEMPLATE, Speaker, Spoken, Thread};
use crate::decision::Decision;
use crate::phi::Phi;

/// Who answers from the WhatsApp Business app: one name for whoever has the clinic's phone.
pub const APP_AGENT: &str = "whatsapp_app";
/// Nobody closes a conversation in that app: it counts as held for this many hours after the last thing written there.
pub const APP_HOLD_HOURS: i64 = 12;

impl Thread {
    /// What staff wrote from the app stands in the conversation, unless it was deleted before it was heard.
    pub(super) fn echoed(
        mut self,
        id: &str,
        at: Timestamp,
        text: &Phi<String>,
        now: Timestamp,
    ) -> Decision<Self, Effect> {
        let message = self.message_id(SPOKEN_TEMPLATE, id);
        if self.spoken_in(&message).is_some() {
            return Decision::stale();
        }
        let by = Speaker::Agent(APP_AGENT.to_owned());
        let text = self.unless_deleted(id, text.clone());
        self.remember(Spoken::new(message, Some(text), Vec::new(), by, at));
        self.app_holds(now);
        self.answered_by_person();
        Decision::applied(self, Vec::new())
    }

    /// Whoever has the clinic's phone holds the thread, unless an agent does.
    pub(super) fn app_holds(&mut self, now: Timestamp) {
        match &mut self.held {
            Some(held) if held.agent == APP_AGENT => held.since = now,
            Some(_) => {}
            None => {
                let waited = self.waiting.take();
                self.held = Some(Held { agent: APP_AGENT.to_owned(), since: now, waited });
            }
        }
    }

    /// As it stands at that instant: what is held from the app may be so no more.
    #[must_use]
    pub fn as_of(mut self, now: Timestamp) -> Self {
        self.app_lets_go(now);
        self
    }

    /// The assistant is back when nobody has written from the app for [`APP_HOLD_HOURS`]; whether it is. What the
    /// person wrote meanwhile and nobody answered is given back: it still waits for a person.
    pub(super) fn app_lets_go(&mut self, now: Timestamp) -> bool {
        let over = SignedDuration::from_hours(APP_HOLD_HOURS);
        let is_over = |it: &Held| it.agent == APP_AGENT && now.duration_since(it.since) >= over;
        if !self.held.as_ref().is_some_and(is_over) {
            return false;
        }
        if self.answer_by.is_some() || self.overdue {
            self.waiting = self.given_back();
        }
        self.held = None;
        true
    }
}
