//! A message without what does not matter: case, accents, punctuation, politeness, usual misspellings.

use std::ops::Range;

use super::spelling::spelled;
use super::words::{COURTESIES, MODALS, OBJECTS, YES_ALONE, YES_DETAILS, YES_PHRASES, YES_WORDS};

/// Most words read: what a provider lets one message carry is shorter.
const WORDS_MAX: usize = 1000;
/// Most words a bare confirmation has; a longer message says something else as well.
const YES_WORDS_MAX: usize = 10;

/// A message made comparable.
pub(super) struct Normal {
    words: Vec<Word>,
    /// Which words are not courtesies at its ends.
    core: Range<usize>,
    core_text: String,
    /// Without a modal before and an object behind: `quiero cambiar la cita` is `cambiar`.
    bare: String,
    /// It has a question mark, or a 👎 or the like.
    doubts: bool,
    /// It has a 👍 or the like.
    nods: bool,
    /// It has a 🙏 or the like.
    smiles: bool,
}

/// A word of a message.
pub(super) struct Word {
    pub(super) text: String,
    /// Which clause it stands in, counted from 0.
    clause: usize,
    /// It looks like somebody's name: a capital in the middle of a sentence.
    pub(super) is_name: bool,
}

impl Word {
    /// Whether it is a number of that range.
    pub(super) fn is_in(&self, range: std::ops::RangeInclusive<u32>) -> bool {
        self.text.parse().is_ok_and(|it| range.contains(&it))
    }
}

impl Normal {
    pub(super) fn of(text: &str) -> Self {
        let words = split(text);
        let all: Vec<&str> = words.iter().map(|it| it.text.as_str()).collect();
        let core = strip(&all, 0..all.len(), COURTESIES, COURTESIES);
        let bare = strip(&all, core.clone(), MODALS, OBJECTS);
        let (core_text, bare) = (all[core.clone()].join(" "), all[bare].join(" "));
        Self {
            core,
            core_text,
            bare,
            words,
            doubts: text.contains(['?', '¿', '？', '👎', '❌', '🚫', '✖', '❎', '⛔', '🙅']),
            nods: text.contains(['👍', '👌', '✅', '✔', '🆗', '☑']),
            smiles: text.contains(SMILES),
        }
    }

    pub(super) fn words(&self) -> &[Word] {
        &self.words
    }

    pub(super) fn core(&self) -> &str {
        &self.core_text
    }

    pub(super) fn core_range(&self) -> Range<usize> {
        self.core.clone()
    }

    /// Whether the word is one of the courtesies at the ends.
    pub(super) fn is_courtesy(&self, at: usize) -> bool {
        !self.core.contains(&at)
    }

    /// Whether something stood before or behind, which changes nothing.
    pub(super) fn has_courtesies(&self) -> bool {
        self.core.len() < self.words.len()
    }

    pub(super) fn core_words(&self) -> &[Word] {
        self.words.get(self.core_range()).unwrap_or_default()
    }

    pub(super) fn without_object(&self) -> &str {
        &self.bare
    }

    /// Whether both words are there, in one clause.
    pub(super) fn same_clause(&self, one: usize, other: usize) -> bool {
        let clause = |at: usize| self.words.get(at).map(|it| it.clause);
        clause(one).is_some() && clause(one) == clause(other)
    }

    /// Whether the other word stands in the clause of the one, or in the one behind it.
    pub(super) fn same_or_next_clause(&self, one: usize, other: usize) -> bool {
        let clause = |at: usize| self.words.get(at).map(|it| it.clause);
        clause(one).zip(clause(other)).is_some_and(|(one, other)| (one..=one + 1).contains(&other))
    }

    /// Whether the other word belongs to the clause of the one and denies nothing. `no` does in Spanish and English,
    /// but in Portuguese it is "in the": what follows tells.
    pub(super) fn runs_on(&self, one: usize, other: usize) -> bool {
        let text = |at: usize| self.words.get(at).map_or("", |it| it.text.as_str());
        let denies = match text(other) {
            "no" => DENIED_BY_NO.contains(&text(other + 1)),
            word => DENIALS.contains(&word),
        };
        self.same_clause(one, other) && !denies
    }

    /// Whether a clause, or all but courtesies, ends before this word.
    pub(super) fn ends_clause(&self, at: usize) -> bool {
        at == 0 || at == self.core.end || !self.same_clause(at - 1, at)
    }

    /// Nothing but words of assent and what they are about, or a nod with nothing but courtesies.
    /// Words of thanks, which `is_thanks` tells, change nothing.
    pub(super) fn is_yes(&self, is_thanks: impl Fn(usize) -> bool) -> bool {
        if self.core_text.is_empty() {
            return self.nods;
        }
        if YES_ALONE.contains(&self.core_text.as_str()) {
            return true;
        }
        let core = self.core_range().zip(self.core_words()).filter(|(at, _)| !is_thanks(*at));
        let mut rest = core.fold(" ".to_owned(), |rest, (_, word)| rest + &word.text + " ");
        for phrase in YES_PHRASES {
            rest = rest.replace(&format!(" {phrase} "), " ok ");
        }
        let words: Vec<&str> = rest.split_whitespace().collect();
        let is_yes = |it: &&str| YES_WORDS.contains(it);
        words.len() <= YES_WORDS_MAX
            && words.iter().any(is_yes)
            && words.iter().all(|it| is_yes(it) || YES_DETAILS.contains(it))
    }

