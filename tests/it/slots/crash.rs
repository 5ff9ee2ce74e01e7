//! The process dies at every write and every publishing of a move, before it and after it; the queue brings the
//! record back, or it does not.
#![expect(clippy::print_stdout, reason = "how often it died is a figure")]

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::case::{Case, CaseState};
use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::ids::{CaseId, SlotId, ThreadId};
use domain::message::Message;
use domain::slot::{Claim, Slot, SlotState};
use domain::waiting::{Waiting, WaitingState};
use jiff::{SignedDuration, Timestamp};
use local::clinic_files;
use ports::commit::{Together, load};
use ports::queue::QueueName;
use ports::records::{case_key, slot_key, wait_key};
use ports::wire::{ToJourneys, ToOutbound, ToThreads, decode, encode};
use serde_json::{Value, json};
use tests::START;

use crate::intercepted::Intercepted;
use crate::test_ports::{Death, Mortal, TestPorts, event};
use crate::usual::ANA;

/// A hold ends within so many minutes.
const HOLD_OVER_MINUTES: i64 = 12;

struct Move {
    ports: TestPorts<Intercepted<Mortal>>,
    death: Arc<Death>,
    clinic: Clinic,
    now: Timestamp,
    /// Messages about the visit's move, each by its id.
    told: BTreeSet<String>,
    /// Messages that what was offered is gone, each by its id.
    gone: BTreeSet<String>,
    /// What of the patient's was answered in the conversation, by times or a person.
    answered: BTreeSet<String>,
    /// The record that moves the visit.
    record: String,
}

impl Move {
    /// A visit on the 18th, a slot on the 7th, and a patient who chose it or was offered it and said yes.
    async fn ready(by_offer: bool) -> Self {
        let mut clinic = clinic_files::example();
        if !by_offer {
            clinic.waiting_list = None;
        }
        let mut ready = Self::blank(clinic);
        ready
            .tells(&json!({
                "event_id": "e1", "type": "appointment.booked", "occurred_at": START,
                "patient": { "id": "p1", "phone": ANA },
                "appointment": { "id": "a1", "start": "2026-12-18T10:30" },
            }))
            .await;
        ready
            .tells(&json!({
                "event_id": "e2", "type": "waiting.joined", "occurred_at": START,
                "patient": { "id": "p1" }, "waiting": { "appointment_id": "a1" },
            }))
            .await;
        ready.opens("e3", "2026-12-07T09:00").await;
        if by_offer {
            ready.accepts().await;
            return ready;
        }
        ready.record = encode(&ToJourneys::SlotChosen {
            clinic: ready.clinic.id.clone(),
            cause: "tap-1".to_owned(),
            case: CaseId::new("a1").unwrap(),
            version: 1,
            slot: SlotId::new("s1").unwrap(),
            start: Some("2026-12-07T12:00:00Z".parse().unwrap()),
            channel: Channel::Whatsapp,
            thread: ThreadId::new("thr_1").unwrap(),
        });
        ready
    }

    /// Somebody without a visit, who was offered a slot on the 7th and said yes.
    async fn ready_without_a_visit() -> Self {
        let mut ready = Self::blank(clinic_files::example());
        ready
            .tells(&json!({
                "event_id": "e1", "type": "waiting.joined", "occurred_at": START,
                "patient": { "id": "p1", "phone": ANA }, "waiting": { "id": "w1" },
            }))
            .await;
        ready.opens("e2", "2026-12-07T09:00").await;
        ready.accepts().await;
        ready
    }

    fn blank(clinic: Clinic) -> Self {
        let (ports, death) = TestPorts::mortal(&clinic);
        let (told, gone, answered) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let now = START.parse().unwrap();
        Self { ports, death, clinic, now, told, gone, answered, record: String::new() }
    }

    async fn opens(&mut self, event: &str, start: &str) {
        let slot = json!({ "id": "s1", "start": start });
        self.tells(&json!({ "event_id": event, "type": "slot.opened", "occurred_at": START, "slot": slot }))
            .await;
    }

    /// Who was offered the slot first says yes.
    async fn accepts(&mut self) {
        self.record = encode(&ToJourneys::OfferAnswered {
            clinic: self.clinic.id.clone(),
            cause: "tap-1".to_owned(),
            message: self.slot("s1").await.unwrap().offers[0].message.clone(),
            accepted: true,
            channel: Channel::Whatsapp,
            thread: ThreadId::new("thr_1").unwrap(),
        });
    }

    /// The hold is stored with that half step; then the process dies.
    async fn dies_once_held(&self, half: u32) {
        self.death.at(half);
        assert!(reminder_scheduler::handle(&self.ports, &self.record, self.now).await.is_err());
        assert!(matches!(self.slot("s1").await.unwrap().state, SlotState::Held { .. }));
    }

