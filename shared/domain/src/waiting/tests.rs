//! Who waits, what they are offered, and who comes first.

#![expect(clippy::unwrap_used, reason = "tests")]

use jiff::SignedDuration;

use super::{Event, OfferMade, Waiting, WaitingState, Wish, decide, is_reached, rank, stops_only_them};
use crate::case::{Case, Subject};
use crate::civil::Zone;
use crate::clinic::{WaitingList, Weights};
use crate::delivery::Channel;
use crate::event::SlotChange;
use crate::ids::{CaseId, MessageId, PatientId, SlotId};
use crate::patient::Patient;
use crate::reason::Reason;
use crate::slot::{self, PartOfDay, Slot};
use crate::testing::{Visit, clinic, clock, patient};
use crate::thread::{Stop, Thread};

const NOW: &str = "2026-11-20 12:00";

fn rules() -> WaitingList {
    WaitingList {
        at_a_time: 2,
        offer_minutes: 30,
        lead_hours: 4,
        within_days: 14,
        offers_per_day_max: 2,
        offers_per_week_max: 3,
        weights: Weights { priority: 10, day_waited: 1, fit: 3 },
    }
}

fn wish() -> Wish {
    Wish {
        has_appointment: true,
        priority: 0,
        service: None,
        practitioner: None,
        site: None,
        modality: None,
        earliest: None,
        latest: None,
        part: None,
    }
}

fn joined(cause: &str, at: &str, wish: Wish) -> Event {
    let patient = PatientId::new("p1").unwrap();
    Event::Joined { cause: cause.to_owned(), occurred_at: clock(at), patient, wish }
}

fn left(patient: Option<&str>) -> Event {
    let patient = patient.map(|it| PatientId::new(it).unwrap());
    Event::Left { cause: "l".to_owned(), occurred_at: clock("2026-11-20 13:00"), patient }
}

fn take(entry: Option<&Waiting>, event: &Event, now: &str) -> Option<Waiting> {
    decide(entry, &clinic().id, &CaseId::new("a1").unwrap(), event, Some(&rules()), clock(now)).next
}

fn waiting(since: &str) -> Waiting {
    take(None, &joined("j", since, wish()), since).unwrap()
}

fn made(slot: &str, at: &str) -> OfferMade {
    OfferMade {
        slot: SlotId::new(slot).unwrap(),
        message: MessageId::new(format!("msg-{slot}")).unwrap(),
        at: clock(at),
        until: clock(at) + SignedDuration::from_mins(30),
        said: None,
        moved: false,
    }
}

#[test]
fn an_entry_through_its_life() {
    let entry = waiting(NOW);
    let left = left(None);
    let gone = take(Some(&entry), &left, "2026-11-20 13:00").unwrap();
    assert_eq!(gone.state, WaitingState::Left);
    // An older word, and a repeat, change nothing.
    assert_eq!(take(Some(&gone), &joined("j2", "2026-11-20 12:30", wish()), "2026-11-20 14:00"), None);
    assert_eq!(take(Some(&gone), &left, "2026-11-20 14:00"), None);
    // Who comes back waits from then on; who tells a new wish keeps their place.
    let back = take(Some(&gone), &joined("j3", "2026-11-20 15:00", wish()), "2026-11-20 15:00").unwrap();
    assert_eq!((back.state, back.since), (WaitingState::Waiting, clock("2026-11-20 15:00")));
    let urgent = Wish { priority: 5, ..wish() };
    let told = take(Some(&entry), &joined("j4", "2026-11-20 16:00", urgent), "2026-11-20 16:00").unwrap();
    assert_eq!((told.wish.priority, told.since), (5, entry.since));
    let got = Event::Got { slot: SlotId::new("s1").unwrap() };
    let got = take(Some(&entry), &got, NOW).unwrap();
    assert_eq!(take(Some(&got), &Event::Reserved(made("s2", NOW)), NOW), None);
    assert_eq!(take(None, &Event::Reserved(made("s2", NOW)), NOW), None);
}

#[test]
fn who_is_told_to_have_left_before_they_are_told_to_have_joined_does_not_wait() {
    assert_eq!(take(None, &left(None), "2026-11-20 13:00"), None, "nobody knows who");
    let gone = take(None, &left(Some("p1")), "2026-11-20 13:00").unwrap();
    assert_eq!(gone.state, WaitingState::Left);
    assert_eq!(take(Some(&gone), &joined("j", NOW, wish()), "2026-11-20 13:01"), None);
    // Who comes back, by the clinic's word or by their own, waits from then on.
    let later = "2026-11-20 15:00";
    for back in [joined("j2", later, wish()), asked("c1", true)] {
        let waits = take(Some(&gone), &back, later).unwrap();
        assert_eq!((&waits.state, waits.since), (&WaitingState::Waiting, clock(later)));
        assert!(waits.wish.has_appointment, "{back:?}");
    }
}

