//! Planning: which steps of the journey a version wants, and when.

use jiff::{SignedDuration, Timestamp};

use super::{Case, CaseState, Context, Covered, Effect, Happened, StepRecord, StepState, Subject};
use crate::delivery::Purpose;
use crate::event::{AppointmentChange, Modality};
use crate::ids::MessageId;
use crate::journey::{IfLate, Step, Topic};
use crate::message::{About, Form, MessageSpec, Recipient};
use crate::reason::Reason;
use crate::slot::end_of;

/// A result or payment notice whose step says no end is useful for this many hours.
const USEFUL_HOURS_DEFAULT: u32 = 72;

impl Case {
    /// Plans the journey of the version that `change` gave, if it is told as one: steps on the change and, while the
    /// visit is ahead, steps before the anchor. Steps that are due at once are decided at once.
    pub(super) fn plan(
        &mut self,
        change: Option<AppointmentChange>,
        context: &Context<'_>,
        now: Timestamp,
    ) -> Vec<Effect> {
        self.plan_deadline(context, now);
        let Some(journey) = context.clinic.journey(self.topic) else { return Vec::new() };
        for step in &journey.steps {
            // Each step of that topic is a campaign of its own.
            if self.topic == Topic::Campaign && self.campaign() != Some(step.name.as_str()) {
                continue;
            }
            let at = if change.is_some_and(|it| step.is_on(it)) {
                Some(plus_minutes(self.since(change, now), step.after_minutes))
            } else {
                step.before
                    .filter(|_| self.state.is_ahead())
                    .map(|lead| self.anchor.before(lead.days, lead.exact()))
            };
            if let Some(at) = at {
                self.plan_step(step, at, context, now);
            }
        }
        self.say_due(context, now)
    }

    /// From when what is said on a change counts. Nobody hears that they did not come before they were to come, nor is
    /// asked how a visit was before it can have been: a slip of the hand, or the closing of a whole list, ends it ahead.
    fn since(&self, change: Option<AppointmentChange>, now: Timestamp) -> Timestamp {
        match change {
            Some(AppointmentChange::Missed) => now.max(self.anchor.at),
            Some(AppointmentChange::Completed) if now < self.anchor.at => self.ends_at(),
            _ => now,
        }
    }

    /// A delay keeps the version and its plan: only what is said on a delay is planned, again each time.
    pub(super) fn plan_delay(&mut self, context: &Context<'_>, now: Timestamp) -> Vec<Effect> {
        let Some(journey) = context.clinic.journey(self.topic) else { return Vec::new() };
        for step in journey.steps.iter().filter(|it| it.is_on(AppointmentChange::Delayed)) {
            self.plan_step(step, plus_minutes(now, step.after_minutes), context, now);
        }
        self.say_due(context, now)
    }

    fn plan_step(&mut self, step: &Step, at: Timestamp, context: &Context<'_>, now: Timestamp) {
        let late = step.before.is_some() && at < now;
        let said = self.said_as_it_stood(step);
        let reason = if said.is_some() {
            None
        } else if step.only_on_site && self.modality() != Modality::OnSite {
            Some(Reason::Remote)
        } else if !step.is_for(self.service().map(|it| it.expose().as_str())) {
            Some(Reason::Service)
        } else if late && step.if_late == IfLate::Skip {
            Some(if self.anchor.at <= now { Reason::TooLate } else { Reason::LateBooking })
        } else if self.is_history(step, now) {
            Some(Reason::TooLate)
        } else {
            None
        };
        let says = self.says(step, context.clinic);
        let told_by = said.or_else(|| says.as_deref().and_then(|it| self.told_by(step, it)));
        let state = if let Some(reason) = reason {
            self.note(now, Happened::Skipped { step: step.name.clone(), reason });
            StepState::Skipped { reason }
        } else if let Some(message) = told_by {
            self.note(now, Happened::Grouped { step: step.name.clone() });
            StepState::Grouped { message }
        } else {
            StepState::Planned
        };
        let at = if late { now } else { self.within_hours(step, at, context, now) };
        // A change may be told twice in one version (a delay); its step is then said again.
        self.steps.retain(|it| it.version != self.version || it.step != step.name);
        self.steps.push(StepRecord { step: step.name.clone(), version: self.version, at, state, says });
    }

