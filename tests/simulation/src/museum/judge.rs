//! Judges a record. It belongs to no system: it knows what clinics said, what phones received and what people wrote,
//! and does its own arithmetic of hours and limits.
//!
//! Everybody is given the same grace for what was under way ([`GRACE_MS`]), before and after: messages that were on
//! their way when a word came, and clocks that are wrong. What ought to have been said and was not (rows 3, 4, 9
//! and 24) is judged only on phones whose owner wrote nothing but a yes: whoever writes may have changed things.

mod unsaid;

use std::collections::{BTreeMap, BTreeSet};

use domain::sms::{Encoding, fold, segments};
use jiff::civil::Date;

use super::exhibits::Wrong;
use super::record::{Kind, Person, Received, Record, Word, Wrote, by_clock};
use super::words;
use crate::state::instant;

/// For what was under way, in milliseconds.
pub(crate) const GRACE_MS: i64 = 12 * MINUTE_MS;
pub(super) const MINUTE_MS: i64 = 60_000;
pub(super) const HOUR_MS: i64 = 60 * MINUTE_MS;
/// People may be written to between these hours.
pub(super) const OPEN_HOURS: std::ops::Range<i8> = 9..21;
/// A reminder later than this before its visit is of no use.
const USELESS_MS: i64 = 30 * MINUTE_MS;
/// Reminders of one step this close together are one.
const TOGETHER_MS: i64 = HOUR_MS;
/// Booked later than this before a visit, every reminder's instant has passed.
pub(super) const LATE_MS: i64 = 24 * HOUR_MS;
/// How late visits are that are late (`life::visits`).
const DELAY_MS: i64 = 25 * MINUTE_MS;
/// Stories kept of each kind of wrong.
const STORIES_MAX: usize = 5;

/// What was found.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) counts: BTreeMap<Wrong, u64>,
    pub(crate) stories: BTreeMap<Wrong, Vec<String>>,
    pub(crate) appointments: u64,
    pub(crate) messages: u64,
}

impl Findings {
    pub(super) fn note(&mut self, wrong: Wrong, story: impl FnOnce() -> String) {
        *self.counts.entry(wrong).or_default() += 1;
        let stories = self.stories.entry(wrong).or_default();
        if stories.len() < STORIES_MAX {
            stories.push(story());
        }
    }

    pub(crate) fn of(&self, wrong: Wrong) -> u64 {
        self.counts.get(&wrong).copied().unwrap_or(0)
    }

    pub(crate) fn add(&mut self, other: Self) {
        for (wrong, count) in other.counts {
            *self.counts.entry(wrong).or_default() += count;
        }
        for (wrong, stories) in other.stories {
            let kept = self.stories.entry(wrong).or_default();
            kept.extend(stories);
            kept.truncate(STORIES_MAX);
        }
        self.appointments += other.appointments;
        self.messages += other.messages;
    }
}

/// Judges a record.
pub(crate) fn judge(record: &Record) -> Findings {
    let mut findings = Findings {
        appointments: record.appointments.len() as u64,
        messages: record.received.len() as u64,
        ..Findings::default()
    };
    for (index, received) in record.received.iter().enumerate() {
        text(&mut findings, record, received);
        if received.kind == Kind::Reply || !record.arrives(received) {
            continue;
        }
        hours(&mut findings, record, received);
        stopped(&mut findings, record, received);
        visits(&mut findings, record, index);
    }
    repeats(&mut findings, record);
    days(&mut findings, record);
    for wrote in &record.wrote {
        heard(&mut findings, wrote);
    }
    unsaid::judge(&mut findings, record);
    findings
}

/// A message in a line.
pub(super) fn story(record: &Record, received: &Received) -> String {
    let zone = received.about.first().map(|it| &record.appointments[*it].zone);
    let at = zone.map_or_else(|| received.at.to_string(), |it| by_clock(received.at, it));
    let about: Vec<String> = received.about.iter().map(|it| appointment(record, *it)).collect();
    format!("{at} {} {} {:?} | {}", received.channel, received.phone, received.text, about.join("; "))
}

