//! The clinic's account at Twilio: account and token open it, the number is its own, and leads to this deployment.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use channels::twilio::TRIES;
use domain::clinic::SmsProvider;
use domain::phone::E164;
use serde::Deserialize;

use super::probe::SECRET_GUIDE;
use super::{Finding, Http, Patient};
use crate::runtime::first_secret;

const CHECK: &str = "account at Twilio";
/// Twilio's API.
const TWILIO_URL: &str = "https://api.twilio.com";

#[derive(Deserialize)]
struct Listed {
    incoming_phone_numbers: Vec<Number>,
}

#[derive(Deserialize)]
struct Number {
    sms_url: Option<String>,
    sms_method: Option<String>,
}

pub(super) fn account(patient: &Patient, http: &Http) -> Finding {
    let Some(sender) = patient.clinic.senders.sms.as_ref().filter(|it| it.provider == SmsProvider::Twilio)
    else {
        return Finding::skipped(CHECK, "the clinic sends no SMS over Twilio");
    };
    if !patient.settings.real_providers {
        return Finding::skipped(CHECK, "the providers are simulated (WHATSAPP_TOKEN is not set)");
    }
    let (account, token) =
        (&patient.settings.twilio_account_sid, first_secret(&patient.settings.twilio_auth_token));
    let number =
        form_urlencoded::Serializer::new(String::new()).append_pair("PhoneNumber", &sender.from).finish();
    let url = format!(
        "{}/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json?{number}",
        patient.provider(TWILIO_URL)
    );
    let basic = format!("Basic {}", STANDARD.encode(format!("{account}:{token}")));
    match http.ask(http::Request::get(url).header("authorization", basic), Vec::new()) {
        Ok((200, text)) => match serde_json::from_str(&text) {
            Ok(listed) => of_number(&sender.from, &listed, &patient.public_url),
            Err(_) => wrong("what Twilio answers does not read", "run it again; if it stays, report it"),
        },
        Ok((status, _)) => wrong(
            &format!("Twilio answers {status}"),
            &format!(
                "put account_sid (AC…) and auth_token of Twilio's console into the secret twilio, no API key: \
                 webhooks are signed with the token; {SECRET_GUIDE}"
            ),
        ),
        Err(error) => wrong(
            &format!("Twilio is not reached: {error}"),
            &format!("see whether this machine reaches {}", patient.provider(TWILIO_URL)),
        ),
    }
}

fn of_number(from: &str, listed: &Listed, public_url: &str) -> Finding {
    let Some(number) = listed.incoming_phone_numbers.first() else {
        if E164::new(from).is_err() {
            let seen = format!("account and token are right; {from} is no number to look up");
            return Finding::healthy(CHECK, seen);
        }
        return wrong(
            &format!("the account has no number {from}"),
            "put a number of this account into the clinic's file, or the account that has it into the secret twilio",
        );
    };
    let expected = format!("{public_url}/webhooks/twilio/inbound{TRIES}");
    let called = number.sms_url.as_deref().unwrap_or_default();
    if called == expected && number.sms_method.as_deref() == Some("POST") {
        return Finding::healthy(CHECK, "account and token are right, the number is its own and leads here");
    }
    let seen = match called {
        "" => "what is written to the number goes nowhere".to_owned(),
        called => format!("what is written to the number goes to {called}"),
    };
    Finding::doubtful(
        CHECK,
        seen,
        format!(
            "«A message comes in» of the number must be {expected} by HTTP POST, unless a messaging service that \
             has the number says where"
        ),
    )
}

fn wrong(seen: &str, mend: &str) -> Finding {
    Finding::wrong(CHECK, seen, mend)
}
