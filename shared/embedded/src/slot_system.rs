//! A clinic's own system of slots, in memory: for worlds that have no other.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::clinic::Clinic;
use domain::ids::{ClinicId, SlotId};
use domain::slot::{Booking, BookingAnswer};
use jiff::Timestamp;
use ports::PortError;
use ports::slot_system::SlotSystem;

/// Who has which slot of which clinic, by the key it was booked under. It answers at once, and never fails.
#[derive(Debug, Default)]
pub struct MemorySlotSystem {
    bookings: Mutex<BTreeMap<(ClinicId, SlotId), String>>,
}

impl MemorySlotSystem {
    fn bookings(&self) -> MutexGuard<'_, BTreeMap<(ClinicId, SlotId), String>> {
        self.bookings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SlotSystem for MemorySlotSystem {
    async fn book(&self, clinic: &Clinic, booking: &Booking, _: Timestamp) -> BookingAnswer {
        let mut bookings = self.bookings();
        let holder =
            bookings.entry((clinic.id.clone(), booking.slot.clone())).or_insert_with(|| booking.key.clone());
        if *holder == booking.key { BookingAnswer::Booked } else { BookingAnswer::Refused }
    }

    async fn give_back(&self, clinic: &Clinic, booking: &Booking, _: Timestamp) -> Result<(), PortError> {
        self.bookings().retain(|(of, _), key| of != &clinic.id || *key != booking.key);
        Ok(())
    }
}
