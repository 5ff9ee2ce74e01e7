//! Whether words name somebody, or a day.

mod day;
mod hour;

pub use day::names_another_day;
pub use hour::names_another_hour;

use crate::reply::{folded, is_day_or_month};

/// A word of a family name that has no more letters tells nobody apart: `de`, `la`, `dos`.
const PARTICLE_LETTERS_MAX: usize = 3;

/// Beside a name they say nothing: `la de Mateo, por favor`.
const WITH_NAMES: &[&str] = &[
    "el", "la", "lo", "o", "a", "the", "de", "da", "do", "of", "s", "es", "e", "its", "para", "pra", "for",
    "cita", "turno", "consulta", "visit", "por", "favor", "porfa", "please", "gracias", "thanks", "obrigado",
    "obrigada",
];

/// Beside a name they only say the answer again: `confirmo la de Mateo`.
const ANSWERS: &[&str] = &[
    "si", "sim", "yes", "ok", "confirmo", "confirmamos", "confirmar", "confirm", "i", "we", "cancelar",
    "cancela", "cancelo", "cancele", "cancelen", "cancelem", "cancel", "desmarcar", "cambiar", "reprogramar",
    "reagendar", "remarcar", "change", "reschedule", "quiero", "quisiera", "queremos", "quero", "preciso",
    "necesito", "want", "need", "to",
];

/// Names that are words of everyday messages: `la mía`, `la de la niña`, `bueno`, `buenos días`, "we will".
const EVERYDAY: &[&str] =
    &["best", "bueno", "claro", "dias", "long", "mia", "nina", "segura", "seguro", "vale", "will"];

/// Shortly before a name, they make it a doctor's.
const DOCTORS: &[&str] = &["dr", "dra", "doctor", "doctora", "doutor", "doutora"];
/// So many words behind such a word are the doctor's name.
const DOCTORS_NAME_WORDS: usize = 2;

/// Whether one of the words is that given name, or the first of several, however it is spelled.
#[must_use]
pub fn mentions(text: &str, given_name: &str) -> bool {
    words(given_name).first().is_some_and(|name| words(text).contains(name))
}

/// As [`mentions`], where the words say nothing else.
pub(crate) fn only_mentions(text: &str, given_name: &str) -> bool {
    mentions_beside(text, given_name, &[WITH_NAMES])
}

/// As [`mentions`], where the words say nothing else but an answer.
pub(crate) fn answers_for(text: &str, given_name: &str) -> bool {
    mentions_beside(text, given_name, &[WITH_NAMES, ANSWERS])
}

/// Whether words say a name, and else only some of those.
fn mentions_beside(text: &str, given_name: &str, beside: &[&[&str]]) -> bool {
    let Some(name) = words(given_name).into_iter().next().filter(|it| tells_apart(it)) else { return false };
    let said = words(text);
    said.contains(&name)
        && said.iter().all(|it| *it == name || beside.iter().any(|list| list.contains(&it.as_str())))
}

/// Whether a word can only be a name: no initial, number, day or month, nor a word that people write anyway.
fn tells_apart(name: &str) -> bool {
    let is_initial = name.chars().nth(1).is_none();
    !is_initial
        && name.chars().all(char::is_alphabetic)
        && !is_day_or_month(name)
        && !EVERYDAY.contains(&name)
}

/// Which of a household words name, each known by given and family name: of two of one given name the one whose family
/// name is said too; by a family name alone whoever is the only one of that name.
#[must_use]
pub fn named_of(text: &str, people: &[(&str, &str)]) -> Vec<bool> {
    let said = words(text);
    let is_doctors = |at: usize| {
        said[at.saturating_sub(DOCTORS_NAME_WORDS)..at].iter().any(|it| DOCTORS.contains(&it.as_str()))
    };
    let is_said = |name: &String| said.iter().enumerate().any(|(at, it)| it == name && !is_doctors(at));
    let is_given = |at: usize| mentions(text, people[at].0);
    let is_family = |at: usize| {
        let is_shared = |name: &String| {
            people.iter().enumerate().any(|(other, it)| {
                other != at && (words(it.1).contains(name) || words(it.0).first() == Some(name))
            })
        };
        let family = words(people[at].1);
        family
            .iter()
            .any(|it| it.len() > PARTICLE_LETTERS_MAX && tells_apart(it) && is_said(it) && !is_shared(it))
    };
    let is_another = |at: usize| {
        let is_whole = |other: usize| is_given(other) && is_family(other);
        (0..people.len()).any(|other| is_whole(other) && mentions(people[at].0, people[other].0))
    };
    (0..people.len()).map(|at| is_family(at) || (is_given(at) && !is_another(at))).collect()
}

