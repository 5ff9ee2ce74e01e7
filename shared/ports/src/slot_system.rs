//! **Slot system**: a clinic's own system, which has the last word on who has a slot.

use std::future::Future;

use domain::clinic::Clinic;
use domain::slot::{Booking, BookingAnswer};
use jiff::Timestamp;

use crate::PortError;

/// Asking a clinic's system.
///
/// Whoever implements it promises: the same key is one booking however often it is asked for; a slot that one key has
/// is refused to every other; what is not known to be booked or refused is [`BookingAnswer::Unknown`], never guessed.
pub trait SlotSystem: Send + Sync {
    /// Asks for a slot, on behalf of a visit that moves to it.
    fn book(
        &self,
        clinic: &Clinic,
        booking: &Booking,
        now: Timestamp,
    ) -> impl Future<Output = BookingAnswer> + Send;

    /// Gives back what was booked under that key; nothing, if nothing was.
    fn give_back(
        &self,
        clinic: &Clinic,
        booking: &Booking,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), PortError>> + Send;
}
