//! What is wrong, or costly, with a clinic's templates, before anything is sent.
//!
//! Guarantees nothing about approval: Meta reads templates with its own eyes. It does not judge tone.

mod forms;

use serde::Serialize;

use super::{Template, TemplateSet, Text};
use crate::delivery::Purpose;
use crate::language::Language;
use crate::money::Micros;

/// What templates are checked against.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// Languages that the clinic writes in.
    pub languages: &'a [Language],
    /// Variables that exist.
    pub variables: &'a [Variable],
    /// ISO 3166 alpha-2 of the clinic.
    pub country: &'a str,
    /// SMS go out with their accents.
    pub keep_accents: bool,
    /// The price of one SMS segment, if it is known.
    pub sms_segment_price: Option<Micros>,
    /// ISO 4217 code of that price.
    pub currency: &'a str,
}

/// A variable that templates may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it gives away.
    pub nature: Nature,
    /// A typical value, to count segments with.
    pub example: &'static str,
}

/// What a variable gives away about a person's health.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nature {
    /// Nothing beyond being a patient here.
    Plain,
    /// What kind of care it is: service, practitioner.
    Sensitive,
    /// Health itself: diagnosis, result, medicine.
    Clinical,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Works, and should be looked at.
    Warning,
    /// Would fail, or do harm.
    Error,
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// What, for machines, e.g. `unknown-variable`.
    pub code: &'static str,
    /// What, for people.
    pub message: String,
    /// Where.
    pub place: Place,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Its name.
    pub template: String,
    /// Its language.
    pub language: Language,
    /// The part.
    pub part: Part,
}

/// Parts of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// All of it.
    Whole,
    /// The WhatsApp form's name and category.
    Whatsapp,
    /// The WhatsApp form's body.
    WhatsappBody,
    /// The WhatsApp form's buttons.
    Buttons,
    /// The text message.
    Sms,
    /// The e-mail's subject.
    EmailSubject,
    /// The e-mail's body.
    EmailBody,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let part = match self.part {
            Part::Whole => "",
            Part::Whatsapp => ", whatsapp",
            Part::WhatsappBody => ", whatsapp body",
            Part::Buttons => ", whatsapp buttons",
            Part::Sms => ", sms",
            Part::EmailSubject => ", email subject",
            Part::EmailBody => ", email body",
        };
        write!(f, "{} ({}){part}", self.template, self.language.as_str())
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let severity = match self.severity {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{severity}[{}] {}: {}", self.code, self.place, self.message)
    }
}

/// Checks a clinic's templates. In order of name, language and part.
#[must_use]
pub fn lint(set: &TemplateSet, rules: &Rules<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for name in set.names() {
        missing_languages(set, name, rules, &mut findings);
    }
    for (name, language, template) in set.iter() {
        let mut check = Check { name, language, rules, findings: &mut findings };
        check.template(template);
    }
    findings.sort_by(|a, b| {
        a.place.template.cmp(&b.place.template).then(a.place.language.cmp(&b.place.language))
    });
    findings
}

/// A template of one language must be there in all, with the same forms: what is missing is found now, not at night.
fn missing_languages(set: &TemplateSet, name: &str, rules: &Rules<'_>, findings: &mut Vec<Finding>) {
    let written: Vec<&Template> = Language::ALL.iter().filter_map(|it| set.get(name, *it)).collect();
    for language in rules.languages {
        let place = |part| Place { template: name.to_owned(), language: *language, part };
        let mut missing = |part, what: &str| {
            let message = format!("there is no {what}");
            findings.push(Finding {
                severity: Severity::Error,
                code: "missing-language",
                message,
                place: place(part),
            });
        };
        let Some(template) = set.get(name, *language) else {
            missing(Part::Whole, "template in this language");
            continue;
        };
        if template.whatsapp.is_none() && written.iter().any(|it| it.whatsapp.is_some()) {
            missing(Part::Whatsapp, "WhatsApp form in this language, as there is in another");
        }
        if template.sms.is_none() && written.iter().any(|it| it.sms.is_some()) {
            missing(Part::Sms, "SMS form in this language, as there is in another");
        }
        if template.email.is_none() && written.iter().any(|it| it.email.is_some()) {
            missing(Part::EmailBody, "e-mail form in this language, as there is in another");
        }
    }
}

/// One template under the lens.
struct Check<'a> {
    name: &'a str,
    language: Language,
    rules: &'a Rules<'a>,
    findings: &'a mut Vec<Finding>,
}

impl Check<'_> {
    fn found(&mut self, severity: Severity, code: &'static str, part: Part, message: String) {
        let place = Place { template: self.name.to_owned(), language: self.language, part };
        self.findings.push(Finding { severity, code, message, place });
    }

    fn error(&mut self, code: &'static str, part: Part, message: impl Into<String>) {
        self.found(Severity::Error, code, part, message.into());
    }

    fn warning(&mut self, code: &'static str, part: Part, message: impl Into<String>) {
        self.found(Severity::Warning, code, part, message.into());
    }

    fn template(&mut self, template: &Template) {
        if template.whatsapp.is_none() && template.sms.is_none() && template.email.is_none() {
            self.error("no-form", Part::Whole, "says nothing on any channel");
        }
        if let Some(form) = &template.whatsapp {
            self.whatsapp(form, template.purpose);
            self.way_out(&form.body, Part::WhatsappBody, template.purpose);
            self.variables(&form.body, Part::WhatsappBody, template.purpose);
        }
        if let Some(text) = &template.sms {
            self.sms(text);
            self.way_out(text, Part::Sms, template.purpose);
            self.variables(text, Part::Sms, template.purpose);
        }
        if let Some(form) = &template.email {
            self.variables(&form.subject, Part::EmailSubject, template.purpose);
            self.variables(&form.body, Part::EmailBody, template.purpose);
        }
    }

    /// Unknown variables, and those that say too much for the template's purpose or the clinic's law.
    fn variables(&mut self, text: &Text, part: Part, purpose: Purpose) {
        let mut seen: Vec<&str> = Vec::new();
        for name in text.variables() {
            if seen.contains(&name) {
                continue;
            }
            seen.push(name);
            let Some(variable) = self.rules.variables.iter().find(|it| it.name == name) else {
                self.error(
                    "unknown-variable",
                    part,
                    format!("there is no variable '{name}': docs/clinic.md lists them"),
                );
                continue;
            };
            if variable.nature == Nature::Plain {
                continue;
            }
            if purpose == Purpose::Marketing {
                let message = format!("'{name}' tells of a person's care, which never goes with marketing");
                self.error("clinical-in-marketing", part, message);
            } else if self.rules.country == "US" {
                let message = format!(
                    "'{name}' can give away what kind of care it is (HIPAA: say no more than needed)"
                );
                self.warning("sensitive-variable", part, message);
            }
        }
    }
}
