//! Several days named together: `de lunes a jueves`, `between the 3rd and the 7th`, `el 15 o el 16`,
//! `semana do dia 14`, `a fin de mes`.

use jiff::Span;
use jiff::civil::{Date, Weekday};

use super::calendar::{date, day_number, first_ahead, next, plus, upcoming};
use super::clock::is_hour;
use super::words::{
    BETWEEN, CLAUSE_END, DAYS_AHEAD, Lead, MONTHS, NEXT_MONTH, UP_TO, WEEKDAYS, clause_of, is_led_as_part,
    lead_of, phrase,
};

/// Between days of which each is meant.
const EACH: &[&str] = &["o", "or", "ou", "u", "y", "and", "e"];
/// Between "entre" and the last day.
const AND: &[&str] = &["y", "and", "e", "a"];
/// Before a day, beside what links it to another.
const ARTICLES: &[&str] = &["el", "la", "los", "the", "o", "os", "dia", "dias", "do", "del", "on", "as"];
/// So many words before a day may say that days between it and another are meant.
const BETWEEN_WORDS: usize = 4;
/// In a clause with them, days are those on which somebody is elsewhere, or is free but for an hour: not certain.
const ELSEWHERE: &[&str] = &[
    "trabajo", "trabaja", "trabajamos", "laburo", "clase", "clases", "curso", "viaje", "viajo", "vacaciones",
    "i work", "we work", "at work", "working", "class", "classes", "school", "away", "travelling",
    "traveling", "vacation", "trabalho", "trabalhamos", "aula", "aulas", "viagem", "viajando", "ferias",
    "plantao",
];
/// `del 14`, `of the 14th`, `do dia 14`, behind a week.
const OF_WEEK: &[&str] =
    &["de", "del", "do", "da", "of", "the", "dia", "el", "o", "commencing", "beginning", "starting"];
const WEEKS: &[&str] = &["semana", "week"];

#[derive(Clone, Copy)]
enum PartOfMonth {
    First,
    Second,
    Last,
    FirstHalf,
    SecondHalf,
}

const PARTS_OF_MONTH: &[(PartOfMonth, &[&str])] = &[
    (
        PartOfMonth::First,
        &[
            "principio", "principios", "comienzo", "comienzos", "inicio", "inicios", "comeco", "beginning",
            "early",
        ],
    ),
    (PartOfMonth::Second, &["mediados", "meados", "mid", "middle"]),
    (PartOfMonth::Last, &["fin", "fines", "final", "finales", "fim", "finais", "end", "late"]),
    (PartOfMonth::FirstHalf, &["primera quincena", "primera mitad", "primeira quinzena", "first half"]),
    (PartOfMonth::SecondHalf, &["segunda quincena", "segunda mitad", "segunda quinzena", "second half"]),
];
/// Between such a word and its month; "mid-December" is `mid to december` here.
const OF_MONTH: &[&str] = &["de", "del", "do", "of", "the", "este", "this", "to"];
const THIS_MONTH: &[&str] = &["mes", "month"];
/// Days from a month's first to where its second third begins, and its last.
const SECOND_BEGINS: i64 = 10;
const LAST_BEGINS: i64 = 20;
const SECOND_HALF_BEGINS: i64 = 15;
/// Most days between two that are listed: of more, the calendar is meant otherwise.
const LISTED_DAYS_MAX: i64 = 31;

/// Two days, each from its earlier to its later reading.
type Pair = ((Date, Date), (Date, Date));

/// Days that are meant together.
pub(super) enum Days {
    /// Those weekdays, Monday being 1.
    Weekdays(Vec<i8>),
    /// From the first to the last, without some between; or on one side of them.
    Dates { first: Date, last: Date, without: Vec<Date>, lead: Option<Lead> },
    /// Some that are not certain.
    Open,
}

/// The days that the words begin with, if they are several, and how many words name them.
pub(super) fn days(before: &[&str], words: &[&str], todays: (Date, Date)) -> Option<(usize, Days)> {
    let (count, days) = weekdays(before, words)
        .or_else(|| dates(before, words, todays))
        .or_else(|| week(before, words, todays.1))?;
    Some((count, if is_elsewhere(before, &words[count..]) { Days::Open } else { days }))
}

/// Whether the clause around days says that somebody is elsewhere on them.
pub(super) fn is_elsewhere(before: &[&str], behind: &[&str]) -> bool {
    let (prior, behind) = clause_of(before, behind);
    let clause = format!(" {} {} ", prior.join(" "), behind.join(" "));
    ELSEWHERE.iter().any(|it| clause.contains(&format!(" {it} ")))
}

fn is_between(before: &[&str]) -> bool {
    let mut near = before.iter().rev().take(BETWEEN_WORDS).take_while(|it| **it != CLAUSE_END);
    near.any(|it| BETWEEN.contains(it))
}

