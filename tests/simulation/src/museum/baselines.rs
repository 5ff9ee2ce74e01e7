//! Three rivals, in our own words and code: the logic of each, as its source says it, and nothing kinder or worse.
//!
//! - [`Hourly`]: the pending-list sender of `twilio-labs/function-templates`, `patient-appointment-management`
//!   (commit 423ae03: `send_appointment_reminders`, `save-*` and the Studio flow).
//! - [`Daily`]: the cron bot of `medplum/medplum`, `medplum-demo-bots/…/send-appointment-reminders` (bb84134).
//! - [`Flagged`]: the reminder that many write first: one cron, one flag. It is nobody's in particular.
//!
//! Where a source leaves something open, it gets the kinder reading: complete events in the order of delivery, the
//! clinic's hours as its window, its daily run at seven by the clinic's clock, one deployment for each clinic. All
//! write by SMS, as their sources do.

mod daily;
mod flagged;
mod hourly;

pub(crate) use daily::Daily;
pub(crate) use flagged::Flagged;
pub(crate) use hourly::Hourly;

use super::street::Street;

/// A system that reminds, of one clinic.
pub(crate) trait Baseline {
    /// How often its cron runs, in milliseconds.
    const EVERY_MS: i64;
    /// By the clinic's clock, the hour of a first run; `None` begins at once.
    const FIRST_HOUR: Option<i8>;

    fn new(clinic: usize) -> Self;

    /// The clinic tells something of a visit: its event, with all of the visit as it stands.
    fn told(&mut self, street: &mut Street<'_>, told: &Told);

    /// Its cron runs.
    fn runs(&mut self, street: &mut Street<'_>);

    /// A patient wrote; what came of it.
    fn wrote(&mut self, street: &mut Street<'_>, wrote: &Answered<'_>) -> Heard;
}

/// An event of the clinic's.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) visit: usize,
    pub(crate) change: &'static str,
    pub(crate) start: jiff::civil::DateTime,
}

/// What somebody wrote under a message.
pub(crate) struct Answered<'a> {
    pub(crate) phone: &'a str,
    pub(crate) text: &'a str,
    /// How long after the message, in milliseconds.
    pub(crate) after_ms: i64,
}

/// What came of something a patient wrote.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Heard {
    pub(crate) heard: bool,
    pub(crate) unsubscribed: bool,
}
