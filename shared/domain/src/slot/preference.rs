//! When a patient would rather come, read from their own words in Spanish, English or Portuguese.
//!
//! Precise rather than clever: what is not understood leaves the wish open. The languages are not told apart; no word
//! listed here means different things in two of them. Hours of the clock ("after five") are not read. A day on which
//! somebody cannot come is left out (`refusal`).

mod refusal;

use std::ops::RangeInclusive;

use jiff::Span;
use jiff::civil::{Date, DateTime, Weekday};
use serde::{Deserialize, Serialize};

use crate::reply::{folded, plain_clauses};

/// Most words looked at.
const WORDS_MAX: usize = 60;
/// Until that hour of the night, the evening before is "today" to many: their "tomorrow" has begun.
const NIGHT_ENDS_HOUR: i8 = 4;

/// A part of the day, by the clinic's wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartOfDay {
    /// Before noon.
    Morning,
    /// From noon to eight.
    Afternoon,
    /// From six on: what an afternoon's end and an evening share suits both.
    Evening,
}

impl PartOfDay {
    /// All parts, with the name each has in the API.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Morning, "morning"), (Self::Afternoon, "afternoon"), (Self::Evening, "evening")];

    /// Whether that hour belongs to it.
    #[must_use]
    pub fn has(self, hour: i8) -> bool {
        match self {
            Self::Morning => hour < 12,
            Self::Afternoon => (12..20).contains(&hour),
            Self::Evening => hour >= 18,
        }
    }
}

/// When a patient would rather come. What is not said does not matter to them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Preference {
    /// In one of these parts of the day.
    pub parts: Vec<PartOfDay>,
    /// On one of these weekdays, Monday being 1.
    pub weekdays: Vec<i8>,
    /// Not before that day.
    pub from: Option<Date>,
    /// Not after that day.
    pub until: Option<Date>,
    /// On none of these days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<Date>,
}

/// How words are read.
#[derive(Clone, Copy)]
struct Reading {
    /// The earlier of the two days that "today" may be.
    evening: Date,
    /// The later one.
    today: Date,
    /// As a wish. Else for the days that they name, whether or not somebody can come on them; no weekend or month tells
    /// a visit by its day: "confirmo, disfruten el finde".
    is_wish: bool,
}

impl Preference {
    /// Reads a wish such as "mañana por la tarde", "any Tuesday after the 5th" or "antes do dia 10, de manhã".
    /// `None` when it says nothing about when.
    #[must_use]
    pub fn read(text: &str, today: Date) -> Option<Self> {
        Self::read_from(text, Reading { evening: today, today, is_wish: true })
    }

    /// Reads which days words name, whether or not somebody can come on them.
    pub(crate) fn naming(text: &str, today: Date) -> Option<Self> {
        Self::read_from(text, Reading { evening: today, today, is_wish: false })
    }

    /// As [`Self::read`], of words written at that time: before dawn "mañana" may be the day that has begun or the one
    /// after it.
    #[must_use]
    pub fn read_at(text: &str, now: DateTime) -> Option<Self> {
        let (evening, today) = todays(now).into_inner();
        Self::read_from(text, Reading { evening, today, is_wish: true })
    }

    fn read_from(text: &str, reading: Reading) -> Option<Self> {
        let text = SHORT_IS.iter().fold(text.to_owned(), |text, it| text.replace(it, " "));
        let words = plain_clauses(&text).join(&[CLAUSE_END.to_owned()][..]);
        let words: Vec<&str> = words.iter().take(WORDS_MAX).map(String::as_str).collect();
        let (mut wish, mut left_out) = (Self::default(), Self::default());
        let mut at = 0;
        while at < words.len() {
            at += wish.take((&words[..at], &words[at..]), reading, &mut left_out);
        }
        wish.leave_out(&left_out);
        (wish != Self::default()).then_some(wish)
    }

    /// Whether a start at that wall-clock time is what the patient would rather have.
    #[must_use]
    pub fn fits(&self, start: DateTime) -> bool {
        let (date, hour) = (start.date(), start.hour());
        (self.parts.is_empty() || self.parts.iter().any(|it| it.has(hour)))
            && (self.weekdays.is_empty() || self.weekdays.contains(&date.weekday().to_monday_one_offset()))
            && self.from.is_none_or(|from| from <= date)
            && self.until.is_none_or(|until| date <= until)
            && !self.without.contains(&date)
    }

