//! A case: one running journey about one subject, and everything decided about it.
//!
//! Guarantees: a repeated cause changes nothing and gives the same effects; an older word of the clinic never
//! replaces a newer one; every step of the current version is planned, said, grouped or left out with a reason.
//! It does not send: it says what to say ([`Effect::Say`]); the sender checks again at release.

mod acknowledge;
mod answer;
mod back;
mod change;
mod event;
mod facts;
mod moved;
mod notice;
mod plan;
mod repeats;
mod silence;
mod step;
mod subject;
mod timeline;
mod told;
mod twice;
mod untold;
mod wake;

pub use answer::{OLD_TEMPLATE, OPTIONS_TEMPLATE};
pub use back::{Earlier, Stood};
pub use event::{Context, Effect, Event, Heard, Inbound, NotYet};
pub use moved::PENDING_TEMPLATE;
pub(crate) use plan::plus_minutes;
pub use silence::{
    ANSWER_HOURS, KEPT_TEMPLATE, RELEASED_GONE_TEMPLATE, RELEASED_SLOTS_TEMPLATE, RELEASED_TEMPLATE, Reached,
};
pub use step::{Covered, StepRecord, StepState};
pub use subject::Subject;
pub use timeline::{Entry, Handover, Happened, Skill};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::bounded::keep_count;
use crate::civil::CivilTime;
use crate::decision::Decision;
use crate::ids::{CaseId, ClinicId, MessageId, PatientId, SlotId};
use crate::journey::Topic;
use crate::reason::Reason;

/// Most causes remembered on a case. A case has a few dozen in its life that call for something.
const CAUSES_MAX: usize = 64;
/// Most timeline entries kept.
const TIMELINE_MAX: usize = 200;
/// Most step records kept, of all versions.
const STEP_RECORDS_MAX: usize = 120;

/// A running journey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Whose.
    pub clinic: ClinicId,
    /// The appointment's or notice's number; with its topic, where that number is another case's.
    pub id: CaseId,
    /// About whom.
    pub patient: PatientId,
    /// Which journey.
    pub topic: Topic,
    /// Where it stands.
    pub state: CaseState,
    /// Moves with every change of the subject; buttons and messages of an older version are void.
    pub version: u32,
    /// What the journey is about.
    pub subject: Subject,
    /// What steps are counted from.
    pub anchor: CivilTime,
    /// The tz database that instants were computed with.
    pub tzdb: String,
    /// The newest word of the clinic, delays aside.
    pub told: Order,
    /// The newest word that said when the visit is, if that is not the newest of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed: Option<Order>,
    /// The newest delay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delayed: Option<Order>,
    /// What the patient answered in this version.
    pub answer: Option<Answer>,
    /// The cancellation's announcement, if the case is cancelled and one was given to the sender.
    pub cancellation: Option<MessageId>,
    /// Who cancelled, when cancelled.
    pub cancelled_by: Option<Party>,
    /// The slot that the visit stands on, if its patient chose it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<SlotId>,
    /// Where the clinic last put the visit, if its patient has moved it since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<CivilTime>,
    /// Where the patient last heard that it is, if the clinic has moved the visit since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stood: Option<Stood>,
    /// How earlier versions stood: what was said of one holds where the visit stands so again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Earlier>,
    /// By when the patient owes an answer; without one, the visit is given free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<Timestamp>,
    /// The steps of all versions, oldest first.
    pub steps: Vec<StepRecord>,
    /// Causes applied, with their effects until they are surely published.
    pub causes: Vec<Cause>,
    /// What happened, for people.
    pub timeline: Vec<Entry>,
}

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Agreed, not yet confirmed by the patient. A notice stays here until it is told.
    Booked,
    /// The patient said they will come.
    Confirmed,
    /// It does not take place, or the notice was taken back.
    Cancelled,
    /// The patient is at the clinic.
    Arrived,
    /// It took place.
    Completed,
    /// The patient did not come.
    Missed,
}

impl CaseState {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::Booked, Self::Confirmed, Self::Cancelled, Self::Arrived, Self::Completed, Self::Missed];

    /// The name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Confirmed => "confirmed",
            Self::Cancelled => "cancelled",
            Self::Arrived => "arrived",
            Self::Completed => "completed",
            Self::Missed => "missed",
        }
    }

    /// Whether the visit is still ahead.
    #[must_use]
    pub const fn is_ahead(self) -> bool {
        matches!(self, Self::Booked | Self::Confirmed)
    }
}

