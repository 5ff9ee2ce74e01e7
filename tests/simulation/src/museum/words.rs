//! Reads a text as its reader does: which hour and day it names, in which language, whether it asks to come in.
//! Links and telephone numbers are not read.

use jiff::civil::DateTime;

/// Words that tell a language from the two others.
const LANGUAGES: [(&str, &[&str]); 3] = [
    (
        "es",
        &[
            "su cita", "sus citas", "su visita", " cita ", " citas ", "llame", "llámenos", "le esperamos",
            "usted",
        ],
    ),
    ("en", &["appointment", "your ", "please", "thank you", "call us", "look forward", " call "]),
    ("pt", &["consulta", "você", " ligue", "obrigad", "sua visita", "esperamos você"]),
];
/// Asks to come to the clinic.
const COME_IN: [&str; 8] = [
    "le esperamos", "venga", "sede centro", "look forward to seeing you", "come 10", "come ten", "venha",
    "esperamos você",
];
const REMOTE: [&str; 4] = ["distancia", "distância", "remot", "video"];
/// What a hole looks like.
const HOLES: [&str; 5] = ["{{", "undefined", "null", "nan ", " ,"];

/// A text without its links and telephone numbers: what a signature or a number spells is no hour and no day.
fn spoken(text: &str) -> String {
    let mut in_number = false;
    let said = |it: &&str| {
        in_number = it.starts_with('+') || in_number && it.starts_with(|it: char| it.is_ascii_digit());
        !in_number && !it.contains("://")
    };
    text.split_inclusive(char::is_whitespace).filter(said).collect()
}

/// The hours a text names.
pub(crate) fn times(text: &str) -> Vec<(i8, i8)> {
    let chars: Vec<char> = spoken(text).chars().collect();
    let number = |from: usize, to: usize| chars[from..to].iter().collect::<String>().parse::<i8>().ok();
    let mut found = Vec::new();
    for at in 1..chars.len().saturating_sub(2) {
        if !matches!(chars[at], ':' | 'h') || !chars[at - 1].is_ascii_digit() {
            continue;
        }
        let (first, second) = (chars[at + 1], chars[at + 2]);
        if !first.is_ascii_digit() || !second.is_ascii_digit() {
            continue;
        }
        let from = if at >= 2 && chars[at - 2].is_ascii_digit() { at - 2 } else { at - 1 };
        let (Some(hour), Some(minute)) = (number(from, at), number(at + 1, at + 3)) else { continue };
        let rest: String = chars[at + 3..].iter().filter(|it| !it.is_whitespace()).take(3).collect();
        let rest = rest.to_lowercase().replace('.', "");
        let hour = match (rest.starts_with("am"), rest.starts_with("pm"), hour) {
            (true, _, 12) => 0,
            (_, true, 1..12) => hour + 12,
            _ => hour,
        };
        found.push((hour, minute));
    }
    found
}

/// Whether a text names that hour.
pub(crate) fn names_hour(text: &str, start: DateTime) -> bool {
    times(text).contains(&(start.hour(), start.minute()))
}

/// Whether a text names that day of a month.
pub(crate) fn names_day(text: &str, start: DateTime) -> bool {
    spoken(text).split(|it: char| !it.is_ascii_digit()).any(|it| it.parse() == Ok(start.day()))
}

/// The language of a text, if it can be told.
pub(crate) fn language(text: &str) -> Option<&'static str> {
    let text = format!(" {} ", spoken(text).to_lowercase());
    let count = |words: &[&str]| words.iter().filter(|it| text.contains(*it)).count();
    let mut counts = LANGUAGES.map(|(name, words)| (count(words), name));
    counts.sort_unstable();
    (counts[2].0 > counts[1].0).then_some(counts[2].1)
}

/// Whether a text asks to come to the clinic.
pub(crate) fn asks_to_come_in(text: &str) -> bool {
    let text = spoken(text).to_lowercase();
    COME_IN.iter().any(|it| text.contains(it)) && !REMOTE.iter().any(|it| text.contains(it))
}

/// Whether its writer says that they are not whom it was written to.
pub(crate) fn denies(text: &str) -> bool {
    text == "no soy esa persona"
}

/// Whether something is missing in a text.
pub(crate) fn has_a_hole(text: &str) -> bool {
    let text = text.to_lowercase();
    text.trim().is_empty() || HOLES.iter().any(|it| text.contains(it))
}
