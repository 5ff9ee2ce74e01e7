//! Hours of the clock that bound a wish: `después de las 5`, `not before 10`, `entre as 9 e as 11`.
//!
//! An hour is read where words say on which side of it, in a clause that says nothing else: `trabajo hasta las 5` and
//! `después de las 5 tengo clase` leave the wish open.

use jiff::Span;
use jiff::civil::Time;

use super::words::{
    BETWEEN, CLAUSE_END, DAY_MARKS, Lead, MONTHS, UP_TO, clause_of, is_day_or_part, is_lead, is_number,
    lead_of, phrase,
};

/// Without more, hours before it are of the afternoon: no clinic means five in the morning.
const DAY_BEGINS_HOUR: i8 = 7;
/// Without more, hours from it to noon are of the morning; "before eight" may be of either.
const SURELY_MORNING_HOUR: i8 = 9;
const NOON_HOUR: i8 = 12;
/// It divides the day.
pub(super) const NOON: Time = Time::constant(NOON_HOUR, 0, 0, 0);

#[derive(Clone, Copy)]
enum Half {
    Morning,
    Later,
}

/// What says of which half of the day an hour is.
const HALVES: &[(Half, &[&str])] = &[
    (Half::Morning, &["am", "a m", "de la manana", "da manha", "in the morning"]),
    (
        Half::Later,
        &[
            "pm", "p m", "de la tarde", "de la noche", "da tarde", "da noite", "in the afternoon",
            "in the evening",
        ],
    ),
];
/// Behind a number, in one word with it or not, they make it an hour.
const UNITS: &[&str] = &["h", "hs", "hrs", "horas", "oclock"];
/// Before a number, they make it an hour.
const MARKS: &[&str] = &["las", "das", "as"];
/// In English a number alone behind them is one: "after 5".
const ENGLISH_LEADS: &[&str] = &["after", "before", "until", "till", "by", "between"];
const HALF_PAST: &[((), &[&str])] = &[((), &["y media", "e meia"])];
const NOON_WORDS: &[((), &[&str])] = &[((), &["mediodia", "noon", "midday", "meio dia"])];

/// Behind a number: how many, and no hour.
const COUNTED: &[&str] = &["day", "days", "week", "weeks"];

/// What a clause with a bound may say besides days, parts of the day, numbers and bounds.
const HARMLESS: &[&str] = &[
    "a", "al", "algo", "algum", "alguma", "alguna", "an", "and", "another", "any", "anything", "anytime",
    "ao", "appointment", "as", "available", "be", "better", "bien", "bom", "by", "can", "cant", "cita",
    "clock", "come", "con", "consigo", "consulta", "could", "cualquier", "cualquiera", "da", "das", "day",
    "days", "de", "del", "dia", "dias", "do", "dont", "e", "either", "el", "em", "en", "feira", "favor",
    "for", "free", "get", "gracias", "gostaria", "hay", "hi", "hola", "hora", "horario", "horarios", "hoy",
    "i", "id", "im", "in", "is", "it", "ir", "la", "las", "like", "lo", "los", "make", "me", "mejor",
    "melhor", "mi", "my", "na", "nao", "necesito", "no", "nos", "not", "o", "obrigada", "obrigado", "ok",
    "on", "only", "onwards", "or", "otra", "otro", "ou", "outra", "outro", "pasado", "pasar", "please",
    "pode", "poderia", "podria", "podriamos", "podemos", "por", "porfa", "posible", "posso", "possivel",
    "pra", "preciso", "prefer", "preferiria", "prefiero", "prefiro", "puede", "puedo", "pueden", "qualquer",
    "que", "queda", "queria", "quero", "quiero", "quisiera", "rather", "sea", "seja", "ser", "seria",
    "serve", "si", "sim", "sirve", "slot", "so", "solo", "somente", "something", "take", "tem", "thanks",
    "the", "tienen", "time", "times", "to", "todos", "tudo", "turno", "um", "uma", "un", "una", "venir",
    "viene", "vir", "we", "week", "semana", "weekday", "weekdays", "works", "would", "x", "y", "yes",
];

/// The times of the day that words are about.
#[derive(Clone, Copy)]
pub(super) enum Hours {
    /// On one side of that one.
    Side(Lead, Time),
    /// Between these.
    Between(Time, Time),
    /// Some that are not certain.
    Open,
}

/// An hour as it is written.
#[derive(Clone, Copy)]
struct Hour {
    of_day: i8,
    minute: i8,
    half: Option<Half>,
    /// By a word with it, not by its place alone.
    is_marked: bool,
}

impl Hour {
    fn time(self) -> Option<Time> {
        let later = match self.half {
            Some(Half::Morning) => false,
            Some(Half::Later) => self.of_day < NOON_HOUR,
            None => self.of_day < DAY_BEGINS_HOUR,
        };
        Time::new(if later { self.of_day + NOON_HOUR } else { self.of_day }, self.minute, 0, 0).ok()
    }

    /// Whether its half of the day is certain.
    fn is_sure(self) -> bool {
        self.half.is_some() || !(DAY_BEGINS_HOUR..SURELY_MORNING_HOUR).contains(&self.of_day)
    }
}

