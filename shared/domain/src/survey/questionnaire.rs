//! A questionnaire: what a clinic asks after a visit, on which scale, and what follows from an answer. Data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::grade::{graded, is_below_nought, only_grades};
use super::words::{STARS_MAX, Words, counted, counts_stars, parse_score};
use crate::language::Language;
use crate::reply::number;
use crate::ticket::Team;

/// Most questions of a web form beside the first.
pub const FURTHER_MAX: usize = 8;
/// Most further questions in the conversation, where each is a message of its own.
pub const FURTHER_IN_CHAT_MAX: usize = 4;
/// Longest further question, in characters: a WhatsApp message with a list takes more, a person does not.
pub const FURTHER_CHARS_MAX: usize = 300;
/// The scale of the further questions.
pub const FURTHER_SCALE: Scale = Scale::Csat;
/// Most topics that comments are sorted by.
pub const TOPICS_MAX: usize = 16;

/// What is asked after a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Questionnaire {
    /// Unique in the clinic, e.g. `visit`.
    pub name: String,
    /// The scale of the first question, which is the one that is scored.
    pub scale: Scale,
    /// The template of the step that asks it; what tells this questionnaire's messages from others.
    pub template: String,
    /// Asked once after a score that came by telephone; without one, nobody is asked for words.
    #[serde(default)]
    pub comment_template: Option<String>,
    /// Ask for words only after a low score: since October 2026 every message costs.
    #[serde(default)]
    pub comment_only_low: bool,
    /// Sent once to who gave a promoter's score and complained of nothing, where they agreed to marketing: asks for a
    /// public review.
    #[serde(default)]
    pub review_template: Option<String>,
    /// Questions beside the first, each from 1 to 5, on the web form and in a form inside WhatsApp.
    #[serde(default)]
    pub further: Vec<Further>,
    /// Ask them in the conversation too, one after the other, of who scored there: at most [`FURTHER_IN_CHAT_MAX`]. Off
    /// unless a clinic wants it, since every message costs.
    #[serde(default)]
    pub further_in_chat: bool,
    /// The form inside WhatsApp that asks all of it, or all of it but the score.
    #[serde(default)]
    pub flow: Option<Flow>,
    /// No patient is asked twice within this many days.
    pub fatigue_days: u16,
    /// A score up to this opens a ticket.
    pub low_at: u8,
    /// Nobody answered, or wrote anything else, for this many hours: once more, by a channel not tried yet.
    #[serde(default)]
    pub remind_after_hours: Option<u16>,
    /// Who follows up on what; the first topic found in the words counts, reception is for all others.
    #[serde(default)]
    pub topics: Vec<Topic>,
}

/// A form inside WhatsApp (a Flow) that the clinic published at Meta. It sends `score`, `comment`, and the further
/// questions by name; it opens by the button that the template names (`flow` in its WhatsApp form).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// Its id at Meta.
    pub id: String,
    /// The screen that it begins with.
    pub screen: String,
    /// A template that is said in the conversation after a score on WhatsApp, in place of the further questions one by
    /// one; without it, the form stands in the message that asks.
    #[serde(default)]
    pub template: Option<String>,
}

/// A question beside the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Further {
    /// Unique in the questionnaire, e.g. `waiting`: small letters, digits and `_`.
    pub name: String,
    /// The question, by language.
    pub words: BTreeMap<Language, String>,
}

/// A subject of comments, and who follows up on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// E.g. `billing`.
    pub name: String,
    /// Who follows up.
    pub team: Team,
    /// Words and phrases that tell it, in any language; a word may end in `*`.
    pub words: Vec<String>,
}

/// What a score runs over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Satisfaction, 1 to 5.
    Csat,
    /// Would you recommend us, 0 to 10.
    Nps,
}

impl Scale {
    /// The name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csat => "csat",
            Self::Nps => "nps",
        }
    }

    /// The lowest and the highest score.
    #[must_use]
    pub const fn range(self) -> (u8, u8) {
        match self {
            Self::Csat => (1, 5),
            Self::Nps => (0, 10),
        }
    }

    /// The score, if it is on the scale.
    #[must_use]
    pub fn checked(self, score: u8) -> Option<u8> {
        let (low, high) = self.range();
        (low..=high).contains(&score).then_some(score)
    }

    /// Whether who gave this score speaks well of the clinic.
    #[must_use]
    pub(super) const fn is_promoter(self, score: u8) -> bool {
        match self {
            Self::Csat => score >= 5,
            Self::Nps => score >= 9,
        }
    }

    /// The score that words give: a bare number, a number apart from other words (`5, muy bien`) or beside those that
    /// say how it was (`le pongo un 4`), stars, or a choice in words (`opción 2`, `cinco`, `cinco estrellas`).
    #[must_use]
    pub fn parse(self, text: &str) -> Option<u8> {
        let most = self.range().1;
        if is_below_nought(text) {
            return None;
        }
        let score = parse_score(text, most).or_else(|| number(text)).or_else(|| counted(text));
        let score = score.or_else(|| graded(text, most))?;
        // All of five stars are not the half of ten.
        if score <= STARS_MAX && most > STARS_MAX && counts_stars(text) {
            return None;
        }
        self.checked(score)
    }

    /// Whether words with a score in them say something else too.
    #[must_use]
    pub(super) fn says_more(self, text: &str) -> bool {
        text.contains(char::is_alphabetic) && !only_grades(text, self.range().1)
    }
}

impl Questionnaire {
    /// Whether a score calls for somebody of the clinic.
    #[must_use]
    pub const fn is_low(&self, score: u8) -> bool {
        score <= self.low_at
    }

    /// The further questions that are asked in the conversation, in order.
    #[must_use]
    pub fn in_chat(&self) -> &[Further] {
        let asked = if self.further_in_chat { self.further.len().min(FURTHER_IN_CHAT_MAX) } else { 0 };
        &self.further[..asked]
    }

    /// The topic of a comment, and who follows up on it.
    #[must_use]
    pub fn route(&self, comments: &[&str]) -> (Option<&str>, Team) {
        let comments: Vec<Words> = comments.iter().map(|it| Words::of(it)).collect();
        let told = |topic: &&Topic| {
            topic.words.iter().any(|word| comments.iter().any(|comment| comment.has_phrase(word)))
        };
        self.topics
            .iter()
            .find(told)
            .map_or((None, Team::Reception), |topic| (Some(topic.name.as_str()), topic.team))
    }
}