#[test]
fn whoever_asks_for_a_visit_that_was_another_patients_waits_for_it() {
    let entry = waiting(NOW);
    let eva = PatientId::new("p2").unwrap();
    let asks = Event::Asked { cause: "a".to_owned(), patient: eva.clone(), joins: true };
    let left = Waiting { state: WaitingState::Left, ..entry.clone() };
    for (known, since) in [(&entry, NOW), (&left, "2026-11-21 12:00")] {
        let waits = take(Some(known), &asks, "2026-11-21 12:00").unwrap();
        assert_eq!((&waits.patient, &waits.state), (&eva, &WaitingState::Waiting));
        assert_eq!(waits.since, clock(since));
    }
}

#[test]
fn caps_hold_and_one_offer_stands_at_a_time() {
    let offer =
        |entry: &Waiting, slot: &str, at: &str| take(Some(entry), &Event::Reserved(made(slot, at)), at);
    let answered = |entry: &Waiting, slot: &str, accepted: bool| {
        let message = made(slot, NOW).message;
        take(Some(entry), &Event::Answered { message, accepted }, NOW).unwrap()
    };
    let first = offer(&waiting("2026-11-01 12:00"), "s1", "2026-11-20 12:00").unwrap();
    assert_eq!(offer(&first, "s2", "2026-11-20 12:10"), None, "one is still open");
    let declined = answered(&first, "s1", false);
    assert_eq!(offer(&declined, "s1", "2026-11-20 12:10"), None, "the same slot once only");
    let second = offer(&declined, "s2", "2026-11-20 12:10").unwrap();
    assert_eq!(offer(&second, "s3", "2026-11-20 18:00"), None, "two in 24 hours");
    let third = offer(&second, "s3", "2026-11-21 12:20").unwrap();
    assert_eq!(offer(&third, "s4", "2026-11-24 12:00"), None, "three in seven days");
    assert!(offer(&third, "s4", "2026-11-27 12:20").is_some());
    let withdrawn = take(Some(&third), &Event::Withdrawn { message: made("s3", NOW).message }, NOW).unwrap();
    assert!(offer(&withdrawn, "s4", "2026-11-24 12:00").is_some(), "what was not said does not count");
    // Without a list there are no offers.
    let id = CaseId::new("a1").unwrap();
    let event = Event::Reserved(made("s9", "2026-12-20 12:00"));
    assert!(decide(Some(&third), &clinic().id, &id, &event, None, clock("2026-12-20 12:00")).next.is_none());
}

#[test]
fn who_was_not_reached_or_was_offered_what_is_no_more_may_be_offered_the_next() {
    let offer = |entry: &Waiting, slot: &str| take(Some(entry), &Event::Reserved(made(slot, NOW)), NOW);
    let entry = offer(&waiting("2026-11-01 12:00"), "s1").unwrap();
    let message = made("s1", NOW).message;
    let unsaid = take(Some(&entry), &Event::Unsaid { message: message.clone() }, NOW).unwrap();
    assert_eq!(offer(&unsaid, "s1"), None, "it would not reach them again");
    assert!(offer(&unsaid, "s2").is_some());
    let moved = take(Some(&entry), &Event::Moved { message }, NOW).unwrap();
    let again = offer(&moved, "s1").unwrap();
    assert_eq!(again.offers.len(), 2, "both count");
}

#[test]
fn what_would_stop_the_next_ones_too_spends_nobodys_turn() {
    let theirs = [Reason::NoAddress, Reason::BadAddress, Reason::OptedOut, Reason::Cap, Reason::Superseded];
    assert!(theirs.into_iter().all(stops_only_them));
    let of_all = [Reason::Refused, Reason::NoSender, Reason::SenderStopped, Reason::Template, Reason::Hole];
    assert!(!of_all.into_iter().any(stops_only_them));
}