    /// A word of assent stands first.
    pub(super) fn begins_with_yes(&self) -> bool {
        self.core_words().first().is_some_and(|it| YES_WORDS.contains(&it.text.as_str()))
    }

    /// An English question by its order of words, with or without its mark: `is the doctor good`, `are we still on`.
    pub(super) fn is_inverted(&self) -> bool {
        let is = |at: usize, list: &[&str]| {
            self.core_words().get(at).is_some_and(|it| list.contains(&it.text.as_str()))
        };
        is(0, AUXILIARIES) && is(1, SUBJECTS)
    }

    pub(super) fn nods(&self) -> bool {
        self.nods
    }

    pub(super) fn smiles(&self) -> bool {
        self.smiles
    }

    pub(super) fn doubts(&self) -> bool {
        self.doubts
    }
}

/// Signs of thanks and good wishes.
const SMILES: [char; 26] = [
    '🙏', '❤', '♥', '😊', '🙂', '😀', '😃', '😄', '😁', '☺', '🤗', '😘', '🥰', '😍', '💕', '💖', '💙', '💚',
    '🌷', '🌸', '🌹', '💐', '🌻', '🙌', '👏', '🤝',
];

/// First in a question.
const AUXILIARIES: &[&str] = &["is", "are", "was", "has", "do", "does", "did", "will"];
/// Behind one.
const SUBJECTS: &[&str] = &[
    "i", "you", "it", "he", "she", "we", "they", "the", "there", "my", "your", "his", "her", "that", "this",
    "dr", "doctor",
];

/// What ends a clause besides punctuation; the word belongs to the next.
const CLAUSE_WORDS: &[&str] =
    &["pero", "but", "ahora", "agora", "porque", "because", "although", "aunque", "embora"];

/// Between two words they part what is said.
const DENIALS: &[&str] =
    &["nao", "not", "dont", "doesnt", "didnt", "isnt", "wasnt", "never", "nunca", "without", "sin", "sem"];
/// Behind a `no` that denies.
const DENIED_BY_NO: &[&str] =
    &["me", "le", "se", "te", "tengo", "tiene", "siento", "es", "hay", "fue", "duele", "longer"];

/// Behind a `não` as it is spoken.
const DENIED_IN_SPEECH: &[&str] = &[
    "vou", "vamos", "posso", "podemos", "poderei", "consigo", "conseguimos", "quero", "queremos", "preciso",
    "irei", "tenho", "sei", "confirmo", "conheco", "sou", "precisa", "aceito",
];

/// Before an `a` and a verb, in Portugal: it goes on.
const BEING: &[&str] = &[
    "estou", "tou", "esta", "ta", "estamos", "estao", "estava", "estavam", "esteve", "continua", "continuo",
];
/// They only end like a verb.
const NO_VERBS: &[&str] = &["mulher", "par", "lugar", "celular"];

/// Beside a `voy` as it is spoken.
const BEFORE_GOING: &[&str] = &["si", "no", "ya", "ahi", "alli", "alla"];
const BEHIND_GOING: &[&str] = &["a", "al"];

/// Behind an `x` that is a `por`.
const BEHIND_FOR: &[&str] = &[
    "el", "la", "los", "las", "lo", "su", "tu", "mi", "favor", "supuesto", "avisar", "recordar", "todo",
    "ahora", "eso",
];

/// A full stop behind them ends nothing.
const TITLES: &[&str] = &["dr", "dra", "sr", "sra", "srta", "mr", "mrs", "ms", "prof"];

/// The words of a text in small letters without accents, as messages are compared.
#[must_use]
pub fn plain_words(text: &str) -> Vec<String> {
    split(text).into_iter().map(|it| it.text).collect()
}

/// The words of a text as messages are compared, clause by clause.
pub(crate) fn plain_clauses(text: &str) -> Vec<Vec<String>> {
    let words = split(text);
    let clauses = words.chunk_by(|one, other| one.clause == other.clause);
    clauses.map(|it| it.iter().map(|word| word.text.clone()).collect()).collect()
}

/// Words of letters and digits, in small letters without accents. Apostrophes join ("don't" is `dont`).
fn split(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut word = Raw::default();
    let (mut clause, mut begins, mut before) = (0, true, ' ');
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\''
            | '’'
            | '´'
            | '`'
            | '\u{300}'..='\u{36F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{AD}'
            | '\u{FE0F}'
            | '\u{20E3}' => {}
            it if it.is_alphanumeric() => word.push(it),
            it => {
                word.flush(&mut words, &mut clause, &mut begins);
                let digits = before.is_ascii_digit() && rest.peek().is_some_and(char::is_ascii_digit);
                let title = it == '.' && words.last().is_some_and(|it| TITLES.contains(&it.text.as_str()));
                if "\n.,;:!?¿¡…。，！？".contains(it) && !digits && !title {
                    clause += 1;
                    begins |= it != ',';
                }
            }
        }
        if words.len() >= WORDS_MAX {
            break;
        }
        before = character;
    }
    word.flush(&mut words, &mut clause, &mut begins);
    hear_as_one(&mut words);
    hear_as_in_brazil(&mut words);
    hear_as_spoken(&mut words);
    words
}

