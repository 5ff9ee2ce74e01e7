//! Why a message was not said: no reason is believed that is not true of what is stored, of what providers answered, or
//! of the hour, at the instant it is written down. Else a message that is left out by mistake would look like one that
//! was left out on purpose.
//!
//! Not judged: the limits per day and week, and the rates, whose own promises are kept elsewhere.

use std::collections::HashSet;

use domain::case::{Case, CaseState};
use domain::delivery::Channel;
use domain::message::{About, Dispatch, DispatchStatus, Message, Recipient};
use domain::patient::Patient;
use domain::reason::Reason;
use domain::thread::Thread;
use ports::directory::Directory;
use ports::records::{case_key, patient_key, thread_key};

use super::{claim, reader, stored_state};
use crate::state::State;

/// So long may a function take from reading something to writing what it makes of it, in milliseconds.
const READ_TO_WRITE_MS: i64 = 3 * 60_000;
/// Hours are looked at in steps of so many milliseconds.
const HOURS_STEP_MS: i64 = 15 * 60_000;

/// What providers answered but that they took it.
#[derive(Default)]
pub(super) struct Refusals {
    /// Dispatches that were refused, or reported as failed.
    refused: HashSet<String>,
    /// Dispatches that could not be brought to their provider, or of which nobody was told whether they were.
    troubled: HashSet<String>,
    /// Patients, by their clinic, who were refused on a channel.
    not_reached: HashSet<(String, String, Channel)>,
}

/// A provider did not take a message: now, for good, or it did not say.
pub(crate) fn not_taken(state: &mut State, reference: &str, for_good: bool) {
    let refusals = &mut state.witness.refusals;
    if !for_good {
        refusals.troubled.insert(reference.to_owned());
        return;
    }
    refusals.refused.insert(reference.to_owned());
    let Some((id, channel)) = Message::parse_dispatch_id(reference) else { return };
    let Some(known) = state.witness.known.get(id.as_str()) else { return };
    let spec = &known.message.spec;
    if let Some(patient) = spec.to.patient() {
        let whom = (spec.clinic.to_string(), patient.to_string(), channel);
        state.witness.refusals.not_reached.insert(whom);
    }
}

/// What is wrong with the reason that a dispatch is now given.
pub(super) fn unfounded(
    state: &State,
    directory: &Directory,
    run: u64,
    message: &Message,
    dispatch: &Dispatch,
) -> Option<String> {
    let reason = dispatch.reason?;
    let skew_ms = state.witness.skews.get(&run).copied().unwrap_or(0).abs();
    let told = Told { state, directory, message, dispatch, slack_ms: claim::SLACK_MS + skew_ms };
    let holds = match dispatch.status {
        DispatchStatus::Failed => told.by_its_provider(reason),
        DispatchStatus::Suppressed | DispatchStatus::Expired => told.by_a_gate(reason),
        DispatchStatus::Queued | DispatchStatus::Sent | DispatchStatus::Delivered | DispatchStatus::Read => {
            told.on_its_way(reason)
        }
    };
    let (step, channel, status) = (&message.spec.step, dispatch.channel.as_str(), dispatch.status.as_str());
    (!holds)
        .then(|| format!("{step} is {status} on {channel} for a reason that is not true: {}", reason.code()))
}

/// A dispatch and all that its reason may be held against.
struct Told<'a> {
    state: &'a State,
    directory: &'a Directory,
    message: &'a Message,
    dispatch: &'a Dispatch,
    slack_ms: i64,
}

