//! When a patient would rather come, read from their own words in Spanish, English or Portuguese.
//!
//! Precise rather than clever: what is not understood leaves the wish open. The languages are not told apart; no word
//! listed here means different things in two of them. Of hours of the clock only bounds are read ("after five"). A day
//! on which somebody cannot come is left out (`refusal`).

mod calendar;
mod clock;
mod refusal;
mod span;
mod words;

use std::ops::RangeInclusive;

use jiff::civil::{Date, DateTime, Time, Weekday};
use serde::{Deserialize, Serialize};

use super::Beside;
use crate::reply::{folded, plain_clauses, plain_words};
use calendar::{date, plus, upcoming, whole_month};
use clock::{Hours, NOON, just_before};
use span::Days;
use words::{
    CLAUSE_END, DAYS_AHEAD, GREETINGS, Lead, PARTS, SOME_WEEKDAYS, WEEKDAYS, WEEKS_AHEAD,
    is_bound_by_weekday, is_led_as_part, is_left_out, is_no_part, is_of_a_day, lead_of, phrase,
};

/// Most words looked at.
const WORDS_MAX: usize = 60;
/// Until that hour of the night, the evening before is "today" to many: their "tomorrow" has begun.
const NIGHT_ENDS_HOUR: i8 = 4;
/// Most days left out of a wish at once.
const DAYS_REFUSED_MAX: i64 = 31;

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
    /// Not before that time of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest: Option<Time>,
    /// Not after that time of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Time>,
    /// Beside the times that they were shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<Beside>,
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

    /// When somebody cannot come who wrote these words at that time and asks for none. One weekday is the next one,
    /// which may well be the visit's: all others of its name are open.
    #[must_use]
    pub fn refused_at(text: &str, now: DateTime) -> Option<Self> {
        let (evening, today) = todays(now).into_inner();
        let (mut refused, mut left_out) = Self::taken_from(text, Reading { evening, today, is_wish: true });
        if (Self { without: Vec::new(), ..refused.clone() }) != Self::default() {
            return None;
        }
        if let [weekday] = left_out.weekdays[..]
            && !names_every(&plain_words(text))
        {
            let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
            add(&mut refused.without, upcoming(today, weekday));
            left_out.weekdays.clear();
        }
        refused.leave_out(&left_out);
        (refused != Self::default()).then_some(refused)
    }

    fn read_from(text: &str, reading: Reading) -> Option<Self> {
        let (mut wish, left_out) = Self::taken_from(text, reading);
        wish.leave_out(&left_out);
        wish.keep_certain_hours();
        (wish != Self::default()).then_some(wish)
    }

    /// What the words ask for, and what they leave out.
    fn taken_from(text: &str, reading: Reading) -> (Self, Self) {
        let text = SHORT_IS.iter().fold(linked(text), |text, it| text.replace(it, " "));
        let words = plain_clauses(&text).join(&[CLAUSE_END.to_owned()][..]);
        let words: Vec<&str> = words.iter().take(WORDS_MAX).map(String::as_str).collect();
        let (mut wish, mut left_out) = (Self::default(), Self::default());
        let mut at = 0;
        while at < words.len() {
            at += wish.take(&words[..at], &words[at..], reading, &mut left_out);
        }
        (wish, left_out)
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
            && self.earliest.is_none_or(|it| it <= start.time())
            && self.latest.is_none_or(|it| start.time() <= it)
    }

    /// Takes one meaning off the front of the words and gives how many words it had.
    fn take(&mut self, before: &[&str], words: &[&str], reading: Reading, left_out: &mut Self) -> usize {
        let Reading { evening, today, is_wish } = reading;
        let is_refused = |count: usize| is_wish && refusal::is_refused(before, words, count);
        if let Some(count) = self.take_several(before, words, reading, left_out) {
            return count;
        }
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
            if is_no_part(before, words) || before.last().is_some_and(|it| GREETINGS.contains(it)) {
                return count;
            }
            if !is_refused(count) && !is_left_out(before) {
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
            if !(is_wish && span::is_elsewhere(before, &words[count..])) {
                self.bound(before, (date, date), is_refused(count));
            }
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

    /// Takes days that are named together, or hours of the clock, off the front of the words.
    fn take_several(
        &mut self,
        before: &[&str],
        words: &[&str],
        Reading { evening, today, is_wish }: Reading,
        left_out: &mut Self,
    ) -> Option<usize> {
        let is_refused = |count: usize| is_wish && refusal::is_refused(before, words, count);
        let of_month = || span::part_of_month(before, words, today).filter(|_| is_wish);
        if let Some((count, days)) = span::days(before, words, (evening, today)).or_else(of_month) {
            let refused = is_left_out(before) || is_refused(count);
            match days {
                Days::Weekdays(days) => {
                    let list = if refused { &mut left_out.weekdays } else { &mut self.weekdays };
                    for day in days {
                        add(list, day);
                    }
                }
                // "Not the 7th nor the 10th": the days between are not refused.
                Days::Dates { first, last, without, .. } if refused && !without.is_empty() => {
                    add(&mut self.without, first);
                    add(&mut self.without, last);
                }
                Days::Dates { first, last, without, lead } => {
                    self.bound_by(lead, (first, last), refused);
                    for day in without {
                        add(&mut self.without, day);
                    }
                }
                Days::Open => {}
            }
            return Some(count);
        }
        let (count, hours) =
            clock::hours(before, words, |count| refusal::is_hour_refused(before, words, count))
                .filter(|_| is_wish)?;
        match hours {
            Hours::Side(Lead::After | Lead::From, time) => self.earliest = Some(time),
            Hours::Side(Lead::Before, time) => self.latest = Some(just_before(time)),
            Hours::Side(Lead::UpTo, time) => self.latest = Some(time),
            Hours::Between(first, last) => (self.earliest, self.latest) = (Some(first), Some(last)),
            Hours::Open => {}
        }
        Some(count)
    }

    /// "At night, before ten" is not before ten in the morning: hours that leave nothing of the rest are none.
    fn keep_certain_hours(&mut self) {
        let is_early = self.latest.is_some_and(|it| it < NOON);
        if is_early && !self.parts.is_empty() && !self.parts.contains(&PartOfDay::Morning) {
            self.latest = None;
        }
        if self.earliest.zip(self.latest).is_some_and(|(earliest, latest)| latest < earliest) {
            (self.earliest, self.latest) = (None, None);
        }
    }

    /// One of these days, as the words before it mean it: from it, up to it, or just it; or all but those.
    fn bound(&mut self, before: &[&str], days: (Date, Date), refused: bool) {
        self.bound_by(lead_of(before), days, refused || is_left_out(before));
    }

    fn bound_by(&mut self, lead: Option<Lead>, (first, last): (Date, Date), refused: bool) {
        match lead.map(|it| if refused { it.otherwise() } else { it }) {
            Some(Lead::After) => self.from = Some(plus(first, 1)),
            Some(Lead::From) => self.from = Some(first),
            Some(Lead::Before) => self.until = Some(plus(last, -1)),
            Some(Lead::UpTo) => self.until = Some(last),
            None if refused => {
                let days = (0..=DAYS_REFUSED_MAX).map(|it| plus(first, it)).take_while(|it| *it <= last);
                for day in days {
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

/// Before a weekday they mean every one of its name.
const EVERY: [&str; 6] = ["los", "os", "as", "aos", "nas", "every"];
/// So do these endings of it.
const PLURALS: [&str; 3] = ["days", "as", "os"];

/// Whether a weekday is every one of its name: `los lunes no puedo`, "I can't do Mondays".
fn names_every(words: &[String]) -> bool {
    let is_weekday = |it: &str| phrase(WEEKDAYS, &[it]).is_some();
    words.windows(2).any(|it| EVERY.contains(&it[0].as_str()) && is_weekday(&it[1]))
        || words.iter().any(|it| PLURALS.iter().any(|end| it.ends_with(end)) && is_weekday(it))
}

/// Behind a day they say nothing of when: "tomorrow's fine".
const SHORT_IS: [&str; 2] = ["'s ", "’s "];

/// With a word for the hyphen between two words: `Mon-Thu` is `Mon to Thu`. Beside no days it says nothing.
fn linked(text: &str) -> String {
    let text = text.to_lowercase().replace("-feira", " feira");
    let mut linked = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(it) = rest.next() {
        let is_link = ['-', '–'].contains(&it)
            && linked.ends_with(char::is_alphabetic)
            && rest.peek().is_some_and(|it| it.is_alphabetic());
        if is_link {
            linked.push_str(" to ");
        } else {
            linked.push(it);
        }
    }
    linked
}

pub(super) fn add<T: PartialEq>(list: &mut Vec<T>, one: T) {
    if !list.contains(&one) {
        list.push(one);
    }
}

/// Words of letters and digits, in small letters without accents.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let folded: String = text.chars().flat_map(folded).collect();
    folded.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).map(str::to_owned).collect()
}
