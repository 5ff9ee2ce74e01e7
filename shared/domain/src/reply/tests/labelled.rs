//! The labelled phrases: two thirds to work with, one third held out, judged apart.
//!
//! `cargo test -p domain labelled -- --nocapture` prints what `docs/understanding.md` quotes.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests, and matrices to be read")]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::super::normal::folded;
use super::super::{Intent, understand};

/// A language and its phrases, in the order in which they were written.
struct Set {
    language: &'static str,
    /// Before the words.
    first: &'static str,
    /// After the words that the first ones led to.
    later: &'static str,
}

macro_rules! set {
    ($language:literal) => {
        Set {
            language: $language,
            first: include_str!(concat!("../phrases/", $language, ".tsv")),
            later: include_str!(concat!("../phrases/", $language, "-later.tsv")),
        }
    };
}

const SETS: [Set; 3] = [set!("es"), set!("en"), set!("pt")];
/// Each intent, its label, and the floors under its precision and its recall, in per mille.
const INTENTS: [(Intent, &str, usize, usize); 14] = [
    (Intent::Confirm, "confirm", 970, 950),
    (Intent::Reschedule, "reschedule", 970, 900),
    (Intent::Cancel, "cancel", 990, 950),
    (Intent::Talk, "talk", 900, 920),
    (Intent::StopAll, "stop_all", 990, 990),
    (Intent::SuspectedStop, "suspected_stop", 950, 900),
    (Intent::Start, "start", 900, 950),
    (Intent::Help, "help", 900, 780),
    (Intent::WrongPerson, "wrong_person", 950, 900),
    (Intent::Emergency, "emergency", 990, 950),
    (Intent::Late, "late", 900, 920),
    (Intent::Complaint, "complaint", 900, 920),
    (Intent::Thanks, "thanks", 900, 890),
    (Intent::Unclear, "unclear", 900, 990),
];
/// Fewest phrases of a language, of an intent, and of those that are none.
const PHRASES_MIN: usize = 600;
const INTENT_MIN: usize = 25;
const UNCLEAR_MIN: usize = 120;

struct Labelled {
    intent: usize,
    asked: bool,
    text: &'static str,
}

/// A language's phrases in the order that decides the parts: by intent, then by the SHA-256 of the phrase.
fn phrases(set: &'static str) -> Vec<Labelled> {
    let mut phrases: Vec<Labelled> = set
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [intent, asked @ ("0" | "1"), text] = cells[..] else { panic!("{line:?}") };
            let intent = INTENTS.iter().position(|it| it.1 == intent).unwrap_or_else(|| panic!("{line:?}"));
            Labelled { intent, asked: asked == "1", text }
        })
        .collect();
    phrases.sort_by_cached_key(|it| (it.intent, Sha256::digest(it.text)));
    phrases
}