/// An appointment in a line.
pub(super) fn appointment(record: &Record, index: usize) -> String {
    let appointment = &record.appointments[index];
    let words: Vec<String> = appointment
        .words
        .iter()
        .map(|it| format!("{} {} for {}", by_clock(it.known_at, &appointment.zone), it.change, it.start))
        .collect();
    format!("visit {index} of clinic {}: {}", appointment.clinic, words.join(", "))
}

/// Whose appointment a message is about.
fn person<'a>(record: &'a Record, received: &Received) -> Option<&'a Person> {
    received.about.first().map(|it| &record.people[record.appointments[*it].person])
}

fn text(findings: &mut Findings, record: &Record, received: &Received) {
    let tell = || story(record, received);
    if words::has_a_hole(&received.text) {
        findings.note(Wrong::Hole, tell);
    }
    if received.channel == "sms" && segments(&received.text).encoding == Encoding::Ucs2 {
        findings.note(Wrong::Ucs2, tell);
    }
    let Some(person) = person(record, received).filter(|_| received.kind != Kind::Reply) else { return };
    if let Some(language) = words::language(&received.text) {
        let before = person.languages.iter().rev().find(|it| it.0 <= received.at - GRACE_MS);
        let lately =
            person.languages.iter().filter(|it| it.0 > received.at - GRACE_MS && it.0 <= received.at);
        let told: Vec<&str> = before.into_iter().chain(lately).map(|it| it.1.as_str()).collect();
        if !told.is_empty() && !told.contains(&language) {
            findings.note(Wrong::Language, tell);
        }
    }
    let video = received.about.iter().all(|it| record.appointments[*it].video);
    if video && words::asks_to_come_in(&received.text) {
        findings.note(Wrong::Modality, tell);
    }
    // A text message may have to spell a name without its accents.
    let names = received.text.contains(&person.given_name)
        || received.channel == "sms" && received.text.contains(&*fold(&person.given_name));
    if received.kind.speaks_of_a_visit_ahead() && !names && may_be_anothers(record, received) {
        findings.note(Wrong::Whose, tell);
    }
}

/// Whether another patient on the phone has a visit on the day that a text names.
fn may_be_anothers(record: &Record, received: &Received) -> bool {
    let person_of = |index: usize| record.appointments[index].person;
    let Some(own) = received.about.first().map(|it| person_of(*it)) else { return false };
    record.appointments.iter().enumerate().any(|(index, other)| {
        let person = &record.people[other.person];
        let same_phone = person.phone == received.phone && other.clinic == received.clinic;
        if !same_phone || other.person == own || received.about.contains(&index) {
            return false;
        }
        let Some(word) = other.standing(received.at).map(|it| &other.words[it]) else { return false };
        word.stands && word.starts_at > received.at && words::names_day(&received.text, word.start)
    })
}

fn hours(findings: &mut Findings, record: &Record, received: &Received) {
    let Some(person) = person(record, received) else { return };
    let open = |at: i64| OPEN_HOURS.contains(&person.zone.to_datetime(instant(at)).hour());
    let around = [received.at - GRACE_MS, received.at, received.at + GRACE_MS];
    // Who books at night, on a screen, is awake.
    let awake = received.channel == "email" || received.kind == Kind::Booked;
    if !awake && !around.into_iter().any(open) {
        findings.note(Wrong::AtNight, || story(record, received));
    }
}

/// Whether a text is a wish to hear nothing more, or to hear again.
fn wish(text: &str) -> Option<bool> {
    match text.trim().to_uppercase().as_str() {
        "STOP" | "BAJA" => Some(true),
        "START" | "ALTA" => Some(false),
        _ => None,
    }
}

