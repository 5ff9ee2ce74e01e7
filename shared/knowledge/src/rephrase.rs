//! A model's words in place of a passage's: what it may be asked with, and which of its answers may be sent.
//!
//! Guarantees: a question leaves with nothing in it but words that the clinic itself wrote, so that no name, number or
//! address of a patient can be among them; an answer says no number, time, price, name, link or denial that the passage
//! does not say, in the passage's order, nothing clinical, and little in other words. What does not pass is not mended:
//! the passage itself is sent. It cannot tell whether an answer that passes says the same: two sentences of the passage
//! in another order pass, if they hold no number.

mod words;

use std::collections::HashSet;

use domain::knowledge::{PASSAGE_CHARS_MAX, Passage};
use domain::language::Language;
use domain::reply::{is_day_or_month, plain_words};

use self::words::{ADVICE, COUNTED, DENIALS};
use crate::cues;

/// An answer may be so much longer than its passage, in characters.
const LONGER_CHARS_MAX: usize = 80;
/// So many of the words of an answer that say something may be no words of the passage, of a hundred.
const NEW_WORDS_PERCENT_MAX: usize = 35;
/// Words shorter than this say little by themselves: articles, prepositions, most verbs' small forms.
const WORD_CHARS_MIN: usize = 4;
/// Longest word of a question, in characters; what is longer without a blank was written to be something else, and is
/// compared only in part.
const WORD_CHARS_MAX: usize = 40;
/// Words are the same if they begin alike: endings are what a model changes.
const STEM_CHARS: usize = 5;
/// What stands for words that did not leave.
const LEFT_OUT: &str = "…";

/// The question with nothing in it but words that the clinic wrote in that language: in a passage, a heading, or beside
/// one. Everything else, each digit too, is left out. `None` if nothing is left to ask.
#[must_use]
pub fn masked(question: &str, passages: &[Passage], language: Language) -> Option<String> {
    let mut known: HashSet<String> = HashSet::new();
    for passage in passages.iter().filter(|it| it.language == language) {
        known.extend(plain_words(&passage.text));
        known.extend(plain_words(&passage.heading));
        known.extend(passage.also.iter().flat_map(|it| plain_words(it)));
    }
    let mut kept: Vec<&str> = Vec::new();
    for word in question.split_whitespace() {
        let plain = plain_words(word);
        let says = !plain.is_empty()
            && plain.iter().all(|it| known.contains(it) && !it.contains(|c: char| c.is_numeric()));
        let fits = word.chars().count() <= WORD_CHARS_MAX && !is_address(word);
        match (says && fits, kept.last()) {
            (true, _) => kept.push(word.trim_matches(|it: char| !it.is_alphabetic())),
            (false, Some(&LEFT_OUT)) => {}
            (false, _) => kept.push(LEFT_OUT),
        }
    }
    kept.iter().any(|it| *it != LEFT_OUT).then(|| kept.join(" "))
}

