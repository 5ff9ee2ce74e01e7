//! What a clinic answers questions with: passages of its own, and the files that they are written in.
//!
//! A file is about one topic in one language. `# Title` comes first and `## Heading` opens a passage of its own; the
//! text under each is one passage, sent as it is written. A first line `also: word, other words` names what else
//! people call it: it is searched, never sent. Nothing else of Markdown is read.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::language::Language;

/// Longest text of a passage, in characters: the body of one WhatsApp message with buttons.
pub const PASSAGE_CHARS_MAX: usize = 1_024;
/// Longest heading, title and all, in characters.
const HEADING_CHARS_MAX: usize = 80;
/// Most passages of a clinic, in all languages together.
pub const PASSAGES_MAX: usize = 600;
/// What stands between a title and the heading under it.
const UNDER: &str = " / ";
/// What a line of other words begins with.
const ALSO: &str = "also:";

/// An answer in the clinic's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The topic of its file, the same in every language, e.g. `parking`.
    pub topic: String,
    /// The title of its file, and its heading under that: `Results / How long`.
    pub heading: String,
    /// The language it is written in.
    pub language: Language,
    /// What the patient is told.
    pub text: String,
    /// What else people call it.
    #[serde(default)]
    pub also: Vec<String>,
}

impl Passage {
    /// Its name within its language: `results`, or `results/How long` under a heading.
    #[must_use]
    pub fn id(&self) -> String {
        match self.headings() {
            (_, Some(heading)) => format!("{}/{heading}", self.topic),
            (_, None) => self.topic.clone(),
        }
    }

    /// The title of its file, and its own heading if it stands under one.
    #[must_use]
    pub fn headings(&self) -> (&str, Option<&str>) {
        self.heading.split_once(UNDER).map_or((&self.heading, None), |(title, own)| (title, Some(own)))
    }
}

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {kind}")]
pub struct Problem {
    /// From 1.
    pub line: usize,
    /// What is wrong there.
    pub kind: ProblemKind,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProblemKind {
    /// The first thing in a file is its title, and there is one.
    #[error("a file begins with its one '# Title'")]
    Title,
    /// A heading that says nothing, or too much.
    #[error("a heading has 1 to {HEADING_CHARS_MAX} characters with its title, and no '{UNDER}'")]
    Heading,
    /// Two passages of one name.
    #[error("another passage of this file has this heading")]
    Twice,
    /// A heading without a text.
    #[error("there is no text under this heading")]
    Empty,
    /// A text that one message does not hold.
    #[error("the text has {0} characters, over {PASSAGE_CHARS_MAX}")]
    TooLong(usize),
}

/// Reads a file.
///
/// # Errors
/// Everything wrong with it, in order of line.
pub fn parse(topic: &str, language: Language, text: &str) -> Result<Vec<Passage>, Vec<Problem>> {
    let (mut sections, mut problems) = sections(text);
    let title = sections.first().map(|it| it.heading.clone()).unwrap_or_default();
    // A title may be there for its headings alone.
    if sections.len() > 1 && sections[0].text.trim().is_empty() {
        sections.remove(0);
    }
    let mut passages: Vec<Passage> = Vec::new();
    for section in sections {
        let heading =
            if section.under_title { format!("{title}{UNDER}{}", section.heading) } else { title.clone() };
        let text = section.text.trim().to_owned();
        let mut wrong = |kind| problems.push(Problem { line: section.line, kind });
        if section.heading.is_empty()
            || section.heading.contains(UNDER)
            || heading.chars().count() > HEADING_CHARS_MAX
        {
            wrong(ProblemKind::Heading);
        }
        if passages.iter().any(|it| it.heading == heading) {
            wrong(ProblemKind::Twice);
        }
        match text.chars().count() {
            0 => wrong(ProblemKind::Empty),
            chars if chars > PASSAGE_CHARS_MAX => wrong(ProblemKind::TooLong(chars)),
            _ => {}
        }
        passages.push(Passage { topic: topic.to_owned(), heading, language, text, also: section.also });
    }
    problems.sort_by_key(|it| it.line);
    if problems.is_empty() { Ok(passages) } else { Err(problems) }
}

struct Section {
    line: usize,
    under_title: bool,
    heading: String,
    also: Vec<String>,
    text: String,
}

fn sections(text: &str) -> (Vec<Section>, Vec<Problem>) {
    let (mut sections, mut problems) = (Vec::<Section>::new(), Vec::new());
    for (line, content) in (1..).zip(text.lines().map(str::trim_end)) {
        let title = content.strip_prefix("# ");
        if let Some(heading) = title.or_else(|| content.strip_prefix("## ")) {
            if title.is_some() != sections.is_empty() {
                problems.push(Problem { line, kind: ProblemKind::Title });
            }
            sections.push(Section {
                line,
                under_title: title.is_none(),
                heading: heading.trim().to_owned(),
                also: Vec::new(),
                text: String::new(),
            });
        } else if let Some(section) = sections.last_mut() {
            match content.strip_prefix(ALSO).filter(|_| section.text.trim().is_empty()) {
                Some(words) => {
                    let words = words.split(',').map(str::trim).filter(|it| !it.is_empty());
                    section.also.extend(words.map(str::to_owned));
                }
                None => section.text.extend([content, "\n"]),
            }
        } else if !content.is_empty() {
            problems.push(Problem { line, kind: ProblemKind::Title });
            break;
        }
    }
    if sections.is_empty() && problems.is_empty() {
        problems.push(Problem { line: 1, kind: ProblemKind::Title });
    }
    (sections, problems)
}