/// The order of the clinic's words: by the source's sequence where both have one, else by when it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The source's version.
    pub sequence: Option<u64>,
    /// The clinic's clock.
    pub occurred_at: Timestamp,
}

impl Order {
    /// Whether `self` is an older word than `known`.
    #[must_use]
    pub fn is_older_than(&self, known: &Self) -> bool {
        match (self.sequence, known.sequence) {
            (Some(new), Some(old)) if new != old => new < old,
            _ => self.occurred_at < known.occurred_at,
        }
    }
}

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The clinic's system or staff.
    Clinic,
    /// The patient.
    Patient,
    /// Nobody: no answer came by the clinic's deadline.
    Deadline,
}

/// What a patient can answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// I will come.
    Confirm,
    /// I want another time: asks whether to move or cancel.
    Reschedule,
    /// Find me another time: goes to a person.
    Move,
    /// Cancel the visit.
    Cancel,
    /// I want to talk to someone.
    Talk,
}

impl Answer {
    /// All answers.
    pub const ALL: [Self; 5] = [Self::Confirm, Self::Reschedule, Self::Move, Self::Cancel, Self::Talk];

    /// The name in a button's payload.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reschedule => "reschedule",
            Self::Move => "move",
            Self::Cancel => "cancel",
            Self::Talk => "talk",
        }
    }

    /// The answer of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// What the buttons of a reminder answer, in order.
    pub const REMINDER: [Self; 3] = [Self::Confirm, Self::Reschedule, Self::Talk];
    /// What the buttons of the question after *Reschedule* answer, in order.
    pub const OPTIONS: [Self; 3] = [Self::Move, Self::Cancel, Self::Confirm];
}

/// A cause applied to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Its id: of the clinic's event, the patient's message, the wake-up.
    pub id: String,
    /// What it called for; published again when the cause comes again.
    pub effects: Vec<Effect>,
}

/// The next state of a case.
///
/// What is told of another topic than the case's is for a case of its own: see [`Event::beside`]. Notices have a table
/// of their own: see `notice`.
///
/// | state \ event | told (newer) | told (older, or nothing new) | answered (this version) | answered (older) | rescheduled, outrun | woken | grouped | stopped |
/// |---|---|---|---|---|---|---|---|---|
/// | none | opened | – | stale | stale | stale | stale | stale | stale |
/// | booked, confirmed | by change: see `told` | ignored, but for an hour that nothing newer said | by answer: see `answer` | told kindly | see `moved` | steps due: see `wake`; no answer: see `silence` | its step is not said again | its step is planned again |
/// | cancelled | reinstated or ignored | ignored | told kindly; given free, see `silence` | told kindly | told kindly | steps due | stale | stale |
/// | arrived, completed, missed | corrected | ignored | told kindly | told kindly | told kindly | steps due | stale | stale |
pub fn decide(
    case: Option<&Case>,
    event: &Event,
    context: &Context<'_>,
    now: Timestamp,
) -> Result<Decision<Case, Effect>, NotYet> {
    // What is planned again may fall due in a minute in which it was woken before: no repeat, or it would be woken for
    // ever.
    let is_due_again =
        matches!(event, Event::Woken { due } if case.and_then(Case::due).is_some_and(|it| it <= *due));
    if !is_due_again && let Some(known) = case.and_then(|it| it.applied(&event.cause())) {
        return Ok(Decision::repeated(known.effects.clone()));
    }
    if let (Some(case), Some(topic)) = (case, event.topic())
        && case.topic != topic
    {
        return Err(NotYet::OtherTopic);
    }
    match (case, event) {
        (_, Event::Told { .. }) => told::apply(case, event, context, now),
        (_, Event::Noticed { .. }) => Ok(notice::apply(case, event, context, now)),
        (_, Event::Withdrawn { .. }) => Ok(notice::withdraw(case, event, context, now)),
        (Some(case), Event::Answered { .. }) => Ok(answer::apply(case, event, context, now)),
        (Some(case), Event::Rescheduled { .. }) => Ok(moved::apply(case, event, context, now)),
        (Some(case), Event::Outrun { .. }) => Ok(moved::outrun(case, event, context, now)),
        (Some(case), Event::Unconfirmed { .. }) => Ok(moved::unconfirmed(case, event, now)),
        (Some(case), Event::Woken { due }) => Ok(wake::apply(case, *due, context, now)),
        (Some(case), Event::Grouped { message, step, version }) => {
            Ok(wake::grouped(case, message, step, *version, now))
        }
        (Some(case), Event::Stopped { message, reason }) => {
            Ok(wake::stopped(case, message, *reason, context, now))
        }
        (
            None,
            Event::Answered { .. }
            | Event::Rescheduled { .. }
            | Event::Outrun { .. }
            | Event::Unconfirmed { .. }
            | Event::Woken { .. }
            | Event::Grouped { .. }
            | Event::Stopped { .. },
        ) => Ok(Decision::stale()),
    }
}

