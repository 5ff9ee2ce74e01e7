#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use domain::knowledge::parse;
use domain::reply::asks_visit;

use super::*;

/// Most of all questions that may be answered wrong.
const WRONG_SHARE_MAX: f32 = 0.02;
/// Least of the answerable questions that are answered right, a little below what is measured.
const RIGHT_SHARE_MIN: f32 = 0.62;
/// The label of questions that the base cannot answer.
const NOTHING: &str = "-";

/// Every second question is held out: nothing was tuned by looking at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Tuned,
    HeldOut,
}

/// What became of questions.
#[derive(Debug, Default, Clone, Copy)]
struct Totals {
    right: u16,
    wrong: u16,
    handed_over: u16,
    /// Of those that the base cannot answer.
    answered_without: u16,
    handed_over_without: u16,
}

impl Totals {
    fn plus(self, other: Self) -> Self {
        Self {
            right: self.right + other.right,
            wrong: self.wrong + other.wrong,
            handed_over: self.handed_over + other.handed_over,
            answered_without: self.answered_without + other.answered_without,
            handed_over_without: self.handed_over_without + other.handed_over_without,
        }
    }

    fn right_share(self) -> f32 {
        f32::from(self.right) / f32::from(self.right + self.wrong + self.handed_over)
    }

    fn wrong_share(self) -> f32 {
        let answerable = self.right + self.wrong + self.handed_over;
        let asked = answerable + self.answered_without + self.handed_over_without;
        f32::from(self.wrong + self.answered_without) / f32::from(asked)
    }

    fn line(self, name: &str) -> String {
        let Self { right, wrong, handed_over, answered_without, handed_over_without } = self;
        let (right_share, wrong_share) = (100.0 * self.right_share(), 100.0 * self.wrong_share());
        format!(
            "| {name} | {right} ({right_share:.1} %) | {wrong} | {handed_over} | {answered_without} \
             | {handed_over_without} | {wrong_share:.1} % |"
        )
    }
}

fn example() -> Vec<Passage> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/clinics/sol/knowledge");
    let of_language = |language: Language| {
        let entries = std::fs::read_dir(root.join(language.as_str())).unwrap();
        let mut files: Vec<PathBuf> = entries.map(|it| it.unwrap().path()).collect();
        files.sort();
        files.into_iter().flat_map(move |file| {
            let topic = file.file_stem().unwrap().to_str().unwrap();
            parse(topic, language, &std::fs::read_to_string(&file).unwrap()).unwrap()
        })
    };
    Language::ALL.into_iter().flat_map(of_language).collect()
}

/// Labels and questions. A label names the passages that answer it, with `|` between.
fn questions(language: Language, half: Half) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("questions");
    let read = |file: String| std::fs::read_to_string(folder.join(file)).unwrap();
    let halves = read(format!("{}.tsv", language.as_str()));
    let more = read(format!("tuning/{}.tsv", language.as_str()));
    let more = more.lines().filter(|_| half == Half::Tuned);
    let lines = halves.lines().skip(usize::from(half == Half::HeldOut)).step_by(2).chain(more);
    lines.map(|it| it.split_once('\t').unwrap()).map(|(label, asked)| (label.into(), asked.into())).collect()
}

fn ask(index: &Index, language: Language, half: Half) -> Totals {
    let mut totals = Totals::default();
    for (label, question) in questions(language, half) {
        let found = index.answer(&question, language);
        *match found {
            Found::Passage(..) if label == NOTHING => &mut totals.answered_without,
            Found::Unsure if label == NOTHING => &mut totals.handed_over_without,
            Found::Passage(it, _) if label.split('|').any(|label| label == it.id()) => &mut totals.right,
            Found::Passage(..) => &mut totals.wrong,
            Found::Unsure => &mut totals.handed_over,
        } += 1;
        if let (Half::Tuned, Found::Passage(it, confidence)) = (half, found)
            && label.split('|').all(|label| label != it.id())
        {
            println!("{question}: {}, {confidence:.2}; wanted {label}", it.id());
        }
    }
    totals
}

