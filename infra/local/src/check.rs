//! `pulso check [DIR]`: what is wrong, unwise or costly with a clinic's files, each with its file and line.
//!
//! Sends nothing and asks no provider: a clean report does not mean that Meta approves the templates. Files that
//! cannot be parsed are told of and nothing else is looked at.

mod knowledge;
mod limits;
mod prices;
mod steps;
mod together;
mod unheeded;
mod variables;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use domain::clinic::Clinic;
use domain::language::Language;
use domain::template::{Part, Place, Rules, Severity, WhatsappForm, lint};

use ports::directory::stored_body;
use ports::table::ITEM_BYTES_MAX;

pub use prices::Price;
pub(crate) use prices::{amount, price, typical};
pub use together::{clash, keyless};

use crate::clinic_files::{CLINIC_FILE, ClinicFileError, Key, Sources, examine, template_file};

/// The lint's note of a text message's cost; the table of prices says the same.
const COST_CODE: &str = "sms-cost";
/// A setting that changes nothing.
const NO_EFFECT: &str = "no-effect";
/// A channel that the clinic has no sender for.
const NO_SENDER: &str = "no-sender";
/// The lint's warning of a text message that accents make longer.
const ACCENTS_CODE: &str = "sms-accents";

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// In order of file and line.
    pub findings: Vec<Line>,
    /// What each message costs, in order of template and language.
    pub prices: Vec<Price>,
    /// ISO 4217 code of the prices; empty when the files could not be parsed.
    pub currency: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The file, under the directory that was checked.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// How bad.
    pub severity: Severity,
    /// What, for machines, e.g. `unknown-variable`.
    pub code: &'static str,
    /// What, for people.
    pub message: String,
}

impl Report {
    /// Whether the clinic must not be used as it is.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|it| it.severity == severity).count()
    }
}

/// Checks the clinic of a directory; without one, the example clinic.
#[must_use]
pub fn check(dir: Option<&Path>) -> Report {
    let base = dir.unwrap_or(Path::new(""));
    let sources = match dir.map_or_else(|| Ok(Sources::example()), Sources::read) {
        Ok(sources) => sources,
        Err(errors) => return Report::of(base, errors.into_iter().map(refused).collect(), None),
    };
    let (clinic, errors) = examine(&sources);
    let mut findings: Vec<Line> = errors.into_iter().map(refused).collect();
    if let Some(clinic) = &clinic {
        findings.extend(steps::findings(&sources, clinic));
        findings.extend(of_templates(&sources, clinic));
        findings.extend(names_at_meta(&sources, clinic));
        findings.extend(knowledge::findings(&sources, clinic));
        findings.extend(limits::findings(&sources, clinic));
        findings.extend(size(clinic));
    }
    Report::of(base, findings, clinic.as_ref())
}

impl Report {
    fn of(base: &Path, mut findings: Vec<Line>, clinic: Option<&Clinic>) -> Self {
        findings.sort_by(|a, b| a.file.cmp(&b.file).then(a.line.cmp(&b.line)));
        for finding in &mut findings {
            finding.file = base.join(&finding.file);
        }
        let prices = clinic.map(prices::prices).unwrap_or_default();
        let currency = clinic.map(|it| it.rates.currency.clone()).unwrap_or_default();
        Self { findings, prices, currency }
    }
}

fn refused(error: ClinicFileError) -> Line {
    Line {
        file: error.file.into(),
        line: error.line,
        severity: Severity::Error,
        code: "clinic-file",
        message: error.what,
    }
}

/// A configuration that the table would refuse.
fn size(clinic: &Clinic) -> Option<Line> {
    let message = match stored_body(clinic).map(|it| it.len()) {
        Ok(bytes) if bytes <= ITEM_BYTES_MAX => return None,
        Ok(bytes) => format!(
            "all files together are stored as {bytes} bytes, over {ITEM_BYTES_MAX}: shorten knowledge/ or templates/"
        ),
        Err(error) => error.to_string(),
    };
    let file = CLINIC_FILE.into();
    Some(Line { file, line: 1, severity: Severity::Error, code: "too-large", message })
}

