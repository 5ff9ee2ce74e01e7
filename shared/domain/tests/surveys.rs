//! Exact scores: a log of answers, repeated, changed and shuffled, goes through the decisions and the tallies, and what
//! the tallies say has to be what a recount of the log says.
//!
//! `cargo test --release -p domain --test surveys -- --ignored --nocapture` takes a million answers for 500 clinics and
//! lets `tests/peers/recount.py`, which shares no line with this crate, do the recount.

#![expect(clippy::unwrap_used, reason = "tests")]
#![expect(clippy::print_stdout, reason = "the figures are what the test is run for")]
#![expect(clippy::disallowed_methods, reason = "it measures")]

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::process::Command;
use std::time::Instant;

use domain::case::Covered;
use domain::delivery::Channel;
use domain::ids::{CaseId, ClinicId, MessageId, PatientId, SurveyId, ThreadId};
use domain::message::Reply;
use domain::survey::score::{Counts, Delta, Tally};
use domain::survey::{Event, Facts, Question, Questionnaire, Survey, Visit, decide};
use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};

/// The visits of each log lie within this many days from this one.
const FIRST_DAY: Date = date(2026, 11, 1);
const DAYS: i64 = 30;
/// 2026-12-01T00:00:00Z, and the seconds within which everything is answered.
const ANSWERS_FROM: i64 = 1_796_083_200;
const ANSWERS_WITHIN: i64 = 14 * 24 * 3_600;

/// Something that happened to a survey.
struct Line {
    survey: usize,
    /// By the patient's clock, in seconds.
    at: i64,
    cause: String,
    /// `None`: it was asked.
    score: Option<u8>,
}

struct Log {
    surveys: Vec<Facts>,
    lines: Vec<Line>,
}

/// A log of so many answers. Three of ten surveys are not answered, one of four answered ones is changed, one answer of
/// seven comes twice or three times, and all come in any order.
fn log(answers: usize, clinics: usize, seed: u64) -> Log {
    let mut random = fastrand::Rng::with_seed(seed);
    let (mut surveys, mut lines) = (Vec::new(), Vec::new());
    let mut taken = 0;
    while taken < answers {
        let number = surveys.len();
        surveys.push(facts(number, clinics, &mut random));
        lines.push(Line { survey: number, at: ANSWERS_FROM, cause: format!("asked{number}"), score: None });
        if random.u8(0..10) < 3 {
            continue;
        }
        let changes = if random.u8(0..4) == 0 { random.usize(1..4) } else { 0 };
        for change in 0..=changes {
            let copies = if random.u8(0..7) == 0 { random.usize(2..4) } else { 1 };
            // Providers tell seconds, so two answers of one second are common.
            let at =
                ANSWERS_FROM + if random.bool() { random.i64(0..20) } else { random.i64(0..ANSWERS_WITHIN) };
            let (cause, score) = (format!("w{number}.{change}"), random.u8(1..=5));
            for _ in 0..copies.min(answers - taken) {
                lines.push(Line { survey: number, at, cause: cause.clone(), score: Some(score) });
                taken += 1;
            }
        }
    }
    random.shuffle(&mut lines);
    Log { surveys, lines }
}

fn facts(number: usize, clinics: usize, random: &mut fastrand::Rng) -> Facts {
    let named = |kind: &str, of: usize, random: &mut fastrand::Rng| format!("{kind} {}", random.usize(0..of));
    Facts {
        clinic: ClinicId::new(format!("clinic{}", random.usize(0..clinics))).unwrap(),
        about: Covered { case: CaseId::new(format!("a{number}")).unwrap(), version: 2 },
        patient: PatientId::new(format!("p{number}")).unwrap(),
        visit: Visit {
            day: FIRST_DAY.checked_add(Span::new().days(random.i64(0..DAYS))).unwrap(),
            site: (random.u8(0..20) > 0).then(|| named("site", 3, random)),
            service: (random.u8(0..5) > 0).then(|| named("service", 12, random).into()),
            practitioner: Some(named("practitioner", 25, random).into()),
        },
    }
}

fn questionnaire() -> Questionnaire {
    serde_json::from_value(serde_json::json!({
        "name": "visit", "scale": "csat", "template": "visit_survey", "comment_template": "survey_comment",
        "comment_only_low": true, "fatigue_days": 30, "low_at": 2, "remind_after_hours": 48,
    }))
    .unwrap()
}

fn event(line: &Line) -> Event {
    let at = Timestamp::from_second(line.at).unwrap();
    match line.score {
        None => Event::Asked {
            message: MessageId::new(line.cause.as_str()).unwrap(),
            channel: Channel::Whatsapp,
            at,
        },
        Some(score) => Event::Answered {
            cause: line.cause.clone(),
            at,
            reply: Reply::Choice(score),
            channel: Channel::Whatsapp,
            thread: ThreadId::new(format!("t{}", line.survey)).unwrap(),
            to: Question::Score,
        },
    }
}

/// Which tally: clinic, day, shard. There is one questionnaire.
type Place = (ClinicId, Date, u8);