    /// Takes one meaning off the front of the words and gives how many words it had.
    fn take(
        &mut self,
        (before, words): (&[&str], &[&str]),
        Reading { evening, today, is_wish }: Reading,
        left_out: &mut Self,
    ) -> usize {
        let is_refused = |count: usize| is_wish && refusal::is_refused(before, words, count);
        if let Some((count, days)) = phrase(DAYS_AHEAD, words) {
            // "Por la mañana", "de manhã" are parts of a day; only what no such word leads is the day after.
            if !(words[0] == "manana" && is_led_as_part(before)) {
                let refused = is_refused(count);
                self.bound(before, (plus(evening, days), plus(today, days)), refused);
                return count;
            }
        }
        if let Some((count, weeks)) = phrase(WEEKS_AHEAD, words) {
            let monday = plus(today, 7 * weeks - i64::from(today.weekday().to_monday_zero_offset()));
            let is_until = matches!(lead_of(before), Some(Lead::Before | Lead::UpTo));
            if is_refused(count) {
                self.from = Some(if is_until { monday.max(today) } else { plus(monday, 7) });
            } else {
                self.from = Some(monday.max(today));
                self.until = Some(plus(monday, 6));
            }
            return count;
        }
        if let Some((count, first)) = whole_month(before, words, today).filter(|_| is_wish) {
            if !is_refused(count) {
                self.from = Some(first.max(today));
                self.until = Some(first.last_of_month());
            }
            return count;
        }
        if let Some((count, part)) = phrase(PARTS, words) {
            if before.last().is_some_and(|it| GREETINGS.contains(it)) {
                return count;
            }
            if !is_refused(count) {
                add(&mut self.parts, part);
            } else if !is_of_a_day(before) {
                add(&mut left_out.parts, part);
            }
            return count;
        }
        if let Some((count, days)) = phrase(SOME_WEEKDAYS, words).filter(|_| is_wish) {
            let refused = is_left_out(before) || is_refused(count);
            let list = if refused { &mut left_out.weekdays } else { &mut self.weekdays };
            for day in days {
                add(list, *day);
            }
            return count;
        }
        if let Some((count, weekday)) = phrase(WEEKDAYS, words) {
            let number = weekday.to_monday_one_offset();
            let refused = is_refused(count);
            if is_left_out(before) {
                add(&mut left_out.weekdays, number);
            } else if is_bound_by_weekday(before, refused) {
                let day = upcoming(today, weekday);
                self.bound(before, (day, day), refused);
            } else if refused {
                add(&mut left_out.weekdays, number);
            } else {
                add(&mut self.weekdays, number);
            }
            return count;
        }
        if let Some((count, date)) = date(before, words, today) {
            self.bound(before, (date, date), is_refused(count));
            return count;
        }
        1
    }

    /// All weekdays and parts of the day but these: of the named ones, or of all there are.
    fn leave_out(&mut self, left_out: &Self) {
        if self.weekdays.is_empty() && !left_out.weekdays.is_empty() {
            self.weekdays = (1..=7).collect();
        }
        self.weekdays.retain(|it| !left_out.weekdays.contains(it));
        if self.parts.is_empty() && !left_out.parts.is_empty() {
            self.parts = PartOfDay::ALL.map(|it| it.0).to_vec();
        }
        self.parts.retain(|it| !left_out.parts.contains(it));
    }

    /// One of these days, as the words before it mean it: from it, up to it, or just it; or all but those.
    fn bound(&mut self, before: &[&str], (first, last): (Date, Date), refused: bool) {
        match lead_of(before).map(|it| if refused { it.otherwise() } else { it }) {
            Some(Lead::After) => self.from = Some(plus(first, 1)),
            Some(Lead::From) => self.from = Some(first),
            Some(Lead::Before) => self.until = Some(plus(last, -1)),
            Some(Lead::UpTo) => self.until = Some(last),
            None if refused || is_left_out(before) => {
                for day in [first, last] {
                    add(&mut self.without, day);
                }
            }
            None => (self.from, self.until) = (Some(first), Some(last)),
        }
    }
}

/// The days that "today" may be to who writes at that time.
#[must_use]
pub fn todays(now: DateTime) -> RangeInclusive<Date> {
    let today = now.date();
    let evening = if now.hour() < NIGHT_ENDS_HOUR { plus(today, -1) } else { today };
    evening..=today
}

