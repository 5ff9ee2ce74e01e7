//! Text with named holes: `Hola {{patient_given_name}}, te esperamos.`

use std::{borrow::Borrow, fmt};

use serde::{Deserialize, Serialize};

use crate::phi::Phi;

/// Longest name of a variable, in characters.
pub const VARIABLE_CHARS_MAX: usize = 64;
/// Runs of this many spaces are refused inside WhatsApp parameters (Meta allows four; one less is safe).
const SPACE_RUN: usize = 4;

/// A parsed text. Serialises as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text {
    source: String,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Said as it is.
    Literal(String),
    /// A variable's name.
    Hole(String),
}

/// Where and why a text cannot be parsed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {kind}")]
pub struct TemplateError {
    /// Bytes from the start of the text.
    pub offset: usize,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub kind: TemplateErrorKind,
}

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateErrorKind {
    /// Nothing but space.
    #[error("says nothing")]
    Empty,
    /// `{{` without `}}`.
    #[error("'{{{{' is not closed")]
    NotClosed,
    /// `}}` without `{{`.
    #[error("'}}}}' closes nothing")]
    NotOpened,
    /// Between the braces stands something other than a name.
    #[error("'{0}' is not a variable's name: small letters, digits and '_', starting with a letter")]
    Name(String),
}

/// A variable had no value, or a blank one: the message is not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("variable {name} has no value")]
pub struct MissingVariable {
    /// Which.
    pub name: String,
}

impl Text {
    /// Parses a text. Single braces are said as they are; spaces inside double braces do not count.
    pub fn parse(source: &str) -> Result<Self, TemplateError> {
        let fail = |offset, kind| Err(located(source, offset, kind));
        if source.chars().all(is_blank) {
            return fail(0, TemplateErrorKind::Empty);
        }
        let mut pieces = Vec::new();
        let mut offset = 0;
        while offset < source.len() {
            let rest = &source[offset..];
            let opens = rest.find("{{").unwrap_or(rest.len());
            if let Some(closes) = rest[..opens].find("}}") {
                return fail(offset + closes, TemplateErrorKind::NotOpened);
            }
            if opens > 0 {
                pieces.push(Piece::Literal(rest[..opens].to_owned()));
            }
            if opens == rest.len() {
                break;
            }
            let inside = &rest[opens + 2..];
            let Some(closes) = inside.find("}}") else {
                return fail(offset + opens, TemplateErrorKind::NotClosed);
            };
            let name = inside[..closes].trim();
            if !is_name(name) {
                // An unclosed hole before another one shows up here as a name with braces in it.
                let kind = if name.contains("{{") {
                    TemplateErrorKind::NotClosed
                } else {
                    TemplateErrorKind::Name(name.to_owned())
                };
                return fail(offset + opens, kind);
            }
            pieces.push(Piece::Hole(name.to_owned()));
            offset += opens + 2 + closes + 2;
        }
        Ok(Self { source: source.to_owned(), pieces })
    }

    /// As it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The variables' names in order, each as often as it occurs.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Hole(name) => Some(name.as_str()),
            Piece::Literal(_) => None,
        })
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Fills the holes. Strict: a variable that is unknown, missing or blank is an error, never an empty hole.
    ///
    /// Values are tidied as WhatsApp wants its parameters: see [`Text::parameters`].
    pub fn render<V>(&self, mut value: impl FnMut(&str) -> Option<V>) -> Result<Phi<String>, MissingVariable>
    where
        V: Borrow<Phi<String>>,
    {
        let mut rendered = String::with_capacity(self.source.len());
        for piece in &self.pieces {
            match piece {
                Piece::Literal(literal) => rendered.push_str(literal),
                Piece::Hole(name) => rendered.push_str(&filled(name, &mut value)?),
            }
        }
        Ok(Phi::new(rendered))
    }

    /// Each variable once, in order of first use, with its value as a WhatsApp parameter: line breaks, tabs and runs
    /// of four or more spaces become one space. Strict as [`Text::render`] is.
    pub fn parameters<V>(
        &self,
        mut value: impl FnMut(&str) -> Option<V>,
    ) -> Result<Vec<(String, Phi<String>)>, MissingVariable>
    where
        V: Borrow<Phi<String>>,
    {
        let mut parameters: Vec<(String, Phi<String>)> = Vec::new();
        for name in self.variables() {
            if !parameters.iter().any(|(known, _)| known == name) {
                parameters.push((name.to_owned(), Phi::new(filled(name, &mut value)?)));
            }
        }
        Ok(parameters)
    }
}

fn filled<V>(name: &str, value: &mut impl FnMut(&str) -> Option<V>) -> Result<String, MissingVariable>
where
    V: Borrow<Phi<String>>,
{
    let tidied = value(name).map(|it| tidy(it.borrow().expose()));
    tidied.filter(|it| !it.chars().all(is_blank)).ok_or_else(|| MissingVariable { name: name.to_owned() })
}

/// One line, without runs of spaces that WhatsApp refuses, and without space at its ends.
fn tidy(value: &str) -> String {
    let mut tidied = String::with_capacity(value.len());
    let mut rest = value.trim_matches(is_space);
    while let Some(from) = rest.find(is_space) {
        let run_and_more = &rest[from..];
        let to = run_and_more.find(|it| !is_space(it)).unwrap_or(run_and_more.len());
        let (run, more) = run_and_more.split_at(to);
        tidied.push_str(&rest[..from]);
        let is_plain = run.chars().all(|it| it == ' ') && run.len() < SPACE_RUN;
        tidied.push_str(if is_plain { run } else { " " });
        rest = more;
    }
    tidied.push_str(rest);
    tidied
}

fn is_space(character: char) -> bool {
    character.is_whitespace() || character.is_control()
}

/// Nothing of it is seen.
fn is_blank(character: char) -> bool {
    is_space(character) || matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

fn is_name(name: &str) -> bool {
    let in_name = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_';
    name.starts_with(|it: char| it.is_ascii_lowercase())
        && name.len() <= VARIABLE_CHARS_MAX
        && name.bytes().all(in_name)
}

fn located(source: &str, offset: usize, kind: TemplateErrorKind) -> TemplateError {
    let before = &source[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.matches('\n').count() + 1;
    TemplateError { offset, line, column: before[line_start..].chars().count() + 1, kind }
}

impl TryFrom<String> for Text {
    type Error = TemplateError;

    fn try_from(source: String) -> Result<Self, TemplateError> {
        Self::parse(&source)
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.source
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}
