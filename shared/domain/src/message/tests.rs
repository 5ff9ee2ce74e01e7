mod properties;
mod stories;
mod tables;

#[expect(clippy::unwrap_used, reason = "tests")]
mod build {
    use jiff::{SignedDuration, Timestamp};

    use super::super::{Form, Message, MessageSpec, Recipient};
    use crate::case::Covered;
    use crate::delivery::{Channel, Purpose};
    use crate::ids::{CaseId, ClinicId, MessageId, PatientId};

    /// When the message was decided.
    pub(super) fn start() -> Timestamp {
        crate::testing::clock("2026-11-24 10:30")
    }

    pub(super) fn later(minutes: i64) -> Timestamp {
        start() + SignedDuration::from_mins(minutes)
    }

    /// A reminder of use for two days, given up on a channel after an hour undelivered or three unread.
    pub(super) fn message(channels: &[Channel]) -> Message {
        let spec = MessageSpec {
            id: MessageId::new("msg_1").unwrap(),
            clinic: ClinicId::new("sol").unwrap(),
            to: Recipient::Patient(PatientId::new("p1").unwrap()),
            step: "reminder_48h".to_owned(),
            purpose: Purpose::Care,
            template: "reminder".to_owned(),
            template_day: None,
            form: Form::Template,
            channels: channels.to_vec(),
            covers: vec![Covered { case: CaseId::new("a1").unwrap(), version: 1 }],
            not_after: later(48 * 60),
            asks: true,
            slot: None,
            about: crate::message::About::Visit,
            only_unanswered: true,
            undelivered_after_minutes: Some(60),
            unread_after_minutes: Some(180),
            only_after: None,
            acknowledges: false,
        };
        Message::new(spec, start())
    }
}
