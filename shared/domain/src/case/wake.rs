//! Waking: what is due is said, grouped, put off or left out.

use jiff::{SignedDuration, Timestamp};

use super::{
    ANSWER_HOURS, Answer, Case, CaseState, Context, Covered, Decision, Effect, Entry, Event, Handover,
    Happened, StepRecord, StepState, plan::plus_minutes,
};
use crate::event::AppointmentChange;
use crate::ids::MessageId;
use crate::journey::{Cue, Step};
use crate::reason::Reason;

/// A visit waits this many minutes for an earlier one of the same day to speak for both.
const WAIT_FOR_SIBLING_MINUTES: u32 = 2;
/// A reminder that falls due this many minutes after the one before was not brought to it: they were wanted apart.
const APART_MINUTES: i64 = 60;

pub(super) fn apply(
    case: &Case,
    due: Timestamp,
    context: &Context<'_>,
    now: Timestamp,
) -> Decision<Case, Effect> {
    if case.due().is_none_or(|at| at > now) {
        return Decision::stale();
    }
    let mut next = case.clone();
    // What is given free needs no reminder any more.
    let mut effects = next.fall_silent(due, context, now);
    effects.extend(next.say_due(context, now));
    next.concluded(Event::Woken { due }.cause(), effects)
}

/// Another visit's message speaks for this one: known at once, for the other one may be moved or cancelled before this
/// one's own time comes, and then nothing on record would say that it was spoken of.
pub(super) fn grouped(
    case: &Case,
    message: &MessageId,
    step: &str,
    version: u32,
    now: Timestamp,
) -> Decision<Case, Effect> {
    let is_planned = case.step(step).is_some_and(|it| it.state == StepState::Planned);
    if case.version != version || !is_planned || case.was_stopped(message) {
        return Decision::stale();
    }
    let mut next = case.clone();
    next.settle(step, StepState::Grouped { message: message.clone() }, now);
    let event = Event::Grouped { message: message.clone(), step: step.to_owned(), version };
    next.concluded(event.cause(), Vec::new())
}

/// A message that spoke for this case was stopped. A grouped step goes back to speaking for itself; what the case said
/// itself is not said again of the same version, and a person tells what must not stay unsaid: see `untold`.
pub(super) fn stopped(
    case: &Case,
    message: &MessageId,
    reason: Reason,
    context: &Context<'_>,
    now: Timestamp,
) -> Decision<Case, Effect> {
    let mut next = case.clone();
    let version = next.version;
    let told_too = |it: &StepRecord| matches!(&it.state, StepState::Grouped { message: id } if id == message);
    let spoke = |it: &StepRecord| it.version == version && told_too(it);
    // No later version counts on what was not sent.
    let counted_on = |it: &StepRecord| it.says.is_some() && it.told_in() == Some(message) && !spoke(it);
    for record in next.steps.iter_mut().filter(|it| counted_on(it)) {
        record.says = None;
    }
    let Some(record) = next.steps.iter_mut().find(|it| spoke(it)) else {
        if !case.was_said_in(message) {
            return Decision::stale();
        }
        let effects = next.leaves_untold(message, reason, context, now).into_iter().collect();
        return next.concluded(Event::stopped_cause(message), effects);
    };
    record.state = StepState::Planned;
    // Others that it spoke for are told of it at the same instant: a little later one of them can speak for all.
    if record.at <= now && context.siblings.iter().any(|it| it.steps.iter().any(told_too)) {
        record.at = plus_minutes(now, WAIT_FOR_SIBLING_MINUTES);
    }
    let step = record.step.clone();
    next.note(now, Happened::Stopped { step, reason });
    // Remembered before anything is said: whoever released it still lists it, and it speaks for nobody any more.
    let told = Event::stopped_cause(message);
    next.remember(told.clone(), &[]);
    let effects =
        if next.due().is_some_and(|at| at <= now) { next.say_due(context, now) } else { Vec::new() };
    next.concluded(told, effects)
}

