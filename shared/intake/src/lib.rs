//! Clinics' formats into checked events: JSON, the agenda as a file, HL7 v2 and FHIR R4.
//!
//! Guarantees: what comes out satisfies the domain's types and the limits named here; what is wrong is named by its
//! place, its field and a reason, and does not stop what is right beside it; no reason carries a name, a phone number
//! or an address; the same input gives the same output. Nothing is read or written, and the time is an argument.
//!
//! It does not know what was told before: whether an event is a repeat, late or about an unknown appointment is for
//! the case that it reaches.

pub mod agenda;
pub mod fhir;
pub mod hl7;
pub mod json;
pub mod phone;

mod moment;
mod name;
mod text;
mod vocabulary;

#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;

use domain::civil::Zone;
use domain::clinic::Clinic;
use domain::event::ClinicEvent;
use domain::journey::Topic;
use domain::language::Language;
use domain::phone::E164;
use serde::Serialize;

use phone::PhoneProblem;

/// Most problems told of one element or row: a thousand elements with hundreds each would come to more than a function
/// may answer (6 MB).
const PROBLEMS_MAX: usize = 20;
/// How long a visit can take, in minutes.
const DURATION_MINUTES: RangeInclusive<u32> = 1..=1_440;

/// What a clinic leaves unsaid because it is the same for all of its patients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defaults {
    /// Where a local time is meant that names no zone.
    pub zone: Zone,
    /// Where a phone number is dialled that names no country: ISO 3166-1 alpha-2, e.g. `AR`.
    pub country: String,
    /// What a patient is written to in whose own language has no templates.
    pub language: Language,
    /// The clinic's own telephones: no patient's.
    pub own_numbers: Vec<E164>,
    /// The names of its campaigns.
    pub campaigns: Vec<String>,
}

impl Defaults {
    /// Those of a clinic.
    #[must_use]
    pub fn of(clinic: &Clinic) -> Self {
        Self {
            zone: clinic.time_zone.clone(),
            country: clinic.country.clone(),
            language: clinic.default_language(),
            own_numbers: own_numbers(clinic),
            campaigns: campaigns(clinic),
        }
    }
}

fn campaigns(clinic: &Clinic) -> Vec<String> {
    let steps = clinic.journey(Topic::Campaign).into_iter().flat_map(|it| &it.steps);
    steps.map(|it| it.name.clone()).collect()
}

/// Where patients call a clinic, and what it sends from. A sender that is a name or a short code is none.
fn own_numbers(clinic: &Clinic) -> Vec<E164> {
    let whatsapp = clinic.senders.whatsapp.as_ref().map(|it| &it.display_phone_number);
    let sms = clinic.senders.sms.as_ref().map(|it| &it.from);
    let told = [Some(&clinic.phone), whatsapp, sms].into_iter().flatten();
    told.filter_map(|it| phone::parse(it, &clinic.country).ok()).collect()
}

/// One thing that is wrong with one element or row, or odd.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// Which element of the array, from 0; or which row of the file as a spreadsheet numbers it, from 1.
    pub index: usize,
    /// Which field, e.g. `appointment.start`; `event` or `row` where the whole is meant.
    pub field: String,
    /// What is wrong with it, in words that follow the field: "is missing". Never anything about a person.
    pub reason: String,
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intake {
    /// The right ones, each with its place (see [`Rejected::index`]), in the order in which they are to be taken.
    pub events: Vec<(usize, ClinicEvent)>,
    /// The problems of the wrong ones; an element with three problems stands here three times, and none more than
    /// twenty times.
    pub rejected: Vec<Rejected>,
    /// What is odd about right ones: a visit in the past, or a value that was left out.
    pub warnings: Vec<Rejected>,
    /// The headers of columns that were passed over. Only a file has them.
    pub ignored_columns: Vec<String>,
}

/// Why nothing could be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// There is nothing in it.
    #[error("is empty")]
    Empty,
    /// Over the bytes that its format may have.
    #[error("is larger than {bytes_max} bytes")]
    TooLarge {
        /// The limit, in bytes.
        bytes_max: usize,
    },
    /// Over the entries that its format may have.
    #[error("has more than {count_max} entries")]
    TooMany {
        /// The limit, in events or rows.
        count_max: usize,
    },
    /// A file that is no text: a workbook, something compressed, UTF-16 without its mark.
    #[error("is not text: send the table saved as CSV in UTF-8, neither a workbook nor compressed")]
    NotText,
    /// Not JSON.
    #[error("is not JSON at line {line}, column {column}: {problem}")]
    Malformed {
        /// From 1.
        line: usize,
        /// From 1, in bytes; 0 at a line's very start.
        column: usize,
        /// Which kind of fault, without any of the content.
        problem: &'static str,
    },
    /// JSON, but neither an object nor an array.
    #[error("is neither an event nor an array of events")]
    NotEvents,
    /// No row at the top names the columns an agenda needs.
    #[error("has no column for: {} (a row at its top names the columns)", missing.join("; "))]
    NoHeader {
        /// What no column was found for, in words.
        missing: Vec<&'static str>,
    },
    /// Day and month seem to be exchanged.
    #[error(
        "has past visits alone if the {read} comes first in its dates, and coming ones alone if the {other} does: \
         write them as 2026-12-05"
    )]
    DayAndMonth {
        /// What was taken to come first.
        read: &'static str,
        /// What else may come first.
        other: &'static str,
    },
}

/// The problems of one element, as they are found.
struct Problems {
    index: usize,
    found: Vec<Rejected>,
}

impl Problems {
    const fn of(index: usize) -> Self {
        Self { index, found: Vec::new() }
    }

    fn add(&mut self, field: impl Into<String>, reason: impl Into<String>) {
        if self.found.len() < PROBLEMS_MAX {
            self.found.push(Rejected { index: self.index, field: field.into(), reason: reason.into() });
        }
    }

    /// Notes what another reading of the same element or row found.
    fn append(&mut self, other: Self) {
        for problem in other.found {
            self.add(problem.field, problem.reason);
        }
    }

    /// Keeps the value, or notes why there is none.
    fn keep<T>(&mut self, field: impl Into<String>, result: Result<T, impl ToString>) -> Option<T> {
        result.map_err(|problem| self.add(field, problem.to_string())).ok()
    }

    /// Keeps a phone. One that stands for none is left out with a warning, as if nothing had been said: who has none
    /// comes to their visit all the same.
    fn keep_phone(
        &mut self,
        field: impl Into<String>,
        read: Result<E164, PhoneProblem>,
        warnings: &mut Self,
    ) -> Option<E164> {
        let is_none = read.as_ref().is_err_and(PhoneProblem::says_none);
        if is_none { warnings.keep(field, read) } else { self.keep(field, read) }
    }
}