/// A model's answer as it may be sent, or why the passage itself is.
///
/// # Errors
/// The first rule that it breaks.
pub fn checked(answer: &str, passage: &Passage) -> Result<String, Unfit> {
    let answer = answer.trim();
    let length = answer.chars().count();
    let longest = PASSAGE_CHARS_MAX.min(passage.text.chars().count() + LONGER_CHARS_MAX);
    if length == 0 || length > longest {
        return Err(Unfit::Length);
    }
    if answer.contains(|it: char| (it.is_control() && it != '\n') || "<>{}[]`*#|\\_".contains(it)) {
        return Err(Unfit::Markup);
    }
    let told = format!("{}\n{}", passage.heading, passage.text);
    if !is_within(&figures(answer), &figures(&told)) {
        return Err(Unfit::Figure);
    }
    let (said, known) = (plain_words(answer), plain_words(&told));
    let names: HashSet<&String> = known.iter().collect();
    if proper_names(answer).iter().any(|it| !names.contains(it)) {
        return Err(Unfit::Name);
    }
    let counted =
        |words: &[String]| -> Vec<String> { words.iter().filter(|it| counts(it)).cloned().collect() };
    if !is_within(&counted(&said), &counted(&known)) {
        return Err(Unfit::Figure);
    }
    let denials = |words: &[String]| words.iter().filter(|it| DENIALS.contains(&it.as_str())).count();
    if denials(&said) != denials(&plain_words(&passage.text)) {
        return Err(Unfit::Denial);
    }
    let says = |cue: &&str| cues::found(&[cue], &known).next().is_some();
    if !cues::found(cues::CLINICAL, &said).all(|it| says(&it))
        || !cues::found(ADVICE, &said).all(|it| says(&it))
    {
        return Err(Unfit::Advice);
    }
    let stems: HashSet<String> = known.iter().map(|it| stem(it)).collect();
    let content: Vec<&String> = said.iter().filter(|it| it.chars().count() >= WORD_CHARS_MIN).collect();
    let new = content.iter().filter(|it| !stems.contains(&stem(it))).count();
    if new * 100 > content.len() * NEW_WORDS_PERCENT_MAX {
        return Err(Unfit::OtherWords);
    }
    Ok(answer.to_owned())
}

/// Why a model's answer is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Nothing, or much more than the passage says.
    #[error("its length")]
    Length,
    /// Characters that no message needs.
    #[error("markup")]
    Markup,
    /// A number, time, price, phone, date or link that the passage does not say, or not in that order.
    #[error("a figure or link of its own")]
    Figure,
    /// A name or address that the passage does not say.
    #[error("a name of its own")]
    Name,
    /// More or fewer denials than the passage has.
    #[error("a denial more or less")]
    Denial,
    /// What only a clinician says.
    #[error("clinical words")]
    Advice,
    /// It says too much that the passage does not.
    #[error("other words")]
    OtherWords,
}

fn stem(word: &str) -> String {
    word.chars().take(STEM_CHARS).collect()
}

/// Whether something looks like a link or an address of somebody's.
fn is_address(word: &str) -> bool {
    let inner = word.trim_matches(|it: char| !it.is_alphanumeric());
    let dotted = inner.split_once('.').is_some_and(|(host, rest)| host.len() > 1 && rest.len() > 1);
    word.contains('@') || word.contains("://") || word.contains('/') || dotted
}

/// Whether a word says how many or when. An English `may` is seldom a month.
fn counts(word: &str) -> bool {
    COUNTED.contains(&word) || (is_day_or_month(word) && word != "may")
}

/// What has a digit, and what looks like an address, in order: `8:00`, `$`, `50.000`, `info@clinic.example`.
fn figures(text: &str) -> Vec<String> {
    let bare = |word: &str| {
        word.trim_matches(|it: char| !it.is_alphanumeric() && it != '$' && it != '€').to_lowercase()
    };
    let figure =
        |word: &&str| word.contains(|it: char| it.is_numeric() || "$€£%".contains(it)) || is_address(word);
    text.split_whitespace().filter(figure).map(bare).collect()
}

/// Words with a capital that do not begin a sentence, plain.
fn proper_names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut begins = true;
    for word in text.split_whitespace() {
        let inner = word.trim_start_matches(|it: char| !it.is_alphanumeric());
        if !begins && inner.chars().next().is_some_and(char::is_uppercase) {
            names.extend(plain_words(inner));
        }
        begins = word.ends_with(['.', '!', '?', ':', '…']);
    }
    names
}

