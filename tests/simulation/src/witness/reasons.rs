//! Why a message was not said: no reason is believed that is not true of what is stored, of what providers answered, or
//! of the hour, at the instant it is written down. Else a message that is left out by mistake would look like one that
//! was left out on purpose.
//!
//! Not judged: the limits per day and week, and the rates, whose own promises are kept elsewhere.

use std::collections::HashSet;

use domain::case::{Case, CaseState, StepState};
use domain::delivery::{Channel, Purpose};
use domain::event::AppointmentChange;
use domain::message::{About, Dispatch, DispatchStatus, Message, Phase, Recipient};
use domain::patient::Patient;
use domain::phone::Identity;
use domain::reason::Reason;
use domain::thread::Thread;
use ports::directory::Directory;
use ports::records::{case_key, pause_key, thread_key};

use super::{claim, reader, stored_state};
use crate::state::State;

/// A number is tried again a quarter of an hour after it was refused, by a clock that may be wrong.
const STOPPED_LATELY_MS: i64 = 27 * 60_000;
/// Meta's longest pause, and the hour for which a refused template rests, by a clock that may be wrong.
const PAUSED_LATELY_MS: i64 = 7 * 3_600_000 + 11 * 60_000;
/// How late the word comes that a template is no marketing any more, when ports are away.
const TOLD_LATE_MS: i64 = 50 * 3_600_000;
/// What a pause holds is looked at again after so long.
const PAUSE_LOOK_MS: i64 = 10 * 60_000;
/// Hours are looked at in steps of so many milliseconds.
const HOURS_STEP_MS: i64 = 15 * 60_000;

/// What providers answered but that they took it.
#[derive(Default)]
pub(super) struct Refusals {
    /// Dispatches that were refused, or reported as failed.
    refused: HashSet<String>,
    /// Dispatches that could not be brought to their provider, or of which nobody was told whether they were.
    troubled: HashSet<String>,
    /// Numbers and addresses that were refused on a channel: as persons, where they are phones.
    not_reached: HashSet<(String, Channel)>,
}

