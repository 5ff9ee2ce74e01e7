//! Rules that no list of phrases shows: what comes first, what a negation reaches, what a clinic adds.

use proptest::prelude::*;

use super::super::Intent::{
    self, Cancel, Confirm, Emergency, Late, Reschedule, SuspectedStop, Unclear, WrongPerson,
};
use super::super::classes::{CLASSES, class};
use super::super::lexicon::LISTS;
use super::super::pattern::{OPENING, Pattern};
use super::super::understand;

fn check(cases: &[(&str, bool, Intent)]) {
    for (text, asked, intent) in cases {
        assert_eq!(understand(text, *asked, &[]), *intent, "{text:?}");
    }
}

#[test]
fn a_red_flag_comes_before_everything() {
    check(&[
        ("sí confirmo, pero me duele mucho el pecho", true, Emergency),
        ("cancel, my husband is unconscious", true, Emergency),
        ("número equivocado, pero no puedo respirar", false, Emergency),
        ("no me escriban más, me quiero matar", false, Emergency),
        ("vou chegar atrasada, minha mãe desmaiou", false, Emergency),
    ]);
}

#[test]
fn a_negation_reaches_its_own_clause_only() {
    check(&[
        ("no tengo dolor de pecho", false, Unclear),
        ("no tengo dolor de pecho ni falta de aire", false, Unclear),
        ("no chest pain or shortness of breath", false, Unclear),
        ("sem dor no peito", false, Unclear),
        ("no puedo ir, me duele el pecho", true, Emergency),
        ("no puedo ir me duele el pecho", true, Emergency),
        ("no, no puedo respirar", true, Emergency),
        ("no tengo fiebre pero me falta el aire", false, Emergency),
        ("no cancelen, solo quiero cambiar el día", true, Reschedule),
        ("no, cancelen", true, Cancel),
        ("no cancelen nada", true, Unclear),
        ("no vayan a cancelar la cita", true, Unclear),
        ("don't cancel my appointment", true, Unclear),
    ]);
}

#[test]
fn what_is_over_or_asked_in_general_is_no_emergency() {
    check(&[
        ("tuve un infarto hace cinco años", false, Unclear),
        ("I had a stroke in 2012", false, Unclear),
        ("tuve un infarto hace cinco años, y ahora me duele el pecho", false, Emergency),
        ("qué hago si me duele el pecho", false, Unclear),
        ("I'm dying to know the results", false, Unclear),
    ]);
}

#[test]
fn what_people_call_an_emergency_is_one_in_other_spellings_too() {
    for text in [
        "mi esposo esta inconciente",
        "ayuda me muero",
        "ajuda, socorro",
        "SOS",
        "llamen al 911",
        "se me duerme media cara",
        "no me siento el brazo",
        "me arde mucho el pecho",
        "me duele el pecho un poco cuando corro",
        "me falta el aire cuando corro",
        "me ahogo un poco al subir escaleras",
        "no puedo respirar por la nariz ni por la boca",
        "mi bebé no puede respirar por la nariz",
        "no aguanto más",
        "no aguanto más la vida",
        "tomé 10 pastillas",
        "me tomé dos veces la pastilla de la insulina",
        "my water broke",
    ] {
        check(&[(text, false, Emergency), (text, true, Emergency)]);
    }
}

#[test]
fn what_only_sounds_like_an_emergency_is_none() {
    for text in [
        "me ahogo un poco cuando corro",
        "me falta un poco el aire cuando corro",
        "I'm a bit short of breath when I run",
        "fico um pouco sem ar quando corro",
        "no puedo respirar por la nariz, tengo alergia",
        "no aguanto más la espera",
        "no aguanto más sus mensajes",
        "não aguento mais esperar",
        "tomé dos pastillas de paracetamol",
        "I took two pills this morning",
        "tomo 8 pastillas diarias",
        "me tomo 10 pastillas al día",
        "my water heater broke",
        "ayuda, me muero de risa",
        "no me siento bien de la pierna",
        "¿vos sos la doctora?",
    ] {
        check(&[(text, false, Unclear)]);
    }
}

#[test]
fn cancel_in_free_words_cancels_only_an_answer() {
    for (text, _, intent) in [
        ("no voy a ir, cancelen por favor", true, Cancel),
        ("can you please cancel my appointment?", true, Cancel),
        ("pode cancelar a consulta de amanhã", true, Cancel),
    ] {
        check(&[(text, true, intent), (text, false, Unclear)]);
    }
    check(&[
        ("cancelar mi suscripción a los mensajes", true, SuspectedStop),
        ("no sé si cancelar", true, Unclear),
        ("¿puedo cancelar?", true, Unclear),
        ("cancela y dame otra fecha", true, Reschedule),
        ("they cancelled my insurance", true, Unclear),
    ]);
}