/// How many words link a day to the one behind them, and whether all days between are meant.
fn link(before: &[&str], words: &[&str]) -> Option<(usize, bool)> {
    let word = words.first()?;
    let spans = UP_TO.contains(word) || (AND.contains(word) && is_between(before));
    let articles = words[1..].iter().take_while(|it| ARTICLES.contains(it)).count();
    (spans || EACH.contains(word)).then_some((1 + articles, spans))
}

/// `de lunes a jueves`. Weekdays that are only listed are read one by one.
fn weekdays(before: &[&str], words: &[&str]) -> Option<(usize, Days)> {
    let (count, first) = phrase(WEEKDAYS, words)?;
    let (linked, _) = link(before, &words[count..]).filter(|it| it.1)?;
    let (more, last) = phrase(WEEKDAYS, &words[count + linked..])?;
    let (first, last) = (first.to_monday_one_offset(), last.to_monday_one_offset());
    let days = if first <= last { (first..=last).collect() } else { (first..=7).chain(1..=last).collect() };
    Some((count + linked + more, Days::Weekdays(days)))
}

/// One of several days.
struct Named {
    count: usize,
    first: Date,
    last: Date,
    /// Its number, where nothing says the month.
    number: Option<i8>,
    /// By the words around it, not by its place alone.
    is_certain: bool,
    has_month: bool,
}

/// `mañana`, `el 5`, `lunes 14`, `10 de enero`, and a bare number, which is not certain.
fn named(before: &[&str], words: &[&str], (evening, today): (Date, Date)) -> Option<Named> {
    if let Some((count, days)) = phrase(DAYS_AHEAD, words) {
        let is_part = words[0] == "manana" && is_led_as_part(before);
        let (first, last) = (plus(evening, days), plus(today, days));
        return (!is_part).then_some(Named {
            count,
            first,
            last,
            number: None,
            is_certain: true,
            has_month: false,
        });
    }
    let weekday = phrase(WEEKDAYS, words);
    let skipped = weekday.map_or(0, |it| it.0);
    let (number, _) = words.get(skipped).and_then(|it| day_number(it)).unzip();
    let prior = if weekday.is_some() { &["el"] } else { before };
    if let Some((count, day)) = date(prior, &words[skipped..], today) {
        let is_hour = weekday.is_some() && is_hour(&words[skipped..]);
        let is_of_weekday = !is_hour && weekday.is_none_or(|(_, it)| day.weekday() == it);
        let number = number.filter(|_| count == 1);
        return is_of_weekday.then_some(Named {
            count: skipped + count,
            first: day,
            last: day,
            number,
            is_certain: true,
            has_month: count > 1,
        });
    }
    let number = number.filter(|_| weekday.is_none())?;
    let day = next(today, None, number)?;
    Some(Named { count: 1, first: day, last: day, number: Some(number), is_certain: false, has_month: false })
}

/// The day behind a link: as [`named`], and `pasado` of `mañana o pasado`, and a weekday beside a date.
fn named_last(before: &[&str], words: &[&str], (evening, today): (Date, Date)) -> Option<Named> {
    let relative = |(first, last): (Date, Date)| Named {
        count: 1,
        first,
        last,
        number: None,
        is_certain: true,
        has_month: false,
    };
    if words.first() == Some(&"pasado") && words.get(1) != Some(&"manana") {
        return Some(relative((plus(evening, 2), plus(today, 2))));
    }
    let weekday = phrase(WEEKDAYS, words).map(|(count, it): (usize, Weekday)| {
        let day = upcoming(today, it);
        Named { count, ..relative((day, day)) }
    });
    named(before, words, (evening, today)).or(weekday)
}

/// `del 3 al 7`, `el 15 o el 16`, `lunes 14`.
fn dates(before: &[&str], words: &[&str], todays: (Date, Date)) -> Option<(usize, Days)> {
    let one = named(before, words, todays)?;
    let rest = &words[one.count..];
    let other = link(before, rest).and_then(|(linked, spans)| {
        let other = named_last(&rest[..linked], &rest[linked..], todays)?;
        // "Entre 3 y 7" may be hours, "3 a 7 de enero" are days.
        (one.is_certain || other.has_month).then_some((linked + other.count, other, spans))
    });
    let lead = lead_of(before);
    let Some((more, other, spans)) = other else {
        // A weekday with its number; all other single days are read elsewhere.
        let is_both = one.is_certain && phrase(WEEKDAYS, words).is_some();
        let days = Days::Dates { first: one.first, last: one.last, without: Vec::new(), lead };
        return is_both.then_some((one.count, days));
    };
    let count = one.count + more;
    let ends = if spans { spanned(&one, &other, todays.1) } else { listed(&one, &other) };
    let Some((first, last)) = ends else { return Some((count, Days::Open)) };
    let lead = lead.filter(|_| !spans);
    let without = if spans || lead.is_some() { Vec::new() } else { between(first.1, last.0) };
    Some((count, Days::Dates { first: first.0.max(todays.0), last: last.1, without, lead }))
}

