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
use ports::wire::{ToJourneys, ToOutbound, decode, encode};
use serde_json::{Value, json};

use crate::desk::{Death, Desk, Mortal, event};
use crate::intercepted::Intercepted;

/// A Monday, 10:00 in Buenos Aires.
const START: &str = "2026-11-30T13:00:00Z";
/// A hold ends within so many minutes.
const HOLD_OVER_MINUTES: i64 = 12;

struct Move {
    desk: Desk<Intercepted<Mortal>>,
    death: Arc<Death>,
    clinic: Clinic,
    now: Timestamp,
    /// Messages about the visit's move, each by its id.
    told: BTreeSet<String>,
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
        let (desk, death) = Desk::mortal(&clinic);
        let now = START.parse().unwrap();
        let mut ready = Self { desk, death, clinic, now, told: BTreeSet::new(), record: String::new() };
        ready
            .tells(&json!({
                "event_id": "e1", "type": "appointment.booked", "occurred_at": START,
                "patient": { "id": "p1", "phone": "+5491155550101" },
                "appointment": { "id": "a1", "start": "2026-12-18T10:30" },
            }))
            .await;
        ready
            .tells(&json!({
                "event_id": "e2", "type": "waiting.joined", "occurred_at": START,
                "patient": { "id": "p1" }, "waiting": { "appointment_id": "a1" },
            }))
            .await;
        ready
            .tells(&json!({
                "event_id": "e3", "type": "slot.opened", "occurred_at": START,
                "slot": { "id": "s1", "start": "2026-12-07T09:00" },
            }))
            .await;
        let (clinic, cause) = (ready.clinic.id.clone(), "tap-1".to_owned());
        let (channel, thread) = (Channel::Whatsapp, ThreadId::new("thr_1").unwrap());
        let record = if by_offer {
            let slot = ready.slot("s1").await.unwrap();
            let message = slot.offers[0].message.clone();
            ToJourneys::OfferAnswered { clinic, cause, message, accepted: true, channel, thread }
        } else {
            ToJourneys::SlotChosen {
                clinic,
                cause,
                case: CaseId::new("a1").unwrap(),
                version: 1,
                slot: SlotId::new("s1").unwrap(),
                start: Some("2026-12-07T12:00:00Z".parse().unwrap()),
                channel,
                thread,
            }
        };
        ready.record = encode(&record);
        ready
    }

    async fn tells(&mut self, told: &Value) {
        let record = event(&self.clinic, told);
        reminder_scheduler::handle(&self.desk, &record, self.now).await.unwrap();
        self.settle().await;
    }

    /// Handles what was published, until nothing more is.
    async fn settle(&mut self) {
        loop {
            let sent = self.desk.take_sent();
            if sent.is_empty() {
                return;
            }
            for (queue, body) in sent {
                match queue {
                    QueueName::Journeys => {
                        reminder_scheduler::handle(&self.desk, &body, self.now).await.unwrap();
                    }
                    QueueName::Outbound => self.said(&body).await,
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
        let mut together = Together::default();
        together.add(&Message::new(*spec, self.now), 0).unwrap();
        let _ = together.write(&self.desk).await.unwrap();
    }

    async fn slot(&self, id: &str) -> Option<Slot> {
        load(&self.desk, &slot_key(&self.clinic.id, &SlotId::new(id).unwrap())).await.unwrap()
    }

    async fn case(&self) -> Case {
        load(&self.desk, &case_key(&self.clinic.id, &CaseId::new("a1").unwrap())).await.unwrap().unwrap()
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
        let handled = reminder_scheduler::handle(&moving.desk, &moving.record, moving.now).await;
        if moving.death.is_ahead() {
            handled.unwrap();
            return half - 1;
        }
        assert!(handled.is_err(), "{moment}");
        moving.assert_whole(&moment).await;
        let record = moving.record.clone();
        for _ in 0..2 {
            reminder_scheduler::handle(&moving.desk, &record, moving.now).await.unwrap();
            moving.settle().await;
            moving.assert_moved(&moment).await;
        }
        if by_offer {
            let entry: Waiting =
                load(&moving.desk, &wait_key(&moving.clinic.id, &CaseId::new("a1").unwrap()))
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
    // The hold is stored; then the process dies and the record never comes back.
    moving.death.at(2);
    assert!(reminder_scheduler::handle(&moving.desk, &moving.record, moving.now).await.is_err());
    assert!(matches!(moving.slot("s1").await.unwrap().state, SlotState::Held { .. }));
    moving.now += SignedDuration::from_mins(HOLD_OVER_MINUTES);
    for minute in 0..=HOLD_OVER_MINUTES {
        let minute = START.parse::<Timestamp>().unwrap().as_second() / 60 + minute;
        let record = encode(&ToJourneys::MinuteDue { minute });
        reminder_scheduler::handle(&moving.desk, &record, moving.now).await.unwrap();
        moving.settle().await;
    }
    assert_eq!(moving.slot("s1").await.unwrap().state, SlotState::Open);
    moving.assert_whole("the hold is over").await;
    assert_eq!(moving.case().await.version, 1);
}
