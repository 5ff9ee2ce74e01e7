//! The museum is worth what its judge sees: Pulso shows nothing, and each rival what it is known for.

use std::path::{Path, PathBuf};

use jiff::civil::date;

use super::{EXHIBITS, Hall, Tour, Wrong, walk};
use crate::museum::words;

/// What nobody can help.
///
/// A provider that never told whether it took a message is the one reason to say it twice; a carrier that stops
/// trying while our queue is away is the one way to lose a text.
const KNOWN: [Wrong; 2] = [Wrong::DoubleUnknowing, Wrong::GivenUp];

fn tour(worlds: u64, rival_worlds: u64, appointments: u32) -> Hall {
    walk(&Tour { seed: 1, worlds, rival_worlds, appointments, threads: 2 })
}

#[test]
fn pulso_wrongs_no_phone() {
    let hall = tour(2, 0, 120);
    assert_eq!(hall.broken, [""; 0], "the worlds ran to their ends");
    assert!(hall.appointments(0) >= 240);
    let stories: Vec<_> = hall.stories(0).filter(|it| !KNOWN.contains(&it.0)).collect();
    assert!(stories.is_empty(), "{stories:#?}");
}

#[test]
fn each_rival_shows_what_it_is_known_for() {
    let hall = tour(0, 4, 700);
    let hourly = [
        Wrong::Double,
        Wrong::CancelledTwice,
        Wrong::AtNight,
        Wrong::LateRepeated,
        Wrong::OptOutLeak,
        Wrong::CancelLost,
        Wrong::Nagging,
        Wrong::ReplyLost,
        Wrong::Language,
        Wrong::Silence,
        Wrong::Ucs2,
        Wrong::Modality,
    ];
    let daily = [
        Wrong::Double,
        Wrong::WrongHour,
        Wrong::AtNight,
        Wrong::LateUntold,
        Wrong::ReplyLost,
        Wrong::Language,
        Wrong::Silence,
    ];
    let flagged = [
        Wrong::MoveUntold,
        Wrong::ReinstatementUntold,
        Wrong::CancelledTwice,
        Wrong::AtNight,
        Wrong::TooLate,
        Wrong::CancelLost,
        Wrong::ReplyLost,
        Wrong::Whose,
        Wrong::Silence,
        Wrong::Modality,
    ];
    for (system, known_for) in [(1, &hourly[..]), (2, &daily[..]), (3, &flagged[..])] {
        for wrong in known_for {
            assert!(hall.of(system, *wrong) > 0, "system {system} shows no {wrong:?}");
        }
    }
}

#[test]
fn a_seed_gives_the_same_figures() {
    assert_eq!(tour(0, 1, 200).table(), tour(0, 1, 200).table());
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn every_row_is_held_by_a_test_that_exists() {
    for exhibit in &EXHIBITS {
        for held in exhibit.tests {
            let (file, name) = held.split_once(' ').expect("a file and a name");
            let text = std::fs::read_to_string(root().join(file)).expect(file);
            assert!(text.contains(&format!("fn {name}(")), "{held}");
        }
    }
}

#[test]
fn every_row_stands_in_the_guide() {
    let guide = std::fs::read_to_string(root().join("docs/incidents.md")).expect("the guide is there");
    for exhibit in &EXHIBITS {
        let begins = format!("| {} | {} |", exhibit.row, exhibit.name);
        let row = guide.lines().find(|it| it.starts_with(&begins)).unwrap_or_else(|| panic!("{begins}"));
        assert!(row.contains(exhibit.sources), "{row}");
        assert!(exhibit.tests.iter().all(|it| row.contains(&it.replace(' ', "` `"))), "{row}");
    }
}

/// Found by a run: the link to get no more e-mails said 4:43.
#[test]
fn the_judge_reads_no_links() {
    let mail = "Hola, Ana:\n\nPara su cita del domingo 6 de diciembre, traiga su documento.\n\nPara no recibir más \
                correos: https://venga.example/s/u1.msg_bmq7z0sk3t8x7waz4h43qheeg6.1828093200\n";
    let on = |day| date(2026, 12, day).at(9, 40, 0, 0);
    assert!(words::times(mail).is_empty());
    assert!(words::names_day(mail, on(6)));
    assert!(!words::names_day(mail, on(8)), "the link has an 8");
    assert!(!words::asks_to_come_in(mail));
    assert_eq!(words::times("https://pulso.example/a4h43 a las 10:30"), [(10, 30)]);
}

#[test]
fn the_judge_reads_hours_and_languages() {
    assert_eq!(words::times("a las 10:30. ¿Podrá?"), [(10, 30)]);
    assert_eq!(words::times("at 1:05 p.m., then 12:10 AM"), [(13, 5), (0, 10)]);
    assert_eq!(words::times("às 9h30, telefone +54 11"), [(9, 30)]);
    let clinic = local::clinic_files::example();
    let told = ["booked", "moved", "cancelled", "reinstated", "reminder"];
    for (name, language, template) in
        clinic.templates.iter().filter(|it| told.iter().any(|end| it.0.ends_with(end)))
    {
        // Names of variables are English.
        let sms = template.sms.as_ref().expect("it has a form for SMS").source().replace("{{appointment", "");
        assert_eq!(words::language(&sms), Some(language.as_str()), "{name}: {sms}");
    }
}