/// The hours that the words begin with, and how many words they have.
pub(super) fn hours(
    before: &[&str],
    words: &[&str],
    is_refused: impl Fn(usize) -> bool,
) -> Option<(usize, Hours)> {
    let (count, hours) = pair(before, words).or_else(|| side(before, words))?;
    if !is_plain(before, words, count) {
        return Some((count, Hours::Open));
    }
    Some((
        count,
        match (hours, is_refused(count)) {
            (Hours::Side(lead, time), true) => Hours::Side(lead.otherwise(), time),
            (Hours::Between(..), true) => Hours::Open,
            (hours, _) => hours,
        },
    ))
}

/// Whether the words begin with an hour that is written as one.
pub(super) fn is_hour(words: &[&str]) -> bool {
    hour(words).is_some_and(|it| it.1.is_marked)
}

/// The minute before that time.
pub(super) fn just_before(time: Time) -> Time {
    time.checked_sub(Span::new().minutes(1)).unwrap_or(time)
}

fn side(before: &[&str], words: &[&str]) -> Option<(usize, Hours)> {
    let lead = lead_of(before)?;
    if let Some((count, ())) = phrase(NOON_WORDS, words) {
        return Some((count, Hours::Side(lead, NOON)));
    }
    let (count, hour) = hour(words)?;
    let follows = |list: &[&str]| before.last().is_some_and(|it| list.contains(it));
    let is_bare_english = follows(ENGLISH_LEADS)
        && hour.of_day <= NOON_HOUR
        && words.get(count).is_none_or(|it| !COUNTED.contains(it))
        && words.get(count).is_none_or(|it| *it == CLAUSE_END || HARMLESS.contains(it) || is_day_or_part(it));
    if !(hour.is_marked || follows(MARKS) || is_bare_english) {
        return None;
    }
    let is_early = matches!(lead, Lead::After | Lead::From);
    // "After eight" of the evening is after eight of the morning too.
    let hours = hour.time().filter(|_| is_early || hour.is_sure()).map(|it| Hours::Side(lead, it));
    Some((count, hours.unwrap_or(Hours::Open)))
}

fn pair(before: &[&str], words: &[&str]) -> Option<(usize, Hours)> {
    let (first_count, mut first) = hour(words)?;
    if before.last().is_some_and(|it| DAY_MARKS.contains(it)) {
        return None;
    }
    let link = words.get(first_count)?;
    let is_led = before.iter().rev().take(2).any(|it| BETWEEN.contains(it));
    if !(UP_TO.contains(link) || (is_led && ["y", "and", "e"].contains(link))) {
        return None;
    }
    let mark = usize::from(words.get(first_count + 1).is_some_and(|it| MARKS.contains(it)));
    let second_at = first_count + 1 + mark;
    let (second_count, second) = hour(words.get(second_at..)?)?;
    let is_marked = before.last().is_some_and(|it| MARKS.contains(it));
    if !(first.is_marked || second.is_marked || mark > 0 || is_marked) {
        return None;
    }
    if first.half.is_none() && first.of_day % NOON_HOUR < second.of_day % NOON_HOUR {
        first.half = second.half;
    }
    let between = first.time().zip(second.time()).filter(|(first, second)| first < second);
    let hours = between.map_or(Hours::Open, |(first, second)| Hours::Between(first, second));
    Some((second_at + second_count, hours))
}

fn hour(words: &[&str]) -> Option<(usize, Hour)> {
    let word = words.first()?;
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = word.split_at(digits);
    let value: i8 = number.parse().ok().filter(|it| (1..24).contains(it))?;
    let half_of = |words: &[&str]| phrase(HALVES, words).filter(|_| value <= NOON_HOUR);
    let mut hour =
        Hour { of_day: value, minute: 0, half: half_of(&[unit]).map(|it| it.1), is_marked: !unit.is_empty() };
    if !(unit.is_empty() || UNITS.contains(&unit) || hour.half.is_some()) {
        return None;
    }
    let mut count = 1;
    let minute = words.get(1).filter(|it| it.len() == 2 && is_number(it)).and_then(|it| it.parse().ok());
    if let Some(minute) = minute.filter(|it| unit.is_empty() && *it < 60) {
        (hour.minute, hour.is_marked) = (minute, true);
        count += 1;
    } else if let Some((more, ())) = phrase(HALF_PAST, words.get(1..)?) {
        (hour.minute, hour.is_marked) = (30, true);
        count += more;
    }
    if words.get(count).is_some_and(|it| UNITS.contains(it)) {
        hour.is_marked = true;
        count += 1;
    }
    if let Some((more, half)) = half_of(words.get(count..)?) {
        (hour.half, hour.is_marked) = (Some(half), true);
        count += more;
    }
    Some((count, hour))
}

/// Whether the clause says nothing that the bound might be about.
fn is_plain(before: &[&str], words: &[&str], count: usize) -> bool {
    let (prior, behind) = clause_of(before, words.get(count..).unwrap_or_default());
    prior.iter().chain(behind).all(|it| {
        HARMLESS.contains(it)
            || is_number(it)
            || is_lead(it)
            || BETWEEN.contains(it)
            || is_day_or_part(it)
            || hour(&[it]).is_some()
            || phrase(MONTHS, &[it]).is_some()
    })
}
