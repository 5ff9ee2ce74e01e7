//! Who asked what: lines in the log, by which it can be found out who saw or changed a patient's data.
//!
//! They have ids that are on record and no others: what somebody asks by may be a patient's name or number.

use domain::case::Case;
use domain::patient::Patient;
use domain::thread::Thread;
use frame::http::{Request, Response};
use jiff::civil::Date;

use crate::Caller;
use crate::rights::Operation;

/// Leaves the line of a request; `id` is that in its address.
pub(crate) fn asked(
    caller: Caller<'_>,
    operation: Operation,
    id: Option<&str>,
    request: &Request<'_>,
    response: &Response,
) {
    let is_on_record = response.status_code < 300;
    let day = request.query_value("date").filter(|it| it.parse::<Date>().is_ok());
    tracing::info!(
        who = caller.who,
        clinic = caller.clinic.id.as_str(),
        role = caller.role.as_str(),
        operation = ?operation,
        id = id.filter(|_| is_on_record).unwrap_or_default(),
        day = day.unwrap_or_default(),
        status = response.status_code,
        "somebody asked"
    );
}

/// Leaves a line of who is shown to whoever asked by something that stands in no line.
pub(crate) fn found(people: &[Patient], threads: &[Thread], visits: &[Case]) {
    let people = people.iter().map(|it| it.id.as_str());
    let ids = people.chain(threads.iter().map(|it| it.id.as_str()));
    let ids: Vec<&str> = ids.chain(visits.iter().map(|it| it.id.as_str())).collect();
    tracing::info!(found = ids.join(" "), "somebody was searched for");
}