impl Case {
    /// When the case wants to be woken: for the earliest planned step of its version, or the answer that is owed.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        let steps = self.current().filter(|it| it.state == StepState::Planned).map(|it| it.at).min();
        steps.into_iter().chain(self.silent_at()).min()
    }

    /// The steps of the current version.
    pub fn current(&self) -> impl Iterator<Item = &StepRecord> {
        self.steps.iter().filter(|it| it.version == self.version)
    }

    /// The record of a step in the current version.
    #[must_use]
    pub fn step(&self, name: &str) -> Option<&StepRecord> {
        self.current().find(|it| it.step == name)
    }

    /// Whether what was said of that version still holds: the visit is ahead and was not changed since, or was changed
    /// back.
    #[must_use]
    pub fn stands_at(&self, version: u32, now: Timestamp) -> bool {
        let holds = self.version == version || self.stands_as_in(version);
        holds && self.state.is_ahead() && now < self.anchor.at
    }

    /// The clinic day under which the case is listed.
    #[must_use]
    pub fn day(&self) -> jiff::civil::Date {
        self.anchor.local.date()
    }

    /// Why a message that spoke of `version` must not be sent any more, if so.
    #[must_use]
    pub fn obsoletes(&self, version: u32, only_unanswered: bool) -> Option<Reason> {
        if self.version != version {
            return Some(if self.state == CaseState::Cancelled {
                Reason::Cancelled
            } else {
                Reason::Superseded
            });
        }
        match self.answer {
            Some(Answer::Confirm) if only_unanswered => Some(Reason::Confirmed),
            Some(_) if only_unanswered => Some(Reason::Answered),
            _ => None,
        }
    }

    /// Whether that event was applied.
    #[must_use]
    pub fn knows(&self, event: &Event) -> bool {
        self.applied(&event.cause()).is_some()
    }

    /// The cause of that id, if it was applied.
    fn applied(&self, id: &str) -> Option<&Cause> {
        self.causes.iter().rfind(|it| it.id == id)
    }

    fn note(&mut self, at: Timestamp, what: Happened) {
        self.timeline.push(Entry { at, what });
        keep_count(&mut self.timeline, TIMELINE_MAX);
    }

    fn remember(&mut self, cause: String, effects: &[Effect]) {
        self.causes.retain(|it| it.id != cause);
        self.causes.push(Cause { id: cause, effects: effects.to_vec() });
        if self.causes.len() > CAUSES_MAX {
            // What called for nothing goes first: a system may tell of its visits every few minutes, and its old words
            // are known by their order. That a message was stopped is known by its cause alone.
            let is_idle = |it: &Cause| it.effects.is_empty() && !Event::is_stopped_cause(&it.id);
            let oldest = self.causes[..CAUSES_MAX].iter().position(is_idle);
            self.causes.remove(oldest.unwrap_or_default());
        }
        keep_count(&mut self.steps, STEP_RECORDS_MAX);
    }

    /// Ends a decision: remembers the cause and gives the effects.
    fn concluded(mut self, cause: String, effects: Vec<Effect>) -> Decision<Self, Effect> {
        self.remember(cause, &effects);
        Decision::applied(self, effects)
    }
}

#[cfg(test)]
mod tests;
