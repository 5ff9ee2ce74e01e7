//! A visit whose patient does not say whether they come.
//!
//! Where the clinic sets how long before a visit an answer is owed
//! ([`crate::clinic::SlotRules::unanswered_frees_hours`]), a visit that nobody answered for is given free at that time,
//! and its patient is told.
//!
//! | at the deadline | what becomes of the visit |
//! |---|---|
//! | a question has been on the phone for [`ANSWER_HOURS`], no word since | given free and told |
//! | a question is on the phone for a shorter time | the deadline is put off; too close to the visit, a person looks |
//! | they wrote something that was no answer | stands, and a person looks |
//! | no question is on the phone | stands, and a person looks |
//! | there is no address to ask at | stands; its steps say why nothing was sent |
//!
//! Guarantees: no visit is given free unless its patient was asked on a phone, had hours to answer, and can be told at
//! that hour of the day; whoever answers late has the time back while it is free.

use jiff::{SignedDuration, Timestamp};

use super::moved::Offered;
use super::{Answer, Case, CaseState, Context, Covered, Effect, Event, Handover, Happened, Inbound, Party};
use crate::clinic::Clinic;
use crate::delivery::Channel;
use crate::ids::{MessageId, SlotId};
use crate::journey::Topic;
use crate::message::{DispatchStatus, Message, MessageSpec, Recipient};
use crate::slot::Preference;
use crate::thread::Thread;

/// The template that tells a patient that their time was given free.
pub const RELEASED_TEMPLATE: &str = "visit_released";
/// The template that offers other times to a patient whose time was given free.
pub const RELEASED_SLOTS_TEMPLATE: &str = "reply_released_slots";
/// The template that tells them first that the time is somebody else's by now.
pub const RELEASED_GONE_TEMPLATE: &str = "reply_released_gone";
/// The template that tells a patient who answered late that they have their time back.
pub const KEPT_TEMPLATE: &str = "reply_kept";
/// Who was asked has at least this many hours to answer.
pub const ANSWER_HOURS: i64 = 4;
/// A time given free less than this long before it helps nobody.
const FREED_AHEAD: SignedDuration = SignedDuration::from_hours(2);
/// Not on the phone after this long, the next channel tells it.
const TOLD_WITHIN_MINUTES: u32 = 60;

/// What is known of the questions about a visit when its deadline comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// The patient has no phone.
    Nowhere,
    /// No question is on the phone.
    No,
    /// The first one is, since then, and nothing was written back.
    Since(Timestamp),
    /// They wrote something after it.
    Wrote,
}

impl Reached {
    /// What these questions come to, given the conversation with the patient's phone, if they have one.
    ///
    /// E-mail asks nobody: nobody tells whether its patient has seen it, and whether it has a link to answer by.
    #[must_use]
    pub fn of(asked: &[Message], has_phone: bool, thread: Option<&Thread>) -> Self {
        let since = |it: &Message| {
            let on_phone = it.dispatches.iter().filter(|it| {
                it.channel != Channel::Email
                    && matches!(it.status, DispatchStatus::Delivered | DispatchStatus::Read)
            });
            on_phone.map(|it| it.at).min()
        };
        let Some(first) = asked.iter().map(|it| it.created_at).min() else {
            return if has_phone { Self::No } else { Self::Nowhere };
        };
        let wrote = thread.is_some_and(|it| it.inbound.iter().any(|it| it.at >= first));
        match asked.iter().filter_map(since).min() {
            _ if wrote => Self::Wrote,
            Some(at) => Self::Since(at),
            None if has_phone => Self::No,
            None => Self::Nowhere,
        }
    }
}

impl Case {
    /// When a visit that nobody has answered for is looked at: its patient owes an answer by then.
    #[must_use]
    pub fn silent_at(&self) -> Option<Timestamp> {
        let unanswered = self.state == CaseState::Booked && self.answer.is_none();
        self.answer_by.filter(|_| unanswered)
    }

    /// The messages that asked about this version.
    #[must_use]
    pub fn questions(&self, clinic: &Clinic) -> Vec<MessageId> {
        let asks = |name: &str| clinic.step(self.topic, name).is_some_and(|it| it.asks);
        self.current().filter(|it| asks(&it.step)).filter_map(|it| it.told_in().cloned()).collect()
    }

    /// The slot that became of the visit's time when nobody answered, while the visit is still ahead.
    #[must_use]
    pub fn released_slot(&self, now: Timestamp) -> Option<SlotId> {
        let released = self.state == CaseState::Cancelled && self.cancelled_by == Some(Party::Deadline);
        let derived = || SlotId::derive(&self.clinic, &self.id, self.version - 1);
        (released && now < self.anchor.at).then(|| self.slot.clone().unwrap_or_else(derived))
    }

    /// Whether a choice made for that version may put the visit on a slot: it stands, or was given free unanswered.
    #[must_use]
    pub fn may_take(&self, version: u32, now: Timestamp) -> bool {
        self.stands_at(version, now) || (self.version == version && self.released_slot(now).is_some())
    }

