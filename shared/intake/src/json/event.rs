//! One event: its type decides what has to be said.

use domain::civil::Zone;
use domain::event::{
    AppointmentChange, AppointmentFacts, ClinicEvent, Happening, Modality, NoticeFacts, NoticeKind,
    PatientFacts, SlotChange,
};
use domain::ids::{CaseId, EventId, PatientId};
use domain::phi::Phi;
use jiff::Timestamp;

use super::fields::Object;
use super::{patient, slot};
use crate::agenda::people;
use crate::text::{TEXT_CHARS_MAX, line};
use crate::{DURATION_MINUTES, Defaults, Problems, moment, vocabulary};

/// How late a visit can start, in minutes.
const DELAY_MINUTES: std::ops::RangeInclusive<u32> = 1..=600;

/// Why nothing else can be taken back, above all no appointment.
const NO_NOTICE: &str = "is not a notice's type (result.ready, payment.due, payment.failed, insurance.renewing, campaign.launched)";

/// What an event's `type` says.
enum Kind {
    Appointment(AppointmentChange),
    Notice(NoticeKind),
    NoticeWithdrawn,
    Slot(SlotChange),
    SlotsDay,
    WaitingJoined,
    WaitingLeft,
    PatientUpdated,
    PatientMerged,
}

impl Kind {
    fn parse(text: &str) -> Result<Self, &'static str> {
        let change = |name: &str| AppointmentChange::ALL.into_iter().find(|it| it.1 == name).map(|it| it.0);
        let notice = notice_kind(text).map(Self::Notice);
        match text {
            "notice.withdrawn" => Some(Self::NoticeWithdrawn),
            "patient.updated" => Some(Self::PatientUpdated),
            "patient.merged" => Some(Self::PatientMerged),
            "slot.opened" => Some(Self::Slot(SlotChange::Opened)),
            "slot.closed" => Some(Self::Slot(SlotChange::Closed)),
            "slots.day" => Some(Self::SlotsDay),
            "waiting.joined" => Some(Self::WaitingJoined),
            "waiting.left" => Some(Self::WaitingLeft),
            _ => notice.or_else(|| text.strip_prefix("appointment.").and_then(change).map(Self::Appointment)),
        }
        .ok_or("is not an event type Pulso knows")
    }

    /// Whether it means nothing without saying whom it is about. An appointment told before has its patient.
    const fn needs_patient(&self) -> bool {
        match self {
            Self::Appointment(change) => matches!(change, AppointmentChange::Booked),
            // Also to take one back: it may be told before the notice, and is kept for when that comes.
            Self::Notice(_)
            | Self::NoticeWithdrawn
            | Self::WaitingJoined
            | Self::PatientUpdated
            | Self::PatientMerged => true,
            Self::Slot(_) | Self::SlotsDay | Self::WaitingLeft => false,
        }
    }
}

/// The notice that comes as this `type`.
fn notice_kind(text: &str) -> Option<NoticeKind> {
    NoticeKind::ALL.into_iter().find(|it| it.1 == text).map(|it| it.0)
}

/// Reads an event. `None`, and also an event whose reading left problems, is not to be used.
pub(super) fn read(
    root: &Object<'_>,
    defaults: &Defaults,
    received_at: Timestamp,
    problems: &mut Problems,
    warnings: &mut Problems,
) -> Option<ClinicEvent> {
    let event_id = root.need("event_id", problems, EventId::new);
    let kind = root.need("type", problems, Kind::parse);
    let occurred_at = root.need("occurred_at", problems, |it| moment::occurred(it, received_at));
    let needs_patient = kind.as_ref().is_some_and(Kind::needs_patient);
    let patient =
        if needs_patient { root.need_object("patient", problems) } else { root.object("patient", problems) };
    let facts = patient.as_ref().and_then(|it| patient::read(it, defaults, problems, warnings));
    let what = match kind? {
        Kind::Appointment(change) => {
            let appointment = root.need_object("appointment", problems)?;
            let appointment = read_appointment(&appointment, change, defaults, problems)?;
            Happening::Appointment { change, appointment }
        }
        Kind::Notice(notice) => {
            let whose = facts.as_ref().map(|it| &it.id);
            let facts = read_notice(root, notice, (event_id.as_ref(), whose), defaults, problems)?;
            Happening::Notice { notice, facts }
        }
        Kind::NoticeWithdrawn => {
            let object = root.need_object("notice", problems)?;
            let id = object.need("id", problems, CaseId::new);
            let notice = object.need("type", problems, |it| notice_kind(it).ok_or(NO_NOTICE));
            Happening::NoticeWithdrawn { notice: notice?, id: id? }
        }
        Kind::Slot(change) => {
            let object = root.need_object("slot", problems)?;
            Happening::Slot { change, slot: slot::read(&object, defaults, problems)? }
        }
        Kind::SlotsDay => {
            let object = root.need_object("day", problems)?;
            Happening::SlotsDay(slot::read_day(&object, defaults, problems)?)
        }
        Kind::WaitingJoined => {
            let object = root.need_object("waiting", problems)?;
            let (entry, wish) = slot::read_wish(&object, problems)?;
            Happening::WaitingJoined { entry, wish }
        }
        Kind::WaitingLeft => {
            let object = root.need_object("waiting", problems)?;
            Happening::WaitingLeft { entry: slot::read_entry(&object, problems)?.0 }
        }
        Kind::PatientUpdated => Happening::PatientUpdated,
        Kind::PatientMerged => Happening::PatientMerged {
            merged: read_merged(root, patient.as_ref(), facts.as_ref(), problems)?,
        },
    };
    Some(ClinicEvent { event_id: event_id?, occurred_at: occurred_at?, patient: facts, what })
}