/// What the functions do with the log, without their table: every line is decided on its survey, and the tally moves by
/// the difference.
fn tallied(log: &Log) -> HashMap<Place, Tally> {
    let questionnaire = questionnaire();
    let now = Timestamp::from_second(ANSWERS_FROM + ANSWERS_WITHIN).unwrap();
    let mut surveys: HashMap<SurveyId, Survey> = HashMap::new();
    let mut tallies: HashMap<Place, Tally> = HashMap::new();
    for line in &log.lines {
        let facts = &log.surveys[line.survey];
        let id = facts.survey();
        let known = surveys.get(&id);
        let Some(next) = decide(known, facts, &questionnaire, &event(line), now).next else { continue };
        if let Some(delta) = Delta::between(known, &next) {
            let place = (next.clinic.clone(), next.visit.day, next.shard());
            let tally = tallies.remove(&place).unwrap_or_else(|| Tally::of(&next));
            tallies.insert(place, tally.counted(&next, &delta));
        }
        surveys.insert(id, next);
    }
    tallies
}

/// Clinic, day, kind of group and its name.
type GroupName = (String, String, &'static str, String);
type Totals = BTreeMap<GroupName, Counts>;

fn totals(tallies: &HashMap<Place, Tally>) -> Totals {
    let mut totals = Totals::new();
    for tally in tallies.values() {
        let mut add = |kind: &'static str, name: &str, counts: &Counts| {
            let name = (tally.clinic.to_string(), tally.day.to_string(), kind, name.to_owned());
            totals.entry(name).or_default().merge(counts);
        };
        add("all", "", &tally.all);
        tally.sites.iter().for_each(|(name, it)| add("site", name, it));
        tally.services.iter().for_each(|(name, it)| add("service", name.expose(), it));
        tally.practitioners.iter().for_each(|(name, it)| add("practitioner", name.expose(), it));
    }
    totals
}

/// The same from the log alone: the newest answer of each survey, counted.
fn recount(log: &Log) -> Totals {
    let mut newest: BTreeMap<usize, (i64, &str, Option<u8>)> = BTreeMap::new();
    for line in &log.lines {
        let known = newest.entry(line.survey).or_insert((i64::MIN, "", None));
        if line.score.is_some() && (line.at, line.cause.as_str()) > (known.0, known.1) {
            *known = (line.at, &line.cause, line.score);
        }
    }
    let mut totals = Totals::new();
    for (survey, (_, _, score)) in newest {
        let Facts { clinic, visit, .. } = &log.surveys[survey];
        let groups = [
            Some(("all", "")),
            visit.site.as_deref().map(|it| ("site", it)),
            visit.service.as_ref().map(|it| ("service", it.expose().as_str())),
            visit.practitioner.as_ref().map(|it| ("practitioner", it.expose().as_str())),
        ];
        for (kind, name) in groups.into_iter().flatten() {
            let counts =
                totals.entry((clinic.to_string(), visit.day.to_string(), kind, name.to_owned())).or_default();
            counts.asked += 1;
            if let Some(score) = score {
                counts.scores[usize::from(score)] += 1;
            }
        }
    }
    totals
}

#[test]
fn fifty_thousand_answers_count_as_a_recount_counts_them() {
    for seed in 1..4 {
        let log = log(50_000, 25, seed);
        assert_eq!(totals(&tallied(&log)), recount(&log), "seed {seed}");
    }
}

#[test]
#[ignore = "for a release build, and Python"]
fn a_million_answers_for_five_hundred_clinics() {
    const ANSWERS: usize = 1_000_000;
    let log = log(ANSWERS, 500, 20_261_201);
    let started = Instant::now();
    let tallies = tallied(&log);
    let seconds = started.elapsed().as_secs_f64();
    let totals = totals(&tallies);
    let answered: u32 = totals.iter().filter(|(name, _)| name.2 == "all").map(|(_, it)| it.answered()).sum();
    println!(
        "{} lines ({ANSWERS} answers, {answered} of them stand) about {} visits, {} tallies: {seconds:.2} s, {:.0} lines a second on one core",
        log.lines.len(),
        log.surveys.len(),
        tallies.len(),
        f64::from(u32::try_from(log.lines.len()).unwrap()) / seconds
    );
    let largest = tallies.values().map(|it| serde_json::to_string(it).unwrap().len()).max().unwrap();
    println!("largest tally: {largest} bytes");
    let directory = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (answers, counts) = (directory.join("answers.csv"), directory.join("counts.csv"));
    std::fs::write(&answers, lines_csv(&log)).unwrap();
    std::fs::write(&counts, totals_csv(&totals)).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/peers/recount.py");
    let status =
        Command::new("python3").args([script.as_ref(), answers.as_os_str(), counts.as_os_str()]).status();
    assert!(status.unwrap().success());
}

fn lines_csv(log: &Log) -> String {
    let mut text = "survey,clinic,day,site,service,practitioner,at,cause,score\n".to_owned();
    for line in &log.lines {
        let Facts { clinic, visit, .. } = &log.surveys[line.survey];
        let service = visit.service.as_ref().map_or("", |it| it.expose().as_str());
        let practitioner = visit.practitioner.as_ref().map_or("", |it| it.expose().as_str());
        let site = visit.site.as_deref().unwrap_or_default();
        let score = line.score.map(|it| it.to_string()).unwrap_or_default();
        let (survey, at, cause, day) = (line.survey, line.at, &line.cause, visit.day);
        writeln!(text, "{survey},{clinic},{day},{site},{service},{practitioner},{at},{cause},{score}")
            .unwrap();
    }
    text
}

fn totals_csv(totals: &Totals) -> String {
    let mut text = "clinic,day,kind,name,asked,scores\n".to_owned();
    for ((clinic, day, kind, name), counts) in totals {
        let scores: Vec<String> = counts.scores.iter().map(u32::to_string).collect();
        writeln!(text, "{clinic},{day},{kind},{name},{},{}", counts.asked, scores.join(" ")).unwrap();
    }
    text
}
