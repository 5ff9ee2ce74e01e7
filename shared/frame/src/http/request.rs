//! Requests of API Gateway's HTTP API.
//!
//! Only what the handlers use is read, borrowed from the event's own bytes: the webhook path is measured in
//! microseconds. Reading the event is the greatest part of it, so the faster of two parsers does it; the event is the
//! gateway's JSON, whoever called. The body is given as the bytes the caller sent, decoded from base64 where the
//! gateway encoded them.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A request.
pub struct Request<'a> {
    /// `GET`, `POST`, ….
    pub method: Cow<'a, str>,
    /// The path, which API Gateway has decoded.
    pub path: Cow<'a, str>,
    /// The query string, as sent, without `?`.
    pub query: Cow<'a, str>,
    headers: Pairs<'a>,
    claims: Pairs<'a>,
    /// The bytes the caller sent.
    pub body: Cow<'a, [u8]>,
}

/// A body that is no JSON object of the kind that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what is at line {line}, column {column} does not fit")]
pub struct NotSuchObject {
    line: usize,
    column: usize,
}

impl fmt::Debug for Request<'_> {
    /// What the caller sent stays out: body, query and headers speak of patients, or carry keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("method", &self.method).finish_non_exhaustive()
    }
}

/// The event is not one of API Gateway's.
#[derive(Debug, thiserror::Error)]
pub enum InvalidEvent {
    /// Not the JSON of an HTTP API event. The parser's own words quote what they are about, so they go no further.
    #[error("not an HTTP API event")]
    Json,
    /// The body says it is base64 and is not.
    #[error("body is not base64")]
    Base64(#[source] base64::DecodeError),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    #[serde(borrow)]
    raw_path: Cow<'a, str>,
    #[serde(borrow, default)]
    raw_query_string: Cow<'a, str>,
    #[serde(borrow, default)]
    headers: Pairs<'a>,
    #[serde(borrow)]
    request_context: RequestContext<'a>,
    #[serde(borrow, default)]
    body: Option<Cow<'a, str>>,
    #[serde(default)]
    is_base64_encoded: bool,
}

#[derive(Deserialize)]
struct RequestContext<'a> {
    #[serde(borrow)]
    http: HttpContext<'a>,
    #[serde(borrow, default)]
    authorizer: Option<Authorizer<'a>>,
}

/// What the gateway has checked, on the routes that have an authorizer.
#[derive(Deserialize)]
struct Authorizer<'a> {
    #[serde(borrow, default)]
    jwt: Option<Token<'a>>,
}

#[derive(Default, Deserialize)]
struct Token<'a> {
    #[serde(borrow, default)]
    claims: Pairs<'a>,
}

#[derive(Deserialize)]
struct HttpContext<'a> {
    #[serde(borrow)]
    method: Cow<'a, str>,
}

/// Names and values in the order they came: headers, whose names API Gateway lower-cases, or a token's claims, which it
/// makes text of.
#[derive(Default)]
struct Pairs<'a>(Vec<(Text<'a>, Text<'a>)>);

/// A string that borrows where it can (`Cow` inside a tuple would always copy).
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map;
        impl<'de> Visitor<'de> for Map {
            type Value = Pairs<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of texts")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut pairs = Vec::with_capacity(map.size_hint().unwrap_or(16));
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Map)
    }
}

impl<'a> Request<'a> {
    /// Reads an event of an HTTP API.
    pub fn from_event(event: &'a [u8]) -> Result<Self, InvalidEvent> {
        let event: Event<'a> = sonic_rs::from_slice(event).map_err(|_| InvalidEvent::Json)?;
        let body = match event.body {
            None => Cow::Borrowed(&[][..]),
            Some(text) if event.is_base64_encoded => {
                let bytes = base64::engine::general_purpose::STANDARD
                    .decode(text.as_bytes())
                    .map_err(InvalidEvent::Base64)?;
                Cow::Owned(bytes)
            }
            Some(Cow::Borrowed(text)) => Cow::Borrowed(text.as_bytes()),
            Some(Cow::Owned(text)) => Cow::Owned(text.into_bytes()),
        };
        Ok(Self {
            method: event.request_context.http.method,
            path: event.raw_path,
            query: event.raw_query_string,
            headers: event.headers,
            claims: event.request_context.authorizer.and_then(|it| it.jwt).unwrap_or_default().claims,
            body,
        })
    }