/// A `pronto socorro` is a place, and no cry for help.
fn hear_as_one(words: &mut Vec<Word>) {
    for at in (1..words.len()).rev() {
        let [first, second] = &mut words[at - 1..=at] else { return };
        if first.clause == second.clause && first.text == "pronto" && second.text == "socorro" {
            first.text += &std::mem::take(&mut second.text);
            words.remove(at);
        }
    }
}

/// Portugal's `estou a sangrar` is Brazil's `estou sangrando`, which the lists have.
fn hear_as_in_brazil(words: &mut Vec<Word>) {
    for at in (2..words.len()).rev() {
        let [being, to, doing] = &mut words[at - 2..=at] else { return };
        let is_doing = being.clause == doing.clause && BEING.contains(&being.text.as_str()) && to.text == "a";
        let verb = doing.text.strip_suffix('r').filter(|it| it.ends_with(['a', 'e', 'i']));
        let Some(verb) = verb.filter(|_| is_doing && !NO_VERBS.contains(&doing.text.as_str())) else {
            continue;
        };
        doing.text = format!("{verb}ndo");
        words.remove(at - 1);
    }
}

/// What is written as it is spoken, and only the words beside it tell from another word: Portuguese `não`, which is
/// also `num.` for a number and `na`, Spanish `voy`, which is also an English boy, and `por`, whose `x` is also a ray.
fn hear_as_spoken(words: &mut [Word]) {
    for at in 0..words.len() {
        let is = |at: Option<usize>, list: &[&str]| {
            at.and_then(|it| words.get(it)).is_some_and(|it| list.contains(&it.text.as_str()))
        };
        let Some(word) = words.get(at) else { return };
        let meant = match word.text.as_str() {
            "num" | "na" | "nun" if is(Some(at + 1), DENIED_IN_SPEECH) => "nao",
            "num" => "numero",
            "boy" if is(at.checked_sub(1), BEFORE_GOING) || is(Some(at + 1), BEHIND_GOING) => "voy",
            "x" if is(Some(at + 1), BEHIND_FOR) => "por",
            _ => continue,
        };
        meant.clone_into(&mut words[at].text);
    }
}

/// A word while it is read.
#[derive(Default)]
struct Raw {
    folded: String,
    capital: bool,
    small: bool,
}

impl Raw {
    fn push(&mut self, character: char) {
        if self.folded.is_empty() {
            self.capital = character.is_uppercase();
        }
        self.small |= character.is_lowercase();
        self.folded.extend(folded(character));
    }

    fn flush(&mut self, words: &mut Vec<Word>, clause: &mut usize, begins: &mut bool) {
        let raw = std::mem::take(self);
        if raw.folded.is_empty() {
            return;
        }
        let is_name = raw.capital && raw.small && !*begins;
        for text in spelled(&raw.folded).split(' ') {
            if CLAUSE_WORDS.contains(&text) {
                *clause += 1;
            }
            words.push(Word { text: text.to_owned(), clause: *clause, is_name });
        }
        *begins = false;
    }
}

/// The small letter without its accent, as messages are compared.
pub(crate) fn folded(character: char) -> impl Iterator<Item = char> {
    character.to_lowercase().map(|it| match it {
        '０'..='９' => char::from_u32(u32::from(it) - u32::from('０') + u32::from('0')).unwrap_or(it),
        other => without_accent(other),
    })
}

/// A small Latin letter without its accent; ñ is n, which in matching confuses no two words of the lists.
#[must_use]
pub const fn without_accent(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'ª' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'º' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

/// Takes phrases off both ends, the longest that fits, for as long as there are any.
fn strip(words: &[&str], range: Range<usize>, before: &[&str], behind: &[&str]) -> Range<usize> {
    let mut rest = range;
    loop {
        let inner = &words[rest.clone()];
        let fits_before = |phrase: &&&str| phrase.split(' ').eq(inner.iter().copied().take(length(phrase)));
        let fits_behind = |phrase: &&&str| {
            let from = inner.len().saturating_sub(length(phrase));
            phrase.split(' ').eq(inner[from..].iter().copied())
        };
        let from = before.iter().filter(fits_before).map(|it| length(it)).max().unwrap_or(0);
        let to = behind.iter().filter(fits_behind).map(|it| length(it)).max().unwrap_or(0);
        if from + to == 0 {
            return rest;
        }
        let start = rest.start + from;
        rest = start.min(rest.end)..rest.end.saturating_sub(to).max(start.min(rest.end));
    }
}

/// Words in a phrase.
fn length(phrase: &str) -> usize {
    phrase.split(' ').count()
}
