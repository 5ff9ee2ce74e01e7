//! How AWS answers a call: the same for text messages and for mail, but for what a refusal means.

use domain::delivery::FailureClass;
use http::Response;
use serde::Deserialize;

use crate::failure;
use crate::provider::{Answer, error_name};

/// An error's name and reason.
pub(crate) struct Exception {
    /// Without namespace; empty if there is none.
    pub(crate) name: String,
    /// What the name does not say.
    pub(crate) reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sent {
    message_id: String,
}

#[derive(Deserialize, Default)]
struct Body {
    #[serde(rename = "__type")]
    kind: Option<String>,
    #[serde(rename = "Reason")]
    reason: Option<String>,
}

/// What a response says; `class` tells what a refusal with that HTTP status means.
pub(crate) fn answer(
    response: &Response<Vec<u8>>,
    class: impl FnOnce(&Exception, u16) -> FailureClass,
) -> Answer {
    let status = response.status();
    if status.is_success() {
        let sent = serde_json::from_slice::<Sent>(response.body());
        return Answer::of_success(sent.ok().map(|it| it.message_id));
    }
    let exception = exception(response);
    if exception.name.is_empty() && failure::is_of_gateway(status.as_u16()) {
        return Answer::Unclear;
    }
    Answer::Refused {
        class: class(&exception, status.as_u16()),
        code: None,
        name: shown(&exception, status.as_u16()),
        retry_after_seconds: failure::retry_after_seconds(response.headers()),
    }
}

/// Reads the error of a response, from its header or else from its body.
fn exception(response: &Response<Vec<u8>>) -> Exception {
    let body: Body = serde_json::from_slice(response.body()).unwrap_or_default();
    let name = named(response).or_else(|| body.kind.as_deref().map(bare)).unwrap_or_default().to_owned();
    Exception { name, reason: body.reason }
}

/// The error that a response's header names.
pub(crate) fn named(response: &Response<Vec<u8>>) -> Option<&str> {
    response.headers().get("x-amzn-errortype").and_then(|it| it.to_str().ok()).map(bare)
}

/// Name and reason, or the HTTP status, for engineers.
fn shown(exception: &Exception, status: u16) -> String {
    let mut both =
        if exception.name.is_empty() { format!("status {status}") } else { exception.name.clone() };
    if let Some(reason) = exception.reason.as_deref().filter(|it| !it.is_empty()) {
        both.push_str(": ");
        both.push_str(reason);
    }
    error_name(&both)
}

/// `com.amazonaws.x#Name:http://…` is `Name`.
fn bare(name: &str) -> &str {
    let name = name.split(':').next().unwrap_or(name);
    name.rsplit('#').next().unwrap_or(name)
}
