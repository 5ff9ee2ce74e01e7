//! Telephone calls that are answered in writing.

use domain::clinic::Clinic;
use domain::phi::Phi;
use frame::http::{Request, Response};
use ports::Ports;
use ports::publish::publish;
use ports::wire::ToThreads;
use serde::{Deserialize, Serialize};

use crate::unanswered::not_stored;

/// Longest id of a call, in characters.
const CALL_CHARS_MAX: usize = 128;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    call_id: String,
    phone: Phi<String>,
}

#[derive(Serialize)]
struct Taken {
    accepted: u8,
}

pub(crate) async fn take<P: Ports>(ports: &P, clinic: &Clinic, request: &Request<'_>) -> Response {
    let invalid = |text: &str| Response::error(400, "invalid_call", text);
    let call = match request.object::<Call>() {
        Ok(call) => call,
        Err(error) => {
            return invalid(&format!("a call is a JSON object with `call_id` and `phone`; {error}"));
        }
    };
    let chars = call.call_id.chars().count();
    if chars == 0 || chars > CALL_CHARS_MAX {
        return invalid("`call_id` has 1 to 128 characters");
    }
    let phone = match intake::phone::parse(call.phone.expose(), &clinic.country) {
        Ok(phone) => phone,
        Err(problem) => return invalid(&format!("`phone` {problem}")),
    };
    let called = ToThreads::Called { clinic: clinic.id.clone(), call: call.call_id, phone };
    match publish(ports.queue(), clinic.id.as_str(), &[called]).await {
        Ok(()) => Response::json(202, &Taken { accepted: 1 }),
        Err(error) => not_stored(&error),
    }
}
