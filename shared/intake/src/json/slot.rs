//! Slots, days of slots, and wishes of people who wait.

use domain::event::{SlotFacts, SlotsDay};
use domain::ids::{CaseId, SlotId};
use domain::phi::Phi;
use domain::slot::PartOfDay;
use domain::waiting::{PRIORITY_MAX, Wish};

use super::event::{modality, zone};
use super::fields::Object;
use crate::text::{TEXT_CHARS_MAX, line};
use crate::{DURATION_MINUTES, Defaults, Problems, moment};

/// Most slots in a day's list: a whole day of ten minutes each, so that one event is handled in seconds.
const SLOTS_MAX: usize = 144;

/// Reads a slot. `None`, and also a slot whose reading left problems, is not to be used.
pub(super) fn read(object: &Object<'_>, defaults: &Defaults, problems: &mut Problems) -> Option<SlotFacts> {
    let text = |it: &str| line(it, TEXT_CHARS_MAX);
    let id = object.need("id", problems, SlotId::new);
    let zone = zone(object, defaults, problems);
    let start = zone.and_then(|zone| object.need("start", problems, |it| moment::start(it, &zone)));
    let duration_minutes = object.whole("duration_minutes", &DURATION_MINUTES, problems);
    let practitioner = object.read("practitioner", problems, text).map(Phi::new);
    let service = object.read("service", problems, text).map(Phi::new);
    let site = object.read("site", problems, text);
    let modality = modality(object, problems).unwrap_or_default();
    let sequence = object.whole("sequence", &(0..=u64::MAX), problems);
    Some(SlotFacts {
        id: id?,
        start: start?,
        duration_minutes,
        practitioner,
        service,
        site,
        modality,
        sequence,
    })
}

/// Reads a day's list. What is said of the whole day holds for the slots that do not say otherwise.
pub(super) fn read_day(
    object: &Object<'_>,
    defaults: &Defaults,
    problems: &mut Problems,
) -> Option<SlotsDay> {
    let text = |it: &str| line(it, TEXT_CHARS_MAX);
    let date = object.need("date", problems, moment::day);
    let practitioner = object.read("practitioner", problems, text).map(Phi::new);
    let site = object.read("site", problems, text);
    let items = object.need_array("slots", SLOTS_MAX, problems)?;
    let mut slots: Vec<SlotFacts> = Vec::with_capacity(items.len());
    for item in &items {
        let Some(object) = item.object(problems) else { continue };
        let Some(mut slot) = read(&object, defaults, problems) else { continue };
        if date.is_some_and(|date| slot.start.local.date() != date) {
            problems.add(object.place("start"), "is not on the day of the list");
        }
        if slots.iter().any(|it| it.id == slot.id) {
            problems.add(object.place("id"), "stands twice in the list");
        }
        slot.practitioner = slot.practitioner.or_else(|| practitioner.clone());
        slot.site = slot.site.or_else(|| site.clone());
        slots.push(slot);
    }
    Some(SlotsDay { date: date?, practitioner, site, slots })
}

/// The entry: by the number of the appointment that should be earlier, or by a number of its own.
pub(super) fn read_entry(object: &Object<'_>, problems: &mut Problems) -> Option<(CaseId, bool)> {
    let has_appointment = object.has("appointment_id");
    let name = if has_appointment { "appointment_id" } else { "id" };
    Some((object.need(name, problems, CaseId::new)?, has_appointment))
}

/// What somebody who waits would take.
pub(super) fn read_wish(object: &Object<'_>, problems: &mut Problems) -> Option<(CaseId, Wish)> {
    let text = |it: &str| line(it, TEXT_CHARS_MAX);
    let entry = read_entry(object, problems);
    let priority = object.whole("priority", &(0..=PRIORITY_MAX), problems).unwrap_or(0);
    let part = |it: &str| {
        let part = PartOfDay::ALL.into_iter().find(|(_, name)| *name == it);
        part.map(|it| it.0).ok_or("is not morning, afternoon or evening")
    };
    let service = object.read("service", problems, text).map(Phi::new);
    let practitioner = object.read("practitioner", problems, text).map(Phi::new);
    let site = object.read("site", problems, text);
    let modality = modality(object, problems);
    let earliest = object.read("earliest", problems, moment::day);
    let latest = object.read("latest", problems, moment::day);
    let part = object.read("part_of_day", problems, part);
    if let (Some(earliest), Some(latest)) = (earliest, latest)
        && latest < earliest
    {
        problems.add(object.place("latest"), "is before `earliest`");
    }
    let (entry, has_appointment) = entry?;
    let wish =
        Wish { has_appointment, priority, service, practitioner, site, modality, earliest, latest, part };
    Some((entry, wish))
}
