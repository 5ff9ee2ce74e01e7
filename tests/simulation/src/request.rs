//! Requests from outside, and the event that API Gateway makes of one.

use frame::http::Response;

/// Who sent a request, and so who cares for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum From {
    /// A clinic's system tells its event of that number.
    Clinic(usize),
    /// Meta delivers; for what a patient wrote, its number.
    Meta(Option<usize>),
    /// Twilio delivers; for what a patient wrote, its number.
    Twilio(Option<usize>),
    /// A clinic uploads that one of its lists of people.
    List(usize),
    /// Somebody of a clinic's staff.
    Staff(usize),
    /// Somebody who holds no secret.
    Forger,
}

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) from: From,
    /// How often it was sent before.
    pub(crate) tries: u32,
}

impl Request {
    /// The event of an HTTP API (payload format 2.0).
    pub(crate) fn event(&self) -> Vec<u8> {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let headers: serde_json::Map<String, serde_json::Value> =
            self.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into())).collect();
        let body = String::from_utf8_lossy(&self.body);
        serde_json::json!({
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": path,
            "rawQueryString": query,
            "headers": headers,
            "requestContext": { "http": { "method": self.method, "path": path } },
            "body": body,
            "isBase64Encoded": false,
        })
        .to_string()
        .into_bytes()
    }
}

/// What came of a request: an answer, or none because the function died.
pub(crate) type Answered = Option<Response>;
