//! Loading what a decision on a case looks at beside the case.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use domain::case::{Answer, Case, CaseState, Context, Event, Heard, Reached};
use domain::civil::Zone;
use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::event::AppointmentChange;
use domain::ids::{CaseId, PatientId};
use domain::message::Message;
use domain::patient::Patient;
use domain::pause::Pause;
use domain::slot::{OFFERED_MAX, Preference, Slot, clear_of, suitable};
use jiff::{SignedDuration, Timestamp, civil};
use ports::commit::{AsRead, load};
use ports::patients::{reached_at, standing_patient};
use ports::records::{case_key, day_list, day_prefix, message_key, pause_key, slots_list, slots_prefix};
use ports::table::{PAGE_ITEMS_MAX, Table as _, list_start};
use ports::{PortError, Ports};

/// Most visits of one patient on one day that are looked at.
const SIBLINGS_MAX: usize = 20;
/// Free slots read at a time, the next ones first.
const SLOTS_PAGE: u32 = 200;
/// Most free slots read for one answer: those of a large hospital's next days, whatever service they are for.
const SLOTS_READ_MAX: usize = 2_000;
/// What waits for this many minutes more is not being sent just now.
const HELD_MINUTES: i64 = 2;
/// Most suitable slots whose days are looked at for other visits of the patient.
const SUITABLE_MAX: usize = 30;

/// The case as it was read, the patient and all their numbers, their other visits of the same day, and where the event
/// may need them, slots to move to.
#[derive(Default)]
pub(crate) struct Around {
    pub(crate) case: AsRead<Case>,
    numbers: Vec<PatientId>,
    patient: Option<Patient>,
    siblings: Vec<Case>,
    slots: Vec<Slot>,
    reached: Option<Reached>,
    heard: Heard,
}

impl Around {
    /// Loads what an event on a case needs, beside the case as it was read.
    pub(crate) async fn load<P: Ports>(
        ports: &P,
        clinic: &Clinic,
        case_id: &CaseId,
        case: AsRead<Case>,
        event: &Event,
        now: Timestamp,
    ) -> Result<Self, PortError> {
        let known = case.state.as_ref();
        let told_patient = match event {
            Event::Told { patient, .. } => patient.clone(),
            Event::Noticed { patient, .. } => Some(patient.clone()),
            _ => None,
        };
        // A number that is told anew may have stood for another patient's; all else is about the one it stands for.
        let is_anew =
            matches!(event, Event::Told { change: AppointmentChange::Booked, .. } | Event::Noticed { .. });
        let case_patient = known.map(|it| it.patient.clone());
        let named = if is_anew { told_patient.or(case_patient) } else { case_patient.or(told_patient) };
        let Some(patient_id) = named else {
            return Ok(Self { case, ..Self::default() });
        };
        let patient = standing_patient(ports, &clinic.id, &patient_id).await?;
        let own = patient.iter().map(|it| &it.id);
        let mut numbers: Vec<PatientId> =
            own.chain(patient.iter().flat_map(|it| &it.aliases)).cloned().collect();
        if let (Some(known), Some(told)) = (known.filter(|it| !numbers.contains(&it.patient)), &patient)
            && let Some(other) = standing_patient(ports, &clinic.id, &known.patient).await?
            && other.identities().iter().any(|it| told.identities().contains(it))
        {
            // Whoever is reached at the same place is the same person under another number of the clinic's, or lives there.
            numbers.push(known.patient.clone());
        }
        let of_patient = OfPatient { clinic, patient: patient.as_ref(), id: &patient_id, but: case_id };
        let day = day_of(event).or_else(|| known.map(Case::day));
        let siblings = match day {
            Some(day) => of_patient.visits(ports, day).await?,
            None => Vec::new(),
        };
        let slots = match known {
            Some(case) if wants_slots(case, event, now) => {
                slots(ports, &of_patient, case, event.wish(), now).await?
            }
            _ => Vec::new(),
        };
        let reached = match known {
            Some(case) if is_silent(case, event, now) => {
                Some(reached(ports, clinic, case, patient.as_ref(), now).await?)
            }
            _ => None,
        };
        let heard = match known {
            Some(case) if matches!(event, Event::Told { .. }) => {
                heard(ports, clinic, case, event, now).await?
            }
            _ => Heard::Last,
        };
        Ok(Self { case, numbers, patient, siblings, slots, reached, heard })
    }

