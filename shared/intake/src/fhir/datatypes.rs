//! The data types that resources are made of, as far as they are read.

use std::convert::Infallible;

use super::LIST_MAX;
use crate::Problems;
use crate::json::fields::Object;
use crate::name::split;
use crate::text::{NAME_CHARS_MAX, line};

/// A text, whatever it means.
pub(super) fn text<'a>(object: &Object<'a>, name: &str, problems: &mut Problems) -> Option<&'a str> {
    object.read(name, problems, Ok::<_, Infallible>)
}

/// The objects of a list.
pub(super) fn objects<'a>(object: &Object<'a>, name: &str, problems: &mut Problems) -> Vec<Object<'a>> {
    let items = object.array(name, LIST_MAX, problems).unwrap_or_default();
    items.iter().filter_map(|it| it.object(problems)).collect()
}

/// The texts of a list.
fn texts<'a>(object: &Object<'a>, name: &str, problems: &mut Problems) -> Vec<&'a str> {
    let items = object.array(name, LIST_MAX, problems).unwrap_or_default();
    let said = items.iter().filter(|it| !it.is_null());
    said.filter_map(|it| it.read(problems, Ok::<_, Infallible>)).collect()
}

/// The extension whose address ends like one of those.
pub(super) fn extension<'a>(
    object: &Object<'a>,
    endings: &[&str],
    problems: &mut Problems,
) -> Option<Object<'a>> {
    let mut extensions = objects(object, "extension", problems).into_iter();
    let is_meant = |url: &str| endings.iter().any(|it| url.ends_with(*it));
    extensions.find(|it| text(it, "url", problems).is_some_and(is_meant))
}

/// Whether something still holds: neither marked as old nor past its period.
pub(super) fn is_current(object: &Object<'_>, today: &str, problems: &mut Problems) -> bool {
    let is_old = text(object, "use", problems) == Some("old");
    let period = object.object("period", problems);
    let end = period.and_then(|it| text(&it, "end", problems));
    !is_old && !end.is_some_and(|it| is_past(it, today))
}

/// A date may be a year or a month alone, which is over when it is; what follows a day is a time.
fn is_past(date: &str, today: &str) -> bool {
    let length = date.len().min(today.len());
    date.get(..length).zip(today.get(..length)).is_some_and(|(date, today)| date < today)
}

/// Of the contact points of some systems the one to use: a mobile first, then as they are ranked, then as they come.
pub(super) fn contact<'p, 'a>(
    points: &[&'p Object<'a>],
    systems: &[&str],
    today: &str,
    problems: &mut Problems,
) -> Option<&'p Object<'a>> {
    let mut best: Option<((bool, u32), &Object<'a>)> = None;
    for &point in points {
        let system = text(point, "system", problems).filter(|it| systems.contains(it));
        if system.is_none() || !point.has("value") || !is_current(point, today, problems) {
            continue;
        }
        let is_mobile = system == Some("sms") || text(point, "use", problems) == Some("mobile");
        let rank = point.whole("rank", &(1..=u32::MAX), problems).unwrap_or(u32::MAX);
        if best.is_none_or(|it| (!is_mobile, rank) < it.0) {
            best = Some(((!is_mobile, rank), point));
        }
    }
    best.map(|it| it.1)
}

/// A given name and a family name.
pub(super) type Names = (Option<String>, Option<String>);

/// The names of a person.
pub(super) fn names(person: &Object<'_>, today: &str, problems: &mut Problems) -> Names {
    let Some(name) = best_name(person, today, problems) else { return (None, None) };
    let given = texts(&name, "given", problems).join(" ");
    let family = text(&name, "family", problems);
    if given.is_empty() && family.is_none() {
        let whole = text(&name, "text", problems);
        let (given, family) = whole.map(split).unwrap_or_default();
        return (checked(&name, "text", given, problems), checked(&name, "text", family, problems));
    }
    let given = Some(given.as_str()).filter(|it| !it.is_empty());
    let given = checked(&name, "given", given, problems);
    (given, checked(&name, "family", family, problems))
}

/// A person's whole name, with its title.
pub(super) fn whole_name(person: &Object<'_>, today: &str, problems: &mut Problems) -> Option<String> {
    let name = best_name(person, today, problems)?;
    if let Some(whole) = text(&name, "text", problems) {
        return Some(whole.to_owned());
    }
    let mut parts = texts(&name, "prefix", problems);
    parts.extend(texts(&name, "given", problems));
    parts.extend(text(&name, "family", problems));
    Some(parts.join(" ")).filter(|it| !it.is_empty())
}

/// The official name, else the one in use, else any that is neither a former one nor a cover.
fn best_name<'a>(person: &Object<'a>, today: &str, problems: &mut Problems) -> Option<Object<'a>> {
    const NOT_THEIRS: usize = 4;
    let mut best: Option<(usize, Object<'a>)> = None;
    for name in objects(person, "name", problems) {
        let standing = match text(&name, "use", problems) {
            Some("official") => 0,
            Some("usual") => 1,
            None | Some("temp") => 2,
            Some("nickname") => 3,
            Some(_) => NOT_THEIRS,
        };
        let is_better = best.as_ref().is_none_or(|it| standing < it.0);
        if is_better && standing < NOT_THEIRS && is_current(&name, today, problems) {
            best = Some((standing, name));
        }
    }
    best.map(|it| it.1)
}

fn checked(name: &Object<'_>, place: &str, part: Option<&str>, problems: &mut Problems) -> Option<String> {
    problems.keep(name.place(place), line(part?, NAME_CHARS_MAX))
}
