//! Gates: the checks at the moment of release.
//!
//! Every gate is asked with the state as it is *now*, whatever was true when the message was decided. Each answers
//! pass, wait until, use another channel, or stop, because. The first that does not pass decides; all that were
//! asked are recorded, so that *why* and *why not* can be answered.

mod record;

pub use record::{Gate, GateRecord, Verdict};

use jiff::{SignedDuration, Timestamp};

use crate::account::{Account, Sender};
use crate::case::{Case, CaseState, Happened, Party, StepRecord, StepState};
use crate::clinic::Clinic;
use crate::delivery::{Channel, Purpose};
use crate::event::AppointmentChange;
use crate::message::{About, Form, Message, Recipient};
use crate::patient::{Counted, Patient};
use crate::pause::{LOOK_MINUTES, Pause};
use crate::phone::Identity;
use crate::rate::PAIR;
use crate::reason::Reason;
use crate::render::Rendered;
use crate::slot::Slot;
use crate::thread::{LINKS_MAX, Reach, Thread, VISIT_TEMPLATE};

/// How long a message waits for the record of a patient who was only named, in minutes.
const RECORD_MINUTES: i64 = 60;

/// All that the gates look at: the state as it is at the moment of release.
#[derive(Debug, Clone, Copy)]
pub struct Release<'a> {
    /// The tenant.
    pub clinic: &'a Clinic,
    /// What was asked about pausing it, if anything ever was.
    pub pause: Option<&'a Pause>,
    /// The message.
    pub message: &'a Message,
    /// On which channel.
    pub channel: Channel,
    /// To whom; `None` when nobody is on record under that number.
    pub patient: Option<&'a Patient>,
    /// Where to; `None` when there is nowhere.
    pub identity: Option<&'a Identity>,
    /// The case that decided the message; `None` when it is not on record.
    pub case: Option<&'a Case>,
    /// The conversation with that identity, if there ever was one.
    pub thread: Option<&'a Thread>,
    /// The message this one refers to, if it does.
    pub predecessor: Option<&'a Message>,
    /// The slot it speaks of, if it does.
    pub slot: Option<&'a Slot>,
    /// The sender.
    pub sender: &'a Sender,
    /// The WhatsApp portfolio.
    pub account: &'a Account,
    /// The text, or why there is none.
    pub rendered: Result<&'a Rendered, Reason>,
}

/// Asks the gates in order, until one does not pass.
///
/// A wait that would end after the message is of use takes the next channel, or stops as too late.
#[must_use]
pub fn judge(release: &Release<'_>, now: Timestamp) -> (Verdict, Vec<GateRecord>) {
    let mut records = Vec::with_capacity(Gate::ALL.len());
    for gate in Gate::ALL {
        let verdict = in_time(release.ask(gate, now), release.message);
        records.push(GateRecord { gate, verdict });
        if verdict != Verdict::Pass {
            return (verdict, records);
        }
    }
    (Verdict::Pass, records)
}

/// The gates that look at what patients and clinics change at any time: they are asked once more when the intent to
/// send is stored, for what was changed between the first look and that.
const CHANGED_AT_ANY_TIME: [Gate; 5] = [Gate::Version, Gate::Pause, Gate::Address, Gate::Consent, Gate::Text];

/// The first of those gates that does not pass any more. Who is reached elsewhere by now is another one to all gates:
/// the message waits until they were asked again.
#[must_use]
pub fn object(release: &Release<'_>, now: Timestamp) -> Option<GateRecord> {
    let ask = |gate| GateRecord { gate, verdict: release.ask(gate, now) };
    let objection = CHANGED_AT_ANY_TIME.into_iter().map(ask).find(|it| it.verdict != Verdict::Pass);
    let moved = || {
        let verdict = Verdict::WaitUntil(now, Reason::AddressChanged);
        release.is_reached_elsewhere().then_some(GateRecord { gate: Gate::Address, verdict })
    };
    objection.or_else(moved)
}