/// Behind a day they say nothing of when: "tomorrow's fine".
const SHORT_IS: [&str; 2] = ["'s ", "’s "];
/// Stands between two clauses.
const CLAUSE_END: &str = ",";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    After,
    From,
    Before,
    UpTo,
}

impl Lead {
    /// When somebody can come who cannot then: who cannot until the 6th can from it on.
    const fn otherwise(self) -> Self {
        match self {
            Self::After => Self::UpTo,
            Self::From => Self::Before,
            Self::Before | Self::UpTo => Self::From,
        }
    }
}

/// So many words before a day may say on which side of it: "a partir del día", "after the".
const LEAD_WORDS: usize = 3;

const LEADS: &[(Lead, &[&str])] = &[
    (Lead::After, &["despues", "tras", "after", "depois", "apos"]),
    (Lead::From, &["partir", "desde", "from", "since", "starting"]),
    (Lead::Before, &["antes", "before"]),
    (Lead::UpTo, &["hasta", "until", "till", "by", "ate"]),
];

/// What leaves out the day behind it: "cualquier día menos viernes".
const EXCEPT: &[&str] = &["menos", "excepto", "salvo", "except", "exceto"];
/// Before *but*, they make it leave out what is behind: "any day but Friday".
const ALL_BUT: &[&[&str]] = &[&["anything"], &["anytime"], &["any", "day"], &["any", "time"]];
/// Before *menos*, they make it something else: "por lo menos", "al menos", "más o menos", "pelo menos".
const AT_LEAST: &[&str] = &["lo", "al", "o", "ou", "pelo"];
/// What stands between *menos* and each day that it leaves out: "menos el lunes y el martes".
const LISTING: &[&str] = &[
    "el", "los", "la", "las", "o", "os", "a", "as", "the", "on", "y", "e", "ou", "and", "or", "ni", "feira",
    CLAUSE_END,
];
/// What stands between *antes* and a weekday: "antes del viernes". An article alone begins anew: "antes, el viernes".
const OF: &[&str] = &["de", "del", "da", "do", "next", "proximo", "proxima"];

const DAYS_AHEAD: &[(i64, &[&str])] = &[
    (2, &["pasado manana", "day after tomorrow", "depois de amanha"]),
    (1, &["manana", "tomorrow", "amanha"]),
    (0, &["hoy", "today", "hoje"]),
];

const WEEKS_AHEAD: &[(i64, &[&str])] = &[
    (
        1,
        &[
            "semana que viene",
            "semana proxima",
            "proxima semana",
            "semana que vem",
            "semana que entra",
            "semana entrante",
            "next week",
        ],
    ),
    (0, &["esta semana", "this week"]),
];

const PARTS: &[(PartOfDay, &[&str])] = &[
    (
        PartOfDay::Morning,
        &["manana", "mananas", "morning", "mornings", "manha", "manhas", "temprano", "early", "primera hora"],
    ),
    (PartOfDay::Afternoon, &["tarde", "tardes", "afternoon", "afternoons", "tardecita"]),
    (PartOfDay::Evening, &["noche", "noches", "evening", "evenings", "noite", "noites", "night"]),
];

/// Before a part of the day, they make it a greeting: "buenas tardes, no puedo".
const GREETINGS: &[&str] = &["buena", "buenas", "boa", "boas", "good", "linda", "feliz"];

const WEEKDAYS: &[(Weekday, &[&str])] = &[
    (Weekday::Monday, &["lunes", "monday", "mondays", "mon", "segunda feira", "segunda", "segundas"]),
    (Weekday::Tuesday, &["martes", "tuesday", "tuesdays", "tue", "tues", "terca feira", "terca", "tercas"]),
    (
        Weekday::Wednesday,
        &["miercoles", "wednesday", "wednesdays", "wed", "quarta feira", "quarta", "quartas"],
    ),
    (
        Weekday::Thursday,
        &["jueves", "thursday", "thursdays", "thu", "thurs", "quinta feira", "quinta", "quintas"],
    ),
    (Weekday::Friday, &["viernes", "friday", "fridays", "fri", "sexta feira", "sexta", "sextas"]),
    (Weekday::Saturday, &["sabado", "sabados", "saturday", "saturdays"]),
    (Weekday::Sunday, &["domingo", "domingos", "sunday", "sundays"]),
];