    /// Plans by when the patient of this version owes an answer. Who is booked later than that owes none.
    pub(super) fn plan_deadline(&mut self, context: &Context<'_>, now: Timestamp) {
        let hours = context.clinic.slots.unanswered_frees_hours;
        let hours = hours.filter(|_| self.topic == Topic::Appointment && self.state.is_ahead());
        let Some(lead) = hours.map(|it| SignedDuration::from_hours(i64::from(it))) else {
            self.answer_by = None;
            return;
        };
        let at = self.anchor.before(0, lead);
        // In the night nobody answers: after it, else before it. After a weekend without messages it is no longer the
        // clinic's deadline: who is about to leave home would lose the visit.
        let ahead = (lead / 2).max(FREED_AHEAD);
        let before = || context.clinic.release_hours.last_open_before(at, context.zone);
        self.answer_by = self.opens_from(at, ahead, context).or_else(before).filter(|at| *at > now);
    }

    /// The first instant from `at` on at which messages may be released, if it is so long ahead of the visit.
    fn opens_from(&self, at: Timestamp, ahead: SignedDuration, context: &Context<'_>) -> Option<Timestamp> {
        let latest = self.anchor.at.checked_sub(ahead).unwrap_or(Timestamp::MIN);
        Some(context.clinic.release_hours.next_open(at, context.zone)).filter(|opens| *opens <= latest)
    }

    /// What becomes of the visit when its deadline has come; nothing before, and nothing where nobody looked whether
    /// the patient was reached.
    pub(super) fn fall_silent(
        &mut self,
        due: Timestamp,
        context: &Context<'_>,
        now: Timestamp,
    ) -> Vec<Effect> {
        if self.silent_at().is_none_or(|at| at > now) {
            return Vec::new();
        }
        let Some(reached) = context.reached else { return Vec::new() };
        self.answer_by = None;
        let cause = Event::Woken { due }.cause();
        let why = match reached {
            Reached::Nowhere => return Vec::new(),
            Reached::No => Handover::Unreached,
            Reached::Wrote => Handover::Undecided,
            Reached::Since(at) => {
                let answered_by = at.checked_add(SignedDuration::from_hours(ANSWER_HOURS));
                let earliest = answered_by.unwrap_or(Timestamp::MAX).max(now);
                match self.opens_from(earliest, FREED_AHEAD, context) {
                    Some(at) if at <= now => return self.release(&cause, now),
                    Some(at) => {
                        self.answer_by = Some(at);
                        return Vec::new();
                    }
                    None => Handover::Unreached,
                }
            }
        };
        self.note(now, Happened::HandedOver { why });
        vec![Effect::HandOver { patient: self.patient.clone(), thread: None, why, cause }]
    }

    /// Gives the time of the visit free and tells the patient, who may have it back.
    fn release(&mut self, cause: &str, now: Timestamp) -> Vec<Effect> {
        let freed = self.frees(cause);
        self.version += 1;
        self.state = CaseState::Cancelled;
        self.cancelled_by = Some(Party::Deadline);
        self.note(now, Happened::Released { version: self.version });
        let told = self.released_notice();
        self.cancellation = Some(told.id.clone());
        std::iter::once(Effect::Say(Box::new(told))).chain(freed).collect()
    }

    /// The messages that told its patient that the visit was given free: no step of the journey says so.
    pub fn released_notices(&self) -> impl Iterator<Item = MessageId> + '_ {
        self.timeline.iter().filter_map(|it| match it.what {
            Happened::Released { version } => Some(self.released_message(version)),
            _ => None,
        })
    }

    fn released_message(&self, version: u32) -> MessageId {
        MessageId::derive(&self.clinic, &self.id, version, RELEASED_TEMPLATE)
    }

    fn released_notice(&self) -> MessageSpec {
        let id = self.released_message(self.version);
        let to = Recipient::Patient(self.patient.clone());
        MessageSpec {
            // Only where they were asked, and where they can answer.
            channels: vec![Channel::Whatsapp, Channel::Sms],
            covers: vec![Covered { case: self.id.clone(), version: self.version }],
            asks: true,
            undelivered_after_minutes: Some(TOLD_WITHIN_MINUTES),
            ..MessageSpec::new(id, &self.clinic, to, RELEASED_TEMPLATE, self.anchor.at)
        }
    }

    /// A late answer to a visit that was given free, by its notice or by an older question: what they want instead of
    /// being told that it no longer holds. Other answers are those of any cancelled visit.
    pub(super) fn answered_late(
        &mut self,
        answer: Answer,
        wish: Option<&Preference>,
        version: u32,
        inbound: Inbound<'_>,
        context: &Context<'_>,
        now: Timestamp,
    ) -> Option<Effect> {
        let slot = self.released_slot(now)?;
        if version != self.version && version + 1 != self.version {
            return None;
        }
        let Inbound { cause, channel, thread } = inbound;
        match answer {
            Answer::Confirm => {
                self.note(now, Happened::Answered { answer, channel });
                let (cause, thread) = (format!("back:{cause}"), thread.clone());
                Some(Effect::TakeBack { cause, version: self.version, slot, channel, thread })
            }
            Answer::Reschedule | Answer::Move => {
                self.note(now, Happened::Answered { answer, channel });
                Some(if context.slots.is_empty() {
                    self.hand_over(inbound, Handover::WantsToMove, now)
                } else {
                    self.offer(inbound, Offered::AsWished(wish), context, now)
                })
            }
            Answer::Cancel | Answer::Talk => None,
        }
    }

    /// Whether that slot is the very time that was given free.
    pub(super) fn takes_back(&self, slot: &crate::event::SlotFacts, now: Timestamp) -> bool {
        self.released_slot(now).is_some_and(|it| it == slot.id)
    }
}
