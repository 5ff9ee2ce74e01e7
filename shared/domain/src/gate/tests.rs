#![expect(clippy::unwrap_used, reason = "tests")]

use jiff::{SignedDuration, Timestamp};

use super::{Gate, GateRecord, Release, Verdict, judge, object};
use crate::account::{Account, AccountEvent, Charge, Sender};
use crate::case::{Answer, Case, CaseState, Covered};
use crate::clinic::Clinic;
use crate::delivery::{Channel, Purpose};
use crate::event::AppointmentChange;
use crate::ids::{CaseId, MessageId, PatientId};
use crate::message::{About, Event, Form, Message, Recipient, decide};
use crate::money::Micros;
use crate::patient::{Consent, Counted, Patient};
use crate::pause::{self, Entry, Pause, Switch};
use crate::phi::Phi;
use crate::phone::Identity;
use crate::rate::Rate;
use crate::reason::Reason;
use crate::render::{Matter, Rendered, render};
use crate::testing::{BOOKED_ON, STARTS, Visit, clinic, clock, patient, said};
use crate::thread::{LINKS_MAX, Link, Thread, VISIT_TEMPLATE};

const RELEASED: &str = "2026-11-24 10:30";

/// All that a release looks at, in order: every gate passes.
struct Desk {
    clinic: Clinic,
    pause: Option<Pause>,
    visit: Visit,
    message: Message,
    channel: Channel,
    patient: Option<Patient>,
    identity: Option<Identity>,
    case: Option<Case>,
    thread: Option<Thread>,
    predecessor: Option<Message>,
    sender: Sender,
    account: Account,
    text: Option<Result<Rendered, Reason>>,
    now: Timestamp,
}

impl Desk {
    fn new() -> Self {
        let mut visit = Visit::booked("a1", STARTS, BOOKED_ON);
        let spec = said(&visit.wakes_until(RELEASED)).remove(0);
        let identity = patient().identity(Channel::Whatsapp).unwrap();
        Self {
            clinic: clinic(),
            pause: None,
            message: Message::new(spec, clock(RELEASED)),
            channel: Channel::Whatsapp,
            patient: Some(patient()),
            thread: Some(Thread::new(clinic().id, identity.clone())),
            identity: Some(identity),
            case: visit.case.clone(),
            visit,
            predecessor: None,
            sender: Sender::new("106540352242922".to_owned()),
            account: Account::default(),
            text: None,
            now: clock(RELEASED),
        }
    }

