//! The numbers that a patient is known by.

use domain::identify::document;
use domain::ids::{InvalidId, PatientId, derived};

use super::Reading;
use super::datatypes::{is_current, objects, text};
use super::patient::patient_id;
use crate::Problems;
use crate::json::fields::Object;
use crate::text::key;
use crate::vocabulary::is_document;

/// What a number is, the best name for a patient first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    /// Of the clinic's medical record.
    Record,
    /// Of a patient in some system, or of an unknown sort.
    Patient,
    /// Of the state's for a person.
    Document,
    /// Of an insurance, an account, ….
    Other,
}

/// The numbers of one patient that still hold.
pub(super) struct Identifiers<'a> {
    found: Vec<(Sort, &'a str, String)>,
}

impl<'a> Identifiers<'a> {
    pub(super) fn of(
        identifiers: impl IntoIterator<Item = Object<'a>>,
        reading: &Reading<'_>,
        problems: &mut Problems,
    ) -> Self {
        let mut found = Vec::new();
        for identifier in identifiers {
            let value = text(&identifier, "value", problems);
            let Some(value) = value.filter(|_| is_current(&identifier, &reading.today, problems)) else {
                continue;
            };
            found.push((sort(&identifier, problems), value.trim(), identifier.place("value")));
        }
        Self { found }
    }

    /// The number that the patient is told from others by. That of a document would stand in logs: it is digested.
    pub(super) fn number(&self) -> Option<Result<PatientId, InvalidId>> {
        let (sort, value, _) = self.found.iter().min_by_key(|it| it.0)?;
        match sort {
            Sort::Record | Sort::Patient => Some(patient_id(value)),
            Sort::Document => Some(PatientId::new(derived("pat", &["national", &key(value)]))),
            Sort::Other => None,
        }
    }

    /// The first identity document.
    pub(super) fn document(&self, problems: &mut Problems) -> Option<String> {
        let (_, value, place) = self.found.iter().find(|it| it.0 == Sort::Document)?;
        problems.keep(place.as_str(), document(value).ok_or("has not 5 to 20 letters and digits"))
    }
}

fn sort(identifier: &Object<'_>, problems: &mut Problems) -> Sort {
    let kind = identifier.object("type", problems);
    let codings = kind.as_ref().map(|it| objects(it, "coding", problems)).unwrap_or_default();
    let codes: Vec<&str> = codings.iter().filter_map(|it| text(it, "code", problems)).collect();
    let words = kind.as_ref().and_then(|it| text(it, "text", problems));
    let system = text(identifier, "system", problems).and_then(|it| it.rsplit(['/', ':']).next());
    if codes.contains(&"MR") {
        Sort::Record
    } else if codes.iter().copied().chain(words).chain(system).any(is_document) {
        Sort::Document
    } else if codes.is_empty() || codes.iter().any(|it| matches!(*it, "PI" | "PT")) {
        Sort::Patient
    } else {
        Sort::Other
    }
}
