//! A slot through its life, event by event, and in any order.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::{Claim, Context, Effect, Event, HOLD_MINUTES, Offer, Slot, SlotState, decide};
use crate::case::Case;
use crate::clinic::{Clinic, WaitingList, Weights};
use crate::decision::Decision;
use crate::event::{Modality, SlotChange, SlotFacts};
use crate::ids::{CaseId, PatientId, SlotId};
use crate::testing::{Visit, clock, local};

mod booking;
mod offers;
mod preference;
mod suiting;

const NOW: &str = "2026-11-20 12:00";
const STARTS: &str = "2026-11-24 10:30";

fn clinic() -> Clinic {
    Clinic { waiting_list: Some(rules()), ..crate::testing::clinic() }
}

pub(crate) fn rules() -> WaitingList {
    WaitingList {
        at_a_time: 2,
        offer_minutes: 30,
        lead_hours: 4,
        within_days: 14,
        offers_per_day_max: 2,
        offers_per_week_max: 5,
        weights: Weights { priority: 10, day_waited: 1, fit: 3 },
    }
}

pub(crate) fn facts(id: &str, start: &str) -> SlotFacts {
    SlotFacts {
        id: SlotId::new(id).unwrap(),
        start: local(start),
        duration_minutes: Some(20),
        practitioner: Some("Dra. López".to_owned().into()),
        service: None,
        site: Some("Centro".to_owned()),
        modality: Modality::OnSite,
        sequence: None,
    }
}

fn told(cause: &str, change: SlotChange, at: &str) -> Event {
    Event::Told { cause: cause.to_owned(), occurred_at: clock(at), change, facts: facts("s1", STARTS) }
}

fn claim(case: &str) -> Claim {
    Claim { case: CaseId::new(case).unwrap(), version: 1 }
}

fn chosen(case: &str) -> Event {
    Event::Chosen { cause: format!("tap-{case}"), claim: claim(case), start: None, takes_back: false }
}

fn given(case: &str) -> Event {
    Event::Given { cause: format!("tap-{case}"), claim: claim(case), by_offer: false, days_gained: 3 }
}

fn let_go(case: &str) -> Event {
    Event::LetGo { cause: format!("tap-{case}"), claim: claim(case) }
}

fn freed(case: &str) -> Event {
    let by = Claim { version: 2, ..claim(case) };
    Event::Freed { cause: format!("cancel-{case}"), by, facts: facts("s1", STARTS) }
}

fn offer(slot: &Slot, entry: &str, round: u32) -> Offer {
    let entry = CaseId::new(entry).unwrap();
    Offer {
        message: slot.offer_message(&entry, round),
        patient: PatientId::new(format!("p-{entry}")).unwrap(),
        entry,
        version: Some(1),
        round,
        at: clock(NOW),
        until: clock("2026-11-20 12:30"),
        said: None,
        gone: false,
        late: 0,
        moved_from: None,
    }
}

fn take(slot: Option<&Slot>, event: &Event, now: Timestamp) -> Decision<Slot, Effect> {
    decide(slot, event, &Context::of(&clinic()), now)
}

fn after(slot: Option<&Slot>, event: &Event, now: &str) -> Slot {
    take(slot, event, clock(now)).next.unwrap()
}

fn open() -> Slot {
    after(None, &told("e1", SlotChange::Opened, NOW), NOW)
}

fn held() -> Slot {
    after(Some(&open()), &chosen("a1"), NOW)
}

fn taken() -> Slot {
    after(Some(&held()), &given("a1"), NOW)
}

fn closed() -> Slot {
    after(None, &told("e1", SlotChange::Closed, NOW), NOW)
}

fn offered() -> Slot {
    let slot = open();
    let offers = vec![offer(&slot, "w1", 1), offer(&slot, "w2", 1)];
    after(Some(&slot), &Event::RoundBegun { round: 1, offers }, NOW)
}

