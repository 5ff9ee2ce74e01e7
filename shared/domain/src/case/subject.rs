//! What a case is about: a visit, or something to give notice of.

use serde::{Deserialize, Serialize};

use super::Case;
use crate::event::Modality;
use crate::phi::Phi;

/// What a journey is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// A visit; its start is the case's anchor.
    Appointment {
        /// How long it takes.
        duration_minutes: Option<u32>,
        /// With whom.
        practitioner: Option<Phi<String>>,
        /// What for.
        service: Option<Phi<String>>,
        /// Where.
        site: Option<String>,
        /// On site, by video, by phone.
        modality: Modality,
        /// The last delay told.
        delay_minutes: Option<u32>,
    },
    /// Something to give notice of.
    Notice {
        /// What the patient asks for it by.
        reference: String,
        /// When it falls due.
        due_on: Option<jiff::civil::Date>,
        /// Of a campaign, which: the step of that name is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        campaign: Option<String>,
    },
}

impl Case {
    /// Where the visit takes place; notices take place nowhere.
    #[must_use]
    pub fn modality(&self) -> Modality {
        match &self.subject {
            Subject::Appointment { modality, .. } => *modality,
            Subject::Notice { .. } => Modality::OnSite,
        }
    }

    /// Of a campaign, which.
    #[must_use]
    pub fn campaign(&self) -> Option<&str> {
        match &self.subject {
            Subject::Appointment { .. } => None,
            Subject::Notice { campaign, .. } => campaign.as_deref(),
        }
    }

    /// By how much the visit will be late, if it was said.
    pub(super) fn delay_minutes(&self) -> Option<u32> {
        match &self.subject {
            Subject::Appointment { delay_minutes, .. } => *delay_minutes,
            Subject::Notice { .. } => None,
        }
    }

    /// What the visit is for.
    #[must_use]
    pub const fn service(&self) -> Option<&Phi<String>> {
        match &self.subject {
            Subject::Appointment { service, .. } => service.as_ref(),
            Subject::Notice { .. } => None,
        }
    }

    /// With whom the visit is.
    #[must_use]
    pub const fn practitioner(&self) -> Option<&Phi<String>> {
        match &self.subject {
            Subject::Appointment { practitioner, .. } => practitioner.as_ref(),
            Subject::Notice { .. } => None,
        }
    }

    /// Where the visit is.
    #[must_use]
    pub fn site(&self) -> Option<&str> {
        match &self.subject {
            Subject::Appointment { site, .. } => site.as_deref(),
            Subject::Notice { .. } => None,
        }
    }
}
