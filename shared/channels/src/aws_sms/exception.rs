//! How the JSON protocols of AWS name an error, here and in SES.

use http::Response;
use serde::Deserialize;

/// An error's name and words.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Exception {
    /// Without namespace; empty if there is none.
    pub(crate) name: String,
    /// What the name does not say.
    pub(crate) reason: Option<String>,
    /// For engineers.
    pub(crate) detail: String,
}

#[derive(Deserialize, Default)]
struct Body {
    #[serde(rename = "__type")]
    kind: Option<String>,
    #[serde(rename = "Message")]
    message: Option<String>,
    #[serde(rename = "message")]
    lower_case_message: Option<String>,
    #[serde(rename = "Reason")]
    reason: Option<String>,
}

/// Reads the error of a response, from its header or else from its body.
pub(crate) fn exception(response: &Response<Vec<u8>>) -> Exception {
    let body: Body = serde_json::from_slice(response.body()).unwrap_or_default();
    let header = response.headers().get("x-amzn-errortype").and_then(|it| it.to_str().ok());
    let name = header.or(body.kind.as_deref()).map(bare).unwrap_or_default().to_owned();
    let words = [body.reason.as_deref(), body.message.as_deref().or(body.lower_case_message.as_deref())];
    let mut detail =
        if name.is_empty() { format!("status {}", response.status().as_u16()) } else { name.clone() };
    for part in words.into_iter().flatten().filter(|it| !it.is_empty()) {
        detail.push_str(": ");
        detail.push_str(part);
    }
    Exception { name, reason: body.reason, detail: crate::provider::detail(&detail) }
}

/// `com.amazonaws.x#Name:http://…` is `Name`.
fn bare(name: &str) -> &str {
    let name = name.split(':').next().unwrap_or(name);
    name.rsplit('#').next().unwrap_or(name)
}
