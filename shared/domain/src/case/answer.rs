//! What the patient answers.
//!
//! | answer | visit ahead, this version | otherwise |
//! |---|---|---|
//! | confirm | confirmed; told so where the clinic wants that, see `acknowledge` | told kindly that it no longer holds |
//! | reschedule | not confirmed any more; asked whether to move or to cancel | told kindly |
//! | move | likewise; offered other times, as they wish if there are such, else a person's queue | a person's queue |
//! | cancel | cancelled, and told | told kindly |
//! | talk | a person's queue | a person's queue |
//!
//! Who asked for another time and chose none within hours is not reminded again, since they have answered: a person
//! looks when the reminder would be due. Their visit stands meanwhile, and what says how to come prepared is said.
//!
//! A visit that was given free because nobody answered can still be confirmed or moved: see [`super::silence`].

use jiff::Timestamp;

use super::moved::Offered;
use super::{
    Answer, Case, CaseState, Context, Covered, Decision, Effect, Event, Handover, Happened, Inbound, Party,
};
use crate::event::AppointmentChange;
use crate::ids::{MessageId, derived};
use crate::message::{MessageSpec, Recipient};

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
    let Event::Answered { cause, answer, wish, version, together, channel, thread } = event else {
        return Decision::stale();
    };
    let (wish, inbound) = (wish.as_ref(), Inbound { cause, channel: *channel, thread });
    let mut next = case.clone();
    let holds = case.stands_at(*version, now);
    if !holds && let Some(effect) = next.answered_late(*answer, wish, *version, inbound, context, now) {
        return next.concluded(cause.clone(), vec![effect]);
    }
    if !holds && !matches!(answer, Answer::Talk | Answer::Move) {
        next.note(now, Happened::AnsweredOld { answer: *answer });
        let effect = next.reply(OLD_TEMPLATE, inbound, now);
        return next.concluded(cause.clone(), vec![effect]);
    }
    next.note(now, Happened::Answered { answer: *answer, channel: *channel });
    // Whoever wants another time is not known to come at this one, though they had confirmed it.
    if holds && matches!(answer, Answer::Reschedule | Answer::Move) {
        next.state = CaseState::Booked;
    }
    match answer {
        Answer::Confirm => {
            next.answer = Some(Answer::Confirm);
            next.state = CaseState::Confirmed;
            let is_news = !case.has_confirmed();
            let effects =
                if is_news { next.acknowledge(inbound, together, context, now) } else { Vec::new() };
            next.concluded(cause.clone(), effects)
        }
        Answer::Reschedule => {
            next.answer = Some(Answer::Reschedule);
            let effect = next.reply(OPTIONS_TEMPLATE, inbound, now);
            next.concluded(cause.clone(), vec![effect])
        }
        Answer::Cancel => {
            let freed = context.clinic.slots.cancellation_frees.then(|| case.frees(cause)).flatten();
            let (change, by) = (AppointmentChange::Cancelled, Party::Patient);
            next.leave(case);
            let effects = next.change(change, by, CaseState::Cancelled, context, now);
            next.concluded(cause.clone(), effects.into_iter().chain(freed).collect())
        }
        Answer::Move if holds && !context.slots.is_empty() => {
            next.answer = Some(Answer::Move);
            let effect = next.offer(inbound, Offered::AsWished(wish), context, now);
            next.concluded(cause.clone(), vec![effect])
        }
        Answer::Move | Answer::Talk => {
            if holds {
                next.answer = Some(*answer);
            }
            let why = if *answer == Answer::Talk { Handover::Asked } else { Handover::WantsToMove };
            let effect = next.hand_over(inbound, why, now);
            next.concluded(cause.clone(), vec![effect])
        }
    }
}

impl Case {
    /// Puts the thread that the patient wrote on into a person's queue.
    pub(super) fn hand_over(&mut self, inbound: Inbound<'_>, why: Handover, now: Timestamp) -> Effect {
        self.note(now, Happened::HandedOver { why });
        let (patient, thread) = (self.patient.clone(), Some(inbound.thread.clone()));
        Effect::HandOver { patient, thread, why, cause: inbound.cause.to_owned() }
    }

    /// A free-form answer in the thread the patient wrote on, by the same channel.
    pub(super) fn reply(&self, template: &str, inbound: Inbound<'_>, now: Timestamp) -> Effect {
        let step = format!("{template}@{}", inbound.cause);
        let id = MessageId::derive(&self.clinic, &self.id, self.version, &derived("reply", &[&step]));
        let to = self.who_wrote(inbound);
        Effect::Say(Box::new(MessageSpec {
            covers: vec![Covered { case: self.id.clone(), version: self.version }],
            asks: template == OPTIONS_TEMPLATE,
            ..MessageSpec::reply(id, &self.clinic, to, template, inbound.channel, now)
        }))
    }

    /// The patient, where they wrote.
    pub(super) fn who_wrote(&self, inbound: Inbound<'_>) -> Recipient {
        Recipient::Thread { thread: inbound.thread.clone(), patient: Some(self.patient.clone()) }
    }
}