#[test]
fn nobody_waits_for_longer_than_a_year_by_one_word_of_it() {
    const A_YEAR_LATER: &str = "2027-11-20 12:00";
    let reserved = |entry: &Waiting, at: &str| take(Some(entry), &Event::Reserved(made("s1", at)), at);
    let entry = waiting(NOW);
    assert!(reserved(&entry, "2027-11-20 11:59").is_some() && !entry.has_run_out(clock("2027-11-20 11:59")));
    assert!(reserved(&entry, A_YEAR_LATER).is_none() && entry.has_run_out(clock(A_YEAR_LATER)));
    // Entries of a release that did not note when they were heard of: one told once, one told again since.
    let told_again =
        take(Some(&entry), &joined("j2", "2027-11-01 12:00", wish()), "2027-11-01 12:00").unwrap();
    for (known, has_run_out) in [(&entry, true), (&told_again, false)] {
        let old = Waiting { heard_at: None, ..known.clone() };
        assert_eq!((old.since, old.has_run_out(clock(A_YEAR_LATER))), (entry.since, has_run_out));
    }
    // Who is said to wait again within the year keeps their place; whom nobody spoke of waits from then on.
    let again =
        |at: &str| [joined("j2", at, wish()), asked("c1", true)].map(|it| take(Some(&entry), &it, at));
    for renewed in again("2027-11-01 12:00").map(Option::unwrap) {
        assert_eq!(renewed.since, entry.since);
        assert!(reserved(&renewed, A_YEAR_LATER).is_some());
    }
    for back in again("2027-12-01 12:00").map(Option::unwrap) {
        assert_eq!(back.since, clock("2027-12-01 12:00"));
    }
}

#[test]
fn an_entry_is_forgotten_some_time_after_its_end() {
    let entry = waiting(NOW);
    assert_eq!(entry.forgotten_at(), clock("2027-12-20 12:00"));
    let gone = take(Some(&entry), &left(None), "2026-11-20 13:00").unwrap();
    let never_joined = take(None, &left(Some("p1")), "2026-11-20 13:00").unwrap();
    let got =
        take(Some(&entry), &Event::Got { slot: SlotId::new("s1").unwrap() }, "2026-11-20 13:00").unwrap();
    for ended in [gone, never_joined, got] {
        assert_eq!(ended.forgotten_at(), clock("2026-12-20 13:00"), "{:?}", ended.state);
    }
}

fn slot(start: &str) -> Slot {
    let event = slot::Event::Told {
        cause: "e".to_owned(),
        occurred_at: clock(NOW),
        change: SlotChange::Opened,
        facts: slot::tests::facts("s1", start),
    };
    slot::decide(None, &event, &slot::Context::of(&clinic()), clock(NOW)).next.unwrap()
}

fn entry(id: &str, since: &str, change: impl FnOnce(&mut Wish)) -> (Waiting, Option<Case>) {
    let mut entry = waiting(since);
    entry.id = CaseId::new(id).unwrap();
    change(&mut entry.wish);
    let case = Visit::booked(id, "2026-12-10 10:30", NOW).case().clone();
    let case = entry.wish.has_appointment.then_some(case);
    (entry, case)
}

fn ranked(slot: &Slot, entries: &[(Waiting, Option<Case>)]) -> Vec<String> {
    rank(slot, entries, &rules(), clock(NOW)).iter().map(|(it, _)| it.id.to_string()).collect()
}

#[test]
fn the_weights_decide_who_comes_first() {
    let entries = [
        entry("new", "2026-11-20 09:00", |_| ()),
        entry("old", "2026-11-10 09:00", |_| ()),
        entry("older", "2026-11-08 09:00", |_| ()),
        entry("urgent", "2026-11-20 09:00", |it| it.priority = 2),
        entry("fits", "2026-11-20 09:30", |it| it.site = Some("Centro".to_owned())),
        entry("newest", "2026-11-20 10:00", |it| it.has_appointment = false),
    ];
    assert_eq!(
        ranked(&slot("2026-11-24 10:30"), &entries),
        ["urgent", "older", "old", "fits", "new", "newest"]
    );
}

#[test]
fn only_those_whom_it_suits_are_ranked() {
    let fits =
        |change: fn(&mut Wish)| !ranked(&slot("2026-11-24 10:30"), &[entry("a1", NOW, change)]).is_empty();
    assert!(fits(|_| ()));
    assert!(fits(|it| it.practitioner = Some("DRA LOPEZ".to_owned().into())));
    assert!(!fits(|it| it.practitioner = Some("Dr. Ruiz".to_owned().into())));
    assert!(!fits(|it| it.site = Some("Norte".to_owned())));
    assert!(!fits(|it| it.modality = Some(crate::event::Modality::Video)));
    assert!(!fits(|it| it.earliest = Some("2026-11-25".parse().unwrap())));
    assert!(!fits(|it| it.latest = Some("2026-11-23".parse().unwrap())));
    assert!(fits(|it| it.latest = Some("2026-11-24".parse().unwrap())));
    assert!(!fits(|it| it.part = Some(PartOfDay::Afternoon)));
    // It has to be earlier than what they have.
    assert_eq!(ranked(&slot("2026-12-10 10:30"), &[entry("a1", NOW, |_| ())]), Vec::<String>::new());
    // It has to hold the visit: the slot is 20 minutes long.
    let lasting = |minutes: u32| {
        let (waits, case) = entry("a1", NOW, |_| ());
        let mut case = case.unwrap();
        if let Subject::Appointment { duration_minutes, .. } = &mut case.subject {
            *duration_minutes = Some(minutes);
        }
        ranked(&slot("2026-11-24 10:30"), &[(waits, Some(case))])
    };
    assert_eq!((lasting(20).len(), lasting(40).len()), (1, 0));
    // Nobody is sent elsewhere who did not wish it.
    let elsewhere = |change: fn(&mut Wish)| {
        let (waits, case) = entry("a1", NOW, change);
        let mut case = case.unwrap();
        if let Subject::Appointment { site, .. } = &mut case.subject {
            *site = Some("Norte".to_owned());
        }
        ranked(&slot("2026-11-24 10:30"), &[(waits, Some(case))]).len()
    };
    assert_eq!((elsewhere(|_| ()), elsewhere(|it| it.site = Some("Centro".to_owned()))), (0, 1));
    // An appointment that nobody told of yet cannot be compared.
    let (unknown, _) = entry("a1", NOW, |_| ());
    assert_eq!(ranked(&slot("2026-11-24 10:30"), &[(unknown, None)]), Vec::<String>::new());
}