    /// Calls `check` with the release as it now is, its text rendered unless the test gave one.
    fn release<T>(&self, check: impl FnOnce(&Release<'_>) -> T) -> T {
        let cases: Vec<&Case> = self.case.iter().collect();
        let text = self.text.clone().unwrap_or_else(|| {
            render(
                &self.clinic,
                &self.message.spec,
                self.channel,
                self.patient.as_ref(),
                &Matter { cases: &cases, ..Matter::default() },
            )
        });
        check(&Release {
            clinic: &self.clinic,
            pause: self.pause.as_ref(),
            message: &self.message,
            channel: self.channel,
            patient: self.patient.as_ref(),
            identity: self.identity.as_ref(),
            case: self.case.as_ref(),
            thread: self.thread.as_ref(),
            predecessor: self.predecessor.as_ref(),
            slot: None,
            sender: &self.sender,
            account: &self.account,
            rendered: text.as_ref().map_err(|reason| *reason),
        })
    }

    fn verdict(&self) -> Verdict {
        self.release(|it| judge(it, self.now).0)
    }

    /// Somebody pauses the clinic until then.
    fn pause(&mut self, until: &str) {
        let asked = Switch::Paused { until: clock(until), why: Phi::new("agenda equivocada".to_owned()) };
        let asked = Entry::new("Marta", asked, self.now).unwrap();
        self.pause = pause::after(self.pause.as_ref(), &self.clinic.id, &asked, None).unwrap();
    }

    fn on_last_channel(&mut self) {
        self.message.channel_index = self.message.spec.channels.len() - 1;
    }

    fn thread(&mut self) -> &mut Thread {
        self.thread.as_mut().unwrap()
    }

    fn patient(&mut self) -> &mut Patient {
        self.patient.as_mut().unwrap()
    }

    fn template_key(&self) -> String {
        let waba = &self.clinic.senders.whatsapp.as_ref().unwrap().waba_id;
        Account::template_key(waba, "recordatorio", "es")
    }

    /// Room for another patient of the portfolio only from the returned instant on.
    fn full_portfolio(&mut self) {
        self.account = self.account.told("", &AccountEvent::Limit(1), self.now).reach(250, self.now).unwrap();
    }
}

/// A scenario in which that gate, and no other, holds the message back.
fn scenario(gate: Gate) -> (Desk, Verdict) {
    let mut desk = Desk::new();
    let verdict = match gate {
        Gate::Version => {
            desk.visit.told(AppointmentChange::Cancelled, RELEASED);
            desk.case = desk.visit.case.clone();
            Verdict::Stop(Reason::Cancelled)
        }
        Gate::Expiry => {
            desk.message.spec.not_after = desk.now;
            Verdict::Stop(Reason::TooLate)
        }
        Gate::Announced => {
            desk.message.spec.only_after = MessageId::new("msg_0").ok();
            desk.predecessor = Some(desk.message.clone());
            Verdict::Stop(Reason::NeverAnnounced)
        }
        Gate::Pause => {
            desk.pause("2026-11-24 10:35");
            Verdict::WaitUntil(clock("2026-11-24 10:35"), Reason::Paused)
        }
        Gate::Address => {
            desk.identity = None;
            desk.patient().told_at = clock(RELEASED);
            Verdict::OtherChannel(Reason::NoAddress)
        }
        Gate::Consent => {
            let now = desk.now;
            *desk.thread() = desk.thread().stopped(Channel::Whatsapp, None, "wamid.1", now);
            Verdict::OtherChannel(Reason::OptedOut)
        }
        Gate::Sender => {
            desk.sender = desk.sender.stop(Some(131_031), desk.now);
            Verdict::OtherChannel(Reason::SenderStopped)
        }
        Gate::Template => {
            let paused = AccountEvent::TemplateStatus(desk.template_key(), "PAUSED".to_owned());
            desk.account = desk.account.told("", &paused, desk.now);
            Verdict::OtherChannel(Reason::Template)
        }
        Gate::Text => {
            desk.text = Some(Err(Reason::Hole));
            Verdict::OtherChannel(Reason::Hole)
        }
        Gate::Window => {
            desk.message.spec.form = Form::Reply;
            Verdict::OtherChannel(Reason::WindowClosed)
        }
        Gate::Hours => {
            desk.now = clock("2026-11-24 22:57");
            Verdict::WaitUntil(clock("2026-11-25 09:00"), Reason::QuietHours)
        }
        Gate::Cap => {
            let (clinic, now) = (desk.clinic.clone(), desk.now);
            for sent in ["msg_a", "msg_b", "msg_c", "msg_d"] {
                *desk.patient() = desk.patient().admit(sent, Counted::Unasked, &clinic, now).unwrap();
            }
            Verdict::WaitUntil(clock("2026-11-25 10:30"), Reason::Cap)
        }
        Gate::Budget => {
            desk.clinic.policy.budget_per_month = Some(Micros(25_999));
            desk.clinic.policy.budget_stops = vec![Purpose::Care];
            desk.message.spec.not_after = clock("2026-12-02 00:00");
            Verdict::WaitUntil(clock("2026-12-01 00:00"), Reason::Budget)
        }
        Gate::Portfolio => {
            desk.full_portfolio();
            Verdict::OtherChannel(Reason::PortfolioLimit)
        }
        Gate::Pair => {
            let (spec, now) = (desk.message.spec.clone(), desk.now);
            for _ in 0..5 {
                *desk.thread() = desk.thread().admit(&spec, Channel::Whatsapp, now).unwrap();
            }
            Verdict::WaitUntil(desk.now + SignedDuration::from_secs(6), Reason::PairRate)
        }
        Gate::Pace => {
            for _ in 0..80 {
                let today = crate::testing::local(RELEASED).local.date();
                desk.sender = desk
                    .sender
                    .admit(Rate::per_second(80), Charge { price: Micros(0), service: false }, today, desk.now)
                    .unwrap();
            }
            // The room of a few milliseconds later, to the second.
            Verdict::WaitUntil(desk.now + SignedDuration::from_secs(1), Reason::Pace)
        }
    };
    (desk, verdict)
}

#[test]
fn with_everything_in_order_every_gate_passes_and_is_recorded() {
    let desk = Desk::new();
    let (verdict, records) = desk.release(|it| judge(it, desk.now));
    assert_eq!(verdict, Verdict::Pass);
    assert_eq!(records.iter().map(|it| it.gate).collect::<Vec<_>>(), Gate::ALL);
}

#[test]
fn each_gate_alone_holds_a_message_back() {
    for gate in Gate::ALL {
        let (desk, expected) = scenario(gate);
        let (verdict, records) = desk.release(|it| judge(it, desk.now));
        assert_eq!(verdict, expected, "{gate:?}");
        let (last, before) = records.split_last().unwrap();
        assert_eq!((last.gate, last.verdict), (gate, expected));
        assert!(before.iter().all(|it| it.verdict == Verdict::Pass));
        // Nothing behind it would have held the message back in its place.
        for other in Gate::ALL.into_iter().filter(|it| *it != gate) {
            assert_eq!(
                desk.release(|it| it.ask(other, desk.now)),
                Verdict::Pass,
                "{other:?} in the scenario of {gate:?}"
            );
        }
    }
}

#[test]
fn a_pause_holds_what_nobody_asked_for_and_looks_again_before_its_end() {
    let mut desk = Desk::new();
    desk.pause("2026-11-26 09:00");
    let soon = Verdict::WaitUntil(clock("2026-11-24 10:40"), Reason::Paused);
    assert_eq!(desk.verdict(), soon, "somebody may end it early");
    // No channel is left for another meanwhile, nor one looked for that has no hours.
    desk.sender = desk.sender.stop(Some(131_031), desk.now);
    desk.identity = None;
    assert_eq!(desk.verdict(), soon);
    desk.channel = Channel::Email;
    assert_eq!(desk.verdict(), soon);
    // What is of no use by the next look ends with the reason that is true of it, once its use is not over already.
    desk.message.spec.not_after = clock("2026-11-24 10:40");
    assert_eq!(desk.verdict(), Verdict::Stop(Reason::Paused));
    desk.message.spec.not_after = desk.now;
    assert_eq!(desk.verdict(), Verdict::Stop(Reason::TooLate));
}

#[test]
fn a_pause_holds_no_answer_and_nothing_that_staff_say_in_a_conversation() {
    let mut desk = Desk::new();
    desk.pause("2026-11-26 09:00");
    let thread = desk.thread().id.clone();
    let (patient, now) = (Some(patient().id), desk.now);
    desk.thread().window_until = Some(now + SignedDuration::from_hours(1));
    desk.message.spec.form = Form::Reply;
    assert_eq!(desk.verdict(), Verdict::Pass, "an answer");
    desk.message.spec.form = Form::Template;
    desk.message.spec.to = Recipient::Thread { thread, patient };
    assert_eq!(desk.verdict(), Verdict::Pass, "a template that staff send");
}

#[test]
fn a_pause_holds_nothing_that_tells_of_the_patients_own_change() {
    let mut desk = Desk::new();
    let version = desk.visit.case().version;
    desk.message.spec = said(&desk.visit.answered(Answer::Cancel, version, RELEASED)).remove(0);
    desk.case = desk.visit.case.clone();
    desk.pause("2026-11-26 09:00");
    assert_eq!(desk.verdict(), Verdict::Pass);
    // The clinic's own change is held.
    let mut desk = Desk::new();
    desk.message.spec = said(&desk.visit.told(AppointmentChange::Cancelled, RELEASED)).remove(0);
    desk.case = desk.visit.case.clone();
    desk.pause("2026-11-26 09:00");
    assert_eq!(desk.verdict(), Verdict::WaitUntil(clock("2026-11-24 10:40"), Reason::Paused));
}

#[test]
fn a_pause_that_comes_while_the_intent_is_stored_is_an_objection() {
    let mut desk = Desk::new();
    assert_eq!(desk.release(|it| object(it, desk.now)), None);
    desk.pause("2026-11-24 10:33");
    let held = Verdict::WaitUntil(clock("2026-11-24 10:33"), Reason::Paused);
    let objection = GateRecord { gate: Gate::Pause, verdict: held };
    assert_eq!(desk.release(|it| object(it, desk.now)), Some(objection));
}

#[test]
fn of_two_reminders_that_a_pause_holds_the_last_is_said() {
    let mut desk = Desk::new();
    desk.message.spec.only_unanswered = true;
    desk.now = clock("2026-11-25 10:40");
    desk.pause("2026-11-25 12:00");
    let held = Verdict::WaitUntil(clock("2026-11-25 10:50"), Reason::Paused);
    assert_eq!(desk.verdict(), held);
    let next = said(&desk.visit.wakes_until("2026-11-25 10:40")).remove(0);
    assert_ne!(next.step, desk.message.spec.step);
    desk.case = desk.visit.case.clone();
    assert_eq!(desk.verdict(), Verdict::Stop(Reason::Paused));
    desk.message.spec = next;
    assert_eq!(desk.verdict(), held);
}

#[test]
fn row_07_quiet_hours_hold_and_take_another_way() {
    let mut desk = Desk::new();
    desk.now = clock("2026-11-24 06:00");
    assert_eq!(desk.verdict(), Verdict::WaitUntil(clock("2026-11-24 09:00"), Reason::QuietHours));
    // Of a visit at 07:30 nobody hears at 9: e-mail wakes nobody, so it says it now.
    desk.message.spec.not_after = clock("2026-11-24 07:30");
    assert_eq!(desk.verdict(), Verdict::OtherChannel(Reason::QuietHours));
    desk.channel = Channel::Email;
    assert_eq!(desk.verdict(), Verdict::Pass);
}

#[test]
fn row_07_the_hours_are_those_where_the_patient_lives() {
    let mut desk = Desk::new();
    desk.patient().time_zone = crate::civil::Zone::new("America/Los_Angeles").ok();
    assert_eq!(
        desk.verdict(),
        Verdict::WaitUntil("2026-11-24T17:00:00Z".parse().unwrap(), Reason::QuietHours)
    );
}

#[test]
fn a_wait_that_ends_too_late_stops_where_no_other_channel_would_help() {
    for gate in [Gate::Cap, Gate::Budget] {
        let (mut desk, held) = scenario(gate);
        let Verdict::WaitUntil(until, reason) = held else { unreachable!("both wait") };
        desk.message.spec.not_after = until;
        assert_eq!(desk.verdict(), Verdict::Stop(reason));
    }
    let (mut desk, _) = scenario(Gate::Pair);
    desk.message.spec.not_after = desk.now + SignedDuration::from_secs(6);
    assert_eq!(desk.verdict(), Verdict::OtherChannel(Reason::PairRate));
}

#[test]
fn room_that_others_took_since_is_missed_as_if_they_had_come_first() {
    let mut desk = Desk::new();
    let later = desk.now + SignedDuration::from_secs(6);
    let without = |desk: &Desk, reason| desk.release(|it| it.without_room(later, reason));
    assert_eq!(without(&desk, Reason::PairRate), Verdict::WaitUntil(later, Reason::PairRate));
    let full = Reason::PortfolioLimit;
    assert_eq!(without(&desk, full), Verdict::OtherChannel(full));
    desk.on_last_channel();
    assert_eq!(without(&desk, full), Verdict::WaitUntil(later, full));
    desk.message.spec.not_after = later;
    assert_eq!(without(&desk, Reason::Cap), Verdict::Stop(Reason::Cap));
    assert_eq!(without(&desk, Reason::PairRate), Verdict::OtherChannel(Reason::PairRate));
}

#[test]
fn on_the_last_channel_a_stopped_sender_and_a_full_portfolio_are_waited_for() {
    let (mut desk, _) = scenario(Gate::Sender);
    desk.on_last_channel();
    assert_eq!(desk.verdict(), Verdict::WaitUntil(clock("2026-11-24 10:45"), Reason::SenderStopped));
    let (mut desk, _) = scenario(Gate::Portfolio);
    desk.on_last_channel();
    assert_eq!(desk.verdict(), Verdict::WaitUntil(clock("2026-11-25 11:00"), Reason::PortfolioLimit));
}

#[test]
fn where_the_other_channels_cannot_say_it_a_stopped_sender_and_a_full_portfolio_are_waited_for() {
    let nowhere = Verdict::OtherChannel(Reason::NoAddress);
    for (gate, until, reason) in [
        (Gate::Sender, "2026-11-24 10:45", Reason::SenderStopped),
        (Gate::Portfolio, "2026-11-25 11:00", Reason::PortfolioLimit),
    ] {
        let (mut desk, held) = scenario(gate);
        for index in 0..desk.message.spec.channels.len() {
            let channel = desk.message.channel().unwrap();
            let verdict = if index == 0 { held } else { nowhere };
            let judged = Event::Judged { channel, thread: None, verdict, gates: Vec::new(), cost: None };
            desk.message = decide(&desk.message, &judged, desk.now).next.unwrap();
        }
        assert_eq!(desk.message.channel(), Some(Channel::Whatsapp));
        assert_eq!(desk.verdict(), Verdict::WaitUntil(clock(until), reason));
    }
}

#[test]
fn where_as_many_are_reached_as_ever_are_nothing_is_said_for_a_further_one() {
    let shared_by = |count: usize| {
        let mut desk = Desk::new();
        let thread = desk.thread.as_mut().unwrap();
        thread.patients = (0..count)
            .map(|it| Link {
                patient: PatientId::new(format!("other-{it}")).unwrap(),
                at: clock(BOOKED_ON),
                evidence: "evt".to_owned(),
            })
            .collect();
        desk
    };
    assert_eq!(shared_by(LINKS_MAX - 1).verdict(), Verdict::Pass);
    let mut desk = shared_by(LINKS_MAX);
    assert_eq!(desk.verdict(), Verdict::OtherChannel(Reason::SharedAddress));
    // One of them, under whatever record of theirs.
    let known = PatientId::new("other-3").unwrap();
    desk.patient().aliases = vec![known];
    assert_eq!(desk.verdict(), Verdict::Pass);
}

#[test]
fn the_record_of_a_patient_who_was_only_named_is_waited_for_an_hour() {
    let mut desk = Desk::new();
    (desk.identity, desk.thread) = (None, None);
    let patient = desk.patient();
    *patient = Patient::new(patient.clinic.clone(), patient.id.clone());
    for (now, again) in [
        ("2026-11-24 10:30", "2026-11-24 10:31"),
        ("2026-11-24 10:31", "2026-11-24 10:32"),
        ("2026-11-24 10:32", "2026-11-24 10:34"),
        ("2026-11-24 10:46", "2026-11-24 11:02"),
        ("2026-11-24 11:02", "2026-11-24 11:30"),
    ] {
        desk.now = clock(now);
        assert_eq!(desk.verdict(), Verdict::WaitUntil(clock(again), Reason::NoAddress), "{now}");
    }
    desk.now = clock("2026-11-24 11:30");
    assert_eq!(desk.verdict(), Verdict::OtherChannel(Reason::NoAddress));
    // A record without a number is one.
    desk.now = clock(RELEASED);
    desk.patient().told_at = clock(RELEASED);
    assert_eq!(desk.verdict(), Verdict::OtherChannel(Reason::NoAddress));
}

#[test]
fn consent_and_stops() {
    let survey = |alter: fn(&mut Desk)| {
        let mut desk = Desk::new();
        desk.message.spec.purpose = Purpose::Survey;
        alter(&mut desk);
        desk.verdict()
    };
    let word = |granted: bool, at: &str| Consent {
        purpose: Purpose::Survey,
        channel: Channel::Whatsapp,
        granted,
        evidence: "form 7".to_owned().into(),
        at: clock(at),
    };
    assert_eq!(survey(|_| {}), Verdict::OtherChannel(Reason::NoConsent));
    let mut desk = Desk::new();
    desk.message.spec.purpose = Purpose::Survey;
    desk.patient().consents = vec![word(true, "2026-11-02 10:00"), word(false, "2026-11-01 10:00")];
    assert_eq!(desk.verdict(), Verdict::Pass);
    desk.patient().consents.push(word(false, "2026-11-03 10:00"));
    assert_eq!(desk.verdict(), Verdict::OtherChannel(Reason::NoConsent));
    assert_eq!(survey(|desk| desk.patient = None), Verdict::Stop(Reason::Unknown));
    assert_eq!(
        survey(|desk| desk.thread().in_doubt_since = Some(desk.now)),
        Verdict::Stop(Reason::Unverified)
    );
}

#[test]
fn nobody_is_asked_about_two_visits_within_the_clinics_days() {
    let mut desk = Desk::new();
    desk.clinic.surveys = serde_json::from_value(serde_json::json!([{
        "name": "visit", "scale": "csat", "template": "reminder", "fatigue_days": 30, "low_at": 2
    }]))
    .unwrap();
    desk.message.spec.about = About::Survey;
    assert_eq!(desk.verdict(), Verdict::Pass, "never asked");
    let version = desk.message.spec.covers[0].version;
    let visit = |case: &str, version: u32| Covered { case: CaseId::new(case).unwrap(), version };
    let asked = |desk: &mut Desk, visit: &Covered, days: i64| {
        let at = desk.now - SignedDuration::from_hours(24 * days);
        let patient = desk.patient.take().unwrap();
        desk.patient = Some(Patient { surveyed: None, ..patient }.surveyed_about(visit, at));
    };
    asked(&mut desk, &visit("b7", 1), 29);
    assert_eq!(desk.verdict(), Verdict::Stop(Reason::SurveyFatigue));
    desk.message.spec.form = Form::Reply;
    desk.thread().window_until = Some(clock("2026-11-25 10:30"));
    assert_eq!(desk.verdict(), Verdict::Pass, "what goes on in a conversation is not meant");
    desk.message.spec.form = Form::Template;
    desk.message.spec.about = About::Visit;
    assert_eq!(desk.verdict(), Verdict::Pass, "no survey");
    desk.message.spec.about = About::Survey;
    asked(&mut desk, &visit("b7", 1), 30);
    assert_eq!(desk.verdict(), Verdict::Pass, "long ago");
    asked(&mut desk, &visit("a1", version + 1), 2);
    assert_eq!(desk.verdict(), Verdict::Stop(Reason::SurveyFatigue), "the same visit, told again");
    asked(&mut desk, &visit("a1", version), 2);
    assert_eq!(desk.verdict(), Verdict::Pass, "a reminder about the same visit");
    // A reminder does not begin the days anew.
    let patient = desk.patient.clone().unwrap();
    assert_eq!(patient.clone().surveyed_about(&visit("a1", version), desk.now), patient);
}

#[test]
fn row_10_the_answer_to_a_stop_is_let_out() {
    let (mut desk, _) = scenario(Gate::Consent);
    desk.message.spec.form = Form::Reply;
    desk.thread().window_until = Some(clock("2026-11-25 10:30"));
    assert_eq!(desk.verdict(), Verdict::Pass);
    // Even at night, and of an old version: who has just written is awake.
    desk.now = clock("2026-11-24 23:30");
    desk.visit.told(AppointmentChange::Cancelled, RELEASED);
    desk.case = desk.visit.case.clone();
    assert_eq!(desk.verdict(), Verdict::Pass);
}

#[test]
fn a_channel_that_failed_lately_is_tried_again_when_the_patient_writes_there() {
    let mut desk = Desk::new();
    let now = desk.now;
    *desk.patient() = desk.patient().unreachable_by(Channel::Whatsapp, Reason::BadAddress, now);
    assert_eq!(desk.verdict(), Verdict::OtherChannel(Reason::BadAddress));
    desk.thread().window_until = Some(now + SignedDuration::from_hours(1));
    assert_eq!(desk.verdict(), Verdict::Pass);
    desk.thread().window_until = None;
    // Who wrote from another number is answered there.
    let elsewhere = Identity::Phone(crate::phone::E164::new("+541155550000").unwrap());
    let theirs = desk.identity.replace(elsewhere);
    assert_eq!(desk.verdict(), Verdict::Pass);
    desk.identity = theirs;
    assert_eq!(desk.verdict(), Verdict::OtherChannel(Reason::BadAddress));
    desk.patient().unreachable[0].since = now - SignedDuration::from_hours(7 * 24);
    assert_eq!(desk.verdict(), Verdict::Pass);
}

#[test]
fn row_22_a_template_turned_into_marketing_is_not_used_for_care() {
    let mut desk = Desk::new();
    let (key, now) = (desk.template_key(), desk.now);
    let marketing = AccountEvent::TemplateCategory(key.clone(), "MARKETING".to_owned());
    desk.account = desk.account.told("", &marketing, now);
    assert_eq!(desk.verdict(), Verdict::OtherChannel(Reason::Category));
    desk.account = desk.account.told("", &AccountEvent::TemplateCategory(key, "UTILITY".to_owned()), now);
    assert_eq!(desk.verdict(), Verdict::Pass);
}

#[test]
fn a_restriction_holds_the_clinics_of_its_whatsapp_account_and_no_others() {
    let mut desk = Desk::new();
    let (ours, now) = (desk.clinic.senders.whatsapp.as_ref().unwrap().waba_id.clone(), desk.now);
    let restricted = AccountEvent::Restricted(clock("2026-11-25 00:00"));
    desk.account = desk.account.told("another", &restricted, now);
    assert_eq!(desk.verdict(), Verdict::Pass);
    desk.account = desk.account.told(&ours, &restricted, now);
    desk.account = desk.account.told("another", &AccountEvent::Reinstated, now);
    assert_eq!(desk.verdict(), Verdict::OtherChannel(Reason::SenderStopped));
    desk.account = desk.account.told(&ours, &AccountEvent::Reinstated, now);
    assert_eq!(desk.verdict(), Verdict::Pass);
}

#[test]
fn a_clinic_without_a_sender_and_a_case_not_on_record() {
    let mut desk = Desk::new();
    desk.clinic.senders.whatsapp = None;
    assert_eq!(desk.verdict(), Verdict::OtherChannel(Reason::NoSender));
    let mut desk = Desk::new();
    desk.text = Some(desk.release(|it| it.rendered.cloned()));
    desk.case = None;
    assert_eq!(desk.verdict(), Verdict::Stop(Reason::Unknown));
}

#[test]
fn a_message_that_refers_to_one_let_out_passes() {
    let (mut desk, _) = scenario(Gate::Announced);
    let pass = Event::Judged {
        channel: Channel::Whatsapp,
        thread: None,
        verdict: Verdict::Pass,
        gates: Vec::new(),
        cost: None,
    };
    desk.predecessor = decide(&desk.message, &pass, desk.now).next;
    assert_eq!(desk.verdict(), Verdict::Pass);
}

#[test]
fn the_budget_holds_only_the_purposes_it_is_for() {
    let (mut desk, _) = scenario(Gate::Budget);
    desk.clinic.policy.budget_stops = vec![Purpose::Marketing];
    assert_eq!(desk.verdict(), Verdict::Pass);
    let (mut desk, _) = scenario(Gate::Budget);
    desk.clinic.policy.budget_per_month = Some(Micros(26_000));
    assert_eq!(desk.verdict(), Verdict::Pass);
    let (mut desk, waits) = scenario(Gate::Budget);
    desk.text = Some(desk.release(|it| it.rendered.cloned()));
    desk.message.spec.form = Form::Reply;
    let asked = |desk: &Desk| desk.release(|it| it.ask(Gate::Budget, desk.now));
    assert_eq!(asked(&desk), waits);
    desk.message.spec.template = "reply_emergency".to_owned();
    assert_eq!(asked(&desk), Verdict::Pass, "whom to call in an emergency");
}

#[test]
fn a_portfolio_counts_only_conversations_that_we_start() {
    let (mut desk, _) = scenario(Gate::Portfolio);
    desk.thread().window_until = Some(clock("2026-11-25 10:30"));
    assert_eq!(desk.verdict(), Verdict::Pass);
    let (mut desk, _) = scenario(Gate::Portfolio);
    desk.thread().reached_at = Some(desk.now);
    assert_eq!(desk.verdict(), Verdict::Pass);
}

/// A delay waits for the hours or for the cap, and the visit is late by something else by then.
#[test]
fn a_delay_that_waited_is_not_said_beside_a_newer_one() {
    let mut desk = Desk::new();
    let mut tells = |minutes: u32, now: &str| {
        desk.visit.facts.delay_minutes = Some(minutes);
        let said = said(&desk.visit.told(AppointmentChange::Delayed, now));
        Message::new(said.into_iter().find(|it| it.step == "delayed").unwrap(), clock(now))
    };
    let first = tells(40, "2026-11-26 08:30");
    let second = tells(20, "2026-11-26 08:50");
    (desk.case, desk.now) = (desk.visit.case.clone(), clock("2026-11-26 09:00"));
    desk.message = first;
    assert_eq!(desk.verdict(), Verdict::Stop(Reason::Superseded));
    desk.message = second;
    assert_eq!(desk.verdict(), Verdict::Pass);
}

/// Nobody waits for it, so that it comes to nobody who wants no messages, nor of a visit that has changed.
#[test]
fn that_an_answer_was_heard_is_said_at_any_hour_and_not_against_a_stop_or_of_another_version() {
    let mut desk = Desk::new();
    desk.now = clock("2026-11-24 22:30");
    desk.message.spec.form = Form::Reply;
    desk.message.spec.only_unanswered = false;
    desk.message.spec.acknowledges = true;
    desk.thread().window_until = Some(clock("2026-11-25 22:30"));
    desk.pause("2026-11-25 18:00");
    for count in 0..4 {
        let full = desk.patient.as_ref().unwrap();
        let full = full.admit(&format!("d{count}"), Counted::Unasked, &desk.clinic, desk.now).unwrap();
        desk.patient = Some(full);
    }
    assert_eq!(desk.verdict(), Verdict::Pass);
    desk.message.spec.acknowledges = false;
    let now = desk.now;
    desk.thread = Some(desk.thread().stopped(Channel::Whatsapp, None, "w1", now));
    assert_eq!(desk.verdict(), Verdict::Pass, "as an answer that somebody waits for");
    desk.message.spec.acknowledges = true;
    assert_eq!(desk.verdict(), Verdict::OtherChannel(Reason::OptedOut));
    desk.thread().stops.clear();
    desk.now = clock(STARTS);
    assert_eq!(desk.verdict(), Verdict::Stop(Reason::TooLate));
    desk.now = now;
    desk.visit.told(AppointmentChange::Cancelled, "2026-11-24 22:30");
    desk.case = desk.visit.case.clone();
    assert_eq!(desk.verdict(), Verdict::Stop(Reason::Cancelled));
    assert_eq!(desk.message.leaves_unanswered(Reason::ProviderFault), None);
}

#[test]
fn who_asked_when_their_visit_is_is_told_of_none_that_is_off_or_over_by_then() {
    let mut desk = Desk::new();
    let reminder = desk.clinic.template("reminder", desk.clinic.default_language()).unwrap().clone();
    desk.clinic.templates.insert(VISIT_TEMPLATE, desk.clinic.default_language(), reminder);
    desk.message.spec.form = Form::Reply;
    VISIT_TEMPLATE.clone_into(&mut desk.message.spec.template);
    desk.thread().window_until = Some(clock("2026-11-27 10:30"));
    assert_eq!(desk.verdict(), Verdict::Pass);
    let mut case = desk.case.clone().unwrap();
    case.version += 1;
    desk.case = Some(case.clone());
    assert_eq!(desk.verdict(), Verdict::Pass, "it says where the visit stands now");
    desk.now = case.anchor.at;
    assert_eq!(desk.verdict(), Verdict::Stop(Reason::TooLate));
    desk.now = clock(RELEASED);
    desk.case = Some(Case { state: CaseState::Cancelled, ..case });
    assert_eq!(desk.verdict(), Verdict::Stop(Reason::Cancelled));
}