#[test]
fn questions_are_answered_right_or_handed_over() {
    let index = Index::new(&example());
    let mut lines = Vec::new();
    for half in [Half::Tuned, Half::HeldOut] {
        let each = Language::ALL.map(|language| (language, ask(&index, language, half)));
        lines.extend(each.map(|(language, it)| (it, it.line(&format!("{half:?}, {}", language.as_str())))));
        let all = each.into_iter().fold(Totals::default(), |sum, (_, totals)| sum.plus(totals));
        lines.push((all, all.line(&format!("{half:?}, all"))));
    }
    for (_, line) in &lines {
        println!("{line}");
    }
    for (totals, line) in lines {
        assert!(totals.wrong_share() <= WRONG_SHARE_MAX && totals.right_share() >= RIGHT_SHARE_MIN, "{line}");
    }
}

/// They are answered from its record.
#[test]
fn no_question_that_a_passage_answers_is_about_somebodys_visit() {
    for (language, half) in Language::ALL.into_iter().flat_map(|it| [(it, Half::Tuned), (it, Half::HeldOut)])
    {
        for (label, question) in questions(language, half) {
            assert!(label == NOTHING || asks_visit(&question, &[]).is_none(), "{question}");
        }
    }
}

fn answer(question: &str, language: Language) -> Option<(String, Language)> {
    static INDEX: LazyLock<Index> = LazyLock::new(|| Index::new(&example()));
    match INDEX.answer(question, language) {
        Found::Passage(it, confidence) => {
            assert!((0.0..=1.0).contains(&confidence), "{question}: {confidence}");
            Some((it.id(), it.language))
        }
        Found::Unsure => None,
    }
}

#[test]
fn a_question_in_another_language_is_answered_in_that_one() {
    let parking = |language| Some(("parking".to_owned(), language));
    assert_eq!(answer("Where can I park my car?", Language::Es), parking(Language::En));
    assert_eq!(answer("tem estacionamento?", Language::En), parking(Language::Pt));
    assert_eq!(answer("¿Tienen estacionamiento para el auto?", Language::Pt), parking(Language::Es));
    assert_eq!(answer("tienen parking?", Language::Es), parking(Language::Es));
}

#[test]
fn letters_that_are_wrong_do_no_harm() {
    let parking = Some(("parking".to_owned(), Language::Es));
    assert_eq!(answer("ESTACIONAMIENTO??? 🚗", Language::Es), parking);
    assert_eq!(answer("estasionamiento", Language::Es), parking);
}

#[test]
fn a_clinician_answers_what_the_clinic_has_not_written() {
    assert_eq!(answer("can I drink water before my blood draw", Language::En).unwrap().0, "prep-blood-test");
    assert_eq!(answer("can I take aspirin before my blood draw", Language::En), None);
    assert_eq!(answer("aplican la vacuna de la fiebre amarilla", Language::Es).unwrap().0, "vaccines");
    assert_eq!(answer("aplican la vacuna con fiebre", Language::Es), None);
    assert_eq!(answer("aplican la vacuna del covid", Language::Es).unwrap().0, "vaccines");
    assert_eq!(answer("estoy con covid, voy igual?", Language::Es), None);
}

#[test]
fn what_is_said_of_one_examination_answers_nothing_about_another() {
    let after = Some("prep-colonoscopy/After the colonoscopy".to_owned());
    let found = |question, language| answer(question, language).map(|it| it.0);
    assert_eq!(found("can I drive after the colonoscopy", Language::En), after);
    for (question, language) in [
        ("can I drive after the MRI", Language::En),
        ("can I smoke before the blood test", Language::En),
        ("can I drink coffee before the CT scan", Language::En),
        ("can I wear deodorant for the urine test", Language::En),
        ("puedo tomar café antes del análisis de orina", Language::Es),
        ("puedo manejar después de la resonancia", Language::Es),
        ("puedo volver solo después de la ecografía", Language::Es),
        ("preparación para endoscopía alta", Language::Es),
    ] {
        assert_eq!(found(question, language), None, "{question}");
    }
    // Whose words are those of an examination only beside its heading.
    for (question, passage) in [
        ("can I smoke before the stress test", "prep-stress-test"),
        ("I want to collect my blood test results", "results"),
    ] {
        assert_eq!(found(question, Language::En), Some(passage.to_owned()), "{question}");
    }
}

