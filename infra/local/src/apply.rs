//! A clinic's configuration into the table of a deployment: what would change, then the change.
//!
//! Guarantees: only a configuration that `check` finds no error in is stored, over the one whose differences were
//! shown or not at all. Functions use it within a minute.

#[cfg(feature = "aws")]
pub mod command;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::ids::ClinicId;
use domain::knowledge::Passage;
use ports::PortError;
use ports::directory::{CLINICS_MAX, Directory, configure, configured};
use ports::table::{Table, Written};
use serde_json::{Value, json};

use crate::check::check;
use crate::clinic_files::{ClinicFileError, load};

/// Why a configuration was not applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The files.
    #[error(transparent)]
    Files(#[from] ClinicFileError),
    /// What `check` says of them.
    #[error("the configuration has errors:\n{0}")]
    Check(String),
    /// The table.
    #[error(transparent)]
    Table(#[from] PortError),
    /// The deployment is full.
    #[error("a deployment holds at most {CLINICS_MAX} clinics; deploy again for more")]
    TooMany,
    /// What is written to one number would reach two clinics.
    #[error("{channel} {sender} belongs to clinic {clinic} already")]
    SenderTaken {
        /// On which channel.
        channel: &'static str,
        /// The number or address.
        sender: String,
        /// Whose it is.
        clinic: String,
    },
    /// Somebody else was faster.
    #[error("the clinic was changed by somebody else in the meantime; run it again")]
    Conflict,
}

/// One value that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where, like `clinic.journeys[appointment].steps[reminder_24h].channels[1]`.
    pub at: String,
    /// What is stored; `None` if nothing.
    pub stored: Option<Value>,
    /// What the files say; `None` if nothing.
    pub given: Option<Value>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.stored, &self.given) {
            (Some(stored), Some(given)) => write!(f, "~ {}: {stored} -> {given}", self.at),
            (None, Some(given)) => write!(f, "+ {}: {given}", self.at),
            (Some(stored), None) => write!(f, "- {}: {stored}", self.at),
            (None, None) => Ok(()),
        }
    }
}

/// A clinic's files beside what is stored of it.
#[derive(Debug)]
pub struct Change {
    clinic: Clinic,
    revision: u64,
    /// What differs; all of it for a clinic that is new.
    pub differences: Vec<Difference>,
}

impl Change {
    /// Reads a clinic's directory and what the table has of it.
    pub async fn of<T: Table>(dir: &Path, table: &T) -> Result<Self, ApplyError> {
        Self::beside(checked(dir)?, table).await
    }

    async fn beside<T: Table>(clinic: Clinic, table: &T) -> Result<Self, ApplyError> {
        let directory = Directory::load(table).await?;
        senders_are_its_own(&clinic, &directory)?;
        let stored = configured(table, &clinic.id).await?;
        if stored.state.is_none() {
            has_room(directory.iter().count())?;
        }
        let known = stored.state.as_ref().map_or(Value::Null, document);
        let mut differences = Vec::new();
        compare("", &known, &document(&clinic), &mut differences);
        Ok(Self { clinic, revision: stored.revision, differences })
    }

    /// The clinic's id.
    #[must_use]
    pub const fn clinic(&self) -> &ClinicId {
        &self.clinic.id
    }

    /// Whether the table has nothing of this clinic yet.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        self.revision == 0
    }

    /// Stores the files' configuration.
    pub async fn store<T: Table>(&self, table: &T) -> Result<(), ApplyError> {
        match configure(table, &self.clinic, self.revision).await? {
            Written::Yes => Ok(()),
            Written::Conflict => Err(ApplyError::Conflict),
        }
    }
}

/// The clinic of a directory in which nothing is wrong.
fn checked(dir: &Path) -> Result<Clinic, ApplyError> {
    let clinic = load(dir)?;
    let report = check(Some(dir));
    if report.has_errors() { Err(ApplyError::Check(report.to_string())) } else { Ok(clinic) }
}

/// With one clinic more than they hold, functions would not start any more.
fn has_room(clinics: usize) -> Result<(), ApplyError> {
    if clinics < CLINICS_MAX { Ok(()) } else { Err(ApplyError::TooMany) }
}

