//! What messages have in common, whoever composes them.

use jiff::{SignedDuration, Timestamp};

use super::{About, Form, MessageSpec, Recipient};
use crate::delivery::{Channel, Purpose};
use crate::ids::{ClinicId, MessageId, PatientId, ThreadId};

/// An answer to a patient is of use for so many hours.
const REPLY_USEFUL_HOURS: i64 = 12;

impl MessageSpec {
    /// A template for care that asks nothing, by no channel yet: whoever composes it says what else it is.
    pub(crate) fn new(
        id: MessageId,
        clinic: &ClinicId,
        to: Recipient,
        template: &str,
        not_after: Timestamp,
    ) -> Self {
        Self {
            id,
            clinic: clinic.clone(),
            to,
            step: template.to_owned(),
            purpose: Purpose::Care,
            template: template.to_owned(),
            template_day: None,
            form: Form::Template,
            channels: Vec::new(),
            covers: Vec::new(),
            not_after,
            asks: false,
            about: About::Visit,
            slot: None,
            only_unanswered: false,
            undelivered_after_minutes: None,
            unread_after_minutes: None,
            only_after: None,
        }
    }

    /// A free-form answer in the thread that somebody wrote on, by the same channel.
    pub(crate) fn reply(
        id: MessageId,
        clinic: &ClinicId,
        (thread, patient): (&ThreadId, Option<PatientId>),
        (template, channel): (&str, Channel),
        now: Timestamp,
    ) -> Self {
        let to = Recipient::Thread { thread: thread.clone(), patient };
        let useful = SignedDuration::from_hours(REPLY_USEFUL_HOURS);
        let not_after = now.checked_add(useful).unwrap_or(Timestamp::MAX);
        Self { form: Form::Reply, channels: vec![channel], ..Self::new(id, clinic, to, template, not_after) }
    }

    /// Whether nobody has asked for it: it answers nobody, and nobody of the clinic says it in a conversation.
    #[must_use]
    pub fn is_unasked(&self) -> bool {
        self.form == Form::Template && matches!(self.to, Recipient::Patient(_))
    }

    /// When an answer was decided, by until when it is of use.
    pub(crate) fn replied_at(&self) -> Timestamp {
        let useful = SignedDuration::from_hours(REPLY_USEFUL_HOURS);
        self.not_after.checked_sub(useful).unwrap_or(Timestamp::MIN)
    }
}
