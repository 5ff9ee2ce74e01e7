//! The appointment: SCH, and the resources that it takes up (AIS, AIP, AIL, AIG).

use domain::civil::{CivilTime, Zone};
use domain::event::{AppointmentChange, AppointmentFacts, Modality};
use domain::ids::{CaseId, derived};
use domain::phi::Phi;

use super::segments::{Message, Repetition};
use super::time;
use crate::text::{TEXT_CHARS_MAX, key, line};
use crate::{DURATION_MINUTES, Defaults, Problems, vocabulary};

/// Where something can stand, the first that is filled in counts: segment, field, component.
type Places = [(&'static str, usize, usize)];

/// The number of the system that keeps the agenda stays the appointment's own; whoever asked for it may have none.
const NUMBERS: &Places = &[("SCH", 2, 1), ("SCH", 1, 1)];
/// Up to version 2.4 in SCH itself, later in TQ1; else with the first resource.
const STARTS: &Places =
    &[("SCH", 11, 4), ("TQ1", 7, 1), ("AIS", 4, 1), ("AIP", 6, 1), ("AIL", 6, 1), ("AIG", 8, 1)];
/// The text before its code.
const SERVICES: &Places =
    &[("AIS", 3, 2), ("AIS", 3, 1), ("SCH", 7, 2), ("SCH", 7, 1), ("SCH", 8, 2), ("SCH", 8, 1)];
/// The place's description, its facility, its point of care. A room is told at the desk: another one moves nobody.
const SITES: &Places =
    &[("AIL", 3, 9), ("AIL", 3, 4), ("AIL", 3, 1), ("PV1", 3, 9), ("PV1", 3, 4), ("PV1", 3, 1)];
/// The type of appointment, its reason, the service.
const MODALITIES: &Places =
    &[("SCH", 8, 1), ("SCH", 8, 2), ("SCH", 7, 1), ("SCH", 7, 2), ("AIS", 3, 1), ("AIS", 3, 2)];
/// Where a length can stand: segment, field, and the field and component of its unit.
const DURATIONS: [(&str, usize, usize, usize); 4] =
    [("SCH", 9, 10, 1), ("AIS", 7, 8, 1), ("TQ1", 6, 6, 2), ("TQ1", 13, 13, 2)];
/// What a resource is told as (AIG-4) that is a person, as [`key`] spells it.
const PERSONS: [&str; 8] =
    ["person", "provider", "doctor", "physician", "practitioner", "profesional", "medico", "prestador"];
/// Minutes of an hour, seconds of a minute.
const SIXTY: u32 = 60;

/// What stands in one of those places, and its field.
fn told(message: &Message<'_>, places: &Places) -> Option<(String, String)> {
    places.iter().find_map(|(segment, field, component)| {
        Some((format!("{segment}-{field}"), message.text(segment, *field, *component)?))
    })
}

/// The appointment's number. From one that an id cannot spell an id is derived, as from an agenda's.
pub(super) fn number(message: &Message<'_>, problems: &mut Problems) -> Option<CaseId> {
    let Some((place, number)) = told(message, NUMBERS) else {
        problems.add("SCH-2", "is missing, and so is SCH-1: the appointment has no number");
        return None;
    };
    let id = CaseId::new(number.as_str());
    problems.keep(place, id.or_else(|_| CaseId::new(derived("apt", &["number", &number]))))
}

/// Reads the rest of it. What is read while problems were left is not to be used. A length that cannot be read costs
/// nobody a reminder: it is left out, with a warning.
pub(super) fn read(
    message: &Message<'_>,
    id: CaseId,
    change: AppointmentChange,
    defaults: &Defaults,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> AppointmentFacts {
    let needs_start = matches!(change, AppointmentChange::Booked | AppointmentChange::Moved);
    AppointmentFacts {
        id,
        start: start(message, &defaults.zone, needs_start, problems),
        duration_minutes: duration(message, warnings),
        practitioner: practitioner(message, problems).map(Phi::new),
        service: text(message, SERVICES, problems).map(Phi::new),
        site: site(message, problems),
        modality: modality(message),
        sequence: None,
        delay_minutes: None,
        confirmed: false,
    }
}

fn start(message: &Message<'_>, zone: &Zone, is_needed: bool, problems: &mut Problems) -> Option<CivilTime> {
    let start = told(message, STARTS);
    if start.is_none() && is_needed {
        problems.add("SCH-11", "is missing, and so are TQ1-7 and AIS-4: the appointment has no start");
    }
    let (place, text) = start?;
    problems.keep(place, time::start(&text, zone))
}

fn text(message: &Message<'_>, places: &Places, problems: &mut Problems) -> Option<String> {
    let (place, text) = told(message, places)?;
    problems.keep(place, line(&text, TEXT_CHARS_MAX))
}

/// A number alone is the sender's key of a place: nobody finds it by that.
fn site(message: &Message<'_>, problems: &mut Problems) -> Option<String> {
    let is_named = |it: &(String, String)| it.1.contains(char::is_alphabetic);
    let (place, text) = SITES.chunks(1).filter_map(|it| told(message, it)).find(is_named)?;
    problems.keep(place, line(&text, TEXT_CHARS_MAX))
}

/// The first length that can be read. One of zero is not known.
fn duration(message: &Message<'_>, warnings: &mut Problems) -> Option<u32> {
    let mut wrong = None;
    for (segment, field, unit, component) in DURATIONS {
        let Some(amount) = message.text(segment, field, 1) else { continue };
        match minutes(&amount, &message.text(segment, unit, component).unwrap_or_default()) {
            Some(0) => {}
            Some(minutes) if DURATION_MINUTES.contains(&minutes) => return Some(minutes),
            _ => wrong = wrong.or(Some((segment, field))),
        }
    }
    let (segment, field) = wrong?;
    let (least, most) = (DURATION_MINUTES.start(), DURATION_MINUTES.end());
    let reason = format!("is not a length of {least} to {most} minutes, told in minutes, hours or seconds");
    warnings.add(format!("{segment}-{field}"), reason);
    None
}

/// Whole minutes; without a unit the amount is in minutes.
fn minutes(amount: &str, unit: &str) -> Option<u32> {
    let (whole, rest) = amount.split_once('.').unwrap_or((amount, ""));
    let amount: u32 = whole.parse().ok().filter(|_| rest.bytes().all(|it| it == b'0'))?;
    match key(unit).as_str() {
        "" | "m" | "min" | "mins" | "minute" | "minutes" | "minuto" | "minutos" => Some(amount),
        "h" | "hr" | "hrs" | "hour" | "hours" | "hora" | "horas" => amount.checked_mul(SIXTY),
        "s" | "sec" | "seg" | "second" | "seconds" | "segundos" if amount.is_multiple_of(SIXTY) => {
            Some(amount / SIXTY)
        }
        _ => None,
    }
}

/// Of the people whom the appointment takes up, the first with a name; else whoever attends.
fn practitioner(message: &Message<'_>, problems: &mut Problems) -> Option<String> {
    let personnel = message.all("AIP").find_map(|it| Some(("AIP-3", name(it.field(3).first())?)));
    let resource = || {
        let is_person = |kind: Repetition<'_>| {
            let mut words = [1, 2].into_iter().filter_map(|it| kind.component(it));
            words.any(|it| PERSONS.contains(&key(&it).as_str()))
        };
        let mut persons = message.all("AIG").filter(|it| is_person(it.field(4).first()));
        persons.find_map(|it| Some(("AIG-3", it.field(3).first().component(2)?)))
    };
    let attending = || Some(("PV1-7", name(message.field("PV1", 7).first())?));
    let (place, name) = personnel.or_else(resource).or_else(attending)?;
    problems.keep(place, line(&name, TEXT_CHARS_MAX))
}

/// Title, given name and family name of somebody whose number stands first.
fn name(person: Repetition<'_>) -> Option<String> {
    let family = person.component(2).or_else(|| person.component(3))?;
    let given = person.component(3).filter(|it| *it != family);
    let parts: Vec<String> = [person.component(6), given, Some(family)].into_iter().flatten().collect();
    Some(parts.join(" "))
}

/// On site, by video or by phone, if one of the words for it is there. HL7's own word, `Tele`, is nothing to come for.
fn modality(message: &Message<'_>) -> Option<Modality> {
    let mut words =
        MODALITIES.iter().filter_map(|(segment, field, component)| message.text(segment, *field, *component));
    words.find_map(|it| match key(&it).as_str() {
        "tele" => Some(Modality::Video),
        _ => vocabulary::modality(&it),
    })
}