fn stopped(findings: &mut Findings, record: &Record, received: &Received) {
    let here = |it: &&Wrote| {
        it.phone == received.phone && it.clinic == received.clinic && it.channel == received.channel
    };
    let taken = |it: &&Wrote| it.taken_at.is_some_and(|at| at <= received.at);
    let wishes = record.wrote.iter().filter(here).filter(taken);
    let lately = |it: &Wrote| it.taken_at.is_some_and(|at| at > received.at - GRACE_MS);
    let wishes: Vec<_> = wishes.filter_map(|it| Some((it, wish(&it.text)?))).collect();
    // A webhook may come twice or late: both orders of what was said close together are right.
    let stopped = wishes.iter().rfind(|it| !lately(it.0));
    let back = wishes.iter().any(|it| !it.1 && it.0.at > stopped.map_or(i64::MAX, |it| it.0.at) - GRACE_MS);
    if stopped.is_some_and(|it| it.1) && !back {
        findings.note(Wrong::OptOutLeak, || {
            let said: Vec<String> =
                wishes.iter().map(|it| format!("{} {:?}", instant(it.0.at), it.0.text)).collect();
            format!("{} | wrote {}", story(record, received), said.join(", "))
        });
    }
}

/// What a message says of its visits, beside what was true of them.
fn visits(findings: &mut Findings, record: &Record, index: usize) {
    let received = &record.received[index];
    if !received.kind.speaks_of_a_visit_ahead() {
        return;
    }
    let tell = || story(record, received);
    for about in &received.about {
        let appointment = &record.appointments[*about];
        let standings = appointment.standings(received.at, GRACE_MS);
        if standings.is_empty() || appointment.changed_by_patient {
            continue;
        }
        // A visit that is late begins late.
        let late_ms = if received.kind == Kind::Delayed { DELAY_MS } else { 0 };
        let ahead = |it: &&Word| it.stands && it.starts_at + late_ms + GRACE_MS > received.at;
        if !standings.iter().any(ahead) {
            findings.note(Wrong::AfterTheEnd, tell);
            continue;
        }
        let starts_at = standings.iter().map(|it| it.starts_at).max().unwrap_or(i64::MAX);
        if received.kind == Kind::Reminder && received.at > starts_at - USELESS_MS + GRACE_MS {
            findings.note(Wrong::TooLate, tell);
        }
        let times = !words::times(&received.text).is_empty();
        let right = standings.iter().any(|it| words::names_hour(&received.text, it.start));
        let right_day = standings.iter().any(|it| words::names_day(&received.text, it.start));
        let dated = !matches!(received.kind, Kind::Delayed);
        if (times && !right) || (dated && !right_day) {
            let old = appointment.words.iter().any(|it| {
                it.known_at < received.at
                    && words::names_day(&received.text, it.start)
                    && (!times || words::names_hour(&received.text, it.start))
            });
            findings.note(if old { Wrong::OldTime } else { Wrong::WrongHour }, tell);
        }
        if received.kind == Kind::Reminder {
            late_booking(findings, record, received, *about);
            nagging(findings, record, received, *about);
        }
    }
}

/// A reminder right after the booking that was already inside its offset.
fn late_booking(findings: &mut Findings, record: &Record, received: &Received, about: usize) {
    let Some(word) = record.appointments[about].words.first() else { return };
    let late = word.change == "booked" && word.starts_at - word.known_at < LATE_MS;
    let just_told = |it: &&Received| {
        it.kind == Kind::Booked
            && it.about.contains(&about)
            && it.at <= received.at
            && received.at - it.at < HOUR_MS
            && unchanged(
                record.appointments[about].standing(it.at),
                record.appointments[about].standing(received.at),
            )
    };
    if late && record.received.iter().filter(|it| near(it, received)).any(|it| just_told(&it)) {
        findings.note(Wrong::LateRepeated, || story(record, received));
    }
}

fn near(it: &Received, received: &Received) -> bool {
    it.phone == received.phone && it.clinic == received.clinic
}

