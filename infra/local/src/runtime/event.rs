//! The events that AWS would hand to the functions, as bytes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use frame::batch::{SqsEvent, SqsRecord};

/// A request from outside.
pub struct RequestParts<'a> {
    /// `GET`, `POST`, ….
    pub method: &'a str,
    /// Path and query, as sent.
    pub target: &'a str,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: &'a [u8],
}

/// The event of an HTTP API (payload format 2.0). Like API Gateway, it encodes a body that is not text.
pub(crate) fn http_api(request: &RequestParts<'_>) -> Vec<u8> {
    let (path, query) = request.target.split_once('?').unwrap_or((request.target, ""));
    let mut headers = BTreeMap::<String, String>::new();
    for (name, value) in &request.headers {
        let joined = headers.entry(name.to_ascii_lowercase()).or_default();
        // One that comes several times is one, as at the gateway.
        if !joined.is_empty() {
            joined.push(',');
        }
        joined.push_str(value);
    }
    let (body, encoded) = match std::str::from_utf8(request.body) {
        Ok(text) => (text.to_owned(), false),
        Err(_) => (BASE64.encode(request.body), true),
    };
    serde_json::json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": { "http": { "method": request.method, "path": path } },
        "body": body,
        "isBase64Encoded": encoded,
    })
    .to_string()
    .into_bytes()
}

/// The event of a queue.
pub(crate) fn sqs(received: &[embedded::Received]) -> SqsEvent {
    let record = |it: &embedded::Received| SqsRecord {
        message_id: it.message_id.clone(),
        body: it.body.clone(),
        event_source_arn: String::new(),
    };
    SqsEvent { records: received.iter().map(record).collect() }
}

/// Path segments, percent-decoded.
pub(crate) fn segments(target: &str) -> Vec<String> {
    let path = target.split('?').next().unwrap_or_default();
    path.trim_matches('/').split('/').map(decoded).collect()
}

/// Percent-decoding of one segment; `+` stays `+`, as in a phone number.
fn decoded(segment: &str) -> String {
    let mut escaped = String::with_capacity(segment.len());
    for char in segment.chars() {
        match char {
            '+' => escaped.push_str("%2B"),
            _ => {
                let _ = write!(escaped, "{char}");
            }
        }
    }
    let pair = form_urlencoded::parse(escaped.as_bytes()).next();
    pair.map_or_else(String::new, |(name, _)| name.into_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use frame::http::Request;

    use super::*;

    #[test]
    fn a_header_that_comes_several_times_is_one_as_at_the_gateway() {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let headers = vec![
            header("Authorization", "Bearer a"),
            header("accept", ""),
            header("authorization", "Bearer b"),
            header("Accept", "text/csv"),
        ];
        let event = http_api(&RequestParts { method: "GET", target: "/v1/clinic", headers, body: b"" });
        let request = Request::from_event(&event).unwrap();
        assert_eq!(request.header("authorization"), Some("Bearer a,Bearer b"));
        assert_eq!(request.header("accept"), Some("text/csv"));
    }
}
