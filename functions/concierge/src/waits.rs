//! Whether a patient is on the waiting list, said in their thread.

use domain::case::Covered;
use domain::thread::{Choice, Event, Meaning, Thread};
use domain::waiting::{JOINED_TEMPLATE, LEFT_TEMPLATE};
use domain::words;
use frame::Failure;
use jiff::Timestamp;
use ports::Ports;
use ports::commit::load;
use ports::patients::standing_patient;
use ports::records::thread_key;
use ports::wire::Waits;

pub(crate) async fn handle<P: Ports>(ports: &P, waits: &Waits, now: Timestamp) -> Result<(), Failure> {
    let clinic = ports.directory().clinic(&waits.clinic)?;
    let Some(thread): Option<Thread> = load(ports, &thread_key(&waits.thread)).await? else {
        return Err(Failure::park("the waiting list is told on a thread that is not on record"));
    };
    let patient = standing_patient(ports, &clinic.id, &waits.patient).await?;
    let language = patient.map_or_else(|| clinic.default_language(), |it| it.reads(clinic));
    let leave = || {
        let means = Meaning::Wait { case: waits.case.clone(), joins: false };
        Choice::new(words::no_earlier(language), None, means)
    };
    let event = Event::Speak {
        cause: waits.cause.clone(),
        template: if waits.joined { JOINED_TEMPLATE } else { LEFT_TEMPLATE }.to_owned(),
        body: None,
        choices: waits.joined.then(leave).into_iter().collect(),
        channel: waits.channel,
        covers: Some(Covered { case: waits.case.clone(), version: waits.version }),
        patient: Some(waits.patient.clone()),
    };
    crate::apply(ports, clinic, &thread.identity, &event, now).await.map(drop)
}
