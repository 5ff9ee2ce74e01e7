//! Dates that are asked for.

use domain::clinic::Clinic;
use frame::http::{Request, Response};
use jiff::civil::Date;
use jiff::{Span, Timestamp};

/// The years that may be asked for.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

/// The date asked for, else the clinic's today.
pub(crate) fn date_of(
    request: &Request<'_>,
    name: &str,
    clinic: &Clinic,
    now: Timestamp,
) -> Result<Date, Response> {
    match request.query_value(name) {
        None => Ok(clinic.time_zone.local(now).date()),
        Some(text) => match text.parse::<Date>() {
            Ok(date) if YEARS.contains(&date.year()) && date.to_string() == text => Ok(date),
            _ => {
                let text = format!("`{name}` is a date from 2000 to 2100, written like 2026-12-01");
                Err(Response::error(400, "invalid_date", &text))
            }
        },
    }
}

/// Most days that may be asked for at once.
const DAYS_MAX: i32 = 31;

/// Where a range lies of which only one end is asked for, or none.
#[derive(Clone, Copy)]
pub(crate) enum Towards {
    /// It begins with the one end, or today.
    Future,
    /// It ends with the one end, or today.
    Past,
}

/// The first and the last day asked for by `from` and `to`; where one is not, as many days as may be.
pub(crate) fn range(
    request: &Request<'_>,
    towards: Towards,
    clinic: &Clinic,
    now: Timestamp,
) -> Result<(Date, Date), Response> {
    let further = Span::new().days(DAYS_MAX - 1);
    let (mut from, mut to) = (date_of(request, "from", clinic, now)?, date_of(request, "to", clinic, now)?);
    match towards {
        Towards::Future if request.query_value("to").is_none() => to = from.saturating_add(further),
        Towards::Past if request.query_value("from").is_none() => from = to.saturating_sub(further),
        Towards::Future | Towards::Past => {}
    }
    if (0..DAYS_MAX).contains(&(to - from).get_days()) {
        Ok((from, to))
    } else {
        Err(Response::error(400, "invalid_range", "1 to 31 days may be asked for, `from` before `to`"))
    }
}

/// The days from one to another; none after the last that the calendar has.
pub(crate) fn each_day(from: Date, to: Date) -> impl Iterator<Item = Date> {
    from.series(Span::new().days(1)).take_while(move |it| *it <= to)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_end_with_the_range_and_with_the_calendar() {
        let days: Vec<Date> = each_day(date(2026, 11, 30), date(2026, 12, 2)).collect();
        assert_eq!(days, [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)]);
        assert_eq!(each_day(date(9999, 12, 15), Date::MAX).count(), 17);
        assert_eq!(each_day(date(2026, 12, 2), date(2026, 12, 1)).count(), 0);
    }
}