/// Several weekdays in one word.
const SOME_WEEKDAYS: &[(&[i8], &[&str])] = &[
    (&[6, 7], &["fin de semana", "fines de semana", "finde", "weekend", "weekends", "fim de semana"]),
    (&[1, 2, 3, 4, 5], &["entre semana", "dia de semana", "dias de semana", "weekday", "weekdays"]),
];

const MONTHS: &[(i8, &[&str])] = &[
    (1, &["enero", "january", "janeiro"]),
    (2, &["febrero", "february", "fevereiro"]),
    (3, &["marzo", "march", "marco"]),
    (4, &["abril", "april"]),
    (5, &["mayo", "may", "maio"]),
    (6, &["junio", "june", "junho"]),
    (7, &["julio", "july", "julho"]),
    (8, &["agosto", "august"]),
    (9, &["septiembre", "setiembre", "september", "setembro"]),
    (10, &["octubre", "october", "outubro"]),
    (11, &["noviembre", "november", "novembro"]),
    (12, &["diciembre", "december", "dezembro"]),
];

const NEXT_MONTH: &[((), &[&str])] =
    &[((), &["mes que viene", "proximo mes", "mes proximo", "mes entrante", "mes que vem", "next month"])];
/// Before a month without a day, they mean all of it; `may` alone is a verb.
const MONTH_LEADS: &[&str] = &["en", "para", "em", "in"];
/// Words that make a bare number a day of the month.
const DAY_MARKS: &[&str] = &["el", "del", "dia", "the", "do"];
/// Words that make *mañana* the morning: "por la mañana", "de mañana", "a la mañana".
const PART_MARKS: &[&str] = &["la", "de", "las"];

/// Between a day and a part of it.
const PART_LEADS: &[&str] =
    &["por", "x", "a", "la", "las", "de", "en", "in", "the", "da", "na", "pela", "feira"];

fn is_led_as_part(before: &[&str]) -> bool {
    before.last().is_some_and(|it| PART_MARKS.contains(it))
}

/// Whether the part of a day that comes behind these words is one of a day named with it: "el viernes por la tarde".
fn is_of_a_day(before: &[&str]) -> bool {
    let day = before.iter().rev().find(|it| !PART_LEADS.contains(it));
    day.is_some_and(|it| is_day(it) || is_number(it))
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|it| it.is_ascii_digit())
}

fn is_day(word: &str) -> bool {
    phrase(WEEKDAYS, &[word]).is_some() || phrase(DAYS_AHEAD, &[word]).is_some()
}

fn is_day_or_part(word: &str) -> bool {
    is_day(word) || is_part(word)
}

fn is_part(word: &str) -> bool {
    phrase(PARTS, &[word]).is_some()
}

fn is_lead(word: &str) -> bool {
    LEADS.iter().any(|(_, words)| words.contains(&word))
}

/// On which side of the day behind them these words put somebody.
fn lead_of(before: &[&str]) -> Option<Lead> {
    let mut leads = before.iter().rev().take(LEAD_WORDS).take_while(|it| **it != CLAUSE_END);
    leads.find_map(|it| LEADS.iter().find(|(_, words)| words.contains(it))).map(|it| it.0)
}

/// Whether the day that comes behind these words is left out.
fn is_left_out(before: &[&str]) -> bool {
    let lists =
        |word: &str| LISTING.contains(&word) || is_number(word) || phrase(WEEKDAYS, &[word]).is_some();
    let listed = before.iter().rev().take_while(|it| lists(it)).count();
    let leading = &before[..before.len() - listed];
    let Some((last, prior)) = leading.split_last() else { return false };
    let prior_of_clause = prior.strip_suffix(&[CLAUSE_END]).unwrap_or(prior);
    (EXCEPT.contains(last) && prior.last().is_none_or(|it| !AT_LEAST.contains(it)))
        || (*last == "but"
            && ALL_BUT.iter().any(|it| prior_of_clause.ends_with(it))
            && !prior.contains(&"cant"))
}

/// Whether these words make the weekday behind them a bound: "antes del viernes", "a partir del lunes", and "not until
/// Friday", which is refused.
fn is_bound_by_weekday(before: &[&str], refused: bool) -> bool {
    if refused && lead_of(before) == Some(Lead::UpTo) {
        return true;
    }
    let Some(lead) = before.iter().rev().find(|it| !OF.contains(it)) else { return false };
    let mut sides = LEADS.iter().filter(|(side, _)| matches!(side, Lead::After | Lead::Before));
    *lead == "partir" || sides.any(|(_, words)| words.contains(lead))
}