/// A reminder of what its reader has said yes to.
fn nagging(findings: &mut Findings, record: &Record, received: &Received, about: usize) {
    let appointment = &record.appointments[about];
    let now = appointment.standing(received.at);
    let said_yes = record.wrote.iter().any(|it| {
        let Some(confirmed) = it.confirms.map(|it| &record.received[it]) else { return false };
        it.phone == received.phone
            && it.taken_at.is_some_and(|at| at < received.at - GRACE_MS)
            && confirmed.about.contains(&about)
            && unchanged(appointment.meant(confirmed, GRACE_MS), now)
    });
    // Who says that they are somebody else says yes for nobody.
    let denied = record
        .wrote
        .iter()
        .any(|it| it.phone == received.phone && it.at < received.at && words::denies(&it.text));
    // Another of the day's visits may still be open.
    if said_yes && !denied && received.about.len() == 1 {
        findings.note(Wrong::Nagging, || story(record, received));
    }
}

fn unchanged(then: Option<usize>, now: Option<usize>) -> bool {
    then.is_some() && then == now
}

/// The same again, on the same channel, while nothing changed.
fn repeats(findings: &mut Findings, record: &Record) {
    let mut seen = BTreeMap::new();
    for received in &record.received {
        let once = !matches!(received.kind, Kind::Reply | Kind::Other | Kind::Delayed | Kind::Afterwards);
        let came = !received.lost && record.arrives(received);
        let Some(about) = received.about.first().filter(|_| once && came) else {
            continue;
        };
        let appointment = &record.appointments[*about];
        if appointment.changed_by_patient {
            continue;
        }
        let standing = appointment.meant(received, GRACE_MS);
        let said = (*about, standing, received.kind, &received.step, received.channel);
        let Some(first) = seen.insert(said, received) else { continue };
        let wrong = match (received.unknowing, received.kind) {
            (true, _) => Wrong::DoubleUnknowing,
            (false, Kind::Cancelled) => Wrong::CancelledTwice,
            (false, _) => Wrong::Double,
        };
        findings.note(wrong, || format!("{} after {}", story(record, received), story(record, first)));
    }
}

/// One patient's day in several reminders of one step, each said for the first time.
fn days(findings: &mut Findings, record: &Record) {
    let mut said = BTreeSet::new();
    // To come in and to stay at home are not said in one message.
    let mut last: BTreeMap<(usize, Date, bool, &str), &Received> = BTreeMap::new();
    for received in record.received.iter().filter(|it| it.kind == Kind::Reminder) {
        let Some(about) = received.about.first().copied() else { continue };
        let appointment = &record.appointments[about];
        let Some(standing) = appointment.standing(received.at) else { continue };
        if !said.insert((about, standing, received.step.as_str())) {
            continue;
        }
        let date = appointment.words[standing].start.date();
        let day = (appointment.person, date, appointment.video, received.step.as_str());
        if let Some(other) = last.insert(day, received)
            && received.at - other.at < TOGETHER_MS
            && !other.about.contains(&about)
        {
            findings.note(Wrong::DaySplit, || {
                format!("{} after {}", story(record, received), story(record, other))
            });
        }
    }
}

fn heard(findings: &mut Findings, wrote: &Wrote) {
    let cancels = matches!(wrote.text.trim().to_uppercase().as_str(), "CANCEL" | "CANCELAR" | "CANCEL APPT");
    let tell = || format!("{} {} {} wrote {:?}", instant(wrote.at), wrote.channel, wrote.phone, wrote.text);
    if wrote.taken_at.is_none() {
        findings.note(Wrong::GivenUp, tell);
    } else if cancels && (wrote.unsubscribed || !wrote.heard) {
        findings.note(Wrong::CancelLost, tell);
    } else if !wrote.heard && wish(&wrote.text).is_none() {
        findings.note(Wrong::ReplyLost, tell);
    }
}
