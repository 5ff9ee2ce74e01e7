//! Answers to API Gateway's HTTP API.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// An answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// The HTTP status.
    pub status_code: u16,
    /// Headers, by name.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: String,
    /// Never: every answer is text.
    pub is_base64_encoded: bool,
}

impl fmt::Debug for Response {
    /// The body stays out: it may be a patient's story.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status_code", &self.status_code).finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    error: ErrorDetail<'a>,
}

#[derive(Serialize)]
struct ErrorDetail<'a> {
    code: &'a str,
    message: &'a str,
}

impl Response {
    /// Text of some type, which no browser takes for another: much of it is what somebody sent. Most answers speak of
    /// patients, so that nothing on the way may keep one.
    #[must_use]
    pub fn text(status: u16, content_type: &str, body: impl Into<String>) -> Self {
        let header = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let headers = [
            ("content-type", content_type),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
        ];
        let headers = headers.map(header).into();
        Self { status_code: status, headers, body: body.into(), is_base64_encoded: false }
    }

    /// Nothing but a status.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self::text(status, "text/plain; charset=utf-8", "")
    }

    /// JSON.
    #[must_use]
    pub fn json(status: u16, body: &impl Serialize) -> Self {
        match serde_json::to_string(body) {
            Ok(text) => Self::text(status, "application/json", text),
            Err(_) => Self::error(500, "internal", "the answer could not be written"),
        }
    }

    /// An error: a stable code, and a sentence for people that quotes nothing from the request.
    #[must_use]
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        Self::json(status, &ErrorBody { error: ErrorDetail { code, message } })
    }

    /// The refusal of whoever shows no key or token that is known, with how one is shown.
    #[must_use]
    pub fn unauthorized(message: &str) -> Self {
        let mut response = Self::error(401, "unauthorized", message);
        response.headers.insert("www-authenticate".to_owned(), "Bearer".to_owned());
        response
    }

    /// The refusal of a method, with those that the address takes.
    #[must_use]
    pub fn method_not_allowed(methods: &[&str]) -> Self {
        let methods = methods.join(", ");
        let message = format!("this address takes {methods}");
        let mut response = Self::error(405, "method_not_allowed", &message);
        response.headers.insert("allow".to_owned(), methods);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_would_be_taken() {
        let header = |answer: &Response, name: &str| answer.headers.get(name).cloned();
        let unknown = Response::unauthorized("a key is needed");
        assert_eq!(
            (unknown.status_code, header(&unknown, "www-authenticate").as_deref()),
            (401, Some("Bearer"))
        );
        let other = Response::method_not_allowed(&["GET", "POST"]);
        assert_eq!((other.status_code, header(&other, "allow").as_deref()), (405, Some("GET, POST")));
    }

    #[test]
    fn no_answer_is_kept_on_the_way_or_taken_for_what_it_is_not() {
        let answers = [
            Response::json(200, &"a story"),
            Response::empty(204),
            Response::error(404, "unknown", "none"),
            Response::text(200, "text/plain; charset=utf-8", "<script>"),
        ];
        for answer in answers {
            for (name, value) in [("cache-control", "no-store"), ("x-content-type-options", "nosniff")] {
                assert_eq!(answer.headers.get(name).map(String::as_str), Some(value));
            }
        }
    }
}