#[test]
fn who_cannot_be_written_to_now_where_they_can_answer_is_not_reached() {
    let clinic = clinic();
    let stopped_on = |channel: Channel| {
        let mut thread = Thread::new(clinic.id.clone(), patient().identity(Channel::Whatsapp).unwrap());
        thread.stops.push(Stop { channel, purpose: None, at: clock(NOW), evidence: "m1".to_owned() });
        thread
    };
    let reached =
        |patient: &Patient, thread: Option<&Thread>| is_reached(patient, thread, &clinic, clock(NOW));
    assert!(reached(&patient(), None));
    let by_mail = Patient { phone: None, ..patient() };
    assert!(!reached(&by_mail, None), "an e-mail is not answered");
    let far_away = Patient { time_zone: Some(Zone::new("Asia/Tokyo").unwrap()), ..patient() };
    assert!(!reached(&far_away, None), "it is midnight there");
    let failed_on =
        |patient: &Patient, channel| patient.unreachable_by(channel, Reason::NoAddress, clock(NOW));
    let no_whatsapp = failed_on(&patient(), Channel::Whatsapp);
    assert!(reached(&no_whatsapp, None), "there are text messages");
    let nowhere = failed_on(&no_whatsapp, Channel::Sms);
    assert!(!reached(&nowhere, None));
    let mut writes = Thread::new(clinic.id.clone(), patient().identity(Channel::Whatsapp).unwrap());
    writes.window_until = Some(clock("2026-11-20 13:00"));
    assert!(reached(&nowhere, Some(&writes)), "they have just written");
    let mut thread = stopped_on(Channel::Whatsapp);
    assert!(reached(&patient(), Some(&thread)), "there are text messages");
    thread.stops.extend(stopped_on(Channel::Sms).stops);
    assert!(!reached(&patient(), Some(&thread)));
    let doubted = Thread { in_doubt_since: Some(clock(NOW)), stops: Vec::new(), ..thread };
    assert!(!reached(&patient(), Some(&doubted)), "the number may be somebody else's");
}

fn asked(cause: &str, joins: bool) -> Event {
    Event::Asked { cause: cause.to_owned(), patient: PatientId::new("p1").unwrap(), joins }
}

#[test]
fn a_patient_joins_and_leaves_by_themselves() {
    let entry = take(None, &asked("c1", true), NOW).unwrap();
    assert_eq!(
        (&entry.state, entry.wish.has_appointment, entry.since),
        (&WaitingState::Waiting, true, clock(NOW))
    );
    assert!(take(Some(&entry), &asked("c1", true), "2026-11-21 12:00").is_none(), "a repeat changes nothing");
    let again = take(Some(&entry), &asked("c2", true), "2026-11-21 12:00").unwrap();
    assert_eq!((again.state, again.since), (WaitingState::Waiting, clock(NOW)), "nobody loses their place");
    // The clinic's clock is ahead: what the patient wants counts all the same.
    let ahead = joined("j", "2026-11-25 12:00", Wish { priority: 7, ..wish() });
    let entry = take(Some(&entry), &ahead, NOW).unwrap();
    let left = take(Some(&entry), &asked("c3", false), "2026-11-22 12:00").unwrap();
    assert_eq!(left.state, WaitingState::Left);
    let back = take(Some(&left), &asked("c4", true), "2026-11-23 12:00").unwrap();
    assert_eq!((back.state, back.wish.priority), (WaitingState::Waiting, 7), "the clinic's wish stays");
    assert_eq!(back.since, clock("2026-11-23 12:00"), "the place was given up");
    assert!(take(None, &asked("c5", false), NOW).is_none(), "who never waited has nothing to leave");
}
