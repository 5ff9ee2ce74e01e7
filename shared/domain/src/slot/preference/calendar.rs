//! From the days that words name to those of the calendar.

use jiff::Span;
use jiff::civil::{Date, Weekday};

use super::words::{DAY_MARKS, FEASTS, MONTH_LEADS, MONTHS, NEXT_MONTH, lead_of, phrase};

/// The next such weekday after today.
pub(super) fn upcoming(today: Date, weekday: Weekday) -> Date {
    let days = weekday.to_monday_zero_offset() - today.weekday().to_monday_zero_offset();
    plus(today, 1 + i64::from((days - 1).rem_euclid(7)))
}

/// A day of the month: marked as one ("el 5", "the 5th"), with its month ("5 de diciembre", "December 5"), or both in
/// figures ("dia 3 do 12", "el 3 del 12").
pub(super) fn date(before: &[&str], words: &[&str], today: Date) -> Option<(usize, Date)> {
    if let Some((count, (month, day))) = phrase(FEASTS, words).filter(|_| lead_of(before).is_some()) {
        return Some((count, next(today, Some(month), day)?));
    }
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
    if let [_, "do" | "del", month, ..] = words
        && let Some((month @ 1..=12, false)) = day_number(month).filter(|_| is_marked)
    {
        return Some((3, next(today, Some(month), day)?));
    }
    if is_marked { Some((1, next(today, None, day)?)) } else { None }
}

/// The first day of a month that is named as a whole: "en enero", "next month".
pub(super) fn whole_month(before: &[&str], words: &[&str], today: Date) -> Option<(usize, Date)> {
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
    Some((count, first_ahead(today, month)?))
}

/// The first day of the next such month, which may be today's.
pub(super) fn first_ahead(today: Date, month: i8) -> Option<Date> {
    let this = today.first_of_month();
    let mut months = (0..12).filter_map(|it| this.checked_add(Span::new().months(it)).ok());
    months.find(|it| it.month() == month)
}

/// A number from 1 to 31, and whether it is written as a day's ("5th").
pub(super) fn day_number(word: &str) -> Option<(i8, bool)> {
    let digits = word.trim_end_matches(|it: char| !it.is_ascii_digit());
    let ending = &word[digits.len()..];
    let day: i8 = digits.parse().ok().filter(|it| (1..=31).contains(it))?;
    let is_ordinal = ["st", "nd", "rd", "th"].contains(&ending);
    (ending.is_empty() || is_ordinal).then_some((day, is_ordinal))
}

/// The next such day from `today` on: of that month, or of this month and else the first that has it.
pub(super) fn next(today: Date, month: Option<i8>, day: i8) -> Option<Date> {
    let from = today.first_of_month();
    (0..=13)
        .filter_map(|ahead| from.checked_add(Span::new().months(ahead)).ok())
        .filter(|it| month.is_none_or(|month| it.month() == month))
        .filter_map(|it| Date::new(it.year(), it.month(), day).ok())
        .find(|it| *it >= today)
}

pub(super) fn plus(date: Date, days: i64) -> Date {
    date.checked_add(Span::new().days(days)).unwrap_or(date)
}
