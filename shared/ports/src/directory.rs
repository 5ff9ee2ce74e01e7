//! The clinics of a deployment, and which of them a sender belongs to.

use std::sync::Arc;

use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::ids::ClinicId;

/// All clinics of a deployment.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    clinics: Vec<Arc<Clinic>>,
}

impl Directory {
    /// These clinics.
    #[must_use]
    pub fn new(clinics: Vec<Clinic>) -> Self {
        Self { clinics: clinics.into_iter().map(Arc::new).collect() }
    }

    /// The clinic of that id.
    #[must_use]
    pub fn by_id(&self, id: &ClinicId) -> Option<&Arc<Clinic>> {
        self.clinics.iter().find(|it| it.id == *id)
    }

    /// The clinic that a number of ours belongs to, as its provider names the number.
    #[must_use]
    pub fn by_sender(&self, channel: Channel, sender: &str) -> Option<&Arc<Clinic>> {
        self.clinics.iter().find(|it| match channel {
            Channel::Whatsapp => it.senders.whatsapp.as_ref().is_some_and(|it| it.phone_number_id == sender),
            Channel::Sms => it.senders.sms.as_ref().is_some_and(|it| it.from == sender),
            Channel::Email => it.senders.email.as_ref().is_some_and(|it| it.from == sender),
        })
    }

    /// The portfolio that a WhatsApp Business account belongs to.
    #[must_use]
    pub fn portfolio_of(&self, waba: &str) -> Option<&str> {
        let sender = self
            .clinics
            .iter()
            .filter_map(|it| it.senders.whatsapp.as_ref())
            .find(|it| it.waba_id == waba)?;
        Some(&sender.portfolio_id)
    }

    /// All clinics.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Clinic>> {
        self.clinics.iter()
    }
}