/// The two thirds that one may look at, and the third held out.
fn parts(set: &Set) -> [(&'static str, Vec<Labelled>); 2] {
    let (mut known, mut held) = (Vec::new(), Vec::new());
    for phrases in [phrases(set.first), phrases(set.later)] {
        for (index, phrase) in phrases.into_iter().enumerate() {
            if index % 3 == 2 { held.push(phrase) } else { known.push(phrase) }
        }
    }
    [("known", known), ("held out", held)]
}

/// Rows labelled, columns understood.
struct Matrix([[usize; INTENTS.len()]; INTENTS.len()]);

impl Matrix {
    fn of(phrases: &[Labelled]) -> Self {
        let mut cells = [[0; INTENTS.len()]; INTENTS.len()];
        for it in phrases {
            let understood = understand(it.text, it.asked, &[]);
            let column = INTENTS.iter().position(|it| it.0 == understood).unwrap();
            cells[it.intent][column] += 1;
        }
        Self(cells)
    }

    fn labelled(&self, intent: usize) -> usize {
        self.0[intent].iter().sum()
    }

    fn understood(&self, intent: usize) -> usize {
        self.0.iter().map(|row| row[intent]).sum()
    }

    /// Right of those understood so, in per mille.
    fn precision(&self, intent: usize) -> usize {
        per_mille(self.0[intent][intent], self.understood(intent))
    }

    /// Right of those labelled so, in per mille.
    fn recall(&self, intent: usize) -> usize {
        per_mille(self.0[intent][intent], self.labelled(intent))
    }

    fn right(&self) -> usize {
        (0..INTENTS.len()).map(|it| self.0[it][it]).sum()
    }

    fn all(&self) -> usize {
        (0..INTENTS.len()).map(|it| self.labelled(it)).sum()
    }

    fn table(&self) -> String {
        let mut table = format!("{:<15}", "");
        for (_, name, ..) in INTENTS {
            write!(table, "{:>6}", &name[..name.len().min(5)]).unwrap();
        }
        writeln!(table, "{:>11}{:>8}", "precision", "recall").unwrap();
        for (row, (_, name, ..)) in INTENTS.iter().enumerate() {
            write!(table, "{name:<15}").unwrap();
            for cell in self.0[row] {
                let cell = if cell == 0 { "·".to_owned() } else { cell.to_string() };
                write!(table, "{cell:>6}").unwrap();
            }
            writeln!(table, "{:>11}{:>8}", fraction(self.precision(row)), fraction(self.recall(row)))
                .unwrap();
        }
        table
    }
}

fn per_mille(part: usize, whole: usize) -> usize {
    (part * 1000).checked_div(whole).unwrap_or(1000)
}

fn fraction(per_mille: usize) -> String {
    format!("{}.{:03}", per_mille / 1000, per_mille % 1000)
}

/// What a reader would call the same phrase: letters, digits and signs without case, accents and punctuation.
fn comparable(text: &str) -> String {
    let plain: String = text.chars().flat_map(folded).collect();
    let split = plain.split(|it: char| it.is_whitespace() || it.is_ascii_punctuation() || "¿¡’".contains(it));
    let words: Vec<&str> = split.filter(|it| !it.is_empty()).collect();
    if words.is_empty() { text.to_owned() } else { words.join(" ") }
}

#[test]
fn there_are_enough_phrases_and_none_twice() {
    for set in SETS {
        let language = set.language;
        let all: Vec<Labelled> = [set.first, set.later].into_iter().flat_map(phrases).collect();
        let distinct: BTreeSet<String> = all.iter().map(|it| comparable(it.text)).collect();
        assert_eq!(distinct.len(), all.len(), "{language} says something twice");
        let first = phrases(set.first);
        assert!(first.len() >= PHRASES_MIN, "{language} has {}", first.len());
        for (index, (intent, name, ..)) in INTENTS.iter().enumerate() {
            let min = if *intent == Intent::Unclear { UNCLEAR_MIN } else { INTENT_MIN };
            let count = first.iter().filter(|it| it.intent == index).count();
            assert!(count >= min, "{language} has {count} of {name}");
        }
        for it in all {
            let is_answer =
                matches!(INTENTS[it.intent].0, Intent::Confirm | Intent::Reschedule | Intent::Cancel);
            assert!(it.asked || !is_answer, "{language}: {:?} is an answer without a question", it.text);
        }
    }
}

/// Prints the matrices; with `MISSES` in the environment also what went wrong in the known part.
#[test]
fn labelled_phrases_are_understood() {
    let mut summary =
        String::from("language  part      phrases  right  stop_all p/r  cancel p/r   emergency p/r\n");
    for set in SETS {
        for (part, phrases) in parts(&set) {
            let language = set.language;
            let matrix = Matrix::of(&phrases);
            println!("{language}, {part}: {} of {}\n{}", matrix.right(), matrix.all(), matrix.table());
            if part == "known" && std::env::var_os("MISSES").is_some() {
                print_misses(&phrases);
            }
            write!(summary, "{language:<9} {part:<9} {:>7} {:>6}", matrix.all(), matrix.right()).unwrap();
            for (index, (intent, name, precision, recall)) in INTENTS.iter().enumerate() {
                let (p, r) = (matrix.precision(index), matrix.recall(index));
                assert!(p >= *precision, "{language}, {part}, {name}: precision {}", fraction(p));
                assert!(r >= *recall, "{language}, {part}, {name}: recall {}", fraction(r));
                if matches!(intent, Intent::StopAll | Intent::Cancel | Intent::Emergency) {
                    write!(summary, "  {}/{}", fraction(p), fraction(r)).unwrap();
                }
            }
            summary.push('\n');
            let stop = INTENTS.iter().position(|it| it.0 == Intent::StopAll).unwrap();
            assert_eq!(matrix.understood(stop), matrix.0[stop][stop], "{language}, {part}: stopped unasked");
        }
    }
    println!("{summary}");
}

fn print_misses(phrases: &[Labelled]) {
    for it in phrases {
        let understood = understand(it.text, it.asked, &[]);
        if understood != INTENTS[it.intent].0 {
            println!("{} {} {:?} -> {understood:?}", INTENTS[it.intent].1, u8::from(it.asked), it.text);
        }
    }
}
