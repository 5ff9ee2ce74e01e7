//! Dates and times as people write them in spreadsheets.

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan as _};

/// The century of a year of two digits.
const CENTURY: i16 = 2000;
/// How many years a century has.
const CENTURY_YEARS: i16 = 100;
/// Months of a year: a number above it is a day.
const MONTHS: i16 = 12;

/// The day from which spreadsheets count days, for those after February 1900: they take that year for a leap year.
const SERIAL_ZERO: Date = Date::constant(1899, 12, 30);
/// Digits of a count of days from 1927 to 2173.
const SERIAL_DIGITS: usize = 5;
/// Digits behind the point that make a difference in a count of days.
const DECIMALS: usize = 9;
/// One, in units of the last of those.
const ONE: u64 = 1_000_000_000;
/// Minutes of a day.
const DAY_MINUTES: u64 = 1_440;
/// Minutes of an hour, seconds of a minute.
const SIXTY: u64 = 60;

/// Whether the day or the month comes first in dates such as `10/03/2027`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateOrder {
    DayFirst,
    MonthFirst,
}

impl DateOrder {
    /// The order that whole columns show, which one date alone cannot tell. `None` where all of them read both ways.
    pub(super) fn shown<'a>(cells: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut is_day_first = false;
        let mut is_month_first = false;
        let unnamed = cells.map(|cell| split(cell).0).filter(|it| !it.contains(char::is_alphabetic));
        for [first, second, _] in unnamed.filter_map(numbers) {
            // A year in front settles the date by itself.
            is_day_first |= (MONTHS + 1..=31).contains(&first);
            is_month_first |= (MONTHS + 1..=31).contains(&second) && first <= MONTHS;
        }
        match (is_day_first, is_month_first) {
            (false, false) => None,
            (false, true) => Some(Self::MonthFirst),
            (true, _) => Some(Self::DayFirst),
        }
    }

    /// The order that a country writes.
    pub(super) fn usual(country: &str) -> Self {
        if country.eq_ignore_ascii_case("US") { Self::MonthFirst } else { Self::DayFirst }
    }

    /// Day and month exchanged.
    pub(super) const fn other(self) -> Self {
        match self {
            Self::DayFirst => Self::MonthFirst,
            Self::MonthFirst => Self::DayFirst,
        }
    }

    /// What comes first, in a word.
    pub(super) const fn first(self) -> &'static str {
        match self {
            Self::DayFirst => "day",
            Self::MonthFirst => "month",
        }
    }
}

/// What stands between a date in words and its hour.
const AT_THE_HOUR: [&str; 4] = ["a las ", "a la ", "at ", "às "];

/// Takes a cell apart into its date and what follows it: `10/03/2027 10:30`, `10/03/2027, 10:30`, `2027-03-10T10:30`,
/// each also behind a day of the week: `mié 10/03/2027`; or a date in words: `10 de marzo de 2027 a las 10:30`.
pub(super) fn split(cell: &str) -> (&str, &str) {
    let (date, rest) = spelt(cell).map_or_else(|| split_numbers(cell), |(end, _)| cell.split_at(end));
    let rest = rest.trim_start_matches([',', '-', ' ']);
    let is_it = |it: &str| rest.get(..it.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(it));
    let skipped = AT_THE_HOUR.into_iter().find(|it| is_it(it)).map_or(0, str::len);
    (date, rest[skipped..].trim())
}

fn split_numbers(cell: &str) -> (&str, &str) {
    let is_word = |word: &str| word.chars().all(|it| it.is_alphabetic() || ".,".contains(it));
    let dated = cell.split_once(' ').filter(|(day, _)| is_word(day)).map(|(_, rest)| rest.trim_start());
    let cell = dated.filter(|it| it.starts_with(|it: char| it.is_ascii_digit())).unwrap_or(cell);
    let after_date = |at: usize, mark: char| {
        mark == ' '
            || (mark.eq_ignore_ascii_case(&'t') && cell[..at].ends_with(|it: char| it.is_ascii_digit()))
    };
    let end = cell.char_indices().find(|(at, mark)| after_date(*at, *mark)).map_or(cell.len(), |(at, _)| at);
    (cell[..end].trim_end_matches(','), cell.get(end + 1..).unwrap_or_default())
}

/// A date in words: `10 de marzo de 2027`, `mié. 10 mar 2027`, `March 10th, 2027`. Where it ends in the cell, and its
/// day, month and year.
fn spelt(cell: &str) -> Option<(usize, [i16; 3])> {
    const PARTICLES: [&str; 4] = ["de", "del", "of", "the"];
    const ORDINALS: [&str; 5] = ["st", "nd", "rd", "th", "º"];
    let (mut day, mut month_told) = (None, None);
    let mut end = 0;
    for (place, word) in cell.split([' ', ',']).enumerate() {
        end += word.len();
        let number = ORDINALS.into_iter().find_map(|it| word.strip_suffix(it)).unwrap_or(word);
        if let Some(number) = month(word) {
            // The last one counts: a Tuesday is `mar` too.
            month_told = Some(number);
        } else if !number.is_empty() && number.bytes().all(|it| it.is_ascii_digit()) {
            match (number.len(), day, month_told) {
                (1..=2, None, _) => day = Some(number.parse().ok()?),
                (4, Some(day), Some(month)) => return Some((end, [day, month, number.parse().ok()?])),
                _ => return None,
            }
        } else if place > 0 && !word.is_empty() && !PARTICLES.iter().any(|it| it.eq_ignore_ascii_case(word)) {
            return None;
        }
        // The space or comma itself.
        end += 1;
    }
    None
}