/// Whether words name another one too, by a name that is no part of the name of the one asked about: of father and son
/// who are both Juan, `Juan no va` names one.
#[must_use]
pub fn names_beside(text: &str, asked_name: &str, other_name: &str) -> bool {
    mentions(text, other_name) && !mentions(asked_name, other_name)
}

fn words(text: &str) -> Vec<String> {
    text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).map(plain).collect()
}

fn plain(word: &str) -> String {
    word.chars().flat_map(folded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_word_of_its_own() {
        assert!(mentions("cancelen el turno de JUAN, por favor", "Juan Pablo"));
        assert!(mentions("o horário da Antônia", "Antonia"));
        assert!(!mentions("la mañana", "Ana"));
        assert!(!mentions("el turno de Pablo", "Juan Pablo"));
        assert!(!mentions("cancelar", ""));
    }

    #[test]
    fn a_name_may_be_all_that_words_say() {
        for text in ["Mateo", "la de Mateo por favor", "es para mateo", "o do Mateo", "Mateo's visit"] {
            assert!(only_mentions(text, "Mateo 4/12 11:00"), "{text}");
        }
        for text in ["Mateo no", "cancelen la de Mateo", "la de Sofía", "Mateo y Sofía", "", "la de"] {
            assert!(!only_mentions(text, "Mateo 4/12 11:00"), "{text}");
        }
    }

    #[test]
    fn beside_a_name_the_answer_may_be_said_again_and_nothing_else() {
        for text in
            ["confirmo la de Mateo", "sí, confirmo Mateo", "quiero cancelar la de Mateo", "yes for Mateo"]
        {
            assert!(answers_for(text, "Mateo 4/12 11:00"), "{text}");
        }
        for text in [
            "cancelen la de Mateo y la de su hermana",
            "confirmo las dos, Mateo también",
            "sí, la de Mateo del jueves",
            "confirmo, soy la mamá de Mateo",
            "confirmo",
        ] {
            assert!(!answers_for(text, "Mateo 4/12 11:00"), "{text}");
        }
    }

    #[test]
    fn a_name_that_is_another_word_too_chooses_nothing() {
        for (text, title) in [
            ("la mía, por favor", "Mía 4/12 11:00"),
            ("la de la niña", "Nina 4/12 11:00"),
            ("yes we will", "Will 4/12 11:00"),
            ("confirmo el domingo", "Domingo 4/12 11:00"),
            ("confirmo para abril", "Abril 4/12 11:00"),
            // By initials, and without a name.
            ("confirmo a consulta", "A. 4/12 11:00"),
            ("confirmo 11", "11/12 10:00"),
        ] {
            assert!(!answers_for(text, title), "{text}");
        }
    }

    #[test]
    fn a_family_name_says_who_is_meant_too() {
        let sofia_mateo = [("Sofía", "Pérez"), ("Mateo", "de la Paz Gómez")];
        let juans = [("Juan", "Pérez"), ("Juan", "Gómez")];
        let siblings = [("Sofía", "Pérez"), ("Mateo", "Pérez")];
        for (text, people, named) in [
            ("cancelen la de Gómez", sofia_mateo, [false, true]),
            ("cancelen la de Mateo Gomez", sofia_mateo, [false, true]),
            ("Sofía va, cancelen la de Gómez", sofia_mateo, [true, true]),
            ("Sofía Pérez va, cancelen la de Mateo", sofia_mateo, [true, true]),
            ("cancelen la de mañana", sofia_mateo, [false, false]),
            ("Juan Gómez no va", juans, [false, true]),
            ("Juan no va", juans, [true, true]),
            ("la de Pérez", siblings, [false, false]),
            ("la de Mateo Pérez", siblings, [false, true]),
            ("confirmo con la Dra. Ana Gómez", sofia_mateo, [false, false]),
            ("la de Gómez con el Dr. Gómez", sofia_mateo, [false, true]),
            // One's family name is another's given name.
            ("cancelen la de Martín", [("Ana", "Martín"), ("Martín", "López")], [false, true]),
            ("bueno, ahí estaremos", [("Ana", "Pérez"), ("Luis", "Bueno")], [false, false]),
        ] {
            assert_eq!(named_of(text, &people), named, "{text}");
        }
    }

    #[test]
    fn who_has_the_same_name_is_not_named_beside() {
        assert!(names_beside("Ana va, cancelen la de Luis", "Ana", "Luis"));
        assert!(!names_beside("Juan no puede ir", "Juan", "Juan"));
        assert!(!names_beside("Juan Carlos no puede ir", "Juan Carlos", "Carlos"));
        assert!(!names_beside("Ana no puede ir", "Ana", "Luis"));
    }
}