impl Told<'_> {
    /// A dispatch that its provider had, or was called for.
    fn by_its_provider(&self, reason: Reason) -> bool {
        let reference = self.message.dispatch_id(self.dispatch.channel);
        let refusals = &self.state.witness.refusals;
        match reason {
            Reason::ProviderFault | Reason::PairRate => refusals.troubled.contains(&reference),
            Reason::Unsettled => self.dispatch.attempts > 0 && self.dispatch.accepted_at.is_none(),
            _ => refusals.refused.contains(&reference),
        }
    }

    /// A dispatch that the gates held back.
    fn by_a_gate(&self, reason: Reason) -> bool {
        let spec = &self.message.spec;
        let channel = self.dispatch.channel;
        match reason {
            Reason::TooLate => self.state.now + self.slack_ms >= spec.not_after.as_millisecond(),
            Reason::NeverAnnounced => !self.predecessor_arrived(),
            Reason::Unknown => self.of_patient(|it| it.is_none()) || self.of_case(|it| it.is_none()),
            Reason::Cancelled => self.of_case(|it| it.is_some_and(|it| it.state == CaseState::Cancelled)),
            Reason::Superseded if spec.about == About::Offer => true,
            Reason::Superseded => self.of_case(|it| it.is_some_and(|it| it.version != self.version())),
            Reason::Confirmed | Reason::Answered => {
                spec.only_unanswered && self.of_case(|it| it.is_some_and(|it| it.answer.is_some()))
            }
            Reason::NoSender => {
                self.directory.by_id(&spec.clinic).is_none_or(|it| it.sender_id(channel).is_none())
            }
            Reason::NoAddress if self.has_no_address() => true,
            Reason::NoAddress | Reason::BadAddress => self.was_not_reached(),
            Reason::OptedOut => {
                self.of_thread(|it| it.is_some_and(|it| it.is_stopped(channel, spec.purpose)))
            }
            Reason::Unverified => self.of_thread(|it| it.is_some_and(|it| it.in_doubt_since.is_some())),
            Reason::NoConsent => self.of_patient(|it| {
                let clinic = self.directory.by_id(&spec.clinic);
                it.zip(clinic).is_some_and(|(it, clinic)| !it.consents_to(spec.purpose, channel, clinic))
            }),
            Reason::SurveyFatigue => {
                let visit = spec.covers.first();
                self.of_patient(|it| {
                    it.is_some_and(|it| it.surveyed.as_ref().is_some_and(|it| Some(&it.visit) != visit))
                })
            }
            Reason::WindowClosed => self.of_thread(|it| {
                let until = it.and_then(|it| it.window_until);
                until.is_none_or(|it| it.as_millisecond() <= self.state.now + self.slack_ms)
            }),
            Reason::QuietHours => self.is_closed_until(spec.not_after.as_millisecond()),
            Reason::Cap | Reason::Pace | Reason::PairRate => true,
            // Nothing in this world pauses templates, stops senders or ends budgets, and every text is whole.
            _ => false,
        }
    }

    /// A dispatch that waits, or that a further channel follows.
    fn on_its_way(&self, reason: Reason) -> bool {
        match reason {
            Reason::QuietHours => self.is_closed_until(self.state.now),
            Reason::Undelivered | Reason::Unread => {
                let spec = &self.message.spec;
                let waited = reader::waited_for(spec, self.dispatch, self.state.now, self.slack_ms);
                waited || self.state.now + self.slack_ms >= spec.not_after.as_millisecond()
            }
            Reason::ProviderFault => self.by_its_provider(reason),
            Reason::Cap | Reason::Pace | Reason::PairRate => true,
            _ => false,
        }
    }

    fn version(&self) -> u32 {
        self.message.spec.covers.first().map_or(0, |it| it.version)
    }

    fn has_no_address(&self) -> bool {
        match (&self.message.spec.to, self.dispatch.channel) {
            (Recipient::Patient(_), channel) => {
                self.of_patient(|it| it.is_some_and(|it| it.identity(channel).is_none()))
            }
            (Recipient::Thread { .. }, _) => false,
        }
    }

    /// A provider refused this patient on this channel, or reported that it does not reach them.
    fn was_not_reached(&self) -> bool {
        let spec = &self.message.spec;
        let whom =
            |it: &domain::ids::PatientId| (spec.clinic.to_string(), it.to_string(), self.dispatch.channel);
        spec.to.patient().is_some_and(|it| self.state.witness.refusals.not_reached.contains(&whom(it)))
    }

    fn predecessor_arrived(&self) -> bool {
        let Some(before) = &self.message.spec.only_after else { return true };
        let of = |reference: &str| Message::parse_dispatch_id(reference).is_some_and(|(id, _)| id == *before);
        self.state.carrier.sent.iter().any(|it| matches!(it.reported, 2 | 3) && of(&it.reference))
    }

    /// Whether nobody may be written to, here and now and up to then.
    fn is_closed_until(&self, until: i64) -> bool {
        let Some(clinic) = self.directory.by_id(&self.message.spec.clinic) else { return true };
        let zones = [Some(clinic.time_zone.as_str()), self.zone_of_patient()];
        let closed =
            |at: i64| zones.iter().flatten().any(|zone| !claim::open_throughout(zone, at, self.slack_ms));
        let mut at = self.state.now;
        while at <= until.min(self.state.now + 24 * 3_600_000) {
            if !closed(at) {
                return false;
            }
            at += HOURS_STEP_MS;
        }
        closed(self.state.now)
    }

    fn zone_of_patient(&self) -> Option<&'static str> {
        let (life, spec) = (&self.state.life, &self.message.spec);
        let clinic = life.places.iter().position(|it| it.clinic.id == spec.clinic)?;
        let patient = life.by_id.get(&(clinic, spec.to.patient()?.as_str().to_owned()))?;
        life.patients[*patient].zone
    }

    fn of_case(&self, holds: impl Fn(Option<&Case>) -> bool) -> bool {
        let Some(covered) = self.message.spec.covers.first() else { return false };
        self.of(&case_key(&self.message.spec.clinic, &covered.case).0, holds)
    }

    fn of_patient(&self, holds: impl Fn(Option<&Patient>) -> bool) -> bool {
        let Some(patient) = self.message.spec.to.patient() else { return holds(None) };
        self.of(&patient_key(&self.message.spec.clinic, patient).0, holds)
    }

    fn of_thread(&self, holds: impl Fn(Option<&Thread>) -> bool) -> bool {
        let spec = &self.message.spec;
        match &spec.to {
            Recipient::Thread { thread, .. } => self.of(&thread_key(thread).0, holds),
            Recipient::Patient(patient) => {
                let key = patient_key(&spec.clinic, patient).0;
                let patient: Option<Patient> =
                    self.state.items.get(&key).and_then(|it| stored_state(&it.body));
                let Some(identity) = patient.and_then(|it| it.identity(self.dispatch.channel)) else {
                    return holds(None);
                };
                let thread = Thread::new(spec.clinic.clone(), identity).id;
                self.of(&thread_key(&thread).0, holds)
            }
        }
    }

    /// Whether something holds of what is stored, or may have held when it was read.
    fn of<A: serde::de::DeserializeOwned>(&self, key: &str, holds: impl Fn(Option<&A>) -> bool) -> bool {
        let stored: Option<A> = self.state.items.get(key).and_then(|it| stored_state(&it.body));
        let written_at = self.state.witness.written_at.get(key);
        holds(stored.as_ref()) || written_at.is_some_and(|it| self.state.now - it < READ_TO_WRITE_MS)
    }
}