/// Whether that is a date, whichever of day and month comes first.
pub(super) fn is_date(text: &str) -> bool {
    [DateOrder::DayFirst, DateOrder::MonthFirst].into_iter().any(|it| date(text, it).is_some())
}

/// `2027-03-10`, `2027/3/10`, `20270310`, or three numbers in the column's order with `/`, `-` or `.` between them; in
/// place of the month, its name: `10-mar-27`; or all of it in words.
pub(super) fn date(text: &str, order: DateOrder) -> Option<Date> {
    let [first, second, third] = numbers(text)?;
    let is_named = text.contains(char::is_alphabetic);
    let (year, month, day) = if first >= 1000 {
        (first, second, third)
    } else if is_named || order == DateOrder::DayFirst {
        (third, second, first)
    } else {
        (third, first, second)
    };
    let year = if (0..CENTURY_YEARS).contains(&year) { CENTURY + year } else { year };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The same of the day somebody was born on, which is past by `today`: `02/04/80` is in 1980.
pub(super) fn birth_date(text: &str, order: DateOrder, today: Date) -> Option<Date> {
    let date = date(text, order)?;
    let [first, _, third] = numbers(text)?;
    let is_short = first < 1000 && third < CENTURY_YEARS;
    if is_short && date > today {
        return Date::new(date.year() - CENTURY_YEARS, date.month(), date.day()).ok();
    }
    Some(date)
}

/// The three numbers of a date. The year is the one with two or four digits that stands at an end.
fn numbers(text: &str) -> Option<[i16; 3]> {
    if let Some((end, spelt)) = spelt(text) {
        return (end == text.len()).then_some(spelt);
    }
    let number = |part: &str| part.bytes().all(|it| it.is_ascii_digit()).then(|| part.parse().ok()).flatten();
    let Some(mark) = text.chars().find(|it| !it.is_ascii_digit()) else {
        // As databases and HL7 write it.
        let (year, rest) = text.split_at_checked(4).filter(|_| text.len() == 8)?;
        return Some([number(year)?, number(&rest[..2])?, number(&rest[2..])?]);
    };
    let parts: Vec<&str> = text.split(mark).filter(|_| "/-.".contains(mark)).collect();
    let [first, second, third] = parts[..] else { return None };
    let named = month(second);
    let digits_fit = matches!(
        (first.len(), if named.is_some() { 1 } else { second.len() }, third.len()),
        (4, 1..=2, 1..=2) | (1..=2, 1..=2, 2 | 4)
    );
    if digits_fit { Some([number(first)?, named.or_else(|| number(second))?, number(third)?]) } else { None }
}

/// A month by its name or the beginning of it, as spreadsheets write it in Spanish, English or Portuguese.
fn month(text: &str) -> Option<i16> {
    const NAMES: [&str; 12] = [
        "enero january janeiro",
        "febrero february fevereiro",
        "marzo march marco março",
        "abril april",
        "mayo may maio",
        "junio june junho",
        "julio july julho",
        "agosto august",
        "septiembre setiembre september setembro",
        "octubre october outubro",
        "noviembre november novembro",
        "diciembre december dezembro",
    ];
    let text = text.trim_end_matches('.').to_lowercase();
    let is_it = |names: &&str| text.len() >= 3 && names.split(' ').any(|it| it.starts_with(&text));
    NAMES.iter().zip(1..).find(|(names, _)| is_it(names)).map(|(_, number)| number)
}

/// A day as spreadsheets count it, and the time of day if one is told: `46355`, `46355.375`, `46355,375`.
pub(super) fn serial(text: &str) -> Option<(Date, Option<Time>)> {
    let (days, decimals) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let days: i64 = days.parse().ok().filter(|_| days.len() == SERIAL_DIGITS)?;
    let day = SERIAL_ZERO.checked_add(days.days()).ok()?;
    let is_whole = decimals.bytes().all(|it| it == b'0');
    Some((day, if is_whole { None } else { Some(part_of_day(decimals)?) }))
}

/// A time of day as spreadsheets keep it, as a part of the day: `0.375` is 09:00. They write no zero at its end and few
/// times of two digits, so that `0.30` is half past midnight.
pub(super) fn fraction(text: &str) -> Option<Time> {
    let (whole, decimals) = text.split_once(['.', ','])?;
    let is_part = matches!(whole, "" | "0") && (decimals.len() != 2 || matches!(decimals, "25" | "75"));
    part_of_day(decimals).filter(|_| is_part)
}

/// The time of day to the minute; they count to some billionths.
fn part_of_day(decimals: &str) -> Option<Time> {
    let part = format!("{decimals:0<DECIMALS$}");
    let part: u64 =
        part.get(..DECIMALS)?.parse().ok().filter(|_| decimals.bytes().all(|it| it.is_ascii_digit()))?;
    let counted = part * DAY_MINUTES;
    let minutes = (counted + ONE / 2) / ONE;
    let is_close = counted.abs_diff(minutes * ONE) <= ONE / SIXTY;
    let part = |number: u64| i8::try_from(number).ok();
    Time::new(part(minutes / SIXTY).filter(|_| is_close)?, part(minutes % SIXTY)?, 0, 0).ok()
}

/// `10:30`, `10:30:00`, `10:30:00.000` as databases write it, `10.30`, `10h30`, `10h`, `9`, each also with `hs` or with
/// `am` or `pm` in any spelling; of `10:30 - 11:00`, when it begins.
pub(super) fn time(text: &str) -> Option<Time> {
    match text.split_once(['-', '–']) {
        // `10-15` may be a quarter past ten.
        Some((begins, ends)) if begins.contains([':', '.', 'h']) => {
            one_time(begins).filter(|it| one_time(ends).is_some_and(|end| *it < end))
        }
        Some(_) => None,
        None => one_time(text),
    }
}

/// When it is by a cell that tells a day, and what stands before an offset where a program wrote one.
pub(super) fn hour(cell: &str) -> Option<Time> {
    let (_, rest) = split(cell);
    let before_offset = || {
        cell.parse::<Timestamp>().ok()?;
        time(rest.split(['+', '-', 'Z', 'z']).next()?)
    };
    time(rest).or_else(before_offset)
}

/// `0930`, as old programs write the hour in a column of its own. `105` may be five past one or five past ten.
pub(super) fn bare_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_at_checked(2)?;
    Time::new(digits(hour, 2)?, digits(minute, 2)?, 0, 0).ok()
}