/// A provider did not take a message to somebody: now, for good, or it did not say.
pub(crate) fn not_taken(state: &mut State, (reference, to): (&str, &str), for_good: bool) {
    let person = state.life.person(to);
    let refusals = &mut state.witness.refusals;
    if !for_good {
        refusals.troubled.insert(reference.to_owned());
        return;
    }
    refusals.refused.insert(reference.to_owned());
    if let Some((_, channel)) = Message::parse_dispatch_id(reference) {
        refusals.not_reached.insert((person, channel));
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
            Reason::Unsettled => {
                let is_unknown = self.dispatch.attempts > 0 && self.dispatch.accepted_at.is_none();
                is_unknown && !self.was_given_up_early()
            }
            _ => refusals.refused.contains(&reference),
        }
    }

    /// Whether it ended while a second call or a further channel could still have said what its patient has to know.
    fn was_given_up_early(&self) -> bool {
        let (message, spec) = (self.message, &self.message.spec);
        let wanted = matches!(spec.purpose, Purpose::Care | Purpose::Administrative)
            && self.state.now + self.slack_ms < spec.not_after.as_millisecond();
        let mut further = spec.channels.iter().skip_while(|it| **it != self.dispatch.channel);
        let is_left = further.any(|it| message.dispatch(*it).is_none());
        message.phase == Phase::Ended && wanted && (is_left || !message.resent_unsettled)
    }

    /// Whether a delay was told again since, in a message of its own.
    fn is_an_older_delay(&self, case: &Case) -> bool {
        let spec = &self.message.spec;
        let step = self.directory.by_id(&spec.clinic).and_then(|it| it.step(case.topic, &spec.step));
        let tells_delays = step.is_some_and(|it| it.is_on(AppointmentChange::Delayed));
        let newest = case.step(&spec.step).filter(|_| tells_delays).map(|it| &it.state);
        matches!(newest, Some(StepState::Released { message, .. }) if *message != spec.id)
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
            Reason::Superseded => self.of_case(|it| {
                it.is_some_and(|it| it.version != self.version() || self.is_an_older_delay(it))
            }),
            Reason::Confirmed | Reason::Answered => {
                spec.only_unanswered && self.of_case(|it| it.is_some_and(|it| it.answer.is_some()))
            }
            Reason::NoSender => {
                self.directory.by_id(&spec.clinic).is_none_or(|it| it.sender_id(channel).is_none())
            }
            Reason::NoAddress if self.has_no_address() => true,
            Reason::NoAddress | Reason::BadAddress => self.was_not_reached(),
            Reason::SharedAddress => self.is_of_a_crowd(),
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
            Reason::Paused => self.is_paused() && self.is_of_no_use_soon(),
            Reason::QuietHours => self.is_closed_until(spec.not_after.as_millisecond()),
            Reason::SenderStopped => self.is_stopped(),
            Reason::Template | Reason::Category => self.has_drifted(reason),
            Reason::PortfolioLimit => self.portfolio_is_short(),
            Reason::Cap | Reason::Pace | Reason::PairRate => true,
            // Nothing in this world ends budgets, and every text is whole.
            _ => false,
        }
    }

    /// A dispatch that waits, or that a further channel follows.
    fn on_its_way(&self, reason: Reason) -> bool {
        match reason {
            Reason::Paused => self.is_paused(),
            Reason::QuietHours => self.is_closed_until(self.state.now),
            Reason::Undelivered | Reason::Unread => {
                let spec = &self.message.spec;
                let waited = reader::waited_for(spec, self.dispatch, self.state.now, self.slack_ms);
                waited || self.state.now + self.slack_ms >= spec.not_after.as_millisecond()
            }
            Reason::ProviderFault => self.by_its_provider(reason),
            Reason::SenderStopped => self.is_stopped(),
            Reason::PortfolioLimit => self.portfolio_is_short(),
            Reason::AddressChanged => self.of_patient(|_| false),
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

    /// Its patient has the number that somebody typed for very many, and is none of those who are tied to it.
    fn is_of_a_crowd(&self) -> bool {
        let clinic = self.state.life.places.iter().position(|it| it.clinic.id == self.message.spec.clinic);
        let of =
            clinic.zip(self.message.spec.to.patient()).map(|(clinic, it)| (clinic, it.as_str().to_owned()));
        let patient = of.and_then(|it| self.state.life.by_id.get(&it));
        let is_one = patient.is_some_and(|it| self.state.life.campaigns.crowd.contains(it));
        is_one && self.of_thread(|it| it.is_some_and(|it| it.patients.len() >= super::campaigns::CROWD_MAX))
    }

    /// A provider refused this patient on this channel, or reported that it does not reach them.
    fn was_not_reached(&self) -> bool {
        let channel = self.dispatch.channel;
        let not_reached = &self.state.witness.refusals.not_reached;
        self.of_patient(|it| {
            let address = it.and_then(|it| it.identity(channel)).map(|it| match it {
                Identity::Phone(number) => number.expose().to_owned(),
                Identity::WhatsappUser(text) | Identity::Email(text) => text.expose().clone(),
            });
            address.is_some_and(|it| not_reached.contains(&(self.state.life.person(&it), channel)))
        })
    }

    /// Its number was stopped not long ago: it is tried again after a quarter of an hour, which a refusal begins anew.
    fn is_stopped(&self) -> bool {
        let lately = self.state.now - STOPPED_LATELY_MS - self.slack_ms;
        self.number()
            .is_some_and(|it| self.state.carrier.stopped_until.get(&it).is_some_and(|until| *until >= lately))
    }

    /// One of its number's templates was paused, or was marketing, not long ago.
    fn has_drifted(&self, reason: Reason) -> bool {
        let lately = self.state.now - self.slack_ms;
        let Some(number) = self.number() else { return false };
        let standing = &self.state.carrier.standing;
        standing.range((number, 0)..(number + 1, 0)).any(|(_, it)| match reason {
            Reason::Template => it.paused_until >= lately - PAUSED_LATELY_MS,
            _ => it.marketing_until >= lately - TOLD_LATE_MS,
        })
    }

    /// Its portfolio is one that is allowed little.
    fn portfolio_is_short(&self) -> bool {
        self.state.life.places.iter().any(|it| it.is_short && it.clinic.id == self.message.spec.clinic)
    }

    fn number(&self) -> Option<usize> {
        let clinic = self.state.life.places.iter().position(|it| it.clinic.id == self.message.spec.clinic)?;
        self.state.carrier.numbers.iter().position(|it| it.clinic == clinic && !it.waba.is_empty())
    }

    fn predecessor_arrived(&self) -> bool {
        let Some(before) = &self.message.spec.only_after else { return true };
        let of = |reference: &str| Message::parse_dispatch_id(reference).is_some_and(|(id, _)| id == *before);
        self.state.carrier.sent.iter().any(|it| matches!(it.reported, 2 | 3) && of(&it.reference))
    }

    /// Whether the clinic has paused, or may have had when that was read.
    fn is_paused(&self) -> bool {
        let clinic = &self.message.spec.clinic;
        let holds = |it: i64| it > self.state.now - self.slack_ms;
        claim::paused_until(self.state, clinic).is_some_and(holds)
            || super::written_lately(self.state, &[pause_key(clinic).0])
    }

    /// Whether its use is over before a pause is looked at again; or the visit's next reminder waits as well.
    fn is_of_no_use_soon(&self) -> bool {
        let spec = &self.message.spec;
        let soon = self.state.now + PAUSE_LOOK_MS + self.slack_ms >= spec.not_after.as_millisecond();
        let is_said = |it: &StepState| matches!(it, StepState::Released { .. } | StepState::Grouped { .. });
        let is_next = |case: &Case| {
            let mut others =
                case.steps.iter().filter(|it| it.step != spec.step && it.version == case.version);
            others.any(|it| it.step.starts_with("reminder") && is_said(&it.state))
        };
        soon || (spec.only_unanswered && self.of_case(|it| it.is_some_and(is_next)))
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
        let spec = &self.message.spec;
        let Some(patient) = spec.to.patient() else { return holds(None) };
        let (patient, looked_at) = super::standing(self.state, &spec.clinic, patient);
        holds(patient.as_ref()) || super::written_lately(self.state, &looked_at)
    }

    fn of_thread(&self, holds: impl Fn(Option<&Thread>) -> bool) -> bool {
        let spec = &self.message.spec;
        match &spec.to {
            Recipient::Thread { thread, .. } => self.of(&thread_key(thread).0, holds),
            Recipient::Patient(patient) => {
                let (patient, looked_at) = super::standing(self.state, &spec.clinic, patient);
                if super::written_lately(self.state, &looked_at) {
                    return true;
                }
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
        holds(stored.as_ref()) || super::written_lately(self.state, &[key.to_owned()])
    }
}