    pub(crate) fn context<'a>(&'a self, clinic: &'a Clinic) -> Context<'a> {
        let zone = self.zone(clinic);
        Context {
            clinic,
            zone,
            numbers: &self.numbers,
            siblings: &self.siblings,
            slots: &self.slots,
            reached: self.reached,
            heard: self.heard,
        }
    }

    /// The zone whose quiet hours hold.
    fn zone<'a>(&'a self, clinic: &'a Clinic) -> &'a Zone {
        self.patient.as_ref().map_or(&clinic.time_zone, |it| it.zone(clinic))
    }
}

/// The day that the event puts the visit on, if it does.
fn day_of(event: &Event) -> Option<civil::Date> {
    match event {
        Event::Told { facts, .. } => facts.start.as_ref().map(|it| it.local.date()),
        Event::Rescheduled { slot, .. } => Some(slot.start.local.date()),
        _ => None,
    }
}

fn wants_slots(case: &Case, event: &Event, now: Timestamp) -> bool {
    match event {
        Event::Answered { answer: Answer::Move, .. } | Event::Outrun { .. } => true,
        // Whether to move or to cancel is no question any more where the time was given free.
        Event::Answered { answer: Answer::Reschedule, .. } => case.released_slot(now).is_some(),
        _ => false,
    }
}

/// Whether the deadline for an answer has come.
fn is_silent(case: &Case, event: &Event, now: Timestamp) -> bool {
    matches!(event, Event::Woken { .. }) && case.silent_at().is_some_and(|at| at <= now)
}

/// Whether the clinic may mean that a visit takes place after all.
fn may_stand_again(case: &Case, event: &Event) -> bool {
    use AppointmentChange as C;
    !case.state.is_ahead()
        && matches!(event, Event::Told { change: C::Booked | C::Moved | C::Reinstated, .. })
}

/// What the patient heard of the visit that the clinic now tells of.
async fn heard<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    case: &Case,
    event: &Event,
    now: Timestamp,
) -> Result<Heard, PortError> {
    if knows_no_other(ports, clinic, case, now).await? {
        return Ok(Heard::Before);
    }
    let unheard = may_stand_again(case, event) && is_unheard(ports, clinic, case).await?;
    Ok(if unheard { Heard::Nothing } else { Heard::Last })
}

/// Whether the patient heard neither what told of the visit last nor that it was called off. What did not arrive so far,
/// or the sender has not stored yet, will not be brought to them any more: the case is not what it speaks of.
async fn is_unheard<P: Ports>(ports: &P, clinic: &Clinic, case: &Case) -> Result<bool, PortError> {
    let Some(announcement) = case.announcement(clinic) else { return Ok(false) };
    let announcement: Option<Message> = load(ports, &message_key(announcement)).await?;
    if announcement.is_some_and(|it| it.is_told()) {
        return Ok(false);
    }
    let cancellation: Option<Message> = match &case.cancellation {
        Some(message) => load(ports, &message_key(message)).await?,
        None => None,
    };
    Ok(!cancellation.is_some_and(|it| it.was_let_out()))
}

/// Whether the patient heard where the visit stood before the clinic changed it, and nothing since: what tells of that
/// waits for its hour, and for long enough that nobody is sending it just now.
async fn knows_no_other<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    case: &Case,
    now: Timestamp,
) -> Result<bool, PortError> {
    let Some(stood) = case.stood.as_ref().filter(|it| !it.again) else { return Ok(false) };
    let newer = match case.state {
        CaseState::Cancelled => case.cancellation.as_ref(),
        _ => case.announcement_of(clinic, case.version),
    };
    let (Some(known), Some(newer)) = (case.announcement_of(clinic, stood.version), newer) else {
        return Ok(false);
    };
    let newer: Option<Message> = load(ports, &message_key(newer)).await?;
    let until = now.checked_add(SignedDuration::from_mins(HELD_MINUTES)).unwrap_or(Timestamp::MAX);
    if !newer.is_some_and(|it| it.is_held_until(until)) {
        return Ok(false);
    }
    let known: Option<Message> = load(ports, &message_key(known)).await?;
    Ok(known.is_some_and(|it| it.is_told()))
}

/// Whether the clinic has paused what it says unasked.
pub(crate) async fn is_paused<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    now: Timestamp,
) -> Result<bool, PortError> {
    let pause: Option<Pause> = load(ports, &pause_key(&clinic.id)).await?;
    Ok(pause.is_some_and(|it| it.until(now).is_some()))
}