    /// A header's value, by its name in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let pair = self.headers.0.iter().find(|(known, _)| known.0.eq_ignore_ascii_case(name));
        pair.map(|(_, value)| value.0.as_ref())
    }

    /// What the caller's token claims of them, by its name; the gateway has checked the token. Nothing where the route
    /// asks for none.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<&str> {
        self.claims.0.iter().find(|(known, _)| known.0 == name).map(|(_, value)| value.0.as_ref())
    }

    /// The query's pairs, percent-decoded.
    pub fn query_pairs(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        form_urlencoded::parse(self.query.as_bytes())
    }

    /// The value of a query parameter, percent-decoded.
    #[must_use]
    pub fn query_value(&self, name: &str) -> Option<String> {
        self.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }

    /// The token of an `Authorization: Bearer` header.
    #[must_use]
    pub fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header("authorization")?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    }

    /// The body, if it is a JSON object of that kind. A derived reader alone would take an array for an object.
    ///
    /// # Errors
    ///
    /// Where it is not; the parser's own words could quote the body.
    pub fn object<'b, T: Deserialize<'b>>(&'b self) -> Result<T, NotSuchObject> {
        // Some clients mark their UTF-8 as such.
        let body = self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body);
        if !body.trim_ascii_start().starts_with(b"{") {
            return Err(NotSuchObject { line: 1, column: 1 });
        }
        serde_json::from_slice(body)
            .map_err(|error| NotSuchObject { line: error.line(), column: error.column() })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn reads_an_http_api_event() {
        let event = br#"{"version":"2.0","routeKey":"$default","rawPath":"/webhooks/whatsapp","rawQueryString":"hub.mode=subscribe&x=a%20b",
            "headers":{"x-hub-signature-256":"sha256=ab","authorization":"Bearer  k1 "},
            "requestContext":{"http":{"method":"POST","path":"/webhooks/whatsapp"},"timeEpoch":1},"body":"{\"a\":\"\u00e9\"}","isBase64Encoded":false}"#;
        let request = Request::from_event(event).unwrap();
        assert_eq!((&*request.method, &*request.path), ("POST", "/webhooks/whatsapp"));
        assert_eq!(request.header("x-hub-signature-256"), Some("sha256=ab"));
        assert_eq!(request.bearer(), Some("k1"));
        assert_eq!(request.query_value("x").as_deref(), Some("a b"));
        assert_eq!(&*request.body, "{\"a\":\"é\"}".as_bytes());
    }

    #[test]
    fn only_what_the_gateway_checked_is_a_claim() {
        let event = |authorizer: &str| {
            format!(
                r#"{{"rawPath":"/","headers":{{"sub":"forged"}},"requestContext":{{"http":{{"method":"GET"}}{authorizer}}}}}"#
            )
        };
        let checked =
            event(r#","authorizer":{"jwt":{"claims":{"sub":"u1","name":"Jos\u00e9"},"scopes":null}}"#);
        let request = Request::from_event(checked.as_bytes()).unwrap();
        assert_eq!(["sub", "name", "Sub"].map(|it| request.claim(it)), [Some("u1"), Some("José"), None]);
        for other in ["", r#","authorizer":null"#, r#","authorizer":{"iam":{"userId":"u1"}}"#] {
            assert_eq!(Request::from_event(event(other).as_bytes()).unwrap().claim("sub"), None, "{other}");
        }
    }

    #[test]
    fn an_object_may_be_marked_as_utf_8_and_is_no_array() {
        let told = |body: &str| {
            let event = format!(
                r#"{{"rawPath":"/","requestContext":{{"http":{{"method":"POST"}}}},"body":"{body}"}}"#
            );
            let request = Request::from_event(event.as_bytes()).unwrap();
            request.object::<std::collections::BTreeMap<String, u8>>().map(|it| it.len())
        };
        for body in [r#"{\"a\":1}"#, r#"\ufeff{\"a\":1}"#, r#"\ufeff {\"a\":1}"#] {
            assert_eq!(told(body), Ok(1), "{body}");
        }
        for body in [r"\ufeff\ufeff{}", "[]", "", r"\ufeff"] {
            assert_eq!(told(body), Err(NotSuchObject { line: 1, column: 1 }), "{body}");
        }
    }

    #[test]
    fn decodes_base64_bodies_and_refuses_what_only_claims_to_be() {
        let event = |body: &str| {
            format!(
                r#"{{"rawPath":"/","requestContext":{{"http":{{"method":"POST"}}}},"body":"{body}","isBase64Encoded":true}}"#
            )
        };
        assert_eq!(&*Request::from_event(event("w6kK").as_bytes()).unwrap().body, "é\n".as_bytes());
        assert!(matches!(Request::from_event(event("?").as_bytes()), Err(InvalidEvent::Base64(_))));
        assert!(matches!(Request::from_event(b"[]"), Err(InvalidEvent::Json)));
        // Half of a surrogate pair is no text.
        assert!(matches!(Request::from_event(event(r"\ud83d").as_bytes()), Err(InvalidEvent::Json)));
        assert!(matches!(Request::from_event(b"{\"rawPath\":\"\xff\"}"), Err(InvalidEvent::Json)));
    }
}