impl Release<'_> {
    fn ask(&self, gate: Gate, now: Timestamp) -> Verdict {
        match gate {
            Gate::Version if self.offers_what_is_gone(now) => Verdict::Stop(Reason::Superseded),
            Gate::Version => self.version(now),
            Gate::Expiry => {
                stop_if(now >= self.message.spec.not_after || self.confirms_what_began(now), Reason::TooLate)
            }
            Gate::Announced => {
                let never = self.message.spec.only_after.is_some()
                    && !self.predecessor.is_some_and(Message::was_let_out);
                stop_if(never, Reason::NeverAnnounced)
            }
            Gate::Pause => self.pause(now),
            Gate::Address => self.address(now),
            Gate::Consent => self.consent(),
            Gate::Sender => match self.sender.stopped_until(now) {
                Some(_) if self.message.has_next_channel() => Verdict::OtherChannel(Reason::SenderStopped),
                Some(until) => Verdict::WaitUntil(until, Reason::SenderStopped),
                None => Verdict::Pass,
            },
            Gate::Template => self.template(now),
            Gate::Text => match self.rendered {
                Ok(_) => Verdict::Pass,
                // The other channel's text may be there and complete.
                Err(reason) => Verdict::OtherChannel(reason),
            },
            Gate::Window => self.window(now),
            Gate::Hours => self.hours(now),
            Gate::Cap => self.cap(now),
            Gate::Budget => self.budget(now),
            Gate::Portfolio => self.portfolio(now),
            Gate::Pair => self.pair(now),
            Gate::Pace => {
                let rate = self.message.spec.rate(self.clinic, self.channel);
                wait_if(self.sender.pace.take(rate, now).err(), Reason::Pace)
            }
        }
    }

    /// Whether it offers a slot that is not to be had by it any more.
    fn offers_what_is_gone(&self, now: Timestamp) -> bool {
        let offers = self.message.spec.about == About::Offer;
        offers && !self.slot.is_some_and(|it| it.still_offers(&self.message.spec.id, now))
    }

    fn version(&self, now: Timestamp) -> Verdict {
        let Some(primary) = self.message.spec.covers.first() else { return Verdict::Pass };
        match self.case {
            None => Verdict::Stop(Reason::Unknown),
            // It says when a visit is: of one that is off, the notice of that has told, or will.
            Some(case) if self.message.spec.template == VISIT_TEMPLATE => {
                let is_over = stop_if(now >= case.anchor.at, Reason::TooLate);
                if case.state == CaseState::Cancelled { Verdict::Stop(Reason::Cancelled) } else { is_over }
            }
            // An answer to a tap on an old button is about the old version on purpose.
            Some(_) if self.answers() => Verdict::Pass,
            Some(case) if self.says_the_same_of(case) => {
                let answered = case.obsoletes(case.version, self.message.spec.only_unanswered);
                answered.map_or_else(|| stop_if(now >= case.anchor.at, Reason::Superseded), Verdict::Stop)
            }
            Some(case) => match case.obsoletes(primary.version, self.message.spec.only_unanswered) {
                Some(reason) => Verdict::Stop(reason),
                None => stop_if(self.was_said_again(case), Reason::Superseded),
            },
        }
    }

    /// Whether it answers somebody who waits for that, whatever has become of the visit and whatever they stopped.
    fn answers(&self) -> bool {
        let spec = &self.message.spec;
        spec.form == Form::Reply && !spec.acknowledges
    }

    /// Whether it would say of a visit that has begun that it was confirmed.
    fn confirms_what_began(&self, now: Timestamp) -> bool {
        self.message.spec.acknowledges && self.case.is_some_and(|it| it.anchor.at <= now)
    }

    /// Whether the visit has a newer version, of which the message says the same.
    fn says_the_same_of(&self, case: &Case) -> bool {
        let spec = &self.message.spec;
        let state = case.step(&spec.step).map(|it| &it.state);
        matches!(state, Some(StepState::Grouped { message }) if *message == spec.id)
    }

    /// Whether a delay was told again since, in a message of its own: both would say the newer one.
    fn was_said_again(&self, case: &Case) -> bool {
        let spec = &self.message.spec;
        let tells_delays = |name: &str| {
            let step = self.clinic.step(case.topic, name);
            step.is_some_and(|it| it.is_on(AppointmentChange::Delayed))
        };
        let newest = case.step(&spec.step).filter(|it| tells_delays(&it.step)).map(|it| &it.state);
        matches!(newest, Some(StepState::Released { message, .. }) if *message != spec.id)
    }

    /// Asked before the gates of channels: none is left for another while the clinic says nothing. What would be of no
    /// use any more by the next look ends here, with the reason that is true of it.
    fn pause(&self, now: Timestamp) -> Verdict {
        let spec = &self.message.spec;
        let pause = self.pause.filter(|_| spec.is_unasked() && !self.tells_their_own_change());
        let Some(until) = pause.and_then(|it| it.until(now)) else { return Verdict::Pass };
        let look = now.checked_add(SignedDuration::from_mins(LOOK_MINUTES)).unwrap_or(until);
        let until = until.min(look);
        if until < spec.not_after && !self.is_asked_again() {
            Verdict::WaitUntil(until, Reason::Paused)
        } else {
            Verdict::Stop(Reason::Paused)
        }
    }

    /// Whether it tells patients of a visit that they moved or cancelled themselves: they wait for it as for an answer.
    fn tells_their_own_change(&self) -> bool {
        let Some(case) = self.case else { return false };
        let tells = |change: AppointmentChange| {
            let step = self.clinic.step(case.topic, &self.message.spec.step);
            step.is_some_and(|it| it.is_on(change))
        };
        let moved = Happened::Rescheduled { version: case.version };
        (tells(AppointmentChange::Cancelled) && case.cancelled_by == Some(Party::Patient))
            || (tells(AppointmentChange::Moved) && case.timeline.iter().any(|it| it.what == moved))
    }

    /// Whether the next reminder of the visit is held as well: both at once would ask the same.
    fn is_asked_again(&self) -> bool {
        let spec = &self.message.spec;
        let Some(case) = self.case.filter(|_| spec.only_unanswered) else { return false };
        let asks = |name: &str| self.clinic.step(case.topic, name).is_some_and(|it| it.only_unanswered);
        let own = case.step(&spec.step).map(|it| it.at);
        let is_next = |it: &&StepRecord| it.version == case.version && asks(&it.step) && Some(it.at) > own;
        let is_said =
            |it: &StepRecord| matches!(it.state, StepState::Released { .. } | StepState::Grouped { .. });
        own.is_some() && case.steps.iter().filter(is_next).any(is_said)
    }

    fn address(&self, now: Timestamp) -> Verdict {
        if self.clinic.sender_id(self.channel).is_none() {
            return Verdict::OtherChannel(Reason::NoSender);
        }
        if self.identity.is_none() {
            let nowhere = Verdict::OtherChannel(Reason::NoAddress);
            return self
                .awaits_record_until(now)
                .map_or(nowhere, |until| Verdict::WaitUntil(until, Reason::NoAddress));
        }
        if self.is_nobodys() {
            return Verdict::OtherChannel(Reason::SharedAddress);
        }
        // Who wrote on WhatsApp within the window is there, whatever failed before.
        let wrote_lately =
            self.channel == Channel::Whatsapp && self.thread.is_some_and(|it| it.window_is_open(now));
        // What is known of where the patient is reached says nothing of where somebody else wrote from.
        let reached_there = |it: &&Patient| it.identity(self.channel).as_ref() == self.identity;
        let patient = self.patient.filter(reached_there);
        match patient.and_then(|it| it.why_unreachable(self.channel, now)) {
            Some(reason) if !wrote_lately => Verdict::OtherChannel(reason),
            _ => Verdict::Pass,
        }
    }

    /// Whether as many patients are reached there as ever are, and this one is none of them: what is said there of
    /// theirs would be a stranger's to read, and an answer would be taken for another patient's.
    fn is_nobodys(&self) -> bool {
        let is_to_them = matches!(self.message.spec.to, Recipient::Patient(_));
        let (Some(thread), Some(patient)) = (self.thread, self.patient.filter(|_| is_to_them)) else {
            return false;
        };
        thread.patients.len() >= LINKS_MAX && !thread.is_tied_to(patient)
    }

    /// When to look again for the record of a patient of whom nothing was told so far: systems tell of visits and of
    /// patients apart, in any order. After the first minute, each wait is as long as all before it.
    fn awaits_record_until(&self, now: Timestamp) -> Option<Timestamp> {
        let since = self.message.created_at;
        let patience = since.checked_add(SignedDuration::from_mins(RECORD_MINUTES)).ok()?;
        let is_awaited = self.patient.is_some_and(Patient::is_untold) && now < patience;
        let again = now.checked_add(now.duration_since(since).max(SignedDuration::from_mins(1))).ok()?;
        is_awaited.then(|| again.min(patience))
    }

    /// Whether the gates were asked about another number or address.
    fn is_reached_elsewhere(&self) -> bool {
        let asked = self.message.dispatch(self.channel).and_then(|it| it.thread.as_ref());
        let reached = self.identity.map(|it| Thread::new(self.clinic.id.clone(), it.clone()).id);
        asked.is_some() && asked != reached.as_ref()
    }

    fn consent(&self) -> Verdict {
        // What answers the patient's own message needs no other consent: saying "you are unsubscribed" is the law.
        if self.answers() {
            return Verdict::Pass;
        }
        let purpose = self.message.spec.purpose;
        if let Some(thread) = self.thread {
            if thread.in_doubt_since.is_some() {
                return Verdict::Stop(Reason::Unverified);
            }
            if thread.is_stopped(self.channel, purpose) {
                return Verdict::OtherChannel(Reason::OptedOut);
            }
        }
        match self.patient {
            Some(patient) if patient.consents_to(purpose, self.channel, self.clinic) => Verdict::Pass,
            Some(_) => Verdict::OtherChannel(Reason::NoConsent),
            None => Verdict::Stop(Reason::Unknown),
        }
    }

    fn template(&self, now: Timestamp) -> Verdict {
        if self.channel != Channel::Whatsapp || self.message.spec.form == Form::Reply {
            return Verdict::Pass;
        }
        let waba = self.clinic.senders.whatsapp.as_ref().map_or("", |it| &it.waba_id);
        if self.account.restricted_until(waba, now).is_some() {
            return Verdict::OtherChannel(Reason::SenderStopped);
        }
        let Ok(Rendered { whatsapp_template: Some((name, language)), .. }) = self.rendered else {
            return Verdict::Pass;
        };
        let health = self.account.template(&Account::template_key(waba, name, language.as_str()));
        if !health.is_usable(now) {
            return Verdict::OtherChannel(Reason::Template);
        }
        let drifted = health.is_marketing() && self.message.spec.purpose != Purpose::Marketing;
        if drifted { Verdict::OtherChannel(Reason::Category) } else { Verdict::Pass }
    }

    fn window(&self, now: Timestamp) -> Verdict {
        let free_text = self.channel == Channel::Whatsapp && self.message.spec.form == Form::Reply;
        let open = self.thread.is_some_and(|it| it.window_is_open(now));
        if free_text && !open { Verdict::OtherChannel(Reason::WindowClosed) } else { Verdict::Pass }
    }

    fn hours(&self, now: Timestamp) -> Verdict {
        // Who has just written is awake.
        if self.message.spec.form == Form::Reply || self.channel == Channel::Email {
            return Verdict::Pass;
        }
        let zone = self.patient.map_or(&self.clinic.time_zone, |it| it.zone(self.clinic));
        let opens = self.clinic.release_hours.next_open(now, zone);
        if opens > now { Verdict::WaitUntil(opens, Reason::QuietHours) } else { Verdict::Pass }
    }

    fn cap(&self, now: Timestamp) -> Verdict {
        let tired = |patient: &Patient| {
            let spec = &self.message.spec;
            let asked = spec.asks_survey(self.clinic);
            asked.is_some_and(|(about, days)| patient.is_tired_of_surveys(about, days, now))
        };
        if self.patient.is_some_and(tired) {
            return Verdict::Stop(Reason::SurveyFatigue);
        }
        let spec = &self.message.spec;
        // A stranger who is answered that often is for a person, and hours later no answer is of use.
        if matches!(self.thread.and_then(|it| it.answers_after(spec, now)), Some(Err(_))) {
            return Verdict::Stop(Reason::Cap);
        }
        let dispatch = self.message.dispatch_id(self.channel);
        let opens = |it: &Patient| it.cap_opens_at(&dispatch, self.counted(), self.clinic, now);
        let opens = self.patient.map_or(now, opens);
        wait_if((opens > now).then_some(opens), Reason::Cap)
    }

    fn counted(&self) -> Counted {
        Counted::of(&self.message.spec, self.thread)
    }

    fn budget(&self, now: Timestamp) -> Verdict {
        let policy = &self.clinic.policy;
        let (Some(budget), Ok(rendered)) = (policy.budget_per_month, self.rendered) else {
            return Verdict::Pass;
        };
        let today = self.clinic.time_zone.local(now).date();
        let costs = self.sender.costs(rendered.charge(self.channel), today);
        let spent = self.sender.spent_in(today).0.saturating_add(costs.0);
        let stops = policy.budget_stops.contains(&self.message.spec.purpose);
        // Whom to call in an emergency is said whatever it costs.
        if spent <= budget.0 || !stops || self.counted() == Counted::Emergency {
            return Verdict::Pass;
        }
        let next_month = today.last_of_month().tomorrow().unwrap_or(today);
        Verdict::WaitUntil(self.clinic.time_zone.first_instant_of(next_month.at(0, 0, 0, 0)), Reason::Budget)
    }

    fn portfolio(&self, now: Timestamp) -> Verdict {
        let starts_conversation =
            self.channel == Channel::Whatsapp && self.message.spec.form == Form::Template;
        if !starts_conversation || self.thread.is_some_and(|it| it.reach(now) != Reach::New) {
            return Verdict::Pass;
        }
        let configured = self.clinic.senders.whatsapp.as_ref().map_or(0, |it| it.messaging_limit);
        match self.account.reach(configured, now) {
            Ok(_) => Verdict::Pass,
            Err(room) => self.without_room(room, Reason::PortfolioLimit),
        }
    }

    /// What follows where there is room again only from that instant on: also for whoever finds that since the gates were
    /// asked others took it.
    #[must_use]
    pub fn without_room(&self, until: Timestamp, reason: Reason) -> Verdict {
        // SMS says it today; without one, it waits for room.
        if reason == Reason::PortfolioLimit && self.message.has_next_channel() {
            return Verdict::OtherChannel(reason);
        }
        in_time(Verdict::WaitUntil(until, reason), self.message)
    }

    fn pair(&self, now: Timestamp) -> Verdict {
        if self.channel != Channel::Whatsapp {
            return Verdict::Pass;
        }
        wait_if(self.thread.and_then(|it| it.pair.take(PAIR, now).err()), Reason::PairRate)
    }
}

/// A wait that would last until the message is of no use is none: another channel helps where the channel is what makes
/// it wait. E-mail wakes nobody, so it may say at night what a phone may not.
fn in_time(verdict: Verdict, message: &Message) -> Verdict {
    match verdict {
        Verdict::WaitUntil(until, reason) if until >= message.spec.not_after => match reason {
            Reason::Cap | Reason::Budget => Verdict::Stop(reason),
            _ => Verdict::OtherChannel(reason),
        },
        verdict => verdict,
    }
}

fn stop_if(condition: bool, reason: Reason) -> Verdict {
    if condition { Verdict::Stop(reason) } else { Verdict::Pass }
}

/// Waits a second past the instant: a meter is exact to the millisecond, a queue's delay to the second.
fn wait_if(until: Option<Timestamp>, reason: Reason) -> Verdict {
    match until {
        Some(until) => {
            let second = until.checked_add(SignedDuration::from_millis(999)).unwrap_or(until);
            Verdict::WaitUntil(Timestamp::from_second(second.as_second()).unwrap_or(until), reason)
        }
        None => Verdict::Pass,
    }
}

#[cfg(test)]
mod tests;
