//! What a FHIR R4 server sends, answered as FHIR answers: with an `OperationOutcome`.

use domain::clinic::Clinic;
use frame::http::{Request, Response};
use intake::{Defaults, Rejected, Unreadable};
use jiff::Timestamp;
use ports::Ports;
use serde::Serialize;

use crate::intake::{Taken, store};

const FHIR_JSON: &str = "application/fhir+json";

/// What became of a request, in FHIR's words.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OperationOutcome {
    resource_type: &'static str,
    issue: Vec<Issue>,
}

#[derive(Serialize)]
struct Issue {
    severity: &'static str,
    /// One of FHIR's issue types.
    code: &'static str,
    /// Never anything about a person.
    diagnostics: String,
    /// Which elements.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    expression: Vec<String>,
}

impl Issue {
    /// About the whole.
    fn new(severity: &'static str, code: &'static str, diagnostics: String) -> Self {
        Self { severity, code, diagnostics, expression: Vec::new() }
    }

    fn of(severity: &'static str, found: Rejected) -> Self {
        let Rejected { index, field, reason } = found;
        let diagnostics = format!("entry {index}: {field} {reason}");
        Self { expression: vec![field], ..Self::new(severity, "invalid", diagnostics) }
    }
}

/// Takes a resource, a bundle or a subscription's notification.
pub(crate) async fn take<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    now: Timestamp,
) -> Response {
    let read = match intake::fhir::read(&request.body, &Defaults::of(clinic), now) {
        Ok(read) => read,
        Err(error) => return unreadable(&error),
    };
    match store(ports, clinic, read).await {
        Ok(taken) => outcome(202, told(taken)),
        Err(refused) => {
            let message = "it could not be stored; send it again".to_owned();
            outcome(refused.status_code, vec![Issue::new("error", "transient", message)])
        }
    }
}

/// How many are taken, what is wrong with each of the others, and what was left out of those that are taken.
fn told(taken: Taken) -> Vec<Issue> {
    let accepted = Issue::new("information", "informational", format!("{} accepted", taken.accepted));
    let wrong = taken.rejected.into_iter().map(|it| Issue::of("error", it));
    let left_out = taken.warnings.into_iter().map(|it| Issue::of("warning", it));
    std::iter::once(accepted).chain(wrong).chain(left_out).collect()
}

fn unreadable(error: &Unreadable) -> Response {
    let (status, code) = match error {
        Unreadable::TooLarge { .. } | Unreadable::TooMany { .. } => (413, "too-long"),
        _ => (400, "structure"),
    };
    let message = match error {
        Unreadable::NotEvents => "the body is no FHIR resource".to_owned(),
        error => format!("the body {error}"),
    };
    outcome(status, vec![Issue::new("error", code, message)])
}

fn outcome(status: u16, issue: Vec<Issue>) -> Response {
    let mut response = Response::json(status, &OperationOutcome { resource_type: "OperationOutcome", issue });
    response.headers.insert("content-type".to_owned(), FHIR_JSON.to_owned());
    response
}