    /// Every minute wakes what is due in it, until a hold is over.
    async fn outlives_the_hold(&mut self) {
        self.now += SignedDuration::from_mins(HOLD_OVER_MINUTES);
        for minute in 0..=HOLD_OVER_MINUTES {
            let minute = START.parse::<Timestamp>().unwrap().as_second() / 60 + minute;
            let record = encode(&ToJourneys::MinuteDue { minute });
            reminder_scheduler::handle(&self.ports, &record, self.now).await.unwrap();
            self.settle().await;
        }
    }

    /// The queue brings the record back, and once more.
    async fn comes_again(&mut self) {
        self.settle().await;
        for _ in 0..2 {
            reminder_scheduler::handle(&self.ports, &self.record, self.now).await.unwrap();
            self.settle().await;
        }
    }

    async fn tells(&mut self, told: &Value) {
        let record = event(&self.clinic, told);
        reminder_scheduler::handle(&self.ports, &record, self.now).await.unwrap();
        self.settle().await;
    }

    /// Handles what was published, until nothing more is.
    async fn settle(&mut self) {
        loop {
            let sent = self.ports.take_sent();
            if sent.is_empty() {
                return;
            }
            for (queue, body) in sent {
                match queue {
                    QueueName::Journeys => {
                        reminder_scheduler::handle(&self.ports, &body, self.now).await.unwrap();
                    }
                    QueueName::Outbound => self.said(&body).await,
                    QueueName::Threads => self.heard(&body),
                    _ => {}
                }
            }
        }
    }

    async fn said(&mut self, body: &str) {
        let ToOutbound::Say { spec } = decode(body).unwrap() else { return };
        if spec.step == "moved_notice" {
            self.told.insert(spec.id.to_string());
        }
        if spec.step == "slot_gone" {
            self.gone.insert(spec.id.to_string());
        }
        let mut together = Together::default();
        together.add(&Message::new(*spec, self.now), 0).unwrap();
        let _ = together.write(&self.ports).await.unwrap();
    }

    fn heard(&mut self, body: &str) {
        match decode(body).unwrap() {
            ToThreads::Offer(times) => self.answered.insert(times.cause),
            ToThreads::HandOver { cause: Some(cause), .. } => self.answered.insert(cause),
            other => unreachable!("{other:?}"),
        };
    }

    async fn slot(&self, id: &str) -> Option<Slot> {
        load(&self.ports, &slot_key(&self.clinic.id, &SlotId::new(id).unwrap())).await.unwrap()
    }

    async fn case(&self) -> Case {
        load(&self.ports, &case_key(&self.clinic.id, &CaseId::new("a1").unwrap())).await.unwrap().unwrap()
    }

    async fn left(&self) -> Option<Slot> {
        let id = SlotId::derive(&self.clinic.id, &CaseId::new("a1").unwrap(), 1);
        self.slot(id.as_str()).await
    }

    /// Holds at every moment: the visit stands on exactly one time, and that time is nobody else's to take.
    async fn assert_whole(&self, moment: &str) {
        let (case, slot) = (self.case().await, self.slot("s1").await.unwrap());
        let moved = case.slot.as_ref() == Some(&slot.id);
        let claim = Claim { case: case.id.clone(), version: 1 };
        assert_eq!(matches!(&slot.state, SlotState::Taken { claim: it } if *it == claim), moved, "{moment}");
        assert_eq!(self.left().await.is_some(), moved, "{moment}: the old time is free once it is left");
        assert_eq!(case.anchor.at == slot.start.at, moved, "{moment}");
    }

    async fn assert_moved(&self, moment: &str) {
        self.assert_whole(moment).await;
        let case = self.case().await;
        assert_eq!((case.state, case.version), (CaseState::Booked, 2), "{moment}");
        assert_eq!(self.left().await.unwrap().state, SlotState::Open, "{moment}");
        assert_eq!(self.told.len(), 1, "{moment}: told once");
    }
}

