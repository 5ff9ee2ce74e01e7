//! How the JSON protocols of AWS name an error, here and in SES.

use http::Response;
use serde::Deserialize;

/// An error's name and reason.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Exception {
    /// Without namespace; empty if there is none.
    pub(crate) name: String,
    /// What the name does not say.
    pub(crate) reason: Option<String>,
    /// Both, or the HTTP status, for engineers.
    pub(crate) error_name: String,
}

#[derive(Deserialize, Default)]
struct Body {
    #[serde(rename = "__type")]
    kind: Option<String>,
    #[serde(rename = "Reason")]
    reason: Option<String>,
}

/// Reads the error of a response, from its header or else from its body.
pub(crate) fn exception(response: &Response<Vec<u8>>) -> Exception {
    let body: Body = serde_json::from_slice(response.body()).unwrap_or_default();
    let header = response.headers().get("x-amzn-errortype").and_then(|it| it.to_str().ok());
    let name = header.or(body.kind.as_deref()).map(bare).unwrap_or_default().to_owned();
    let mut both =
        if name.is_empty() { format!("status {}", response.status().as_u16()) } else { name.clone() };
    if let Some(reason) = body.reason.as_deref().filter(|it| !it.is_empty()) {
        both.push_str(": ");
        both.push_str(reason);
    }
    Exception { name, reason: body.reason, error_name: crate::provider::error_name(&both) }
}

/// `com.amazonaws.x#Name:http://…` is `Name`.
fn bare(name: &str) -> &str {
    let name = name.split(':').next().unwrap_or(name);
    name.rsplit('#').next().unwrap_or(name)
}
