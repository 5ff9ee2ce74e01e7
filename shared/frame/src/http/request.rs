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

/// A body that is no JSON object of the kind that is asked for: which field, and why. Nothing of the body is quoted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct NotSuchObject {
    reason: String,
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
    /// Where it is not.
    pub fn object<'b, T: Deserialize<'b>>(&'b self) -> Result<T, NotSuchObject> {
        // Some clients mark their UTF-8 as such.
        let body = self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body);
        if !body.trim_ascii_start().starts_with(b"{") {
            return Err(NotSuchObject { reason: "it is no JSON object".to_owned() });
        }
        serde_json::from_slice(body).map_err(|error| NotSuchObject { reason: misfit(body, &error) })
    }
}

/// Which field of an object does not fit, and why. The reader's own words may quote what stands there, but not in what
/// they say last: what would fit.
#[cold]
fn misfit(body: &[u8], error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    if !error.is_data() {
        return format!("it is no JSON at line {line}, column {column}");
    }
    let told = error.to_string();
    let told = told.rsplit_once(" at line ").map_or(told.as_str(), |it| it.0);
    if let Some(name) = told.strip_prefix("missing field ") {
        return format!("{name} is missing");
    }
    if let Some(name) = told.strip_prefix("duplicate field ") {
        return format!("{name} stands twice");
    }
    let fitting = told.rsplit_once(", expected ").map(|it| it.1.trim_start_matches("one of "));
    if told.starts_with("unknown field") {
        return format!("a field is none of {}", fitting.unwrap_or_default());
    }
    let before: usize =
        body.split_inclusive(|it| *it == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    let name = last_name(body.get(..before + column).unwrap_or(body)).unwrap_or_default();
    fitting.map_or_else(|| format!("`{name}` does not fit"), |it| format!("`{name}` is not {it}"))
}

/// The last name of an object's own fields in the beginning of its JSON.
#[cold]
fn last_name(json: &[u8]) -> Option<Cow<'_, str>> {
    let (mut depth, mut is_name, mut last, mut at) = (0_usize, false, None, 0);
    while let Some(mark) = json.get(at) {
        match mark {
            b'{' | b'[' => {
                depth += 1;
                is_name = depth == 1;
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => is_name = depth == 1,
            b'"' => {
                let from = at + 1;
                at = from;
                while json.get(at).is_some_and(|it| *it != b'"') {
                    at += if json[at] == b'\\' { 2 } else { 1 };
                }
                if is_name {
                    last = json.get(from..at);
                    is_name = false;
                }
            }
            _ => {}
        }
        at += 1;
    }
    last.map(String::from_utf8_lossy)
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
        for body in [r"\ufeff\ufeff{}", "[]", "7", "", r"\ufeff"] {
            assert_eq!(
                told(body),
                Err(NotSuchObject { reason: "it is no JSON object".to_owned() }),
                "{body}"
            );
        }
    }

    #[test]
    fn what_does_not_fit_is_named_and_nothing_that_stands_there_is_quoted() {
        #[derive(Debug, Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum State {
            Open,
            Closed,
        }
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "read and not used")]
        struct Command {
            by: String,
            state: Option<State>,
            #[serde(default)]
            ids: Vec<u8>,
        }
        for (body, why) in [
            (r"{}", "`by` is missing"),
            (r#"{\"by\":7}"#, "`by` is not a string"),
            (r#"{\"by\":null}"#, "`by` is not a string"),
            (r#"{\"state\":\"Ana, expected Gil\"}"#, "`state` is not `open` or `closed`"),
            (r#"{\"by\":\"M\",\"Ana, expected Gil\":1}"#, "a field is none of `by`, `state`, `ids`"),
            (r#"{\"by\":\"M\",\"ids\":[1,300]}"#, "`ids` is not u8"),
            (r#"{\"by\":\"M\",\"by\":\"N\"}"#, "`by` stands twice"),
            (
                r#"{\"ids\":[1,2],\n \"by\":\"\\\"ids\\\":\", \n\"state\"\n: {\"ids\":7}}"#,
                "`state` is not `open` or `closed`",
            ),
            (r#"{\"by\":\"M\""#, "it is no JSON at line 1, column 9"),
        ] {
            let event = format!(
                r#"{{"rawPath":"/","requestContext":{{"http":{{"method":"POST"}}}},"body":"{body}"}}"#
            );
            let request = Request::from_event(event.as_bytes()).unwrap();
            assert_eq!(request.object::<Command>().unwrap_err().to_string(), why, "{body}");
        }
        let event = r#"{"rawPath":"/","requestContext":{"http":{"method":"POST"}},
            "body":"{\"by\":\"M\",\"state\":\"open\"}"}"#;
        let command: Command = Request::from_event(event.as_bytes()).unwrap().object().unwrap();
        assert!(matches!(command.state, Some(State::Open)));
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