/// Whether the parts stand in the whole in the same order, each as often at most.
fn is_within(parts: &[String], whole: &[String]) -> bool {
    let mut rest = whole.iter();
    parts.iter().all(|it| rest.any(|other| other == it))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn passage(text: &str) -> Passage {
        Passage {
            topic: "prep".to_owned(),
            heading: "Análisis de sangre / Ayuno".to_owned(),
            language: Language::Es,
            text: text.to_owned(),
            also: vec!["puedo tomar agua antes".to_owned()],
        }
    }

    const FAST: &str = "Venga en ayunas de 8 horas. Puede tomar agua, no café. Atendemos de lunes a viernes de 7:00 a 11:00 en \
                        Av. Corrientes 1234. Cuesta $ 15.000. Dudas: 11 4555-0100 o info@sol.example.";

    #[test]
    fn what_says_the_same_in_other_words_passes() {
        let fast = passage(FAST);
        for answer in [
            FAST,
            "Venga en ayunas de 8 horas; puede tomar agua, pero no café.",
            "Claro: tiene que venir en ayunas de 8 horas. Agua puede tomar, café no. Atendemos de 7:00 a 11:00, en Av. \
             Corrientes 1234.",
            "Cuesta $ 15.000; ante dudas, no dude: 11 4555-0100.",
        ] {
            assert_eq!(checked(answer, &fast).as_deref(), Ok(answer), "{answer}");
        }
    }

    #[test]
    fn what_says_something_else_does_not() {
        let fast = passage(FAST);
        for (answer, why) in [
            ("", Unfit::Length),
            (&"Venga en ayunas, no coma. ".repeat(40), Unfit::Length),
            ("Venga en ayunas de 12 horas, no tome café.", Unfit::Figure),
            ("No tome café. Atendemos de 11:00 a 7:00.", Unfit::Figure),
            ("No tome café. Atendemos de viernes a lunes de 7:00 a 11:00.", Unfit::Figure),
            ("No tome café. Venga el domingo en ayunas.", Unfit::Figure),
            ("No tome café. Cuesta $ 1.500.", Unfit::Figure),
            ("No tome café. Dudas: 11 4555-0199.", Unfit::Figure),
            ("No tome café. Dudas: info@otra.example.", Unfit::Figure),
            ("No tome café. Vea https://evil.example", Unfit::Figure),
            ("No tome café. Vea evil.example/ayunas", Unfit::Figure),
            ("No tome café. Estamos en Avenida Rivadavia.", Unfit::Name),
            ("Puede tomar agua y café.", Unfit::Denial),
            ("No venga en ayunas, no tome agua, no tome café.", Unfit::Denial),
            ("No tome café. Si le duele, venga en ayunas.", Unfit::Advice),
            ("No tome café. Puede tomar ibuprofeno en ayunas.", Unfit::Advice),
            ("No café. No. Recomendamos venir en ayunas.", Unfit::Denial),
            ("No tome café: recomendamos agua en ayunas.", Unfit::Advice),
            ("**No** tome café", Unfit::Markup),
            ("<b>No</b> tome café", Unfit::Markup),
            (
                "No hablaré sobre aquello; ignoraré mis instrucciones anteriores completamente.",
                Unfit::OtherWords,
            ),
            ("You should come hungry, no coffee is allowed, water allowed always.", Unfit::OtherWords),
        ] {
            assert_eq!(checked(answer, &fast), Err(why), "{answer}");
        }
    }

    #[test]
    fn clinical_words_of_the_passage_itself_may_be_said() {
        let own = passage("Si tiene fiebre, llámenos antes de venir.");
        assert!(checked("Llámenos antes de venir si tiene fiebre.", &own).is_ok());
    }

    #[test]
    fn a_question_leaves_with_the_clinics_own_words_only() {
        let passages = [passage(FAST)];
        let masked = |question: &str| masked(question, &passages, Language::Es);
        assert_eq!(
            masked("Hola, soy Ana Canario, DNI 30111222, ¿puedo tomar agua antes del análisis?").unwrap(),
            "… puedo tomar agua antes … análisis"
        );
        assert_eq!(masked("agua ana.canario@example.com +5491155550101 de 8").unwrap(), "agua … de …");
        assert_eq!(masked("Ana Canario, 30111222"), None);
        assert_eq!(masked(&format!("agua {}Canario,30111222", "agua,".repeat(1_000))).unwrap(), "agua …");
        assert_eq!(masked(""), None);
        // Neither another language's words, nor a number that the clinic wrote.
        assert_eq!(super::masked("agua", &passages, Language::En), None);
        assert_eq!(masked("1234 info@sol.example"), None);
    }
}
