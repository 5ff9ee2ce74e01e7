//! What a clinic's own system of slots promises.

use domain::clinic::Clinic;
use domain::ids::SlotId;
use domain::slot::{Booking, BookingAnswer};
use jiff::Timestamp;

use super::done;
use crate::slot_system::SlotSystem;

/// One key is one booking however often it is asked for; a slot is booked once; what is given back is free again.
///
/// `booking` is one that the system can book; its slot and key are varied.
///
/// # Panics
/// When the system breaks a promise.
pub async fn slot_system_contract<S: SlotSystem>(
    system: &S,
    clinic: &Clinic,
    booking: &Booking,
    now: Timestamp,
) {
    let first = booking;
    let rival = Booking { key: format!("{}.rival", booking.key), ..booking.clone() };
    let slot =
        SlotId::new(format!("{}.next", booking.slot)).unwrap_or_else(|_| panic!("the slot's id is long"));
    let next = Booking { key: format!("{}.next", booking.key), slot, ..booking.clone() };
    let ask = async |booking: &Booking| system.book(clinic, booking, now).await;
    assert_eq!(ask(first).await, BookingAnswer::Booked, "a free slot is booked");
    assert_eq!(ask(&rival).await, BookingAnswer::Refused, "a slot is booked once");
    let again = Booking { ask: 2, ..first.clone() };
    assert_eq!(ask(&again).await, BookingAnswer::Booked, "a key that is known is booked");
    assert_eq!(ask(&next).await, BookingAnswer::Booked, "another slot is its own");
    done(system.give_back(clinic, first, now).await, "a booking is given back");
    done(system.give_back(clinic, first, now).await, "what is not booked is given back");
    assert_eq!(ask(&rival).await, BookingAnswer::Booked, "what was given back is free");
    assert_eq!(ask(first).await, BookingAnswer::Refused, "and booked once");
    assert_eq!(ask(&next).await, BookingAnswer::Booked, "giving back touches nothing else");
    done(system.give_back(clinic, &rival, now).await, "a booking is given back");
    done(system.give_back(clinic, &next, now).await, "a booking is given back");
}