/// A number or address has one clinic: who is written to would else be decided by the order of their ids.
fn senders_are_its_own(clinic: &Clinic, others: &Directory) -> Result<(), ApplyError> {
    let senders = &clinic.senders;
    let named = [
        (Channel::Whatsapp, senders.whatsapp.as_ref().map(|it| it.phone_number_id.as_str())),
        (Channel::Sms, senders.sms.as_ref().map(|it| it.from.as_str())),
        (Channel::Email, senders.email.as_ref().map(|it| it.from.as_str())),
    ];
    for (channel, sender) in named {
        let owner = sender.and_then(|it| others.by_sender(channel, it)).filter(|it| it.id != clinic.id);
        if let (Some(sender), Some(owner)) = (sender, owner) {
            return Err(ApplyError::SenderTaken {
                channel: channel.as_str(),
                sender: sender.to_owned(),
                clinic: owner.id.to_string(),
            });
        }
    }
    Ok(())
}

fn document(clinic: &Clinic) -> Value {
    // By name, so that a passage that is new does not make all after it differ.
    let named = clinic.knowledge.iter().map(|it| (format!("{}/{}", it.language.as_str(), it.id()), it));
    let knowledge: BTreeMap<String, &Passage> = named.collect();
    json!({ "clinic": clinic, "templates": clinic.templates, "knowledge": knowledge })
}

/// Goes down both trees as long as both have children of the same kind.
fn compare(at: &str, stored: &Value, given: &Value, found: &mut Vec<Difference>) {
    match (stored, given) {
        (Value::Object(a), Value::Object(b)) => {
            let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for name in names {
                let at = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                children(&at, a.get(name), b.get(name), found);
            }
        }
        (Value::Array(a), Value::Array(b)) => match (names(a), names(b)) {
            (Some(before), Some(after)) => compare_named(at, (a, &before), (b, &after), found),
            _ => {
                for index in 0..a.len().max(b.len()) {
                    children(&format!("{at}[{index}]"), a.get(index), b.get(index), found);
                }
            }
        },
        (a, b) if a == b => {}
        (a, b) => found.push(difference(at, Some(a), Some(b))),
    }
}

/// What the elements of a list are called, if each is called something else.
fn names(list: &[Value]) -> Option<Vec<&str>> {
    let called = list.iter().map(|it| it.get("name").or_else(|| it.get("topic"))?.as_str());
    let names: Vec<&str> = called.collect::<Option<_>>()?;
    let different: BTreeSet<&str> = names.iter().copied().collect();
    (different.len() == names.len()).then_some(names)
}

/// Compares two lists by the names of what is in them, so that a step that is put between others does not make all
/// behind it differ. That those in both stand in another order is a difference of the list.
fn compare_named(
    at: &str,
    (stored, before): (&[Value], &[&str]),
    (given, after): (&[Value], &[&str]),
    found: &mut Vec<Difference>,
) {
    let kept = |names: &[&str], others: &[&str]| -> Vec<String> {
        names.iter().filter(|it| others.contains(it)).map(ToString::to_string).collect()
    };
    let (known, now) = (kept(before, after), kept(after, before));
    if known != now {
        found.push(difference(at, Some(&json!(known)), Some(&json!(now))));
    }
    for name in before.iter().chain(after.iter().filter(|it| !before.contains(it))) {
        let old = before.iter().position(|it| it == name).and_then(|it| stored.get(it));
        let new = after.iter().position(|it| it == name).and_then(|it| given.get(it));
        children(&format!("{at}[{name}]"), old, new, found);
    }
}

fn children(at: &str, stored: Option<&Value>, given: Option<&Value>, found: &mut Vec<Difference>) {
    match (stored, given) {
        (Some(stored), Some(given)) => compare(at, stored, given, found),
        (stored, given) => found.push(difference(at, stored, given)),
    }
}

fn difference(at: &str, stored: Option<&Value>, given: Option<&Value>) -> Difference {
    let something = |value: Option<&Value>| value.filter(|it| !it.is_null()).cloned();
    Difference { at: at.to_owned(), stored: something(stored), given: something(given) }
}
