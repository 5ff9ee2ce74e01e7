//! The museum is worth what its judge sees: Pulso shows nothing, and each rival what it is known for.

use std::path::{Path, PathBuf};

use jiff::civil::{DateTime, date};
use jiff::tz::TimeZone;

use super::{EXHIBITS, Hall, Tour, Wrong, walk};
use crate::museum::judge::{Findings, GRACE_MS, HOUR_MS, judge};
use crate::museum::ours::standing_there;
use crate::museum::record::{Appointment, Kind, Person, Received, Record, Word, Wrote};
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

/// Found by a run: a visit of the first was named by the clinic's telephone number.
#[test]
fn the_judge_reads_no_telephone_numbers() {
    let text = "Le esperamos el martes 2 de noviembre; llame al +54 11 5000 0001. El 3 no.";
    let named = |day| words::names_day(text, date(2027, 11, day).at(9, 0, 0, 0));
    assert_eq!([1, 2, 3, 11].map(named), [false, true, true, false]);
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

/// A visit of somebody in UTC, of which this was said and nothing received.
fn visit(words: Vec<Word>) -> Record {
    let person = Person {
        phone: "AR.1".to_owned(),
        clinic: 0,
        given_name: "Ana".to_owned(),
        refuses_whatsapp: false,
        zone: TimeZone::UTC,
        languages: Vec::new(),
    };
    let appointment = Appointment {
        clinic: 0,
        person: 0,
        video: false,
        zone: TimeZone::UTC,
        words,
        changed_by_patient: false,
    };
    Record { appointments: vec![appointment], people: vec![person], ..Record::default() }
}

fn in_ms(at: DateTime) -> i64 {
    TimeZone::UTC.to_timestamp(at).expect("UTC has every hour").as_millisecond()
}

/// Something said and taken at once.
fn said(change: &'static str, at: DateTime, start: DateTime) -> Word {
    let at = in_ms(at);
    Word { change, told_at: at, known_at: at, start, starts_at: in_ms(start), stands: true }
}

fn received(at: i64, kind: Kind, text: &str) -> Received {
    Received {
        at,
        channel: "sms",
        phone: "AR.1".to_owned(),
        clinic: 0,
        about: vec![0],
        kind,
        step: String::new(),
        text: text.to_owned(),
        unknowing: false,
        lost: false,
    }
}

/// Found by a run: a phone had the new hour a second before the clinic's call was answered.
#[test]
fn a_word_may_be_acted_on_before_its_caller_is_answered() {
    let on = |day, hour| date(2027, 10, day).at(hour, 0, 0, 0);
    let found = |told_before_ms: i64| -> Findings {
        let mut moved = said("moved", on(27, 10), on(30, 12));
        let known_at = moved.known_at;
        moved.told_at = known_at - told_before_ms;
        let mut record = visit(vec![said("booked", on(25, 10), on(27, 16)), moved]);
        record.received = vec![received(known_at - 800, Kind::Moved, "Su cita: 30 de octubre a las 12:00")];
        judge(&record)
    };
    assert_eq!(found(1_000).of(Wrong::WrongHour), 0);
    assert_eq!(found(500).of(Wrong::WrongHour), 1, "nobody had said it");
}

/// Found by a run: WhatsApp kept a yes until the next day because our queue was away.
#[test]
fn what_people_write_counts_once_it_has_come() {
    let on = |day, hour| date(2028, 3, day).at(hour, 0, 0, 0);
    let (first, second) = (in_ms(on(1, 9)), in_ms(on(2, 9)));
    let found = |words: &[(&str, Option<usize>)], taken_at: i64| {
        let mut record = visit(vec![said("booked", date(2028, 2, 20).at(9, 0, 0, 0), on(3, 9))]);
        let reminds = |at| received(at, Kind::Reminder, "Le esperamos el 3 de marzo a las 09:00");
        record.received = vec![reminds(first), reminds(second)];
        let wrote = |(text, confirms): &(&str, Option<usize>)| Wrote {
            at: first + HOUR_MS,
            taken_at: Some(taken_at),
            channel: "sms",
            phone: "AR.1".to_owned(),
            clinic: 0,
            text: (*text).to_owned(),
            confirms: *confirms,
            heard: true,
            unsubscribed: false,
        };
        record.wrote = words.iter().map(wrote).collect();
        judge(&record)
    };
    let yes = |taken_at| found(&[("", Some(0))], taken_at).of(Wrong::Nagging);
    assert_eq!([first + HOUR_MS, second - GRACE_MS, second + HOUR_MS].map(yes), [1, 0, 0]);
    let stop = |taken_at| found(&[("STOP", None)], taken_at).of(Wrong::OptOutLeak);
    assert_eq!([first + HOUR_MS, second, second + HOUR_MS].map(stop), [1, 0, 0]);
    let stranger = found(&[("no soy esa persona", None), ("", Some(0))], first + HOUR_MS);
    assert_eq!(stranger.of(Wrong::Nagging), 0, "who is somebody else says yes for nobody");
}

/// Found by a run: one visit in thousands is moved to its own hour.
#[test]
fn a_move_to_the_same_hour_leaves_nothing_untold() {
    let on = |day, hour| date(2027, 6, day).at(hour, 0, 0, 0);
    let found = |start| {
        let mut record = visit(vec![said("booked", on(14, 9), on(17, 9)), said("moved", on(15, 9), start)]);
        record.received = vec![received(in_ms(on(14, 10)), Kind::Booked, "Su cita: 17 de junio a las 09:00")];
        judge(&record).of(Wrong::MoveUntold)
    };
    assert_eq!(found(on(17, 9)), 0);
    assert_eq!(found(on(17, 10)), 1);
}

/// Found by a run: a place was kept for WhatsApp, the text message took another, and of 20 a patient got 19.
#[test]
fn who_was_written_to_as_often_as_allowed_is_left_in_peace() {
    let on = |day| date(2027, 11, day).at(9, 0, 0, 0);
    let found = |count: i64| {
        let mut record = visit(vec![said("booked", on(1), on(9))]);
        let every_eight_hours = (0..count).map(|it| in_ms(on(2)) + it * 8 * HOUR_MS);
        record.received = every_eight_hours.map(|at| received(at, Kind::Other, "Hola, Ana.")).collect();
        judge(&record).of(Wrong::Silence)
    };
    assert_eq!(found(19), 0);
    assert_eq!(found(18), 1);
}

/// Found by a run: of two visits at one hour one was called off, and the text for the other named both.
#[test]
fn a_text_speaks_for_the_visit_that_stands_at_its_hour() {
    let on = |day, hour| date(2027, 10, day).at(hour, 0, 0, 0);
    let mut record = visit(vec![said("booked", on(20, 9), on(31, 12))]);
    let off = Word { stands: false, ..said("cancelled", on(21, 9), on(31, 12)) };
    record.appointments.extend(visit(vec![said("booked", on(20, 9), on(31, 12)), off]).appointments);
    let names = |at| received(in_ms(at), Kind::Reminder, "Le esperamos el 31 de octubre a las 12:00");
    assert_eq!(standing_there(&record, vec![0, 1], &names(on(30, 9))), [0]);
    assert_eq!(standing_there(&record, vec![0, 1], &names(on(20, 10))), [0, 1], "both stood");
    assert_eq!(standing_there(&record, vec![1], &names(on(30, 9))), [1], "nothing else is at that hour");
}
