//! What is said of a slot, to those who wait and to staff.

use jiff::{SignedDuration, Timestamp};

use super::{Effect, Offer, Slot};
use crate::case::{Covered, OLD_TEMPLATE};
use crate::delivery::Channel;
use crate::event::Modality;
use crate::ids::{CaseId, MessageId};
use crate::language::Language;
use crate::message::{About, Form, MessageSpec, Recipient};
use crate::phi::Phi;
use crate::words;

/// The template that offers a slot.
pub const OFFER_TEMPLATE: &str = "slot_offer";
/// The template that says kindly that an offered slot is gone.
pub const GONE_TEMPLATE: &str = "slot_gone";
/// On which channels slots are offered: who has minutes to answer is not reached by e-mail.
pub const OFFER_CHANNELS: [Channel; 2] = [Channel::Whatsapp, Channel::Sms];
/// To say that a slot is gone is of use for this many hours.
const GONE_USEFUL_HOURS: i64 = 12;

impl Slot {
    /// The message that offers the slot to an entry in a round: the same offer always has the same message.
    #[must_use]
    pub fn offer_message(&self, entry: &CaseId, round: u32) -> MessageId {
        MessageId::derive(&self.clinic, entry, round, &format!("offer@{}", self.id))
    }

    /// The message that says that what was offered is gone, and the one that says so to each later acceptance.
    pub(super) fn gone_message(&self, offer: &Offer, late: u32) -> MessageId {
        let step = if late == 0 { format!("gone@{}", self.id) } else { format!("gone-{late}@{}", self.id) };
        MessageId::derive(&self.clinic, &offer.entry, offer.round, &step)
    }

    /// An offer falls with the version of the appointment that it would move.
    pub(super) fn say_offer(&self, offer: &Offer) -> Effect {
        let covers =
            offer.version.map(|version| Covered { case: offer.entry.clone(), version }).into_iter().collect();
        let spec = self.spec(offer, OFFER_TEMPLATE, offer.message.clone(), covers, offer.until);
        Effect::Say { spec: Box::new(spec) }
    }

    /// Unasked, it is of no use once the slot's time has come.
    pub(super) fn say_gone(&self, offer: &Offer, now: Timestamp) -> Effect {
        let spec = self.gone(offer, now);
        let not_after = spec.not_after.min(self.start.at);
        Effect::Say { spec: Box::new(MessageSpec { not_after, ..spec }) }
    }

    /// Whoever accepts what is gone has just written, and is answered at any hour and however late.
    pub(super) fn answer_gone(&self, offer: &Offer, now: Timestamp) -> Effect {
        Effect::Say { spec: Box::new(MessageSpec { form: Form::Reply, ..self.gone(offer, now) }) }
    }

    /// Whoever has taken another slot by the same place on the list hears that this offer no longer holds.
    pub(super) fn answer_old(&self, offer: &Offer, now: Timestamp) -> Effect {
        let spec = self.gone(offer, now);
        let (step, template) = (OLD_TEMPLATE.to_owned(), OLD_TEMPLATE.to_owned());
        Effect::Say { spec: Box::new(MessageSpec { form: Form::Reply, step, template, ..spec }) }
    }

    /// When, with whom and where it is, for staff: `mar 1/12 18:00, Dr. Sosa, Centro`.
    #[must_use]
    pub fn in_words(&self, language: Language) -> Phi<String> {
        let start = self.start.local;
        let when = format!("{} {}", words::short_date(start.date(), language), words::time(start.time()));
        let with = self.practitioner.as_ref().map(|it| it.expose().as_str());
        let at = match self.modality {
            Modality::OnSite => self.site.as_deref(),
            Modality::Video | Modality::Phone => Some(words::remotely(language)),
        };
        let said: Vec<&str> = [Some(when.as_str()), with, at].into_iter().flatten().collect();
        Phi::new(said.join(", "))
    }

    fn gone(&self, offer: &Offer, now: Timestamp) -> MessageSpec {
        let id = self.gone_message(offer, offer.late);
        let until = now.checked_add(SignedDuration::from_hours(GONE_USEFUL_HOURS)).unwrap_or(Timestamp::MAX);
        self.spec(offer, GONE_TEMPLATE, id, Vec::new(), until)
    }

    fn spec(
        &self,
        offer: &Offer,
        template: &str,
        id: MessageId,
        covers: Vec<Covered>,
        not_after: Timestamp,
    ) -> MessageSpec {
        let asks = template == OFFER_TEMPLATE;
        let to = Recipient::Patient(offer.patient.clone());
        MessageSpec {
            channels: OFFER_CHANNELS.to_vec(),
            covers,
            asks,
            about: if asks { About::Offer } else { About::Visit },
            slot: Some(self.id.clone()),
            ..MessageSpec::new(id, &self.clinic, to, template, not_after)
        }
    }
}
