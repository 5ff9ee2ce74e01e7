//! Who can be offered a slot and answer in time.

use jiff::Timestamp;

use crate::clinic::Clinic;
use crate::delivery::{Channel, Purpose};
use crate::patient::Patient;
use crate::reason::Reason;
use crate::slot::OFFER_CHANNELS;
use crate::thread::Thread;

/// Whether an offer would be let out to them now, by what is on record of them and of the conversation with their
/// phone: at an hour at which they are written to, on a channel of offers that reaches them and that they have not
/// refused. Whoever is not offered a slot keeps their place on the list.
#[must_use]
pub fn is_reached(patient: &Patient, thread: Option<&Thread>, clinic: &Clinic, now: Timestamp) -> bool {
    let refuses = |channel: Channel| {
        let stopped = |it: &Thread| it.in_doubt_since.is_some() || it.is_stopped(channel, Purpose::Care);
        !patient.consents_to(Purpose::Care, channel, clinic) || thread.is_some_and(stopped)
    };
    let fails = |channel: Channel| {
        let wrote_lately = channel == Channel::Whatsapp && thread.is_some_and(|it| it.window_is_open(now));
        !wrote_lately && patient.why_unreachable(channel, now).is_some()
    };
    let by = |channel: Channel| {
        let has_way = clinic.sender_id(channel).is_some() && patient.identity(channel).is_some();
        has_way && !fails(channel) && !refuses(channel)
    };
    let opens = clinic.release_hours.next_open(now, patient.zone(clinic));
    opens <= now && OFFER_CHANNELS.into_iter().any(by)
}

/// Whether what stopped an offer lies with the one it was for. What lies with the clinic or a provider would stop the
/// next ones too: asked at once, a whole list would have had its turn in a minute, and nobody a message. So may what a
/// provider refused for a reason that is not known to be theirs.
#[must_use]
pub const fn stops_only_them(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::Superseded
            | Reason::Cancelled
            | Reason::Unknown
            | Reason::NoAddress
            | Reason::SharedAddress
            | Reason::AddressChanged
            | Reason::OptedOut
            | Reason::NoConsent
            | Reason::Unverified
            | Reason::Cap
            | Reason::BadAddress
            | Reason::Undelivered
    )
}
