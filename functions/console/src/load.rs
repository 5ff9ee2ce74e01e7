//! Reading what a view shows.

use std::collections::{BTreeMap, BTreeSet};

use domain::case::{Case, StepState};
use domain::clinic::Clinic;
use domain::ids::{MessageId, PatientId};
use domain::message::Message;
use domain::patient::Patient;
use domain::slot::Slot;
use futures_util::future::try_join_all;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use ports::commit::{Aggregate, load};
use ports::patients::standing_patient;
use ports::records::{day_list, day_prefix, message_key, slots_list, slots_prefix};
use ports::table::{Cursor, Key, PAGE_ITEMS_MAX, Table as _};
use ports::{PortError, Ports};

use crate::view::name_of;

/// Most items of a list that are read side by side: a caller waits for few turns, and the store is not flooded.
pub(crate) const AT_ONCE: usize = 16;
/// How many days of a patient's visits are looked for: each day's list is asked for by itself.
const VISITS_DAYS: usize = 28;
/// How many records they are looked for under: a household has several, each merged record one more.
const RECORDS_MAX: usize = 12;

/// Everything in a list whose order starts with `prefix`, in order: for what is counted, which a limit would falsify.
/// A list that is shown comes in pages (see [`crate::page`]).
pub(crate) async fn all_of<P: Ports, A: Aggregate>(
    ports: &P,
    list: &str,
    prefix: &str,
) -> Result<Vec<A>, PortError> {
    let mut all = Vec::new();
    let mut after: Option<Cursor> = None;
    loop {
        let page = ports.table().list(list, prefix, after.as_ref(), PAGE_ITEMS_MAX).await?;
        all.extend(standing(ports, &page.entries, list, prefix).await?);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(all),
        }
    }
}

/// What is stored under those keys of a list, unless it has left that part of it: the list is an index and may lag
/// behind.
pub(crate) async fn standing<P: Ports, A: Aggregate>(
    ports: &P,
    keys: &[Key],
    list: &str,
    prefix: &str,
) -> Result<Vec<A>, PortError> {
    let mut found: Vec<A> = stored(ports, keys).await?;
    found.retain(|it| it.listing().is_some_and(|at| at.list == list && at.order.starts_with(prefix)));
    Ok(found)
}

/// What is stored under those keys, in their order; what is not there is passed over.
pub(crate) async fn stored<P: Ports, A: Aggregate>(ports: &P, keys: &[Key]) -> Result<Vec<A>, PortError> {
    let mut found = Vec::with_capacity(keys.len());
    for some in keys.chunks(AT_ONCE) {
        let loaded: Vec<Option<A>> = try_join_all(some.iter().map(|it| load(ports, it))).await?;
        found.extend(loaded.into_iter().flatten());
    }
    Ok(found)
}

/// The slots of a clinic's day: those that are free, then the others.
pub(crate) async fn slots<P: Ports>(ports: &P, clinic: &Clinic, day: Date) -> Result<Vec<Slot>, PortError> {
    let (list, day) = (slots_list(&clinic.id), day.to_string());
    let mut slots = all_of(ports, &list, &slots_prefix(true, &day)).await?;
    slots.extend(all_of(ports, &list, &slots_prefix(false, &day)).await?);
    Ok(slots)
}

/// The visits of some patients for [`VISITS_DAYS`] days from today on, as it is where each takes place; under all their
/// numbers, first those that they have now.
pub(crate) async fn visits<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    patients: &[Patient],
    now: Timestamp,
) -> Result<Vec<Case>, PortError> {
    // Further west it may still be the day before.
    let yesterday = clinic.time_zone.local(now).date().saturating_sub(1.day());
    let days: Vec<Date> = yesterday.series(1.day()).take(1 + VISITS_DAYS).collect();
    let aliases = patients.iter().flat_map(|it| &it.aliases);
    let numbers = patients.iter().map(|it| &it.id).chain(aliases).take(RECORDS_MAX);
    let lists: Vec<(String, String)> =
        numbers.flat_map(|id| days.iter().map(|day| (day_list(&clinic.id, *day), day_prefix(id)))).collect();
    let mut visits = Vec::new();
    for some in lists.chunks(AT_ONCE) {
        let read = some.iter().map(|(list, prefix)| all_of::<_, Case>(ports, list, prefix));
        visits.extend(try_join_all(read).await?.into_iter().flatten());
    }
    visits.retain(|it| it.day() >= it.anchor.zone.local(now).date());
    Ok(visits)
}

/// The record that stands for a case's patient, whatever records became one since.
pub(crate) async fn patient<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    id: &PatientId,
) -> Result<Option<Patient>, PortError> {
    standing_patient(ports, &clinic.id, id).await
}

/// The records that stand for some patients, each once: two that became one are one person.
pub(crate) async fn people<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    ids: &[PatientId],
) -> Result<Vec<Patient>, PortError> {
    let mut people: Vec<Patient> = Vec::with_capacity(ids.len());
    for id in ids {
        let found = patient(ports, clinic, id).await?;
        people.extend(found.filter(|it| !people.iter().any(|known| known.id == it.id)));
    }
    Ok(people)
}

/// What patients are called, by their ids; whoever has no name on record is not among them.
pub(crate) async fn names<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    ids: BTreeSet<&PatientId>,
) -> Result<BTreeMap<PatientId, String>, PortError> {
    let ids: Vec<&PatientId> = ids.into_iter().collect();
    let mut names = BTreeMap::new();
    for some in ids.chunks(AT_ONCE) {
        let patients = try_join_all(some.iter().map(|it| patient(ports, clinic, it))).await?;
        for (id, patient) in some.iter().zip(patients) {
            let name = patient.as_ref().map(name_of).filter(|it| !it.is_empty());
            names.extend(name.map(|it| ((*id).clone(), it)));
        }
    }
    Ok(names)
}

/// The messages that a case's steps became, and those that told that it was given free.
pub(crate) async fn messages<P: Ports>(
    ports: &P,
    case: &Case,
) -> Result<BTreeMap<MessageId, Message>, PortError> {
    let mut messages = BTreeMap::new();
    let of_steps = case.steps.iter().filter_map(|it| match &it.state {
        StepState::Released { message, .. } | StepState::Grouped { message } => Some(message.clone()),
        StepState::Planned | StepState::Skipped { .. } => None,
    });
    for id in of_steps.chain(case.released_notices()) {
        if let Some(message) = load(ports, &message_key(&id)).await? {
            messages.insert(id, message);
        }
    }
    Ok(messages)
}
