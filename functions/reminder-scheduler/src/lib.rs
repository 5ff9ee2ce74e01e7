//! Cases: open, move, confirm, cancel, wake; what to say next and when. Slots: who gets them; the waiting list.
//!
//! Consumes the journeys queue. What a record calls for is decided on what is stored now, stored, and then published; a
//! record that comes again finds its cause applied and publishes the same effects. `cases` does so for visits and
//! notices, `slots` for times that can be booked, `rounds` for the waiting list; `moving` and `offers` put visits onto
//! slots. `wake` decides nothing: it passes wake-ups on to where they are decided.

mod around;
mod booking;
mod cases;
mod clinic_event;
mod moving;
mod offers;
mod rounds;
mod slots;
mod waits;
mod wake;

use domain::case::{Answer, Event, Inbound};
use domain::slot::Claim;
use frame::Failure;
use jiff::Timestamp;
use ports::Ports;
use ports::publish::publish;
use ports::table::{Cursor, Minute};
use ports::wire::{ToJourneys, ToThreads, decode};

use crate::moving::Wanted;

/// Handles one record of the journeys queue.
pub async fn handle<P: Ports>(ports: &P, body: &str, now: Timestamp) -> Result<(), Failure> {
    match decode(body)? {
        ToJourneys::ClinicEvent { clinic, event } => {
            Box::pin(clinic_event::handle(ports, &clinic, &event, now)).await
        }
        ToJourneys::Answer(answered) => Box::pin(cases::answered(ports, &answered, now)).await,
        ToJourneys::MinuteDue { minute } => wake::fan_out(ports, Minute(minute)).await,
        ToJourneys::PageDue { minute, shard, after } => {
            wake::page(ports, Minute(minute), shard, after.map(Cursor)).await
        }
        ToJourneys::CaseDue { clinic, case, due } => {
            cases::apply(ports, &clinic, &case, &Event::Woken { due }, now).await
        }
        ToJourneys::Unsaid { clinic, case, message, reason } => {
            cases::apply(ports, &clinic, &case, &Event::Stopped { message, reason }, now).await
        }
        ToJourneys::AnswerUnsaid { clinic, thread, message } => {
            let unheard = ToThreads::Unheard { thread, message };
            Ok(publish(ports.queue(), clinic.as_str(), &[unheard]).await?)
        }
        ToJourneys::SlotChosen { clinic, cause, case, version, slot, start, channel, thread } => {
            let clinic = ports.directory().clinic(&clinic)?;
            let inbound = Inbound { cause: &cause, channel, thread: &thread };
            let wanted = Wanted { clinic, inbound, now };
            Box::pin(moving::choose(ports, &wanted, &Claim { case, version }, &slot, start)).await
        }
        ToJourneys::OtherTimes { clinic, cause, case, version, wish, channel, thread } => {
            let (answer, wish) = (Answer::Move, Some(wish));
            let together = Vec::new();
            let event = Event::Answered { cause, answer, wish, version, together, channel, thread };
            cases::apply(ports, &clinic, &case, &event, now).await
        }
        ToJourneys::WaitAsked { clinic, cause, case, joins, channel, thread } => {
            let clinic = ports.directory().clinic(&clinic)?;
            let inbound = Inbound { cause: &cause, channel, thread: &thread };
            let wanted = Wanted { clinic, inbound, now };
            waits::ask(ports, &wanted, &case, joins).await
        }
        ToJourneys::OfferAnswered { clinic, cause, message, accepted, channel, thread } => {
            let clinic = ports.directory().clinic(&clinic)?;
            let inbound = Inbound { cause: &cause, channel, thread: &thread };
            let wanted = Wanted { clinic, inbound, now };
            Box::pin(offers::answer(ports, &wanted, &message, accepted)).await
        }
        ToJourneys::OfferUnsaid { clinic, slot, message, reason } => {
            rounds::unsaid(ports, ports.directory().clinic(&clinic)?, &slot, &message, reason, now).await
        }
        ToJourneys::BookingAnswered { clinic, slot, key, ask, answer } => {
            booking::answered(ports, ports.directory().clinic(&clinic)?, &slot, key, ask, answer, now).await
        }
        ToJourneys::BookingSettled { clinic, slot, asking, settled } => {
            let clinic = ports.directory().clinic(&clinic)?;
            Box::pin(booking::settled(ports, clinic, &slot, &asking, settled, now)).await
        }
        ToJourneys::SlotDue { clinic, slot, due } => {
            slots::wake(ports, ports.directory().clinic(&clinic)?, &slot, due, now).await
        }
        ToJourneys::RoundDue { clinic, slot, round } => {
            let clinic = ports.directory().clinic(&clinic)?;
            Box::pin(rounds::begin(ports, clinic, &slot, round, now)).await
        }
        ToJourneys::Sweep => wake::sweep(ports, now).await,
    }
}
