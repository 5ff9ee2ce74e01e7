//! What the patient answers.
//!
//! | answer | visit ahead, this version | otherwise |
//! |---|---|---|
//! | confirm | confirmed; nothing is sent back | told kindly that it no longer holds |
//! | reschedule | asked whether to move or to cancel | told kindly |
//! | move | a person's queue | a person's queue |
//! | cancel | cancelled, and told | told kindly |
//! | talk | a person's queue | a person's queue |

use jiff::{SignedDuration, Timestamp};

use super::{Answer, Case, CaseState, Context, Covered, Decision, Effect, Event, Handover, Happened, Party};
use crate::delivery::{Channel, Purpose};
use crate::event::AppointmentChange;
use crate::ids::{MessageId, ThreadId, derived};
use crate::message::{About, Form, MessageSpec, Recipient};

/// An answer to a patient is of use for so many hours.
const REPLY_USEFUL_HOURS: i64 = 12;
/// The template of the question after *Reschedule*.
pub const OPTIONS_TEMPLATE: &str = "reply_reschedule";
/// The template that says kindly that a message no longer holds.
pub const OLD_TEMPLATE: &str = "reply_old";

pub(super) fn apply(
    case: &Case,
    event: &Event,
    context: &Context<'_>,
    now: Timestamp,
) -> Decision<Case, Effect> {
    let Event::Answered { cause, answer, version, channel, thread } = event else { return Decision::stale() };
    let mut next = case.clone();
    let holds = case.version == *version && case.state.is_ahead() && now < case.anchor.at;
    if !holds && !matches!(answer, Answer::Talk | Answer::Move) {
        next.note(now, Happened::AnsweredOld { answer: *answer });
        let effect = next.reply(OLD_TEMPLATE, cause, *channel, thread, now);
        return next.concluded(cause.clone(), vec![effect]);
    }
    next.note(now, Happened::Answered { answer: *answer, channel: *channel });
    match answer {
        Answer::Confirm => {
            next.answer = Some(Answer::Confirm);
            next.state = CaseState::Confirmed;
            next.concluded(cause.clone(), Vec::new())
        }
        Answer::Reschedule => {
            next.answer = Some(Answer::Reschedule);
            let effect = next.reply(OPTIONS_TEMPLATE, cause, *channel, thread, now);
            next.concluded(cause.clone(), vec![effect])
        }
        Answer::Cancel => {
            next.cancelled_by = Some(Party::Patient);
            next.change_to(cause, AppointmentChange::Cancelled, context, now)
        }
        Answer::Move | Answer::Talk => {
            if holds {
                next.answer = Some(*answer);
            }
            let why = if *answer == Answer::Talk { Handover::Asked } else { Handover::WantsToMove };
            next.note(now, Happened::HandedOver { why });
            let effect = Effect::HandOver {
                patient: next.patient.clone(),
                thread: Some(thread.clone()),
                why,
                cause: cause.clone(),
            };
            next.concluded(cause.clone(), vec![effect])
        }
    }
}

impl Case {
    /// A free-form answer in the thread the patient wrote on, by the same channel.
    fn reply(
        &self,
        template: &str,
        cause: &str,
        channel: Channel,
        thread: &ThreadId,
        now: Timestamp,
    ) -> Effect {
        let step = format!("{template}@{cause}");
        let id = MessageId::derive(&self.clinic, &self.id, self.version, &derived("reply", &[&step]));
        Effect::Say(Box::new(MessageSpec {
            id,
            clinic: self.clinic.clone(),
            to: Recipient::Thread { thread: thread.clone(), patient: Some(self.patient.clone()) },
            step: template.to_owned(),
            purpose: Purpose::Care,
            template: template.to_owned(),
            template_day: None,
            form: Form::Reply,
            channels: vec![channel],
            covers: vec![Covered { case: self.id.clone(), version: self.version }],
            not_after: now
                .checked_add(SignedDuration::from_hours(REPLY_USEFUL_HOURS))
                .unwrap_or(Timestamp::MAX),
            asks: template == OPTIONS_TEMPLATE,
            about: About::Visit,
            only_unanswered: false,
            undelivered_after_minutes: None,
            unread_after_minutes: None,
            only_after: None,
        }))
    }
}