/// The next such weekday after today.
fn upcoming(today: Date, weekday: Weekday) -> Date {
    let days = weekday.to_monday_zero_offset() - today.weekday().to_monday_zero_offset();
    plus(today, 1 + i64::from((days - 1).rem_euclid(7)))
}

/// The meaning of the longest phrase that the words begin with, and how many words it has.
fn phrase<T: Copy>(table: &[(T, &[&str])], words: &[&str]) -> Option<(usize, T)> {
    let phrases = table.iter().flat_map(|(meaning, phrases)| phrases.iter().map(move |it| (*it, *meaning)));
    phrases
        .filter(|(phrase, _)| phrase.split(' ').enumerate().all(|(at, it)| words.get(at) == Some(&it)))
        .map(|(phrase, meaning)| (phrase.split(' ').count(), meaning))
        .max_by_key(|it| it.0)
}

/// A day of the month: marked as one ("el 5", "the 5th") or with its month ("5 de diciembre", "December 5").
fn date(before: &[&str], words: &[&str], today: Date) -> Option<(usize, Date)> {
    if let Some((count, month)) = phrase(MONTHS, words) {
        let day =
            words.get(count).copied().filter(|it| *it != "the").or_else(|| words.get(count + 1).copied())?;
        return Some((count + 1, next(today, Some(month), day_number(day)?.0)?));
    }
    let (day, is_ordinal) = day_number(words.first()?)?;
    let after = usize::from(words.get(1).is_some_and(|it| ["de", "of"].contains(it)));
    if let Some((count, month)) = words.get(1 + after..).and_then(|it| phrase(MONTHS, it)) {
        return Some((1 + after + count, next(today, Some(month), day)?));
    }
    let is_marked = is_ordinal || before.last().is_some_and(|it| DAY_MARKS.contains(it));
    if is_marked { Some((1, next(today, None, day)?)) } else { None }
}

/// The first day of a month that is named as a whole: "en enero", "next month".
fn whole_month(before: &[&str], words: &[&str], today: Date) -> Option<(usize, Date)> {
    let this = today.first_of_month();
    let ahead = |months: i32| this.checked_add(Span::new().months(months)).ok();
    if let Some((count, ())) = phrase(NEXT_MONTH, words) {
        return Some((count, ahead(1)?));
    }
    let (count, month) = phrase(MONTHS, words)?;
    let is_led = before.last().is_some_and(|it| MONTH_LEADS.contains(it));
    let has_day = words.get(count).is_some_and(|it| *it == "the" || day_number(it).is_some());
    if !is_led || has_day {
        return None;
    }
    Some((count, (0..12).filter_map(ahead).find(|it| it.month() == month)?))
}

/// A number from 1 to 31, and whether it is written as a day's ("5th").
fn day_number(word: &str) -> Option<(i8, bool)> {
    let digits = word.trim_end_matches(|it: char| !it.is_ascii_digit());
    let ending = &word[digits.len()..];
    let day: i8 = digits.parse().ok().filter(|it| (1..=31).contains(it))?;
    let is_ordinal = ["st", "nd", "rd", "th"].contains(&ending);
    (ending.is_empty() || is_ordinal).then_some((day, is_ordinal))
}

/// The next such day from `today` on: of that month, or of this month and else the first that has it.
fn next(today: Date, month: Option<i8>, day: i8) -> Option<Date> {
    let from = today.first_of_month();
    (0..=13)
        .filter_map(|ahead| from.checked_add(Span::new().months(ahead)).ok())
        .filter(|it| month.is_none_or(|month| it.month() == month))
        .filter_map(|it| Date::new(it.year(), it.month(), day).ok())
        .find(|it| *it >= today)
}

fn plus(date: Date, days: i64) -> Date {
    date.checked_add(Span::new().days(days)).unwrap_or(date)
}

fn add<T: PartialEq>(list: &mut Vec<T>, one: T) {
    if !list.contains(&one) {
        list.push(one);
    }
}

/// Words of letters and digits, in small letters without accents.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let folded: String = text.chars().flat_map(folded).collect();
    folded.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}
