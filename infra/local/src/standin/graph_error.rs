//! Errors in Meta's words: body, HTTP status and title per code.

use http::Response;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{ids::hex, json_response};

pub(super) const GRAPH_JSON: &str = "application/json; charset=UTF-8";

/// Bad access token.
pub(super) const TOKEN: u32 = 190;
/// Something about the request in general.
pub(super) const INVALID: u32 = 100;
/// A required parameter is missing or empty.
pub(super) const MISSING: u32 = 131_008;
/// A parameter's value is not acceptable.
pub(super) const VALUE: u32 = 131_009;
/// Sender and recipient are the same.
pub(super) const SELF: u32 = 131_021;
/// Free text outside the 24 h window.
pub(super) const WINDOW: u32 = 131_047;
/// The number sent to too many people.
pub(super) const SPAM: u32 = 131_048;
/// This kind of message is not supported.
pub(super) const KIND: u32 = 131_051;
/// Too much to this recipient.
pub(super) const PAIR: u32 = 131_056;
/// Too much from this number.
pub(super) const THROUGHPUT: u32 = 130_429;
/// Wrong number or names of template parameters.
pub(super) const PARAMETER_COUNT: u32 = 132_000;
/// No such template in that language.
pub(super) const TEMPLATE: u32 = 132_001;
/// The text became too long with its parameters.
pub(super) const TEXT_TOO_LONG: u32 = 132_005;
/// A template parameter of the wrong form.
pub(super) const PARAMETER_FORMAT: u32 = 132_012;
/// Unspecific fault of Meta.
pub(super) const SERVER: u32 = 131_000;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GraphError {
    pub(super) code: u32,
    pub(super) details: String,
}

impl GraphError {
    pub(super) fn new(code: u32, details: impl Into<String>) -> Self {
        Self { code, details: details.into() }
    }

    /// The top-level parameter is missing.
    pub(super) fn required(parameter: &str) -> Self {
        Self::new(INVALID, format!("The parameter {parameter} is required."))
    }
}

/// The short name of a code, as in `errors[].title` of a status.
pub(super) const fn title(code: u32) -> &'static str {
    match code {
        1 => "An unknown error occurred",
        2 => "Service temporarily unavailable",
        4 => "Application request limit reached",
        TOKEN => "Invalid OAuth access token",
        INVALID => "Invalid parameter",
        368 => "Temporarily blocked for policies violations",
        80_007 => "Rate limit issues",
        THROUGHPUT => "Rate limit hit",
        130_472 => "User's number is part of an experiment",
        130_497 => "Business account is restricted from messaging users in this country",
        SERVER => "Something went wrong",
        131_005 => "Access denied",
        MISSING => "Required parameter is missing",
        VALUE => "Parameter value is not valid",
        131_016 => "Service unavailable",
        SELF => "Recipient cannot be sender",
        131_026 => "Message undeliverable",
        131_031 => "Account has been locked",
        131_042 => "Business eligibility payment issue",
        WINDOW => "Re-engagement message",
        SPAM => "Spam rate limit hit",
        131_049 => "This message was not delivered to maintain healthy ecosystem engagement",
        131_050 => "User has stopped marketing messages",
        KIND => "Unsupported message type",
        131_053 => "Media upload error",
        PAIR => "Too many messages to this recipient",
        131_057 => "Account in maintenance mode",
        PARAMETER_COUNT => "Number of parameters does not match the expected number of params",
        TEMPLATE => "Template name does not exist in the translation",
        TEXT_TOO_LONG => "Translated text too long",
        132_007 => "Template format character policy violated",
        PARAMETER_FORMAT => "Parameter format does not match format in the created template",
        132_015 => "Template is paused",
        132_016 => "Template is disabled",
        _ => "Message failed to send",
    }
}

const fn status(code: u32) -> u16 {
    match code {
        TOKEN | 0 => 401,
        3 | 10 | 200..=299 | 368 | 130_497 | 131_005 | 131_031 => 403,
        TEMPLATE => 404,
        SERVER | 131_016 | 131_045 | 131_057 => 500,
        2 | 133_004 => 503,
        _ => 400,
    }
}

const fn is_transient(code: u32) -> bool {
    matches!(code, 1 | 2 | 4 | 80_007 | THROUGHPUT | PAIR | SERVER | 131_016 | 131_057)
}

/// The answer for a refusal.
pub(super) fn response(error: &GraphError) -> Response<Vec<u8>> {
    response_with_status(error, status(error.code))
}

/// The answer for a refusal with another HTTP status: Meta's vary.
pub(super) fn response_with_status(error: &GraphError, status: u16) -> Response<Vec<u8>> {
    let GraphError { code, details } = error;
    let mut body = json!({"error": {
        "message": if *code == INVALID { format!("(#100) {details}") } else { format!("(#{code}) {}", title(*code)) },
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": details},
        "fbtrace_id": trace_id(details),
    }});
    if is_transient(*code) {
        body["error"]["is_transient"] = json!(true);
    }
    if *code == TOKEN {
        body["error"]["message"] = json!(details);
    }
    json_response(status, GRAPH_JSON, &body)
}

/// The answer for a path that leads nowhere, or to something the token may not see.
pub(super) fn unknown_object(object: &str) -> Response<Vec<u8>> {
    let body = json!({"error": {
        "message": format!("Unsupported request. Object with ID '{object}' does not exist or cannot be loaded."),
        "type": "GraphMethodException",
        "code": INVALID,
        "error_subcode": 33,
        "fbtrace_id": trace_id(object),
    }});
    json_response(400, GRAPH_JSON, &body)
}

/// The answer for a path that is none of the API.
pub(super) fn unknown_path(path: &str) -> Response<Vec<u8>> {
    let body = json!({"error": {
        "message": "Unknown path components", "type": "OAuthException", "code": 2_500, "fbtrace_id": trace_id(path),
    }});
    json_response(404, GRAPH_JSON, &body)
}

fn trace_id(seed: &str) -> String {
    format!("A{}", &hex(&Sha256::digest(seed))[..22])
}
