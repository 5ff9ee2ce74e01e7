//! A clinic's files: `clinic.toml`, `templates/es.toml` and so on, one for each of its languages, and
//! `knowledge/es/parking.md` and so on, one for each topic and language that it answers questions about.
//!
//! Guarantees of a clinic that was loaded: steps have names of their own and one trigger each, a visit is asked about
//! by one step, and every template that a step or an answer needs is there in every language, in every form that may
//! be sent, with the purpose of its step. What is merely unwise is [`crate::check`]'s.

mod knowledge;
mod locate;
#[cfg(test)]
pub(crate) mod on_disk;
mod problems;
mod sources;

use std::path::{Path, PathBuf};

use domain::clinic::Clinic;
use domain::language::Language;

pub(crate) use knowledge::{KnowledgeFile, knowledge_file};
pub(crate) use locate::{Key, Located};
pub(crate) use sources::{CLINIC_FILE, Sources, step_key, step_templates, template_file};

/// Why a clinic's files cannot be used: the first thing found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct ClinicFileError {
    /// The file: under the directory that was loaded, or within a clinic's.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

/// Loads the clinic of a directory.
///
/// # Errors
///
/// A file that cannot be read or parsed, or that breaks what this module guarantees.
pub fn load(dir: &Path) -> Result<Clinic, ClinicFileError> {
    // Of several directories, whose it is.
    let placed = |error: ClinicFileError| ClinicFileError {
        file: dir.join(&error.file).display().to_string(),
        ..error
    };
    Sources::read(dir).map_err(first).and_then(|sources| valid(&sources)).map_err(placed)
}

/// Loads the clinics of these directories; without any, the example clinic.
///
/// # Errors
///
/// As [`load`].
pub fn load_or_example(dirs: &[PathBuf]) -> Result<Vec<Clinic>, ClinicFileError> {
    if dirs.is_empty() {
        return Ok(vec![example()]);
    }
    dirs.iter().map(|dir| load(dir)).collect()
}

/// The example clinic that comes with Pulso.
///
/// # Panics
///
/// Never: a test loads it.
#[must_use]
pub fn example() -> Clinic {
    match valid(&Sources::example()) {
        Ok(clinic) => clinic,
        Err(error) => unreachable!("the example clinic is valid, but {error}"),
    }
}

/// Reads a clinic from the text of its files, without knowledge.
///
/// # Errors
///
/// As [`load`], but for reading.
pub fn parse(clinic_toml: &str, templates: &[(Language, &str)]) -> Result<Clinic, ClinicFileError> {
    let templates = templates.iter().map(|(language, text)| (*language, (*text).to_owned())).collect();
    valid(&Sources { clinic: clinic_toml.to_owned(), templates, knowledge: Vec::new() })
}

fn valid(sources: &Sources) -> Result<Clinic, ClinicFileError> {
    let clinic = sources.parse().map_err(first)?;
    match problems::problems(sources, &clinic) {
        problems if problems.is_empty() => Ok(clinic),
        problems => Err(first(problems)),
    }
}

/// Everything that [`load`] would refuse, and the clinic if its files can be parsed at all.
pub(crate) fn examine(sources: &Sources) -> (Option<Clinic>, Vec<ClinicFileError>) {
    match sources.parse() {
        Ok(clinic) => {
            let problems = problems::problems(sources, &clinic);
            (Some(clinic), problems)
        }
        Err(errors) => (None, errors),
    }
}

fn first(mut errors: Vec<ClinicFileError>) -> ClinicFileError {
    errors.swap_remove(0)
}

#[cfg(test)]
mod tests;
