//! Other times for a visit, as choices in the patient's thread.

use domain::case::{Covered, RELEASED_GONE_TEMPLATE, RELEASED_SLOTS_TEMPLATE};
use domain::civil::Zone;
use domain::clinic::Clinic;
use domain::language::Language;
use domain::render::whose_hour;
use domain::thread::{CHOICES_MAX, Choice, Event, Meaning, Thread, UNLIKE_TEMPLATE};
use domain::words;
use frame::Failure;
use jiff::Timestamp;
use ports::Ports;
use ports::commit::load;
use ports::patients::standing_patient;
use ports::records::thread_key;
use ports::wire::{SlotLine, SlotOffer};

pub(crate) async fn handle<P: Ports>(ports: &P, offer: &SlotOffer, now: Timestamp) -> Result<(), Failure> {
    let clinic = ports.directory().clinic(&offer.clinic)?;
    let Some(thread): Option<Thread> = load(ports, &thread_key(&offer.thread)).await? else {
        return Err(Failure::park("times are offered on a thread that is not on record"));
    };
    let patient = standing_patient(ports, &clinic.id, &offer.patient).await?;
    let language = patient.as_ref().map_or_else(|| clinic.default_language(), |it| it.reads(clinic));
    let zone = patient.as_ref().map_or(&clinic.time_zone, |it| it.zone(clinic));
    let event = Event::Speak {
        cause: offer.cause.clone(),
        template: template(offer, clinic, language).to_owned(),
        body: None,
        choices: choices(clinic, offer, language, zone),
        channel: offer.channel,
        covers: Some(Covered { case: offer.case.clone(), version: offer.version }),
        patient: Some(offer.patient.clone()),
    };
    crate::apply(ports, clinic, &thread.identity, &event, now).await.map(drop)
}

/// Says which times there are; before that, that the chosen one is gone, or that none is as they wished, where the
/// clinic has words for it. Only a visit that stands is said to stand.
fn template(offer: &SlotOffer, clinic: &Clinic, language: Language) -> &'static str {
    match (offer.released, offer.gone) {
        (false, false) if offer.unlike && clinic.template(UNLIKE_TEMPLATE, language).is_some() => {
            UNLIKE_TEMPLATE
        }
        (false, false) => "reply_slots",
        (false, true) => "reply_slot_gone",
        (true, false) => RELEASED_SLOTS_TEMPLATE,
        (true, true) => RELEASED_GONE_TEMPLATE,
    }
}

/// A choice for each time, one to hear of earlier ones where the clinic has a waiting list and the visit stands, and
/// the last for a person.
fn choices(clinic: &Clinic, offer: &SlotOffer, language: Language, zone: &Zone) -> Vec<Choice> {
    let slot = |line: &SlotLine| {
        let start = &line.start.local;
        let hour = words::hour(start.time(), &clinic.country, language);
        let title = format!("{} {hour}", words::short_date(start.date(), language));
        let whose = whose_hour(&line.start, line.modality, zone, language);
        let practitioner = line.practitioner.as_ref().map(|it| it.expose().as_str());
        let detail = [whose.as_deref(), practitioner, line.site.as_deref()];
        let detail: Vec<&str> = detail.into_iter().flatten().collect();
        let means = Meaning::Slot {
            case: offer.case.clone(),
            version: offer.version,
            slot: line.slot.clone(),
            start: Some(line.start.at),
        };
        Choice::new(&title, Some(&detail.join(", ")), means)
    };
    let how = words::with_a_person(language);
    let person = Choice::new(words::another_time(language), Some(how), Meaning::Person);
    let wait = clinic.waiting_list.as_ref().filter(|_| !offer.released).map(|_| {
        let means = Meaning::Wait { case: offer.case.clone(), joins: true };
        Choice::new(words::tell_me_of_earlier(language), None, means)
    });
    let others: Vec<Choice> = wait.into_iter().chain([person]).collect();
    offer.slots.iter().take(CHOICES_MAX - others.len()).map(slot).chain(others).collect()
}