fn between(first: Date, last: Date) -> Vec<Date> {
    (1..=LISTED_DAYS_MAX).map(|it| plus(first, it)).take_while(|it| *it < last).collect()
}

/// Two days that are listed, in the order of the calendar.
fn listed(one: &Named, other: &Named) -> Option<Pair> {
    let first = match one.number.filter(|_| other.has_month) {
        Some(number) => {
            let day = Date::new(other.first.year(), other.first.month(), number).ok()?;
            (day, day)
        }
        None => (one.first, one.last),
    };
    let last = (other.first, other.last);
    let (first, last) = if first <= last { (first, last) } else { (last, first) };
    (last.0 <= plus(first.0, LISTED_DAYS_MAX)).then_some((first, last))
}

/// The ends of a range: a number without a month is of the month that the other end's makes it.
fn spanned(one: &Named, other: &Named, today: Date) -> Option<Pair> {
    let latest = |number: i8, until: Date| {
        let months = (0..=1).filter_map(|it| until.first_of_month().checked_sub(Span::new().months(it)).ok());
        let mut days = months.filter_map(|it| Date::new(it.year(), it.month(), number).ok());
        days.find(|it| *it <= until)
    };
    let (first, last) = match (one.number, other.number) {
        (None, None) => ((one.first, one.last), (other.first, other.last)),
        (Some(number), None) => {
            let day = latest(number, other.first)?;
            ((day, day), (other.first, other.last))
        }
        (None, Some(number)) => {
            let day = next(one.first, None, number)?;
            ((one.first, one.last), (day, day))
        }
        (Some(from), Some(to)) => {
            let first = next(today, None, from)?;
            let last = next(first, None, to)?;
            // In the midst of such days, they may be these or the next month's.
            let is_certain = next(today, None, to)? == last && latest(from, last)? == first;
            if !is_certain {
                return None;
            }
            ((first, first), (last, last))
        }
    };
    (first.0 <= last.0).then_some((first, last))
}

/// `la semana del 14`.
fn week(before: &[&str], words: &[&str], today: Date) -> Option<(usize, Days)> {
    let of = before.iter().rev().take_while(|it| OF_WEEK.contains(it)).count();
    let (week, prior) = before[..before.len() - of].split_last()?;
    let (count, day) = date(before, words, today).filter(|_| WEEKS.contains(week))?;
    let monday = plus(day, -i64::from(day.weekday().to_monday_zero_offset()));
    Some((
        count,
        Days::Dates {
            first: monday.max(today),
            last: plus(monday, 6),
            without: Vec::new(),
            lead: lead_of(prior),
        },
    ))
}

/// `a fin de mes`, `early January`, `segunda quincena de enero`.
pub(super) fn part_of_month(before: &[&str], words: &[&str], today: Date) -> Option<(usize, Days)> {
    let (count, of_month) = phrase(PARTS_OF_MONTH, words)?;
    let of = words[count..].iter().take_while(|it| OF_MONTH.contains(it)).count();
    let rest = &words[count + of..];
    let days = |month: Date| match of_month {
        PartOfMonth::First => (month, plus(month, SECOND_BEGINS - 1)),
        PartOfMonth::Second => (plus(month, SECOND_BEGINS), plus(month, LAST_BEGINS - 1)),
        PartOfMonth::Last => (plus(month, LAST_BEGINS), month.last_of_month()),
        PartOfMonth::FirstHalf => (month, plus(month, SECOND_HALF_BEGINS - 1)),
        PartOfMonth::SecondHalf => (plus(month, SECOND_HALF_BEGINS), month.last_of_month()),
    };
    let ahead = |months: i32| today.first_of_month().checked_add(Span::new().months(months)).ok();
    let (more, found) = if let Some((more, ())) = phrase(NEXT_MONTH, rest) {
        (more, days(ahead(1)?))
    } else if let Some((more, month)) = phrase(MONTHS, rest) {
        (more, days(first_ahead(today, month)?))
    } else if rest.first().is_some_and(|it| THIS_MONTH.contains(it)) {
        // While one is running, it may be this or the next month's.
        let this = days(ahead(0)?);
        let found = if today < this.0 { Some(this) } else { ahead(1).map(days).filter(|_| this.1 < today) };
        match found {
            Some(found) => (1, found),
            None => return Some((count + of + 1, Days::Open)),
        }
    } else {
        return None;
    };
    let (first, mut last) = (found.0.max(today), found.1);
    let mut count = count + of + more;
    // "Late December or early January".
    let other = words
        .get(count)
        .filter(|it| EACH.contains(it))
        .and_then(|_| part_of_month(&[], &words[count + 1..], today));
    if let Some((more, Days::Dates { last: end, .. })) = other {
        count += 1 + more;
        last = last.max(end);
    }
    if last < today || is_elsewhere(before, &words[count..]) {
        return Some((count, Days::Open));
    }
    Some((count, Days::Dates { first, last, without: Vec::new(), lead: lead_of(before) }))
}
