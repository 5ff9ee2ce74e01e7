//! Questions about a visit that somebody has, and what only looks like them.

use super::super::{Detail, Intent, VisitQuestion, asks_visit, understand};

const VISITS: &str = include_str!("../phrases/visits.tsv");
/// Phrases of other intents, which ask about no visit.
const OTHERS: [&str; 7] = [
    include_str!("../phrases/es.tsv"),
    include_str!("../phrases/es-later.tsv"),
    include_str!("../phrases/en.tsv"),
    include_str!("../phrases/en-later.tsv"),
    include_str!("../phrases/pt.tsv"),
    include_str!("../phrases/pt-later.tsv"),
    include_str!("../phrases/answers.tsv"),
];

fn is_asked(text: &str) -> bool {
    understand(text, true, &[]) == Intent::Unclear && asks_visit(text, &[]).is_some()
}

#[test]
fn a_question_about_a_visit_is_told_from_what_looks_like_one() {
    let mut wrong = Vec::new();
    for line in VISITS.lines() {
        let (label, text) = line.split_once('\t').unwrap_or_else(|| panic!("{line:?}"));
        let wanted = match label {
            "visit" => true,
            "other" => false,
            _ => panic!("{line:?}"),
        };
        if is_asked(text) != wanted {
            wrong.push(line);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_means_something_else_asks_about_no_visit() {
    for line in OTHERS.iter().flat_map(|it| it.lines()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [label, _, text] = cells[..] else { panic!("{line:?}") };
        assert!(label == "unclear" || !is_asked(text), "{line:?}");
    }
}

#[test]
fn what_is_asked_of_it_and_whether_it_is_named() {
    let asks = |text: &str| asks_visit(text, &[]);
    let question = |detail, names_visit| Some(VisitQuestion { details: vec![detail], names_visit });
    assert_eq!(asks("¿a qué hora es mi cita?"), question(Detail::When, true));
    assert_eq!(asks("¿a qué hora me toca?"), question(Detail::When, true));
    assert_eq!(asks("sí, ¿a qué hora es?"), question(Detail::When, false));
    assert_eq!(asks("who is it with?"), question(Detail::Whom, false));
    assert_eq!(asks("com qual médico é a consulta?"), question(Detail::Whom, true));
    assert_eq!(asks("¿en qué sede?"), question(Detail::Where, false));
    assert_eq!(asks("em qual unidade é a minha consulta"), question(Detail::Where, true));
    for both in [
        "¿a qué hora y con quién es mi cita?",
        "¿con quién es mi cita y a qué hora es?",
        "when and who is it with?",
    ] {
        let details = asks(both).map(|it| it.details).unwrap_or_default();
        assert!([Detail::When, Detail::Whom].iter().all(|it| details.contains(it)), "{both}: {details:?}");
    }
    // A patient's name may stand beside, another one's may not.
    assert!(asks_visit("a qué hora es la cita de mateo", &["Mateo", "Pérez"]).is_some());
    assert_eq!(asks("a qué hora es la cita de mateo"), None);
}