fn short(decision: &Decision<Slot, Effect>) -> String {
    let state = decision.next.as_ref().map_or("-".to_owned(), |it| match &it.state {
        SlotState::Open => "open".to_owned(),
        SlotState::Held { claim, .. } => format!("held for {}", claim.case),
        SlotState::Taken { claim } => format!("taken by {}", claim.case),
        SlotState::Closed => "closed".to_owned(),
    });
    let effects = decision.effects.iter().map(|it| match it {
        Effect::Say { spec } => format!(", {} to {}", spec.template, spec.to.patient().unwrap()),
        Effect::BeginRound { round } => format!(", round {round}"),
        Effect::Ask { booking } => format!(", asks {}", booking.ask),
        Effect::GiveBack { .. } => ", gives back".to_owned(),
        Effect::Settle { settled, .. } => format!(", {settled:?}"),
    });
    effects.fold(state, |line, it| line + &it)
}

#[test]
fn every_event_in_every_state() {
    let states = [
        ("none", None),
        ("open", Some(open())),
        ("held", Some(held())),
        ("taken", Some(taken())),
        ("closed", Some(closed())),
    ];
    let later = "2026-11-20 12:05";
    let events = [
        ("told free", told("e2", SlotChange::Opened, later)),
        ("told closed", told("e2", SlotChange::Closed, later)),
        ("older word", told("e0", SlotChange::Opened, "2026-11-19 12:00")),
        ("freed by a1", freed("a1")),
        ("freed by a2", freed("a2")),
        ("replaced", Event::Replaced { cause: "e2".to_owned() }),
        (
            "chosen by a1",
            Event::Chosen {
                cause: "tap-again".to_owned(),
                claim: claim("a1"),
                start: None,
                takes_back: false,
            },
        ),
        ("chosen by a2", chosen("a2")),
        (
            "given to a1",
            Event::Given {
                cause: "tap-again".to_owned(),
                claim: claim("a1"),
                by_offer: false,
                days_gained: 0,
            },
        ),
        ("given to a2", given("a2")),
        ("let go by a1", let_go("a1")),
        ("round 1", Event::RoundBegun { round: 1, offers: Vec::new() }),
        ("round 2", Event::RoundBegun { round: 2, offers: Vec::new() }),
        ("woken", Event::Woken { due: clock(later) }),
    ];
    let mut table = String::new();
    for (name, event) in &events {
        let row: Vec<String> = states
            .iter()
            .map(|(_, slot)| format!("{:18}", short(&take(slot.as_ref(), event, clock(later)))))
            .collect();
        writeln!(table, "{name:13}| {}", row.join("| ").trim_end()).unwrap();
    }
    // Columns: none, open, held for a1, taken by a1, closed.
    insta::assert_snapshot!(table, @"
    told free    | open, round 1     | open              | held for a1       | taken by a1       | open, round 1
    told closed  | closed            | closed            | closed            | taken by a1       | closed
    older word   | open, round 1     | -                 | -                 | -                 | -
    freed by a1  | open, round 1     | -                 | -                 | open, round 1     | -
    freed by a2  | open, round 1     | -                 | -                 | -                 | -
    replaced     | -                 | closed            | -                 | -                 | -
    chosen by a1 | -                 | held for a1       | -                 | -                 | -
    chosen by a2 | -                 | held for a2       | -                 | -                 | -
    given to a1  | -                 | taken by a1       | taken by a1       | -                 | -
    given to a2  | -                 | taken by a2       | -                 | -                 | -
    let go by a1 | -                 | -                 | open, round 1     | -                 | -
    round 1      | -                 | open              | -                 | -                 | -
    round 2      | -                 | -                 | -                 | -                 | -
    woken        | -                 | open, round 1     | -                 | -                 | -
    ");
}

#[test]
fn a_repeat_changes_nothing_and_gives_the_same_effects() {
    let slot = offered();
    let again = take(Some(&slot), &Event::RoundBegun { round: 1, offers: Vec::new() }, clock(NOW));
    assert!(again.next.is_none());
    assert_eq!(short(&again), "-, slot_offer to p-w1, slot_offer to p-w2");
}

#[test]
fn the_first_acceptance_wins_and_each_other_one_is_answered() {
    let slot = offered();
    let accept = |entry: &str, cause: &str| Event::Accepted {
        cause: cause.to_owned(),
        message: slot.offer_message(&CaseId::new(entry).unwrap(), 1),
    };
    let won = after(Some(&slot), &accept("w2", "c1"), NOW);
    assert!(won.is_for(&claim("w2")));
    let lost = take(Some(&won), &accept("w1", "c2"), clock(NOW));
    assert_eq!(short(&lost), "held for w2, slot_gone to p-w1");
    let given = Event::Given { cause: "c1".to_owned(), claim: claim("w2"), by_offer: true, days_gained: 2 };
    let given = take(lost.next.as_ref(), &given, clock(NOW));
    // w1 was told when they accepted; nobody is left to tell.
    assert_eq!(short(&given), "taken by w2");
    let again = take(given.next.as_ref(), &accept("w1", "c3"), clock(NOW));
    assert_eq!(short(&again), "taken by w2, slot_gone to p-w1");
    assert_ne!(again.effects, lost.effects, "in a message of its own");
    let repeated = take(again.next.as_ref(), &accept("w1", "c3"), clock(NOW));
    assert_eq!((repeated.next, repeated.effects), (None, again.effects), "but once for each");
    let silent = take(
        Some(&won),
        &Event::Given { cause: "c1".to_owned(), claim: claim("w2"), by_offer: true, days_gained: 2 },
        clock(NOW),
    );
    assert_eq!(short(&silent), "taken by w2, slot_gone to p-w1");
}

#[test]
fn a_choice_keeps_the_clinics_notice_but_for_who_takes_their_own_time_back() {
    let chosen = |takes_back: bool, now: &str| {
        let event = Event::Chosen { cause: "tap".to_owned(), claim: claim("a1"), start: None, takes_back };
        short(&take(Some(&open()), &event, clock(now)))
    };
    assert_eq!(chosen(false, "2026-11-23 10:30"), "held for a1");
    assert_eq!(chosen(false, "2026-11-23 10:31"), "-");
    assert_eq!(chosen(true, "2026-11-23 10:31"), "held for a1");
}

#[test]
fn an_offer_is_accepted_while_it_stands_or_would_still_be_made() {
    let accepted = |until: &str, now: &str| {
        let mut slot = offered();
        slot.offers[0].until = clock(until);
        let message = slot.offers[0].message.clone();
        let event = Event::Accepted { cause: "c1".to_owned(), message };
        short(&take(Some(&slot), &event, clock(now)))
    };
    // Nobody else came for it until four hours before.
    assert_eq!(accepted("2026-11-20 12:30", "2026-11-24 06:30"), "held for w1");
    assert_eq!(accepted("2026-11-20 12:30", "2026-11-24 06:31"), "open, slot_gone to p-w1");
    assert_eq!(accepted("2026-11-24 07:00", "2026-11-24 06:59"), "held for w1");
}

#[test]
fn the_next_round_begins_when_the_last_one_ends_or_all_have_declined() {
    let slot = offered();
    assert_eq!(slot.due(), Some(clock("2026-11-20 12:30")));
    let woken =
        take(Some(&slot), &Event::Woken { due: clock("2026-11-20 12:30") }, clock("2026-11-20 12:30"));
    assert_eq!(short(&woken), "open, round 2");
    let decline = |entry: &str| Event::Declined {
        cause: format!("no-{entry}"),
        message: slot.offer_message(&CaseId::new(entry).unwrap(), 1),
    };
    let one = take(Some(&slot), &decline("w1"), clock(NOW));
    assert_eq!(short(&one), "open");
    assert_eq!(short(&take(one.next.as_ref(), &decline("w2"), clock(NOW))), "open, round 2");
}

#[test]
fn rounds_keep_the_release_hours_the_lead_and_the_horizon() {
    let begins = |at: &str, start: &str| {
        let event = Event::Told {
            cause: "e1".to_owned(),
            occurred_at: clock(at),
            change: SlotChange::Opened,
            facts: facts("s1", start),
        };
        let decision = take(None, &event, clock(at));
        let calls = !decision.effects.is_empty();
        (calls, decision.next.unwrap().next_round.filter(|_| !calls))
    };
    assert_eq!(begins("2026-11-20 12:00", STARTS), (true, None));
    assert_eq!(begins("2026-11-20 22:00", STARTS), (false, Some(clock("2026-11-21 09:00"))));
    assert_eq!(begins("2026-11-24 06:45", STARTS), (false, None));
    assert_eq!(begins("2026-11-24 06:00", "2026-11-24 14:00"), (false, Some(clock("2026-11-24 09:00"))));
    assert_eq!(begins("2026-11-20 12:00", "2026-12-15 10:00"), (false, Some(clock("2026-12-01 10:00"))));
}

#[test]
fn nobody_waits_where_the_clinic_keeps_no_list() {
    let clinic = crate::testing::clinic();
    let opened = decide(None, &told("e1", SlotChange::Opened, NOW), &Context::of(&clinic), clock(NOW));
    assert_eq!(opened.effects, Vec::new());
    assert_eq!(opened.next.unwrap().due(), Some(clock(STARTS)));
}

#[test]
fn a_taken_slot_is_free_again_only_when_its_visit_stands_elsewhere() {
    let clinic = clinic();
    let mut case: Case = Visit::booked("a1", STARTS, NOW).case().clone();
    let opened = |case: &Case| {
        let context = Context { holder: Some(case), ..Context::of(&clinic) };
        let later = clock("2026-11-20 13:00");
        decide(Some(&taken()), &told("e2", SlotChange::Opened, "2026-11-20 13:00"), &context, later)
    };
    case.slot = Some(SlotId::new("s1").unwrap());
    assert_eq!(short(&opened(&case)), "taken by a1");
    case.slot = None;
    assert_eq!(short(&opened(&case)), "open, round 1");
    // Where the same time stands under another number, it is free there.
    let context = Context { holder: Some(&case), has_twin: true, ..Context::of(&clinic) };
    let event = told("e2", SlotChange::Opened, "2026-11-20 13:00");
    assert_eq!(short(&decide(Some(&taken()), &event, &context, clock("2026-11-20 13:00"))), "closed");
}

#[test]
fn one_time_under_two_numbers_is_one_slot() {
    let clinic = clinic();
    let context = Context { has_twin: true, ..Context::of(&clinic) };
    let opened = decide(None, &told("e1", SlotChange::Opened, NOW), &context, clock(NOW));
    assert_eq!(short(&opened), "closed");
    let freed = decide(None, &freed("a1"), &context, clock(NOW));
    assert_eq!(short(&freed), "closed");
    let twin = |id: &str, start: &str, who: &str| SlotFacts {
        practitioner: Some(who.to_owned().into()),
        ..facts(id, start)
    };
    // What a visit gave free and was offered goes on under the number under which it was.
    let replaced = Event::Replaced { cause: "e2".to_owned() };
    let freed = after(None, &self::freed("a1"), NOW);
    assert_eq!(short(&take(Some(&freed), &replaced, clock(NOW))), "closed");
    let offers = vec![offer(&freed, "a2", 1)];
    let offered = after(Some(&freed), &Event::RoundBegun { round: 1, offers }, NOW);
    assert_eq!(short(&take(Some(&offered), &replaced, clock(NOW))), "-");
    let slot = open();
    assert!(slot.is_twin_of(&twin("s2", STARTS, "dra. lopez")));
    assert!(!slot.is_twin_of(&twin("s1", STARTS, "Dra. López")));
    assert!(!slot.is_twin_of(&twin("s2", STARTS, "Dr. Ruiz")));
    assert!(!slot.is_twin_of(&twin("s2", "2026-11-24 10:40", "Dra. López")));
}

#[derive(Debug, Clone)]
enum Turn {
    Told(SlotChange, i64),
    Freed(u8),
    Chosen(u8),
    Given(u8),
    LetGo(u8),
    Accepted(u8),
    Declined(u8),
    Round,
    Woken,
}

fn turns() -> impl Strategy<Value = Vec<(i64, Turn)>> {
    let change = prop_oneof![Just(SlotChange::Opened), Just(SlotChange::Closed)];
    let turn = prop_oneof![
        2 => (change, 0..90_i64).prop_map(|(change, late)| Turn::Told(change, late)),
        1 => (0..3_u8).prop_map(Turn::Freed),
        4 => (0..3_u8).prop_map(Turn::Chosen),
        3 => (0..3_u8).prop_map(Turn::Given),
        1 => (0..3_u8).prop_map(Turn::LetGo),
        3 => (0..3_u8).prop_map(Turn::Accepted),
        1 => (0..3_u8).prop_map(Turn::Declined),
        2 => Just(Turn::Round),
        2 => Just(Turn::Woken),
    ];
    proptest::collection::vec((0..40_i64, turn), 1..40)
}

proptest! {
    /// Whatever comes in whatever order: a claim ends only by its own end, a repeat changes nothing, no message that it
    /// is gone is given twice, and what is to be woken says when.
    #[test]
    fn one_claim_at_a_time(turns in turns()) {
        let mut slot: Option<Slot> = None;
        let mut now = clock(NOW);
        let mut told_gone = std::collections::BTreeSet::new();
        for (index, (minutes, turn)) in turns.into_iter().enumerate() {
            now += SignedDuration::from_mins(minutes);
            let cause = format!("c{index}");
            let who = |who: u8| claim(&format!("w{who}"));
            let message = |who: u8| {
                let round = slot.as_ref().map_or(1, |it| it.rounds);
                slot.as_ref().unwrap_or(&open()).offer_message(&who_id(who), round)
            };
            let event = match turn {
                Turn::Told(change, late) => Event::Told {
                    cause, occurred_at: now - SignedDuration::from_mins(late), change, facts: facts("s1", STARTS),
                },
                Turn::Freed(it) => Event::Freed { cause, by: Claim { version: 2, ..who(it) }, facts: facts("s1", STARTS) },
                Turn::Chosen(it) => Event::Chosen { cause, claim: who(it), start: None, takes_back: false },
                Turn::Given(it) => Event::Given { cause, claim: who(it), by_offer: false, days_gained: 0 },
                Turn::LetGo(it) => Event::LetGo { cause, claim: who(it) },
                Turn::Accepted(it) => Event::Accepted { cause, message: message(it) },
                Turn::Declined(it) => Event::Declined { cause, message: message(it) },
                Turn::Round => {
                    let round = slot.as_ref().map_or(1, |it| it.rounds + 1);
                    let known = slot.clone().unwrap_or_else(open);
                    let until = now + SignedDuration::from_mins(30);
                    let offers = (0..3).map(|it| Offer { until, ..offer(&known, &format!("w{it}"), round) }).collect();
                    Event::RoundBegun { round, offers }
                }
                Turn::Woken => match slot.as_ref().and_then(Slot::due).filter(|due| *due <= now) {
                    Some(due) => Event::Woken { due },
                    None => continue,
                },
            };
            let decision = take(slot.as_ref(), &event, now);
            for effect in &decision.effects {
                if let Effect::Say { spec } = effect && spec.template == super::GONE_TEMPLATE {
                    prop_assert!(told_gone.insert(spec.id.clone()), "told twice: {event:?}");
                }
            }
            let Some(next) = decision.next else { continue };
            let repeated = take(Some(&next), &event, now);
            prop_assert!(repeated.next.is_none());
            prop_assert_eq!(&repeated.effects, &decision.effects);
            if let Some(before) = slot.as_ref().and_then(|it| it.claim().cloned()) {
                let ends = match &event {
                    Event::LetGo { claim, .. } => *claim == before,
                    Event::Freed { by, .. } => by.case == before.case,
                    Event::Told { change, .. } => *change == SlotChange::Closed,
                    Event::Woken { .. } => true,
                    _ => false,
                };
                prop_assert!(ends || next.claim() == Some(&before), "{before:?} lost it to {event:?}");
                if let Some(SlotState::Taken { .. }) = slot.as_ref().map(|it| &it.state) {
                    let frees = matches!(&event, Event::Freed { .. });
                    prop_assert!(frees || next.claim() == Some(&before));
                }
            }
            prop_assert_eq!(next.due().is_some(), next.is_listed_free());
            slot = Some(next);
        }
    }
}

fn who_id(who: u8) -> CaseId {
    CaseId::new(format!("w{who}")).unwrap()
}

#[test]
fn a_hold_ends_by_itself() {
    let slot = held();
    let due = clock(NOW) + SignedDuration::from_mins(HOLD_MINUTES);
    assert_eq!(slot.due(), Some(due));
    assert_eq!(short(&take(Some(&slot), &Event::Woken { due }, due)), "open, round 1");
    // Who comes back before anybody else still gets it.
    let open_again = take(Some(&slot), &Event::Woken { due }, due).next.unwrap();
    assert_eq!(short(&take(Some(&open_again), &given("a1"), due)), "taken by a1");
}