fn read_appointment(
    object: &Object<'_>,
    change: AppointmentChange,
    defaults: &Defaults,
    problems: &mut Problems,
) -> Option<AppointmentFacts> {
    let text = |it: &str| line(it, TEXT_CHARS_MAX);
    let id = object.need("id", problems, CaseId::new);
    let zone = zone(object, defaults, problems);
    let needs_start = matches!(change, AppointmentChange::Booked | AppointmentChange::Moved);
    let start = match zone {
        Some(zone) if needs_start => object.need("start", problems, |it| moment::start(it, &zone)),
        Some(zone) => object.read("start", problems, |it| moment::start(it, &zone)),
        // Whether the clocks skip the time cannot be told; nothing is made of the start of such an event anyway.
        None => None,
    };
    let facts = AppointmentFacts {
        start,
        duration_minutes: object.whole("duration_minutes", &DURATION_MINUTES, problems),
        practitioner: object.read("practitioner", problems, text).map(Phi::new),
        service: object.read("service", problems, text).map(Phi::new),
        site: object.read("site", problems, text),
        modality: modality(object, problems),
        sequence: object.whole("sequence", &(0..=u64::MAX), problems),
        delay_minutes: object.whole("delay_minutes", &DELAY_MINUTES, problems),
        confirmed: confirmed(object, change, problems),
        id: id?,
    };
    Some(facts)
}

/// Whether the patient told the clinic that they come. Of a visit that does not stand nobody says so.
fn confirmed(object: &Object<'_>, change: AppointmentChange, problems: &mut Problems) -> bool {
    let confirmed = object.flag("confirmed", problems).unwrap_or(false);
    if confirmed && !change.stands() {
        problems.add(object.place("confirmed"), "means nothing unless it is booked, moved or reinstated");
    }
    confirmed
}

/// The zone that a local start is in; the clinic's where none is named, `None` where no zone has that name.
pub(super) fn zone(object: &Object<'_>, defaults: &Defaults, problems: &mut Problems) -> Option<Zone> {
    if object.has("time_zone") {
        object.read("time_zone", problems, Zone::new)
    } else {
        Some(defaults.zone.clone())
    }
}

/// On site, by video or by phone, if it is said.
pub(super) fn modality(object: &Object<'_>, problems: &mut Problems) -> Option<Modality> {
    object.read("modality", problems, |it| {
        vocabulary::modality(it).ok_or("is not a modality Pulso knows (on_site, video, phone)")
    })
}

/// A notice need not be numbered: then the event's own id stands for it. A campaign has to be named; without a number
/// it is told to a person once, by whatever events and lists.
fn read_notice(
    root: &Object<'_>,
    kind: NoticeKind,
    (event_id, whose): (Option<&EventId>, Option<&PatientId>),
    defaults: &Defaults,
    problems: &mut Problems,
) -> Option<NoticeFacts> {
    let is_campaign = kind == NoticeKind::Campaign;
    let object =
        if is_campaign { root.need_object("notice", problems) } else { root.object("notice", problems) };
    let object = object.as_ref();
    let id = object.and_then(|it| it.read("id", problems, CaseId::new));
    let reference = object.and_then(|it| it.read("reference", problems, |text| line(text, TEXT_CHARS_MAX)));
    let due_on = object.and_then(|it| it.read("due_on", problems, moment::day));
    if let Some(object) = object.filter(|it| !is_campaign && it.has("campaign")) {
        problems.add(object.place("campaign"), "means nothing unless the type is campaign.launched");
    }
    let campaign = match object {
        Some(object) if is_campaign => object.need("campaign", problems, |it| campaign(it, defaults)),
        _ => None,
    };
    let id = id.or_else(|| match &campaign {
        Some(campaign) => people::case_of(campaign, whose?).ok(),
        None => CaseId::new(event_id?.as_str()).ok(),
    })?;
    let reference = reference.or_else(|| campaign.clone()).unwrap_or_else(|| id.as_str().to_owned());
    Some(NoticeFacts { reference, id, due_on, campaign })
}

fn campaign(name: &str, defaults: &Defaults) -> Result<String, &'static str> {
    let known = defaults.campaigns.iter().find(|it| *it == name);
    known.cloned().ok_or("is no campaign of this clinic")
}

/// The record that no longer stands: `merged_patient_id`, or `merged_id` within the patient that stays.
fn read_merged(
    root: &Object<'_>,
    patient: Option<&Object<'_>>,
    stays: Option<&PatientFacts>,
    problems: &mut Problems,
) -> Option<PatientId> {
    let inside = patient.filter(|it| it.has("merged_id") && !root.has("merged_patient_id"));
    let (object, name) = inside.map_or((root, "merged_patient_id"), |it| (it, "merged_id"));
    let merged = object.need(name, problems, PatientId::new)?;
    if stays.is_some_and(|it| it.id == merged) {
        problems.add(object.place(name), "is the patient that stays");
    }
    Some(merged)
}