#[test]
fn a_death_stops_messages_unless_it_is_why_somebody_cannot_come() {
    check(&[
        ("mi mamá falleció", true, WrongPerson),
        ("murió mi abuela, no puedo ir mañana", true, Reschedule),
        ("my phone died", false, Unclear),
        ("my grandfather died of a stroke, should I be tested?", false, Unclear),
    ]);
}

#[test]
fn late_is_not_the_afternoon() {
    check(&[
        ("llego diez minutos tarde", true, Late),
        ("sí, pero llego 10 min tarde", true, Late),
        ("voy en la tarde", false, Unclear),
        ("is the doctor running late?", false, Unclear),
        ("sí, en la tarde", true, Confirm),
    ]);
}

#[test]
fn signs_that_count_together_count_in_either_order_and_neither_alone() {
    check(&[
        ("se me hinchó la lengua", false, Emergency),
        ("tengo hinchada un poco la lengua", false, Emergency),
        ("the stitches on my belly came apart", false, Emergency),
        ("came apart, all the stitches", false, Unclear),
        ("fiebre de 38 desde que me operaron", false, Emergency),
        ("me operaron hace tres días y tengo fiebre", false, Emergency),
        ("my calf is swollen and I can't get my breath", false, Emergency),
        ("me operan mañana y no tengo fiebre", false, Unclear),
        ("los puntos están bien, ¿cuándo me los sacan?", false, Unclear),
        ("tengo la pierna hinchada hace un mes", false, Unclear),
    ]);
}

#[test]
fn a_yes_that_says_when_somebody_cannot_come_is_asked_what_to_do() {
    check(&[
        ("sí, pero no puedo ese día", true, Reschedule),
        ("yes but i can't do that day", true, Reschedule),
        ("sim, mas não posso nesse dia", true, Reschedule),
        ("sí, pero no puedo ese día, cancelen", true, Unclear),
        ("sí, puedo, pero no puedo llevar los papeles", true, Unclear),
    ]);
}

#[test]
fn a_clinic_adds_red_flags_of_its_own() {
    let own = ["PÉRDIDA de líquido".to_owned(), "  ".to_owned()];
    assert_eq!(understand("hola, tengo perdida de liquido!!", true, &own), Emergency);
    assert_eq!(understand("no tengo pérdida de líquido", true, &own), Unclear);
    assert_eq!(understand("hola, tengo perdida de liquido!!", true, &[]), Unclear);
}

#[test]
fn every_pattern_is_well_formed() {
    for (sense, list) in LISTS {
        for text in *list {
            for pattern in Pattern::all(text) {
                assert!(!pattern.first().is_empty(), "{sense:?}: {text:?} begins with nothing");
            }
            assert!(!text.ends_with(".."), "{sense:?}: {text:?} ends with a gap");
            for step in text.split(' ').filter(|it| !["..", "...", ";", "^", "$", "~"].contains(it)) {
                let forms: Vec<&str> = step.trim_end_matches('?').split('|').collect();
                let is_twice = |it: &&&str| forms.iter().filter(|form| *form == *it).count() > 1;
                assert_eq!(forms.iter().find(is_twice), None, "{sense:?}: {text:?}");
                for form in forms {
                    let word = form.trim_end_matches('*').trim_start_matches('@');
                    let plain = word.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
                    assert!(form == ";" || (plain && !word.is_empty()), "{sense:?}: {text:?}, {form:?}");
                    assert!(!form.ends_with('*') || word.len() >= OPENING, "{sense:?}: {text:?}, {form:?}");
                    let known = ["@number", "@year", "@many", "@high", "@name"].contains(&form);
                    assert!(!form.starts_with('@') || known || !class(word).is_empty(), "{text:?}, {form:?}");
                }
            }
        }
    }
    for (name, words) in CLASSES {
        assert!(!words.is_empty(), "{name}");
    }
}

proptest! {
    #[test]
    fn nothing_panics(text in "(?s).{0,200}", asked: bool, own in prop::collection::vec("(?s).{0,20}", 0..3)) {
        let _ = understand(&text, asked, &own);
    }

    #[test]
    fn nothing_panics_on_words_it_knows(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "no", "me", "duele", "el", "pecho", "cancel", "stop", "baja", "sí", "1", "2024", "?", ",", "👍", "María",
                "gracias", "tarde", "número", "equivocado", "não", "consigo", "\u{301}", "İ", "ß", "999999999999999999999",
            ]),
            0..40,
        ),
        asked: bool,
    ) {
        let _ = understand(&words.join(" "), asked, &[words.concat()]);
    }
}