    /// The template that says the step of this visit.
    pub(super) fn template<'a>(&self, step: &'a Step) -> &'a str {
        match &step.template_remote {
            Some(remote) if self.modality() != Modality::OnSite => remote,
            _ => &step.template,
        }
    }

    /// Whether what follows a visit has long been of no use: the first agenda that a clinic uploads also lists visits
    /// of months ago. Counted from its end: who stayed for days has only just left.
    fn is_history(&self, step: &Step, now: Timestamp) -> bool {
        let is_over = matches!(self.state, CaseState::Completed | CaseState::Missed);
        let hours = step.useful_hours.unwrap_or(USEFUL_HOURS_DEFAULT);
        is_over && plus_minutes(plus_minutes(self.ends_at(), step.after_minutes), hours * 60) <= now
    }

    fn ends_at(&self) -> Timestamp {
        match &self.subject {
            Subject::Appointment { duration_minutes, .. } => end_of(self.anchor.at, *duration_minutes),
            Subject::Notice { .. } => self.anchor.at,
        }
    }

    /// Puts what is planned before the visit where its wall clock now says, and tells nobody.
    pub(super) fn plan_again(&mut self, context: &Context<'_>, now: Timestamp) {
        let Some(journey) = context.clinic.journey(self.topic) else { return };
        for step in &journey.steps {
            let Some(lead) = step.before else { continue };
            let at = self.anchor.before(lead.days, lead.exact());
            let at = self.within_hours(step, at, context, now).max(now);
            let version = self.version;
            let planned = |it: &&mut StepRecord| {
                it.version == version && it.step == step.name && it.state == StepState::Planned
            };
            if let Some(record) = self.steps.iter_mut().find(planned) {
                record.at = at;
            }
        }
    }

    /// Plans what is said of some services only, now that the visit is of another one. What was said was said; what a
    /// change called for and nobody heard is said now, if it is still of use.
    pub(super) fn plan_service(&mut self, context: &Context<'_>, now: Timestamp) {
        let Some(journey) = context.clinic.journey(self.topic) else { return };
        for step in &journey.steps {
            let Some(known) = self.step(&step.name) else { continue };
            let is_for = step.is_for(self.service().map(|it| it.expose().as_str()));
            let is_wrong = match &known.state {
                StepState::Planned => !is_for,
                StepState::Skipped { reason } => is_for && *reason == Reason::Service,
                _ => false,
            };
            let at = match step.before {
                Some(lead) => self.anchor.before(lead.days, lead.exact()),
                None => known.at.max(now),
            };
            if is_wrong {
                self.plan_step(step, at, context, now);
            }
        }
    }

    /// Moves an instant that falls into quiet hours: to when they end if the step is then still of use, else to
    /// before they began.
    fn within_hours(&self, step: &Step, at: Timestamp, context: &Context<'_>, now: Timestamp) -> Timestamp {
        let hours = &context.clinic.release_hours;
        if step.before.is_none() || hours.is_open(at, context.zone) {
            return at;
        }
        let opens = hours.next_open(at, context.zone);
        if opens < self.useful_until(step, at) {
            return opens;
        }
        hours.last_open_before(at, context.zone).filter(|earlier| *earlier > now).unwrap_or(at)
    }

    /// Until when a step due at `at` is of use. Of the morning's delay a clinic may tell in the evening: where its
    /// length is known, it is of use until the late visit begins.
    pub(super) fn useful_until(&self, step: &Step, at: Timestamp) -> Timestamp {
        let hours = step.useful_hours.filter(|_| self.delay_told_by(step).is_none());
        let by_itself = hours.map(|hours| plus_minutes(at, hours * 60));
        let ends = by_itself.into_iter().chain(self.useful_before(step)).min();
        ends.unwrap_or_else(|| plus_minutes(at, USEFUL_HOURS_DEFAULT * 60))
    }

    /// How late the visit begins, as the step tells it, if that is known.
    fn delay_told_by(&self, step: &Step) -> Option<u32> {
        self.delay_minutes().filter(|_| step.is_on(AppointmentChange::Delayed))
    }

    /// From when the step is useless because of what it is about, if that is known.
    fn useful_before(&self, step: &Step) -> Option<Timestamp> {
        let late = self.delay_told_by(step);
        let is_meant = step.useless_minutes_before > 0;
        let ends = match &self.subject {
            // Once a late visit has begun, nobody wants to hear that it will.
            Subject::Appointment { .. } if late.is_some() => true,
            Subject::Appointment { .. } => {
                (self.state.is_ahead() || self.state == CaseState::Cancelled)
                    && (is_meant || step.useful_hours.is_none())
            }
            // What falls due today may still be told today, unless the clinic means otherwise.
            Subject::Notice { due_on, .. } => is_meant && due_on.is_some(),
        };
        let early = SignedDuration::from_mins(i64::from(step.useless_minutes_before));
        let begins = plus_minutes(self.anchor.at, late.unwrap_or(0));
        ends.then(|| begins.checked_sub(early).unwrap_or(Timestamp::MIN))
    }

    /// The message of a step, speaking for `covers`.
    pub(super) fn spec(&self, step: &Step, at: Timestamp, covers: Vec<Covered>) -> MessageSpec {
        // A step that can be said again in one version (a delay) names its messages apart by their instant.
        let name = if step.is_on(AppointmentChange::Delayed) {
            format!("{}@{}", step.name, at.as_second())
        } else {
            step.name.clone()
        };
        MessageSpec {
            id: MessageId::derive(&self.clinic, &self.id, self.version, &name),
            clinic: self.clinic.clone(),
            to: Recipient::Patient(self.patient.clone()),
            step: step.name.clone(),
            purpose: step.purpose,
            template: self.template(step).to_owned(),
            template_day: step.template_day.clone().filter(|_| covers.len() > 1),
            form: Form::Template,
            channels: step.channels.clone(),
            covers,
            not_after: self.useful_until(step, at),
            asks: step.asks,
            slot: None,
            about: self.about(step),
            only_unanswered: step.only_unanswered,
            undelivered_after_minutes: step.undelivered_after_minutes,
            unread_after_minutes: step.unread_after_minutes,
            only_after: None,
            acknowledges: false,
        }
    }

    fn about(&self, step: &Step) -> About {
        match self.topic {
            Topic::Campaign => About::Campaign,
            _ if step.purpose == Purpose::Survey => About::Survey,
            _ => About::Visit,
        }
    }

    /// Whether the case gives notice of something other than a visit.
    #[must_use]
    pub fn is_notice(&self) -> bool {
        matches!(self.subject, Subject::Notice { .. })
    }
}

pub(crate) fn plus_minutes(at: Timestamp, minutes: u32) -> Timestamp {
    at.checked_add(SignedDuration::from_mins(i64::from(minutes))).unwrap_or(Timestamp::MAX)
}