/// Whether the patient was reached by a question about the visit, and what they wrote since. While a pause would keep
/// from them that their visit is given free, they have as long to answer as who was reached now.
async fn reached<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    case: &Case,
    patient: Option<&Patient>,
    now: Timestamp,
) -> Result<Reached, PortError> {
    let mut asked: Vec<Message> = Vec::new();
    for message in case.questions(clinic) {
        asked.extend(load::<_, Message>(ports, &message_key(&message)).await?);
    }
    let at = match patient {
        Some(patient) => reached_at(ports, patient, Channel::Whatsapp).await?,
        None => None,
    };
    let thread = at.as_ref().and_then(|it| it.thread.state.as_ref());
    Ok(match Reached::of(&asked, at.is_some(), thread) {
        Reached::Since(_) if is_paused(ports, clinic, now).await? => Reached::Since(now),
        reached => reached,
    })
}

/// Free slots that suit the visit and leave the patient's other visits alone, best first; those that the patient wishes
/// alone, if there are any, and always if these are others than they were shown.
async fn slots<P: Ports>(
    ports: &P,
    of_patient: &OfPatient<'_>,
    case: &Case,
    wish: Option<&Preference>,
    now: Timestamp,
) -> Result<Vec<Slot>, PortError> {
    let clinic = of_patient.clinic;
    let notice = SignedDuration::from_hours(i64::from(clinic.slots.move_notice_hours));
    let earliest = clinic.time_zone.local(now.checked_add(notice).unwrap_or(Timestamp::MAX)).date();
    let is_wished = |it: &Slot| wish.is_none_or(|wish| wish.suits(&it.start));
    let (list, prefix) = (slots_list(&clinic.id), slots_prefix(true, ""));
    let mut free = Vec::new();
    let mut next = Some(list_start(&slots_prefix(true, &earliest.to_string())));
    while let Some(from) = next {
        let page = ports.table().list(&list, &prefix, Some(&from), SLOTS_PAGE).await?;
        for key in page.entries {
            free.extend(load::<_, Slot>(ports, &key).await?);
        }
        let found = suitable(&free, case, &clinic.slots, now).into_iter().filter(|it| is_wished(it)).count();
        next = page.next.filter(|_| found < SUITABLE_MAX && free.len() < SLOTS_READ_MAX);
    }
    let mut visits: BTreeMap<civil::Date, Vec<Case>> = BTreeMap::new();
    let mut found = Vec::new();
    let mut suiting = suitable(&free, case, &clinic.slots, now);
    // Nothing at the wished time is no reason to offer nothing, but for what was shown already.
    if wish.is_some_and(|it| it.beside.is_some()) || suiting.iter().any(|it| is_wished(it)) {
        suiting.retain(|it| is_wished(it));
    }
    for slot in suiting.into_iter().take(SUITABLE_MAX) {
        let of_day = match visits.entry(slot.day()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(of_patient.visits(ports, slot.day()).await?),
        };
        if clear_of(slot, of_day) {
            found.push(slot.clone());
        }
        if found.len() == OFFERED_MAX {
            break;
        }
    }
    Ok(found)
}

/// Whether the slot leaves the patient's visits of its day alone, `but` aside.
pub(crate) async fn is_clear<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    slot: &Slot,
    patient: &Patient,
    but: &CaseId,
) -> Result<bool, PortError> {
    let of_patient = OfPatient { clinic, patient: Some(patient), id: &patient.id, but };
    Ok(clear_of(slot, &of_patient.visits(ports, slot.day()).await?))
}

/// Whose visits are looked at, and which one is not.
struct OfPatient<'a> {
    clinic: &'a Clinic,
    patient: Option<&'a Patient>,
    id: &'a PatientId,
    but: &'a CaseId,
}

impl OfPatient<'_> {
    /// The patient's other visits of a day, under all their numbers.
    async fn visits<P: Ports>(&self, ports: &P, day: civil::Date) -> Result<Vec<Case>, PortError> {
        let aliases = self.patient.map_or(&[][..], |it| &it.aliases);
        let own = self.patient.map_or(self.id, |it| &it.id);
        let list = day_list(&self.clinic.id, day);
        let mut visits = Vec::new();
        for patient in std::iter::once(own).chain(aliases) {
            let page = ports.table().list(&list, &day_prefix(patient), None, PAGE_ITEMS_MAX).await?;
            let but = case_key(&self.clinic.id, self.but);
            for key in page.entries.iter().filter(|it| **it != but) {
                if visits.len() < SIBLINGS_MAX {
                    visits.extend(load::<_, Case>(ports, key).await?);
                }
            }
        }
        Ok(visits)
    }
}