async fn dies_everywhere(by_offer: bool) -> u32 {
    for half in 1.. {
        let moment = format!("by offer: {by_offer}, half step {half}");
        let mut moving = Move::ready(by_offer).await;
        moving.death.at(half);
        let handled = reminder_scheduler::handle(&moving.ports, &moving.record, moving.now).await;
        if moving.death.is_ahead() {
            handled.unwrap();
            return half - 1;
        }
        assert!(handled.is_err(), "{moment}");
        moving.assert_whole(&moment).await;
        let record = moving.record.clone();
        for _ in 0..2 {
            reminder_scheduler::handle(&moving.ports, &record, moving.now).await.unwrap();
            moving.settle().await;
            moving.assert_moved(&moment).await;
        }
        if by_offer {
            let entry: Waiting =
                load(&moving.ports, &wait_key(&moving.clinic.id, &CaseId::new("a1").unwrap()))
                    .await
                    .unwrap()
                    .unwrap();
            assert!(matches!(entry.state, WaitingState::Accepted { .. }), "{moment}");
        }
    }
    unreachable!()
}

#[tokio::test]
async fn a_move_is_whole_wherever_the_process_dies() {
    let chosen = dies_everywhere(false).await;
    let offered = dies_everywhere(true).await;
    println!("the process died at {chosen} moments of a choice and at {offered} of an acceptance");
    // The hold, the move and one publishing, each before and after it took place.
    assert!(chosen >= 6 && offered >= 6);
}

#[tokio::test]
async fn a_hold_that_nobody_completes_ends() {
    let mut moving = Move::ready(false).await;
    // The record never comes back.
    moving.dies_once_held(2).await;
    moving.outlives_the_hold().await;
    assert_eq!(moving.slot("s1").await.unwrap().state, SlotState::Open);
    moving.assert_whole("the hold is over").await;
    assert_eq!(moving.case().await.version, 1);
}

#[tokio::test]
async fn an_acceptance_that_comes_again_after_its_hold_counts() {
    let mut moving = Move::ready(true).await;
    // First the answer is noted on the waiting list.
    moving.dies_once_held(4).await;
    moving.outlives_the_hold().await;
    moving.comes_again().await;
    moving.assert_moved("the hold is over").await;
    assert_eq!((moving.answered.len(), moving.gone.len()), (0, 0));
}

#[tokio::test]
async fn who_has_no_visit_hears_that_what_their_hold_lost_is_gone() {
    for moves_first in [true, false] {
        let mut moving = Move::ready_without_a_visit().await;
        moving.dies_once_held(4).await;
        if moves_first {
            moving.opens("e4", "2026-12-07T10:00").await;
        }
        moving.outlives_the_hold().await;
        if !moves_first {
            let slot = json!({ "id": "s1", "start": "2026-12-07T09:00" });
            moving
                .tells(&json!({
                    "event_id": "e4", "type": "slot.closed", "occurred_at": START, "slot": slot,
                }))
                .await;
        }
        moving.comes_again().await;
        let heard = (moving.gone.len(), moving.answered.len());
        assert_eq!(heard, (1, 0), "moved: {moves_first}; told once, and nothing to book");
    }
}

#[tokio::test]
async fn what_is_told_another_time_while_it_is_kept_is_let_go_wherever_the_process_dies() {
    for half in 1.. {
        let moment = format!("half step {half}");
        let mut moving = Move::ready(false).await;
        moving.dies_once_held(2).await;
        moving.opens("e4", "2026-12-07T10:00").await;
        moving.death.at(half);
        let handled = reminder_scheduler::handle(&moving.ports, &moving.record, moving.now).await;
        if moving.death.is_ahead() {
            handled.unwrap();
            // The visit's write, its publishing and the slot's write, each before and after it took place.
            assert!(half > 6);
            return;
        }
        assert!(handled.is_err(), "{moment}");
        moving.comes_again().await;
        moving.outlives_the_hold().await;
        assert_eq!(moving.slot("s1").await.unwrap().state, SlotState::Open, "{moment}");
        assert_eq!((moving.case().await.version, moving.told.len()), (1, 0), "{moment}");
        assert_eq!(moving.answered.len(), 1, "{moment}");
    }
}

#[tokio::test]
async fn who_has_no_visit_is_not_given_another_time_than_they_accepted() {
    for half in 1.. {
        let moment = format!("half step {half}");
        let mut moving = Move::ready_without_a_visit().await;
        moving.dies_once_held(4).await;
        moving.opens("e4", "2026-12-07T10:00").await;
        moving.death.at(half);
        let handled = reminder_scheduler::handle(&moving.ports, &moving.record, moving.now).await;
        if moving.death.is_ahead() {
            handled.unwrap();
            // The slot's write and its publishing, each before and after it took place.
            assert!(half > 4);
            return;
        }
        assert!(handled.is_err(), "{moment}");
        moving.comes_again().await;
        assert_eq!(moving.slot("s1").await.unwrap().state, SlotState::Open, "{moment}");
        assert_eq!(
            (moving.gone.len(), moving.answered.len()),
            (1, 0),
            "{moment}: told once, and nothing to book"
        );
    }
}
