//! An appointment as it stands.

use domain::civil::{CivilTime, Zone};
use domain::event::{AppointmentChange, AppointmentFacts, ClinicEvent, Happening, PatientFacts};
use domain::ids::{CaseId, derived};
use domain::phi::Phi;

use super::actors::Actors;
use super::bundle::Entry;
use super::concepts::Concepts;
use super::datatypes::{extension, objects, text};
use super::version::Version;
use super::{APPOINTMENT, Fields, Reading, patient};
use crate::json::fields::Object;
use crate::text::{TEXT_CHARS_MAX, line};
use crate::{DURATION_MINUTES, Defaults, Problems, moment, vocabulary};

/// Of R5, as R4 carries it, and of R4.
const ZONES: &[&str] = &["/timezone", "/tz-code"];

/// Reads an appointment. `None`, and also an event whose reading left problems, is not to be used.
///
/// Of a visit that is off or over, what is wrong beside its number and its version is left out with a warning: were it
/// refused, somebody would be reminded of it. So is a wrong length of any visit, which costs nobody a reminder.
pub(super) fn read<'a>(
    resource: &'a Fields,
    entry: &Entry<'a>,
    reading: &Reading<'a>,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<ClinicEvent> {
    let object = Object::named(APPOINTMENT, resource);
    let change = object.need("status", problems, change)?;
    let is_ahead = change == AppointmentChange::Booked;
    let version = Version::of(&object, entry, reading.now, problems);
    let id = number(&object, problems);
    let mut details = Problems::of(problems.index);
    let zone = zone(&object, reading.defaults, &mut details);
    let start = zone.as_ref().and_then(|zone| start(&object, zone, is_ahead, &mut details));
    let duration_minutes = duration(&object, start.as_ref(), warnings);
    let actors = Actors::of(&object, resource, reading, &mut details);
    let patient = patient_of(&object, &actors, is_ahead, reading, &mut details, warnings);
    let concepts = Concepts::of(&object, &mut details);
    let service = concepts.service(actors.service.as_deref());
    let service =
        service.and_then(|(name, text)| details.keep(object.place(name), line(text, TEXT_CHARS_MAX)));
    let told = if is_ahead { &mut *problems } else { warnings };
    told.append(details);
    let modality = concepts.modality().or_else(|| vocabulary::modality(actors.site.as_deref()?));
    let (id, version) = (id?, version?);
    let starts = start.as_ref().map(|it| it.at.to_string()).unwrap_or_default();
    let event_id = version.event_id(APPOINTMENT, id.as_str(), &[change.as_str(), &starts]);
    let appointment = AppointmentFacts {
        id,
        start,
        duration_minutes,
        practitioner: actors.practitioner.map(Phi::new),
        service: service.map(Phi::new),
        site: actors.site,
        modality,
        sequence: None,
        delay_minutes: None,
        confirmed: false,
    };
    Some(ClinicEvent {
        event_id: problems.keep(object.place("id"), event_id)?,
        occurred_at: version.at,
        patient,
        what: Happening::Appointment { change, appointment },
    })
}

/// What a status says has happened. One that is told again as it stands is booked, or moved, as the case finds.
fn change(status: &str) -> Result<AppointmentChange, &'static str> {
    match status {
        "booked" => Ok(AppointmentChange::Booked),
        "arrived" | "checked-in" => Ok(AppointmentChange::Arrived),
        "fulfilled" => Ok(AppointmentChange::Completed),
        "cancelled" | "entered-in-error" => Ok(AppointmentChange::Cancelled),
        "noshow" => Ok(AppointmentChange::Missed),
        "proposed" | "pending" => Err("says that it is not settled: it is taken once it is booked"),
        "waitlist" => Err("is no visit: who waits is told by an event, waiting.joined"),
        _ => Err("is not a status of R4's appointments"),
    }
}

/// The id that references name, else the first of the numbers it is known by.
fn number(object: &Object<'_>, problems: &mut Problems) -> Option<CaseId> {
    if let Some(id) = text(object, "id", problems) {
        return case_id(id, &object.place("id"), problems);
    }
    for identifier in objects(object, "identifier", problems) {
        if let Some(value) = text(&identifier, "value", problems) {
            return case_id(value, &identifier.place("value"), problems);
        }
    }
    problems.add(object.place("id"), "is missing");
    None
}

/// The case of an appointment with that number, as an agenda's row would name it.
pub(super) fn case_id(number: &str, place: &str, problems: &mut Problems) -> Option<CaseId> {
    let id = CaseId::new(number).or_else(|_| CaseId::new(derived("apt", &["number", number])));
    problems.keep(place, id)
}

/// The zone on whose wall the visit starts: an offset alone does not say it.
fn zone(object: &Object<'_>, defaults: &Defaults, problems: &mut Problems) -> Option<Zone> {
    let start = object.object("_start", problems);
    match start.and_then(|it| extension(&it, ZONES, problems)) {
        Some(told) => told.need("valueCode", problems, Zone::new),
        None => Some(defaults.zone.clone()),
    }
}

fn start(object: &Object<'_>, zone: &Zone, is_needed: bool, problems: &mut Problems) -> Option<CivilTime> {
    let read = |it: &str| moment::start(it, zone);
    if is_needed { object.need("start", problems, read) } else { object.read("start", problems, read) }
}

fn duration(object: &Object<'_>, start: Option<&CivilTime>, warnings: &mut Problems) -> Option<u32> {
    if object.has("minutesDuration") {
        return object.whole("minutesDuration", &DURATION_MINUTES, warnings);
    }
    let start = start?;
    let end = object.read("end", warnings, |it| moment::start(it, &start.zone))?;
    let minutes = u32::try_from(end.at.duration_since(start.at).as_mins()).ok();
    let (least, most) = (DURATION_MINUTES.start(), DURATION_MINUTES.end());
    let reason = || format!("is not {least} to {most} minutes after the start");
    let minutes = minutes.filter(|it| DURATION_MINUTES.contains(it));
    warnings.keep(object.place("end"), minutes.ok_or_else(reason))
}

fn patient_of<'a>(
    object: &Object<'a>,
    actors: &Actors<'a>,
    is_ahead: bool,
    reading: &Reading<'a>,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<PatientFacts> {
    match actors.patients.as_slice() {
        [one] if is_ahead => patient::known(one, true, reading, problems, warnings),
        // One told before has its patient.
        [one, ..] if !is_ahead => patient::known(one, false, reading, problems, warnings),
        [] if !is_ahead => None,
        [] => {
            problems.add(object.place("participant"), "has no patient");
            None
        }
        _ => {
            problems.add(object.place("participant"), "has several patients: a visit is one patient's");
            None
        }
    }
}