#[test]
fn fasting_for_nothing_named_is_answered_by_a_person() {
    for (question, language) in [
        ("quantas horas de jejum", Language::Pt),
        ("precisa ficar sem comer, jejum de quantas horas?", Language::Pt),
        ("cuántas horas de ayuno", Language::Es),
        ("how many hours fasting", Language::En),
    ] {
        assert_eq!(answer(question, language), None, "{question}");
    }
    let named = answer("quantas horas de jejum pro exame de sangue", Language::Pt).map(|it| it.0);
    assert_eq!(named.as_deref(), Some("prep-blood-test"));
}

#[test]
fn which_ultrasound_is_meant_decides_about_water() {
    let found = |question, language| answer(question, language).map(|it| it.0);
    let abdominal = Some("prep-ultrasound".to_owned());
    for (unclear, clear, language) in [
        (
            "puedo tomar agua antes de la ecografía",
            "puedo tomar agua antes de la ecografía abdominal",
            Language::Es,
        ),
        (
            "can I drink water before the ultrasound",
            "can I drink water before the abdominal ultrasound",
            Language::En,
        ),
        (
            "posso beber água antes do ultrassom",
            "posso beber água antes do ultrassom de abdome",
            Language::Pt,
        ),
    ] {
        assert_eq!(found(unclear, language), None, "{unclear}");
        assert_eq!(found(clear, language), abdominal, "{clear}");
    }
}

#[test]
fn a_word_in_common_is_no_answer() {
    for question in [
        "do you do home visits", "can I charge my phone", "why haven't I got my results",
        "my invoice has the wrong name",
    ] {
        assert_eq!(answer(question, Language::En), None, "{question}");
    }
    assert_eq!(answer("¿atienden niños?", Language::Es).unwrap().0, "children");
}

#[test]
fn when_the_visit_is_says_no_opening_hour() {
    let found = |question, language| answer(question, language).map(|it| it.0);
    for (question, language) in [
        ("¿a qué hora era?", Language::Es),
        ("a qué hora sería", Language::Es),
        ("a qué hora es el turno", Language::Es),
        ("cuándo era", Language::Es),
        ("más tarde ese día", Language::Es),
        ("tienen más tarde", Language::Es),
        ("qual o horário da consulta", Language::Pt),
        ("que horas era", Language::Pt),
        ("¿a qué hora es?", Language::Es),
        ("qué día es la cita?", Language::Es),
        ("what time is it?", Language::En),
        ("is it still on?", Language::En),
        ("que horas é?", Language::Pt),
        ("what time is it for", Language::En),
        ("what time was it again", Language::En),
    ] {
        assert_eq!(found(question, language), None, "{question}");
    }
    for (question, language) in [
        ("a qué hora abren", Language::Es),
        ("qué horario era el de los sábados", Language::Es),
        ("qual o horário", Language::Pt),
        ("what time do you open", Language::En),
    ] {
        assert_eq!(found(question, language).as_deref(), Some("hours"), "{question}");
    }
}

#[test]
fn what_is_not_a_question_finds_nothing() {
    assert_eq!(answer("", Language::Es), None);
    assert_eq!(answer("👍", Language::Es), None);
    for words in [
        "no, perdón", "ninguno", "sí, cancelado", "pero yo no cancelé", "y más tarde no hay?",
        "ninguno me sirve", "da igual", "estoy afuera", "no quiero cancelar", "no cancelen por favor",
    ] {
        assert_eq!(answer(words, Language::Es), None, "{words}");
    }
    for words in ["don't cancel", "not cancelling, I'll be there", "can I let you know tomorrow?"] {
        assert_eq!(answer(words, Language::En), None, "{words}");
    }
    assert_eq!(answer(&"estacionamiento ".repeat(QUESTION_WORDS_MAX + 1), Language::Es), None);
    assert_eq!(Index::new(&[]).answer("estacionamiento", Language::Es), Found::Unsure);
}
