//! A bundle's entries, and what the ones without a resource say.

use domain::event::{AppointmentChange, AppointmentFacts, ClinicEvent, Happening};
use jiff::Timestamp;
use serde_json::Value;

use super::references::kind_and_id;
use super::version::derived;
use super::{APPOINTMENT, ENTRIES_MAX, Fields, PATIENT, appointment, kind};
use crate::{Problems, Unreadable, moment};

/// What a subscription has to be told where it does not send what changed.
const NO_CONTENT: &str = "is missing: the subscription has to send full resources (content full-resource)";

/// One resource, or what a bundle says in the place of one.
pub(super) struct Entry<'a> {
    /// Its place in the bundle, from 0.
    pub(super) index: usize,
    /// The address by which others refer to it.
    pub(super) full_url: Option<&'a str>,
    /// The resource.
    pub(super) resource: Option<&'a Fields>,
    /// How many entries the bundle has.
    count: usize,
    /// `PUT`, `DELETE`, ….
    method: Option<&'a str>,
    /// What that was done to: `Appointment/123`.
    url: Option<&'a str>,
    /// When, with where that is said.
    at: Option<(&'static str, &'a str)>,
}

impl<'a> Entry<'a> {
    /// A resource that no bundle is around.
    pub(super) const fn alone(resource: &'a Fields) -> Self {
        Self {
            index: 0,
            full_url: None,
            resource: Some(resource),
            count: 1,
            method: None,
            url: None,
            at: None,
        }
    }

    fn of(bundle: &'a Fields, count: usize, index: usize, entry: &'a Value) -> Self {
        let text = |object: Option<&'a Value>, name: &str| object?.get(name)?.as_str();
        let request = entry.get("request");
        let modified = text(entry.get("response"), "lastModified");
        let timestamp = bundle.get("timestamp").and_then(Value::as_str);
        Self {
            index,
            full_url: text(Some(entry), "fullUrl"),
            resource: entry.get("resource").and_then(Value::as_object),
            count,
            method: text(request, "method"),
            url: text(request, "url"),
            at: modified
                .map(|it| ("Bundle.entry.response.lastModified", it))
                .or_else(|| timestamp.map(|it| ("Bundle.timestamp", it))),
        }
    }

    /// An element's place: `Bundle.entry[2].resource`.
    pub(super) fn place(&self, name: &str) -> String {
        format!("Bundle.entry[{}].{name}", self.index)
    }

    /// Whether it says that there is no such resource any more.
    pub(super) fn is_deletion(&self) -> bool {
        self.method == Some("DELETE")
    }

    /// When it was told, where the resource itself does not say.
    pub(super) fn told_at(&self, now: Timestamp, problems: &mut Problems) -> Option<Timestamp> {
        match self.at {
            Some((place, text)) => problems.keep(place, moment::occurred(text, now)),
            None => Some(now),
        }
    }
}

/// The entries of a bundle, in its order.
pub(super) fn entries(bundle: &Fields) -> Result<Vec<Entry<'_>>, Unreadable> {
    match bundle.get("entry") {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(list)) if list.len() > ENTRIES_MAX => {
            Err(Unreadable::TooMany { count_max: ENTRIES_MAX })
        }
        Some(Value::Array(list)) => {
            let entry = |(index, entry)| Entry::of(bundle, list.len(), index, entry);
            Ok(list.iter().enumerate().map(entry).collect())
        }
        Some(_) => Err(Unreadable::NotEvents),
    }
}

/// Whether it begins with what was told last, as a history does. A notification, which in R4 calls itself one too, does
/// not.
pub(super) fn is_newest_first(bundle: &Fields, entries: &[Entry<'_>]) -> bool {
    let is_history = bundle.get("type").is_some_and(|it| it == "history");
    let first = entries.first().and_then(|it| it.resource);
    is_history && first.and_then(notification_type).is_none()
}

/// An appointment that was deleted is off. Of others that are taken it has to be said that nothing was done.
pub(super) fn without_resource(
    entry: &Entry<'_>,
    now: Timestamp,
    problems: &mut Problems,
) -> Option<ClinicEvent> {
    let named = entry.url.or(entry.full_url).map(kind_and_id);
    match named {
        Some((Some(APPOINTMENT), Some(id))) if entry.is_deletion() => deleted(id, entry, now, problems),
        Some((Some(APPOINTMENT), None)) if entry.is_deletion() => {
            problems.add(entry.place("request.url"), "names no appointment by its id");
            None
        }
        Some((Some(PATIENT), _)) if entry.is_deletion() => {
            problems.add(entry.place("request"), "deletes a patient: what is known of them here stays");
            None
        }
        Some((Some(APPOINTMENT | PATIENT) | None, _)) | None => {
            problems.add(entry.place("resource"), NO_CONTENT);
            None
        }
        Some(_) => None,
    }
}

fn deleted(id: &str, entry: &Entry<'_>, now: Timestamp, problems: &mut Problems) -> Option<ClinicEvent> {
    let occurred_at = entry.told_at(now, problems)?;
    let case = appointment::case_id(id, &entry.place("request.url"), problems)?;
    let event_id = derived(&[APPOINTMENT, id, "deleted", &occurred_at.to_string()]);
    let appointment = AppointmentFacts {
        id: case,
        start: None,
        duration_minutes: None,
        practitioner: None,
        service: None,
        site: None,
        modality: None,
        sequence: None,
        delay_minutes: None,
        confirmed: false,
    };
    Some(ClinicEvent {
        event_id: problems.keep(entry.place("request.url"), event_id)?,
        occurred_at,
        patient: None,
        what: Happening::Appointment { change: AppointmentChange::Cancelled, appointment },
    })
}

/// A notification of an event that has no more than its status says that something changed, and not what. One that has
/// no event, such as a handshake or a heartbeat, is nothing to do; nor is a resource that others refer to.
pub(super) fn check_notification(entry: &Entry<'_>, resource: &Fields, problems: &mut Problems) {
    let is_alone = entry.index == 0 && entry.count == 1;
    if is_alone && notification_type(resource) == Some("event-notification") {
        problems.add("Bundle.entry", NO_CONTENT);
    }
}

/// What a notification is for, if the resource is the status that it begins with.
fn notification_type(resource: &Fields) -> Option<&str> {
    match kind(resource)? {
        "SubscriptionStatus" => resource.get("type")?.as_str(),
        "Parameters" => {
            let parameters = resource.get("parameter")?.as_array()?;
            let parameter = parameters.iter().find(|it| it.get("name").is_some_and(|it| it == "type"));
            parameter?.get("valueCode")?.as_str()
        }
        _ => None,
    }
}
