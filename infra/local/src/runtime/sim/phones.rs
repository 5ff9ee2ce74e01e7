//! The routes to the patients' phones and to the providers' troubles: the same in the local bundle and in a rehearsal.

use domain::delivery::Channel;
use frame::http::Response;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{read, unavailable};
use crate::standin::{Fault, ModelTurn, PhoneError, PhoneSettings, StandIn, StandInError};

#[derive(Deserialize)]
struct Tap {
    message_id: String,
    button: u32,
}

#[derive(Deserialize)]
struct Filled {
    message_id: String,
    answers: serde_json::Map<String, Value>,
}

#[derive(Deserialize)]
struct Typed {
    text: String,
    #[serde(default = "whatsapp")]
    channel: Channel,
}

const fn whatsapp() -> Channel {
    Channel::Whatsapp
}

/// What came of a request to the phones.
pub(crate) struct Played {
    pub(crate) response: Response,
    /// A person did something, of which the clinic may be told.
    pub(crate) stirred: bool,
}

impl Played {
    fn shown(view: &impl Serialize) -> Self {
        Self { response: Response::json(200, view), stirred: false }
    }

    fn done(view: &impl Serialize) -> Self {
        Self { response: Response::json(200, view), stirred: true }
    }
}

impl StandIn {
    /// Answers `/sim/…` but for the clock. `Err` is an answer too: that nothing was done.
    pub(crate) fn play(
        &self,
        method: &str,
        path: &[&str],
        body: &[u8],
        now: Timestamp,
    ) -> Result<Played, Response> {
        match (method, path) {
            ("GET", ["phones"]) => Ok(Played::shown(&self.phone_list()?)),
            ("GET", ["mail"]) => Ok(Played::shown(&self.mails().map_err(unavailable)?)),
            ("GET", ["accepted"]) => Ok(Played::shown(&self.accepted().map_err(unavailable)?)),
            ("GET", ["model"]) => Ok(Played::shown(&self.model_asked())),
            ("POST", ["model"]) => {
                let turn: ModelTurn = read(body)?;
                self.script_model(turn);
                Ok(Played::shown(&serde_json::json!({ "scripted": true })))
            }
            ("POST", ["faults"]) => {
                let fault: Fault = read(body)?;
                self.arm_fault(fault).map_err(|error| fault_problem(&error))?;
                Ok(Played::shown(&serde_json::json!({ "armed": true })))
            }
            ("GET", ["phones", phone, "messages"]) => {
                Ok(Played::shown(&self.messages(phone).map_err(unavailable)?))
            }
            ("PUT", ["phones", phone]) => {
                let settings: PhoneSettings = read(body)?;
                let view = self.set_phone(phone, settings, now).map_err(|error| phone_problem(&error))?;
                Ok(Played::done(&view))
            }
            ("POST", ["phones", phone, "tap"]) => {
                let tap: Tap = read(body)?;
                let tapped = self.tap(phone, &tap.message_id, tap.button, now);
                Ok(Played::done(&tapped.map_err(|error| phone_problem(&error))?))
            }
            ("POST", ["phones", phone, "fill"]) => {
                let filled: Filled = read(body)?;
                let sent = self.fill(phone, &filled.message_id, &filled.answers, now);
                Ok(Played::done(&sent.map_err(|error| phone_problem(&error))?))
            }
            ("POST", ["phones", phone, "type"]) => {
                let typed: Typed = read(body)?;
                let said = self.type_text(phone, &typed.text, typed.channel, now);
                Ok(Played::done(&said.map_err(|error| phone_problem(&error))?))
            }
            (_, path) => Err(methods(path).map_or_else(
                || Response::error(404, "not_found", "the simulator has no such address"),
                Response::method_not_allowed,
            )),
        }
    }

    /// All phones by number, for the page. Whose they are, the phones do not know: `name` is null.
    pub(crate) fn phone_list(&self) -> Result<Vec<Value>, Response> {
        let named = |phone| {
            let mut view = serde_json::to_value(phone).map_err(unavailable)?;
            view["name"] = Value::Null;
            Ok(view)
        };
        self.phones().map_err(unavailable)?.into_iter().map(named).collect()
    }
}

/// The methods that an address takes; `None`: there is no such address.
fn methods(path: &[&str]) -> Option<&'static [&'static str]> {
    match path {
        ["model"] => Some(&["GET", "POST"]),
        ["phones" | "mail" | "accepted"] | ["phones", _, "messages"] => Some(&["GET"]),
        ["faults"] | ["phones", _, "tap" | "fill" | "type"] => Some(&["POST"]),
        ["phones", _] => Some(&["PUT"]),
        _ => None,
    }
}

fn fault_problem(error: &StandInError) -> Response {
    if matches!(error, StandInError::FaultRefused) {
        Response::error(400, "invalid_request", &error.to_string())
    } else {
        unavailable(error)
    }
}

fn phone_problem(error: &PhoneError) -> Response {
    Response::error(error.status(), "phone", &error.to_string())
}
