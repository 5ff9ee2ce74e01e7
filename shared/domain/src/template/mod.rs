//! Message templates: what a clinic says, per channel and language.
//!
//! A template is text with named holes and nothing more: no conditions, no loops, no formats. That is all a WhatsApp
//! template can represent, and a text that reads the same in every channel needs the same limit. What varies by case
//! (a visit by video, several visits of a day) is another template, chosen by the journey.
//!
//! This module reads no files; whoever loads the clinic's files fills a [`TemplateSet`].

mod invite;
mod lint;
#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use lint::{Finding, Nature, Part, Place, Rules, Severity, Variable, lint};
pub use text::{MissingVariable, TemplateError, TemplateErrorKind, Text, VARIABLE_CHARS_MAX};

use crate::delivery::Purpose;
use crate::language::Language;

/// One message in one language, in the forms that its channels need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// What kind of thing it says; a step uses only templates of its own purpose.
    pub purpose: Purpose,
    /// On WhatsApp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whatsapp: Option<WhatsappForm>,
    /// As a text message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms: Option<Text>,
    /// By e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailForm>,
}

/// A template as Meta approves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WhatsappForm {
    /// Its name at Meta, the same in every language.
    pub name: String,
    /// The category it is submitted in.
    pub category: Category,
    /// What it says.
    pub body: Text,
    /// Titles of its quick-reply buttons, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<String>,
    /// Title of the button that opens the survey's form inside WhatsApp; in place of quick replies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<String>,
}

/// Meta's template categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// About something the person agreed to or asked for, with no promotion.
    Utility,
    /// Everything else, generic surveys included.
    Marketing,
    /// One-time codes only.
    Authentication,
}

/// An e-mail in plain text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmailForm {
    /// Its subject.
    pub subject: Text,
    /// Its body.
    pub body: Text,
}

/// A clinic's templates by name and language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TemplateSet(BTreeMap<String, BTreeMap<Language, Template>>);

impl TemplateSet {
    /// Adds a template and gives back the one that had its place.
    pub fn insert(
        &mut self,
        name: impl Into<String>,
        language: Language,
        template: Template,
    ) -> Option<Template> {
        self.0.entry(name.into()).or_default().insert(language, template)
    }

    /// The template of that name in exactly that language.
    #[must_use]
    pub fn get(&self, name: &str, language: Language) -> Option<&Template> {
        self.0.get(name)?.get(&language)
    }

    /// Every name, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Every template, by name and then language.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Language, &Template)> {
        self.0.iter().flat_map(|(name, by_language)| {
            by_language.iter().map(move |(language, template)| (name.as_str(), *language, template))
        })
    }
}