impl Case {
    /// Says every planned step whose time has come.
    pub(super) fn say_due(&mut self, context: &Context<'_>, now: Timestamp) -> Vec<Effect> {
        let due: Vec<(String, Timestamp)> = self
            .current()
            .filter(|it| it.state == StepState::Planned && it.at <= now)
            .map(|it| (it.step.clone(), it.at))
            .collect();
        let mut effects = Vec::new();
        for (name, at) in due {
            match context.clinic.step(self.topic, &name) {
                Some(step) => effects.extend(self.say(step, at, context, now)),
                // The clinic took the step out of its journey.
                None => self.settle(&name, StepState::Skipped { reason: Reason::Superseded }, now),
            }
        }
        effects
    }

    fn say(&mut self, step: &Step, at: Timestamp, context: &Context<'_>, now: Timestamp) -> Option<Effect> {
        if let Some(reason) = self.unwanted(step, at, now) {
            let undecided = self.undecided_since().filter(|_| reason == Reason::Answered);
            let until =
                undecided.and_then(|it| it.checked_add(SignedDuration::from_hours(ANSWER_HOURS)).ok());
            if let Some(until) = until.filter(|it| *it > now && *it < self.useful_until(step, at)) {
                self.put_off(&step.name, until);
                return None;
            }
            self.settle(&step.name, StepState::Skipped { reason }, now);
            return undecided.map(|_| self.left_undecided(now));
        }
        if let Some(until) = self.has_to_answer_until(step, at, context).filter(|it| *it > now) {
            self.put_off(&step.name, until);
            return None;
        }
        if let Some(until) = self.put_down_twice_until(step, context) {
            if until > now {
                self.put_off(&step.name, until);
            } else {
                self.settle(&step.name, StepState::Skipped { reason: Reason::Duplicate }, now);
            }
            return None;
        }
        match self.group(step, context, now) {
            Group::ToldBy(message) => {
                self.settle(&step.name, StepState::Grouped { message }, now);
                None
            }
            Group::WaitForEarlier => {
                self.put_off(&step.name, plus_minutes(now, WAIT_FOR_SIBLING_MINUTES));
                None
            }
            Group::SpeaksFor(covers) => {
                let mut spec = self.spec(step, at, covers.clone());
                if step.is_on(AppointmentChange::Reinstated) {
                    spec.only_after = self.cancellation.take();
                }
                if step.is_on(AppointmentChange::Cancelled) {
                    self.cancellation = Some(spec.id.clone());
                }
                self.settle(&step.name, StepState::Released { message: spec.id.clone(), covers }, now);
                Some(Effect::Say(Box::new(spec)))
            }
        }
    }

    /// Why a step that is due is not wanted any more.
    fn unwanted(&self, step: &Step, at: Timestamp, now: Timestamp) -> Option<Reason> {
        if step.only_unanswered
            && let Some(answer) = self.answer
        {
            return Some(if answer == Answer::Confirm { Reason::Confirmed } else { Reason::Answered });
        }
        // A visit that the clinic's own system marks as confirmed is not asked about either.
        if step.only_unanswered && self.state == CaseState::Confirmed {
            return Some(Reason::Confirmed);
        }
        if now >= self.useful_until(step, at) {
            return Some(Reason::TooLate);
        }
        let announces_reinstatement = step.on == [Cue::Reinstated];
        let is_back = self.stands_again_as().is_some() && Self::tells_return(step);
        let never_announced = is_back || (announces_reinstatement && self.cancellation.is_none());
        never_announced.then_some(Reason::NeverAnnounced)
    }

    /// When the patient asked for another time, if they have chosen none since and nobody was called for it.
    fn undecided_since(&self) -> Option<Timestamp> {
        let last_word =
            |it: &&Entry| matches!(it.what, Happened::Answered { .. } | Happened::HandedOver { .. });
        let last = self.timeline.iter().rev().find(last_word)?;
        let wants_another = matches!(self.answer, Some(Answer::Reschedule | Answer::Move));
        (wants_another && matches!(last.what, Happened::Answered { .. })).then_some(last.at)
    }

    /// Who asked for another time and chose none has answered, and is not reminded; but the visit stands, and nobody
    /// knows whether they come: a person looks.
    fn left_undecided(&mut self, now: Timestamp) -> Effect {
        let why = Handover::Undecided;
        self.note(now, Happened::HandedOver { why });
        let cause = format!("undecided:{}.{}", self.id, self.version);
        Effect::HandOver { patient: self.patient.clone(), thread: None, why, cause }
    }