fn one_time(text: &str) -> Option<Time> {
    let text: String = text.chars().filter(|it| !it.is_whitespace()).flat_map(char::to_lowercase).collect();
    let (text, half) = without_half(&text);
    let text = ["horas", "hrs.", "hrs", "hs.", "hs", "h.", "h"]
        .into_iter()
        .find_map(|it| text.strip_suffix(it))
        .unwrap_or(text);
    let mut parts = text.split([':', '.', 'h']);
    let hour = digits(parts.next()?, 1)?;
    let mut minute_or_second = || parts.next().map_or(Some(0), |it| digits(it, 2));
    let (minute, second) = (minute_or_second()?, minute_or_second()?);
    let is_whole = parts.next().is_none_or(|it| !it.is_empty() && it.bytes().all(|digit| digit == b'0'));
    if !is_whole || parts.next().is_some() {
        return None;
    }
    let hour = match half {
        None => hour,
        Some(Half::Morning) if hour == 12 => 0,
        Some(Half::Morning) if (1..12).contains(&hour) => hour,
        Some(Half::Afternoon) if (1..12).contains(&hour) => hour + 12,
        // "13:30 pm" is said twice, and clear.
        Some(Half::Afternoon) if hour >= 12 => hour,
        Some(_) => return None,
    };
    Time::new(hour, minute, second, 0).ok()
}

/// Before or after noon.
#[derive(Clone, Copy)]
enum Half {
    Morning,
    Afternoon,
}

fn without_half(text: &str) -> (&str, Option<Half>) {
    let endings = [(["am", "a.m", "a.m."], Half::Morning), (["pm", "p.m", "p.m."], Half::Afternoon)];
    for (spellings, half) in endings {
        if let Some(rest) = spellings.into_iter().find_map(|it| text.strip_suffix(it)) {
            return (rest, Some(half));
        }
    }
    (text, None)
}

/// A number of at most two digits and at least so many.
fn digits(text: &str, least: usize) -> Option<i8> {
    let fits = (least..=2).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// `30`, `30.0`, `30 min`, `30'`, `0:30`, `0:30:00`, `1h`, `1h30`, in minutes; whether that is a sensible length is for
/// the caller.
pub(super) fn duration_minutes(text: &str) -> Option<u32> {
    let text: String = text.chars().filter(|it| !it.is_whitespace()).flat_map(char::to_lowercase).collect();
    // Without the seconds.
    let text = text.strip_suffix(":00").filter(|it| it.contains(':')).unwrap_or(&text);
    let whole = |it: &str| if it.len() <= 4 { it.parse::<u32>().ok() } else { None };
    if let Some((hours, minutes)) = text.split_once([':', 'h']) {
        let minutes = minutes.strip_suffix("min").unwrap_or(minutes);
        let minutes = if minutes.is_empty() && text.ends_with('h') {
            Some(0)
        } else {
            whole(minutes).filter(|it| *it < 60)
        };
        return Some(whole(hours)? * 60 + minutes?);
    }
    let number = ["minutos", "minutes", "mins", "min.", "min", "'", "m", ".0"]
        .into_iter()
        .find_map(|it| text.strip_suffix(it));
    whole(number.unwrap_or(text))
}
