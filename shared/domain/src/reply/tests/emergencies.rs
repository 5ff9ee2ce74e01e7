//! Emergencies in words that were written before the lexicon was widened, and hard negatives: how many are heard.
//!
//! `cargo test -p domain emergencies -- --nocapture` prints what `docs/understanding.md` quotes.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests, and figures to be read")]

use super::super::{Intent, understand};

/// Language, 1 for an emergency and 0 for none, phrase.
const FIFTH: &str = include_str!("../phrases/emergencies-fifth.tsv");
/// Written together with the fifth.
const SIXTH: &str = include_str!("../phrases/emergencies-sixth.tsv");
/// Written after the words that the other two led to, and measured; then used with the eighth.
const SEVENTH: &str = include_str!("../phrases/emergencies-seventh.tsv");

/// Written to widen the lexicon by kind of sign, and used for it, as the seventh was by then.
const EIGHTH: &str = include_str!("../phrases/emergencies-eighth.tsv");

/// Written after the words that the eighth led to, and measured: no word was ever added for one of these.
const NINTH: &str = include_str!("../phrases/emergencies-ninth.tsv");

/// Plain emergencies without punctuation, beside a past, a question, a negation that is about something else; and what
/// is denied, past or a figure of speech. None may be wrong, as an answer or out of the blue.
const PLAIN: &str = include_str!("../phrases/emergencies-plain.tsv");

/// Figures of speech, by what people compare a sign to, and the same things said of bills, traffic and a bridge. They
/// served to make the classes (`classes/figures.rs`); none may be wrong, either.
const FIGURES: &str = include_str!("../phrases/emergencies-figures.tsv");

/// Of that language: how many emergencies there are, how many were heard, and how many others were taken for one.
fn heard(set: &str, language: &str) -> (usize, usize, usize) {
    let (mut all, mut found, mut wrongly) = (0, 0, 0);
    for line in set.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [of, label, text] = cells[..] else { panic!("{line:?}") };
        if of != language {
            continue;
        }
        let heard = understand(text, false, &[]) == Intent::Emergency;
        if heard != (label == "1") {
            println!("    {label} {of} {text}");
        }
        match label.parse::<u8>().unwrap() {
            1 => {
                all += 1;
                found += usize::from(heard);
            }
            _ => wrongly += usize::from(heard),
        }
    }
    (all, found, wrongly)
}

#[test]
fn emergencies_in_fresh_words() {
    let sets = [
        ("fifth", FIFTH, [17, 18, 20]),
        ("sixth", SIXTH, [20, 19, 19]),
        ("seventh", SEVENTH, [15, 15, 15]),
        ("eighth", EIGHTH, [25, 25, 25]),
        ("ninth", NINTH, [7, 8, 5]),
    ];
    for (name, set, floors) in sets {
        for (language, floor) in ["es", "en", "pt"].into_iter().zip(floors) {
            let (all, found, wrongly) = heard(set, language);
            println!("{name} {language}: {found} of {all} heard, {wrongly} taken for one");
            assert!(found >= floor && wrongly <= 2, "{name} {language}: {found} heard, {wrongly} wrongly");
        }
    }
}

#[test]
fn plain_emergencies_are_heard_whatever_stands_beside_them() {
    let mut wrong = Vec::new();
    for line in PLAIN.lines().chain(FIGURES.lines()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [_, label @ ("0" | "1"), text] = cells[..] else { panic!("{line:?}") };
        for asked in [false, true] {
            if (understand(text, asked, &[]) == Intent::Emergency) != (label == "1") {
                wrong.push(line);
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
