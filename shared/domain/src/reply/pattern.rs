//! A small grammar for phrases: what somebody wrote in words of their own.
//!
//! A pattern is a row of steps, a space between:
//!
//! | step | fits |
//! |---|---|
//! | `pecho` | that word |
//! | `respir*` | a word that begins so (three letters or more) |
//! | `duele|dolor` | one of them |
//! | `@visit` | one of a class of words, or what only code can tell: `@number`, `@year`, `@many`, `@high`, `@name` |
//! | `mas?` | it, or nothing |
//! | `..` | up to three words of the same clause, none a negation |
//! | `...` | up to six words likewise |
//! | `;` | the end of a clause, also as one of several: `;|today`; first, where one begins |
//! | `^` first, `$` last | nothing before, nothing behind, but courtesies |
//! | `a ~ b` | what stands at either side, in either order, up to six words between; of three parts likewise |
//!
//! It knows no negation: see [`super::hits`].

use super::classes::class;
use super::normal::{Normal, Word};

/// Most words that `..` and `...` pass over.
const GAP: usize = 3;
const LONG_GAP: usize = 6;
/// Letters by which openings are found: an opening has no fewer.
pub(super) const OPENING: usize = 3;
/// So many pills are an overdose.
const MANY: std::ops::RangeInclusive<u32> = 8..=500;
/// Millimetres of mercury.
const HIGH_PRESSURE: std::ops::RangeInclusive<u32> = 180..=299;
/// The years that `@year` fits.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2099;

/// One way to fill a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Whole(&'static str),
    Opening(&'static str),
    /// Digits.
    Number,
    /// A year.
    Year,
    /// Written with a capital inside a sentence.
    Name,
    /// As many pills as nobody takes by prescription.
    Many,
    /// A blood pressure that is one.
    HighPressure,
}

#[derive(Debug)]
enum Step {
    One { forms: Vec<Form>, optional: bool, or_clause_end: bool },
    Gap(usize),
    ClauseEnd,
    Start,
    End,
}

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    steps: Vec<Step>,
}

impl Form {
    fn all(text: &'static str) -> Vec<Self> {
        text.split('|').flat_map(Self::of).collect()
    }

    fn of(text: &'static str) -> Vec<Self> {
        match text {
            "@number" => vec![Self::Number],
            "@year" => vec![Self::Year],
            "@name" => vec![Self::Name],
            "@many" => vec![Self::Many],
            "@high" => vec![Self::HighPressure],
            ";" => Vec::new(),
            _ => match text.strip_prefix('@') {
                Some(name) => class(name).iter().flat_map(|it| Self::of(it)).collect(),
                None => vec![text.strip_suffix('*').map_or(Self::Whole(text), Self::Opening)],
            },
        }
    }

    fn fits(self, word: &Word) -> bool {
        match self {
            Self::Whole(whole) => word.text == whole,
            Self::Opening(opening) => word.text.starts_with(opening),
            Self::Number => word.text.bytes().all(|it| it.is_ascii_digit()),
            Self::Year => word.is_in(YEARS),
            Self::Many => word.is_in(MANY),
            Self::HighPressure => word.is_in(HIGH_PRESSURE),
            Self::Name => word.is_name,
        }
    }
}

impl Pattern {
    /// The patterns that a text stands for: more than one where the order of its parts does not matter.
    pub(super) fn all(text: &'static str) -> Vec<Self> {
        let parts: Vec<&str> = text.split(" ~ ").collect();
        orders(&parts).iter().map(|it| Self::of(it)).collect()
    }

    /// The parts in that order, with a long gap between.
    fn of(parts: &[&'static str]) -> Self {
        let mut steps = Vec::new();
        for part in parts {
            if !steps.is_empty() {
                steps.push(Step::Gap(LONG_GAP));
            }
            steps.extend(Self::steps(part));
        }
        Self { steps }
    }

    fn steps(text: &'static str) -> impl Iterator<Item = Step> {
        let step = |text: &'static str| match text {
            ".." => Step::Gap(GAP),
            "..." => Step::Gap(LONG_GAP),
            ";" => Step::ClauseEnd,
            "^" => Step::Start,
            "$" => Step::End,
            _ => {
                let one = text.strip_suffix('?');
                let forms = Form::all(one.unwrap_or(text));
                Step::One {
                    forms,
                    optional: one.is_some(),
                    or_clause_end: text.split('|').any(|it| it == ";"),
                }
            }
        };
        text.split(' ').map(step)
    }

    /// What its first word may be.
    pub(super) fn first(&self) -> Vec<Form> {
        let mut first = Vec::new();
        for step in &self.steps {
            match step {
                Step::One { forms, optional, .. } => {
                    first.extend(forms);
                    if !optional {
                        break;
                    }
                }
                Step::Start | Step::ClauseEnd => {}
                Step::Gap(_) | Step::End => break,
            }
        }
        first
    }

    /// Where it ends, if it begins at this word.
    pub(super) fn end(&self, message: &Normal, from: usize) -> Option<usize> {
        end(&self.steps, message, from)
    }
}

/// Every order of those parts.
fn orders(parts: &[&'static str]) -> Vec<Vec<&'static str>> {
    if parts.len() < 2 {
        return vec![parts.to_vec()];
    }
    let led_by = |first: usize| {
        let rest: Vec<&str> = parts.iter().enumerate().filter(|it| it.0 != first).map(|it| *it.1).collect();
        orders(&rest).into_iter().map(move |rest| [vec![parts[first]], rest].concat())
    };
    (0..parts.len()).flat_map(led_by).collect()
}

fn end(steps: &[Step], message: &Normal, at: usize) -> Option<usize> {
    let Some((step, rest)) = steps.split_first() else { return Some(at) };
    match step {
        Step::One { forms, optional, or_clause_end } => {
            let fits = message.words().get(at).is_some_and(|word| forms.iter().any(|form| form.fits(word)));
            let taken = if fits { end(rest, message, at + 1) } else { None };
            let may_skip = *optional || (*or_clause_end && message.ends_clause(at));
            if may_skip { taken.or_else(|| end(rest, message, at)) } else { taken }
        }
        Step::Gap(most) => (0..=*most)
            .take_while(|&over| over == 0 || message.runs_on(at.saturating_sub(1), at + over - 1))
            .find_map(|over| end(rest, message, at + over)),
        Step::ClauseEnd => {
            if message.ends_clause(at) {
                end(rest, message, at)
            } else {
                None
            }
        }
        Step::Start => {
            if at == message.core_range().start {
                end(rest, message, at)
            } else {
                None
            }
        }
        Step::End => {
            if at == message.core_range().end {
                end(rest, message, at)
            } else {
                None
            }
        }
    }
}
