//! Twilio's webhooks.

use channels::twilio::{EMPTY_TWIML, inbound as read_inbound, status as read_status};
use domain::delivery::Channel;
use frame::http::{Request, Response};
use jiff::Timestamp;
use ports::publish::publish;
use ports::queue::Queue;

use crate::route::{receipt, text};
use crate::{Config, not_stored, unsigned};

/// Largest form, in bytes: a text of 1,600 characters, each percent-encoded, and the rest. What a queue takes is more,
/// and the form is taken apart before its signature can be checked.
const FORM_BYTES_MAX: usize = 32 * 1024;

/// Checks size and signature, and reads the form. Twilio signs the address as it knows it: the configured one.
fn form(config: &Config, request: &Request<'_>) -> Result<Vec<(String, String)>, Response> {
    if request.body.len() > FORM_BYTES_MAX {
        return Err(Response::error(413, "too_large", "a form is at most 32 KB"));
    }
    let form: Vec<(String, String)> = form_urlencoded::parse(&request.body).into_owned().collect();
    let query = if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
    let url = format!("{}{}{query}", config.public_url, request.path);
    let signature = request.header("x-twilio-signature");
    let verified = config.twilio.as_ref().map(|it| it.verify(signature, &url, &form));
    if matches!(verified, Some(Ok(()))) { Ok(form) } else { Err(unsigned("Twilio")) }
}

fn taken() -> Response {
    Response::text(200, "text/xml", EMPTY_TWIML)
}

pub(crate) async fn inbound<Q: Queue>(
    queue: &Q,
    config: &Config,
    request: &Request<'_>,
    now: Timestamp,
) -> Response {
    let form = match form(config, request) {
        Ok(form) => form,
        Err(response) => return response,
    };
    let sms = match read_inbound(&form, now) {
        Ok(sms) => sms,
        Err(error) => {
            // A short code or another channel's sender: nobody to answer, and sending it again would not help.
            tracing::warn!(error = %error, "an inbound message of Twilio's is from nobody we can answer");
            return taken();
        }
    };
    match publish(queue, &sms.to.clone(), &[text(sms)]).await {
        Ok(()) => taken(),
        Err(error) => not_stored(&error),
    }
}

pub(crate) async fn status<Q: Queue>(
    queue: &Q,
    config: &Config,
    request: &Request<'_>,
    now: Timestamp,
) -> Response {
    let form = match form(config, request) {
        Ok(form) => form,
        Err(response) => return response,
    };
    let reference = request.query_value("reference");
    let report = match read_status(&form, reference.as_deref(), now) {
        Ok(Some(report)) => report,
        Ok(None) => return taken(),
        Err(error) => {
            tracing::warn!(error = %error, "a signed webhook of Twilio's does not read");
            return Response::error(400, "malformed", "the form is not a status");
        }
    };
    let sender = form.into_iter().find(|(name, _)| name == "From").map(|(_, from)| from);
    match publish(queue, "twilio", &[receipt(Channel::Sms, sender, report)]).await {
        Ok(()) => taken(),
        Err(error) => not_stored(&error),
    }
}
