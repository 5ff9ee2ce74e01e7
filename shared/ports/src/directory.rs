//! The clinics of a deployment, which of them a sender belongs to, and how they are stored.
//!
//! A function holds all clinics in memory, so that no decision waits for configuration; a deployment therefore has at
//! most [`CLINICS_MAX`].

use std::sync::Arc;

use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::ids::ClinicId;
use domain::knowledge::Passage;
use domain::template::TemplateSet;
use serde::{Deserialize, Serialize};

use crate::PortError;
use crate::commit::{Aggregate, AsRead, item, read, state};
use crate::records::{CLINICS, clinic_key};
use crate::table::{Key, Listing, PAGE_ITEMS_MAX, Put, Table, Written};

/// Most clinics of one deployment: at some 100 KB each they still fit a small function.
pub const CLINICS_MAX: usize = 500;

/// Something is about a clinic that the deployment does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the clinic is not configured")]
pub struct UnknownClinic;

/// All clinics of a deployment.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    clinics: Vec<Known>,
}

/// A clinic, and which revision of it this is: 0 if it was not read from a table.
#[derive(Debug, Clone)]
struct Known {
    key: Key,
    revision: u64,
    clinic: Arc<Clinic>,
}

impl Known {
    fn new(clinic: Clinic, revision: u64) -> Self {
        Self { key: clinic_key(&clinic.id), revision, clinic: Arc::new(clinic) }
    }
}

impl Directory {
    /// These clinics.
    #[must_use]
    pub fn new(clinics: Vec<Clinic>) -> Self {
        Self { clinics: clinics.into_iter().map(|it| Known::new(it, 0)).collect() }
    }

    /// All clinics that are stored.
    ///
    /// # Errors
    /// When the table fails, an item is of another version, or there are more than [`CLINICS_MAX`].
    pub async fn load<T: Table>(table: &T) -> Result<Self, PortError> {
        Self::default().renewed(table).await
    }

    /// All clinics that are stored now. Those that did not change since these were read stay as they are: hundreds
    /// would not fit a small function twice, and to decode them takes it seconds.
    ///
    /// # Errors
    /// Those of [`Directory::load`].
    pub async fn renewed<T: Table>(&self, table: &T) -> Result<Self, PortError> {
        let mut clinics = Vec::new();
        let mut after = None;
        loop {
            let page = table.list(CLINICS, "", after.as_ref(), PAGE_ITEMS_MAX).await?;
            for key in &page.entries {
                let Some(item) = table.get(key).await? else { continue };
                let known = self.clinics.iter().find(|it| it.revision == item.revision && it.key == item.key);
                clinics.push(match known {
                    Some(unchanged) => unchanged.clone(),
                    None => Known::new(state::<Configured>(&item)?.clinic(), item.revision),
                });
            }
            if clinics.len() > CLINICS_MAX {
                let detail = format!("more than {CLINICS_MAX} clinics");
                return Err(PortError::Refused { port: "directory", detail });
            }
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(Self { clinics }),
            }
        }
    }

    /// The clinic of that id.
    #[must_use]
    pub fn by_id(&self, id: &ClinicId) -> Option<&Arc<Clinic>> {
        self.iter().find(|it| it.id == *id)
    }

    /// The clinic that something is about.
    pub fn clinic(&self, id: &ClinicId) -> Result<&Arc<Clinic>, UnknownClinic> {
        self.by_id(id).ok_or(UnknownClinic)
    }

    /// The clinic that a number of ours belongs to, as its provider names the number.
    #[must_use]
    pub fn by_sender(&self, channel: Channel, sender: &str) -> Option<&Arc<Clinic>> {
        self.iter().find(|it| match channel {
            Channel::Whatsapp => it.senders.whatsapp.as_ref().is_some_and(|it| it.phone_number_id == sender),
            Channel::Sms => it.senders.sms.as_ref().is_some_and(|it| it.from == sender),
            Channel::Email => it.senders.email.as_ref().is_some_and(|it| it.from == sender),
        })
    }

    /// The portfolio that a WhatsApp Business account belongs to.
    #[must_use]
    pub fn portfolio_of(&self, waba: &str) -> Option<&str> {
        let sender =
            self.iter().filter_map(|it| it.senders.whatsapp.as_ref()).find(|it| it.waba_id == waba)?;
        Some(&sender.portfolio_id)
    }

    /// The first clinic: in a deployment of one, the only one.
    #[must_use]
    pub fn first_id(&self) -> Option<&ClinicId> {
        self.iter().next().map(|it| &it.id)
    }

    /// All clinics.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Clinic>> {
        self.clinics.iter().map(|it| &it.clinic)
    }
}

/// A clinic's configuration as it is stored: templates and knowledge, which its files keep apart, beside the rest.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Configured {
    clinic: Clinic,
    templates: TemplateSet,
    /// Absent from what was stored before clinics had any.
    #[serde(default)]
    knowledge: Vec<Passage>,
}

impl Configured {
    fn of(clinic: &Clinic) -> Self {
        let (templates, knowledge) = (clinic.templates.clone(), clinic.knowledge.clone());
        Self { clinic: clinic.clone(), templates, knowledge }
    }

    fn clinic(self) -> Clinic {
        Clinic { templates: self.templates, knowledge: self.knowledge, ..self.clinic }
    }
}

impl Aggregate for Configured {
    fn key(&self) -> Key {
        clinic_key(&self.clinic.id)
    }
    fn listing(&self) -> Option<Listing> {
        Some(Listing { list: CLINICS.to_owned(), order: self.clinic.id.to_string() })
    }
}

/// A clinic's stored configuration.
pub async fn configured<T: Table>(table: &T, id: &ClinicId) -> Result<AsRead<Clinic>, PortError> {
    let AsRead { revision, state } = read(table, &clinic_key(id)).await?;
    Ok(AsRead { revision, state: state.map(Configured::clinic) })
}

/// Stores a clinic's configuration over the revision that was read; 0 for a clinic that is new.
pub async fn configure<T: Table>(table: &T, clinic: &Clinic, over: u64) -> Result<Written, PortError> {
    table.put(Put { item: item(&Configured::of(clinic), over + 1)? }).await
}

/// A clinic's configuration as [`configure`] stores it: [`ITEM_BYTES_MAX`](crate::table::ITEM_BYTES_MAX) at most.
pub fn stored_body(clinic: &Clinic) -> Result<String, PortError> {
    Ok(item(&Configured::of(clinic), 1)?.body)
}
