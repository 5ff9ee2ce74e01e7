//! What is said of a slot to those who wait.

use jiff::{SignedDuration, Timestamp};

use super::{Effect, Offer, Slot};
use crate::case::Covered;
use crate::delivery::{Channel, Purpose};
use crate::ids::{CaseId, MessageId};
use crate::message::{About, Form, MessageSpec, Recipient};

/// The template that offers a slot.
pub const OFFER_TEMPLATE: &str = "slot_offer";
/// The template that says kindly that an offered slot is gone.
pub const GONE_TEMPLATE: &str = "slot_gone";
/// On which channels slots are offered: who has minutes to answer is not reached by e-mail.
pub const OFFER_CHANNELS: [Channel; 2] = [Channel::Whatsapp, Channel::Sms];
/// To say that a slot is gone is of use for so many hours.
const GONE_USEFUL_HOURS: i64 = 12;

impl Slot {
    /// The message that offers the slot to an entry in a round: the same offer always has the same message.
    #[must_use]
    pub fn offer_message(&self, entry: &CaseId, round: u32) -> MessageId {
        MessageId::derive(&self.clinic, entry, round, &format!("offer@{}", self.id))
    }

    /// The message that says that what was offered is gone.
    pub(super) fn gone_message(&self, offer: &Offer) -> MessageId {
        MessageId::derive(&self.clinic, &offer.entry, offer.round, &format!("gone@{}", self.id))
    }

    /// An offer falls with the version of the appointment that it would move.
    pub(super) fn say_offer(&self, offer: &Offer) -> Effect {
        let covers =
            offer.version.map(|version| Covered { case: offer.entry.clone(), version }).into_iter().collect();
        self.say(offer, OFFER_TEMPLATE, offer.message.clone(), covers, offer.until)
    }

    pub(super) fn say_gone(&self, offer: &Offer, now: Timestamp) -> Effect {
        let id = self.gone_message(offer);
        let until = now.checked_add(SignedDuration::from_hours(GONE_USEFUL_HOURS)).unwrap_or(Timestamp::MAX);
        self.say(offer, GONE_TEMPLATE, id, Vec::new(), until.min(self.start.at))
    }

    fn say(
        &self,
        offer: &Offer,
        template: &str,
        id: MessageId,
        covers: Vec<Covered>,
        not_after: Timestamp,
    ) -> Effect {
        let asks = template == OFFER_TEMPLATE;
        Effect::Say {
            spec: Box::new(MessageSpec {
                id,
                clinic: self.clinic.clone(),
                to: Recipient::Patient(offer.patient.clone()),
                step: template.to_owned(),
                purpose: Purpose::Care,
                template: template.to_owned(),
                template_day: None,
                form: Form::Template,
                channels: OFFER_CHANNELS.to_vec(),
                covers,
                not_after,
                asks,
                about: if asks { About::Offer } else { About::Visit },
                slot: Some(self.id.clone()),
                only_unanswered: false,
                undelivered_after_minutes: None,
                unread_after_minutes: None,
                only_after: None,
            }),
        }
    }
}
