//! Reading what a view shows.

use std::collections::BTreeMap;

use domain::case::{Case, StepState};
use domain::clinic::Clinic;
use domain::ids::{MessageId, PatientId};
use domain::message::Message;
use domain::patient::Patient;
use domain::slot::Slot;
use futures_util::future::try_join_all;
use jiff::civil::Date;
use ports::commit::{Aggregate, load};
use ports::records::{day_list, message_key, patient_key, slots_list, slots_prefix};
use ports::table::{Cursor, PAGE_ITEMS_MAX, Table as _};
use ports::{PortError, Ports};

/// Most items of a list that are read side by side: a caller waits for few turns, and the store is not flooded.
pub(crate) const AT_ONCE: usize = 16;
/// Most entries of one list that are shown.
const ENTRIES_MAX: usize = 5_000;

/// Everything in a list whose order starts with `prefix`, in order.
pub(crate) async fn all_of<P: Ports, A: Aggregate>(
    ports: &P,
    list: &str,
    prefix: &str,
) -> Result<Vec<A>, PortError> {
    let mut all = Vec::new();
    let mut after: Option<Cursor> = None;
    while all.len() < ENTRIES_MAX {
        let page = ports.table().list(list, prefix, after.as_ref(), PAGE_ITEMS_MAX).await?;
        for keys in page.entries.chunks(AT_ONCE) {
            let loaded: Vec<Option<A>> = try_join_all(keys.iter().map(|it| load(ports, it))).await?;
            all.extend(loaded.into_iter().flatten());
        }
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    Ok(all)
}

/// The cases of a clinic's day, by time.
pub(crate) async fn day<P: Ports>(ports: &P, clinic: &Clinic, day: Date) -> Result<Vec<Case>, PortError> {
    let mut cases: Vec<Case> = all_of(ports, &day_list(&clinic.id, day), "").await?;
    cases.sort_by(|a, b| (a.anchor.at, &a.id).cmp(&(b.anchor.at, &b.id)));
    Ok(cases)
}

/// The slots of a clinic's day: those that are free, then the others.
pub(crate) async fn slots<P: Ports>(ports: &P, clinic: &Clinic, day: Date) -> Result<Vec<Slot>, PortError> {
    let (list, day) = (slots_list(&clinic.id), day.to_string());
    let mut slots = all_of(ports, &list, &slots_prefix(true, &day)).await?;
    slots.extend(all_of(ports, &list, &slots_prefix(false, &day)).await?);
    Ok(slots)
}

pub(crate) async fn patient<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    id: &PatientId,
) -> Result<Option<Patient>, PortError> {
    load(ports, &patient_key(&clinic.id, id)).await
}

/// The messages that a case's steps became.
pub(crate) async fn messages<P: Ports>(
    ports: &P,
    case: &Case,
) -> Result<BTreeMap<MessageId, Message>, PortError> {
    let mut messages = BTreeMap::new();
    for step in &case.steps {
        let (StepState::Released { message: id, .. } | StepState::Grouped { message: id }) = &step.state
        else {
            continue;
        };
        if let Some(message) = load(ports, &message_key(id)).await? {
            messages.insert(id.clone(), message);
        }
    }
    Ok(messages)
}