fn of_templates(sources: &Sources, clinic: &Clinic) -> Vec<Line> {
    let variables = variables::variables();
    let rules = Rules {
        languages: &clinic.languages,
        variables: &variables,
        country: &clinic.country,
        keep_accents: clinic.policy.keep_accents,
        sms_segment_price: Some(clinic.rates.sms_segment),
        currency: &clinic.rates.currency,
    };
    let found = lint(&clinic.templates, &rules);
    let (accents, findings): (Vec<_>, Vec<_>) = found.into_iter().partition(|it| it.code == ACCENTS_CODE);
    let placed = findings.into_iter().filter(|it| it.code != COST_CODE).map(|it| Line {
        file: template_file(it.place.language).into(),
        line: line_of(sources, &it.place),
        severity: it.severity,
        code: it.code,
        message: format!("{}: {}", it.place, it.message),
    });
    placed.chain(kept_accents(sources, accents.len())).collect()
}

/// Said once: a clinic that keeps its accents chose to, and would not see anything else among a warning for each text.
fn kept_accents(sources: &Sources, texts: usize) -> Option<Line> {
    let keys = ["policy", "keep_accents"].map(Key::Name);
    (texts > 0).then(|| Line {
        file: CLINIC_FILE.into(),
        line: sources.clinic_line(&keys),
        severity: Severity::Warning,
        code: ACCENTS_CODE,
        message: format!(
            "accents take {texts} of the text messages to more segments, each at the price of one"
        ),
    })
}

/// Meta has one text by a name and language: of two here, the patient would get the other one.
fn names_at_meta(sources: &Sources, clinic: &Clinic) -> Vec<Line> {
    let mut names: BTreeMap<(Language, &str), (&str, &WhatsappForm)> = BTreeMap::new();
    let mut findings = Vec::new();
    for (template, language, forms) in clinic.templates.iter() {
        // Free text is not at Meta.
        let at_meta = forms.whatsapp.as_ref().filter(|_| !template.starts_with(steps::REPLY_PREFIX));
        let Some(form) = at_meta else { continue };
        let (first, known) = *names.entry((language, form.name.as_str())).or_insert((template, form));
        if known == form {
            continue;
        }
        let keys = [template, "whatsapp", "name"].map(Key::Name);
        findings.push(Line {
            file: template_file(language).into(),
            line: sources.template_line(language, &keys),
            severity: Severity::Error,
            code: "name-at-meta",
            message: format!(
                "{template}: '{}' is the name of '{first}' at Meta, and says something else",
                form.name
            ),
        });
    }
    findings
}

fn line_of(sources: &Sources, place: &Place) -> usize {
    let inside: &[&str] = match place.part {
        Part::Whole => &[],
        Part::Whatsapp => &["whatsapp", "category"],
        Part::WhatsappBody => &["whatsapp", "body"],
        Part::Buttons => &["whatsapp", "buttons"],
        Part::Sms => &["sms"],
        Part::EmailSubject => &["email", "subject"],
        Part::EmailBody => &["email", "body"],
    };
    let keys: Vec<Key<'_>> =
        std::iter::once(place.template.as_str()).chain(inside.iter().copied()).map(Key::Name).collect();
    sources.template_line(place.language, &keys)
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{}:{}: {severity}[{}] {}", self.file.display(), self.line, self.code, self.message)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        if !self.prices.is_empty() {
            prices::table(f, &self.prices, &self.currency)?;
        }
        let (errors, warnings) = (self.count(Severity::Error), self.count(Severity::Warning));
        let many = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        write!(f, "{}, {}", many(errors, "error"), many(warnings, "warning"))
    }
}

#[cfg(test)]
mod tests;