    /// Until when who was asked last has time to answer before they are asked again: days without release hours, or a
    /// time without wake-ups, bring both reminders of a visit to one instant. One that the clinic wants well after the
    /// other, and that would be of no use any more, waits for nobody.
    fn has_to_answer_until(&self, step: &Step, at: Timestamp, context: &Context<'_>) -> Option<Timestamp> {
        if !step.only_unanswered {
            return None;
        }
        let asks = |name: &str| context.clinic.step(self.topic, name).is_some_and(|it| it.asks);
        let is_said = |name: &str| {
            let state = self.step(name).map(|it| &it.state);
            matches!(state, Some(StepState::Released { .. } | StepState::Grouped { .. }))
        };
        let asked_at = self.timeline.iter().rev().find_map(|it| match &it.what {
            Happened::Said { step } | Happened::Grouped { step } if asks(step) && is_said(step) => {
                Some(it.at)
            }
            _ => None,
        })?;
        let until = asked_at.checked_add(SignedDuration::from_hours(ANSWER_HOURS)).ok()?;
        let since = at.duration_since(asked_at);
        let is_last_call =
            since >= SignedDuration::from_mins(APART_MINUTES) && self.useful_until(step, at) <= until;
        (!is_last_call).then_some(until)
    }

    fn group(&self, step: &Step, context: &Context<'_>, now: Timestamp) -> Group {
        let own = Covered { case: self.id.clone(), version: self.version };
        let says = self.step(&step.name).and_then(|it| it.says.as_ref());
        let mut covers = vec![own.clone()];
        for sibling in context.siblings {
            let Some(record) = self.comparable(sibling, step) else { continue };
            // Without a text for the day, one message says of several visits what is the same text of each.
            if step.template_day.is_none() && (says.is_none() || record.says.as_ref() != says) {
                continue;
            }
            match &record.state {
                StepState::Released { message, covers }
                    if covers.contains(&own) && !self.was_stopped(message) =>
                {
                    return Group::ToldBy(message.clone());
                }
                StepState::Planned if sibling.unwanted(step, record.at, now).is_some() => {}
                StepState::Planned if sibling.comes_before(self) && record.at <= now => {
                    return Group::WaitForEarlier;
                }
                StepState::Planned => {
                    covers.push(Covered { case: sibling.id.clone(), version: sibling.version });
                }
                StepState::Released { .. } | StepState::Grouped { .. } | StepState::Skipped { .. } => {}
            }
        }
        Group::SpeaksFor(covers)
    }

    /// Whether it is known that a message which spoke for this case was not sent.
    pub(super) fn was_stopped(&self, message: &MessageId) -> bool {
        self.applied(&Event::stopped_cause(message)).is_some()
    }

    /// The sibling's record of that step, if one message can speak for both visits.
    fn comparable<'a>(&self, sibling: &'a Case, step: &Step) -> Option<&'a StepRecord> {
        let same_day = sibling.day() == self.day() && sibling.topic == self.topic && sibling.id != self.id;
        // Of one that is over, what is told is how it ended.
        let alike = same_day
            && (sibling.state.is_ahead() || sibling.state == self.state && step.follows_visit())
            && (sibling.modality() == self.modality() || step.template_day.is_none());
        if alike { sibling.step(&step.name) } else { None }
    }

    fn comes_before(&self, other: &Case) -> bool {
        (self.anchor.at, &self.id) < (other.anchor.at, &other.id)
    }

    fn put_off(&mut self, name: &str, until: Timestamp) {
        let version = self.version;
        if let Some(record) = self.steps.iter_mut().find(|it| it.version == version && it.step == name) {
            record.at = until;
        }
    }

    pub(super) fn settle(&mut self, name: &str, state: StepState, now: Timestamp) {
        let version = self.version;
        let step = name.to_owned();
        let happened = match &state {
            StepState::Released { .. } => Some(Happened::Said { step }),
            StepState::Grouped { .. } => Some(Happened::Grouped { step }),
            StepState::Skipped { reason } => Some(Happened::Skipped { step, reason: *reason }),
            StepState::Planned => None,
        };
        if let Some(record) = self.steps.iter_mut().find(|it| it.version == version && it.step == name) {
            record.state = state;
        }
        if let Some(happened) = happened {
            self.note(now, happened);
        }
    }
}

enum Group {
    SpeaksFor(Vec<Covered>),
    ToldBy(MessageId),
    WaitForEarlier,
}
