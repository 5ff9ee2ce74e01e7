//! Answers of providers to a call, and those of a clinic's slot system and of a model: the first line is the status and
//! what `Retry-After` says, the rest is the body.
//!
//! Whatever comes, it is one of accepted, refused and unclear; a refusal's detail and wait are bounded; what is no
//! success is never taken for one, since the message would be lost; nor is a slot booked or words said by one.

use channels::aws_sms::AwsSms;
use channels::bedrock;
use channels::email::{Ses, WayOut};
use channels::failure::RETRY_AFTER_SECONDS_MAX;
use channels::provider::{Answer, Provider};
use channels::slot_system;
use channels::twilio::TwilioAccount;
use channels::whatsapp::WhatsappNumber;
use domain::language::Language;
use domain::slot::BookingAnswer;
use http::Response;

/// Longest detail that is kept, in characters.
const DETAIL_CHARS_MAX: usize = 300;
/// By which a gateway says that it heard nothing from the provider behind it.
const GATEWAY_STATUSES: [u16; 2] = [502, 504];

/// Checks one answer as each provider's.
pub fn check(bytes: &[u8]) {
    let end = bytes.iter().position(|it| *it == b'\n').unwrap_or(bytes.len());
    let (head, body) = (&bytes[..end], bytes.get(end + 1..).unwrap_or_default());
    let head = String::from_utf8_lossy(head);
    let (status, wait) = head.split_once(' ').unwrap_or((&head, ""));
    let response = Response::builder().status(status).header("retry-after", wait).body(body.to_vec());
    let Ok(response) = response else { return };
    let text = String::new;
    let whatsapp = WhatsappNumber::new("1065", "token");
    let twilio = TwilioAccount {
        base_url: text(),
        account_sid: text(),
        auth_token: text(),
        from: text(),
        status_callback: text(),
    };
    let sms = AwsSms { base_url: text(), origination_identity: text(), configuration_set: None };
    let way_out = WayOut { link: text(), language: Language::default() };
    let ses = Ses { base_url: text(), from: text(), configuration_set: None, way_out };
    let answers =
        [whatsapp.answer(&response), twilio.answer(&response), sms.answer(&response), ses.answer(&response)];
    for answer in answers {
        match answer {
            Answer::Accepted { provider_id } => {
                assert!(response.status().is_success() && !provider_id.is_empty(), "{provider_id:?}");
            }
            Answer::Refused { name, retry_after_seconds, .. } => {
                assert!(name.chars().count() <= DETAIL_CHARS_MAX, "{name}");
                assert!(retry_after_seconds.is_none_or(|it| it <= RETRY_AFTER_SECONDS_MAX));
            }
            Answer::Unclear => {
                let status = response.status();
                assert!(status.is_success() || GATEWAY_STATUSES.contains(&status.as_u16()), "{status}");
            }
        }
    }
    let is_success = response.status().is_success();
    match slot_system::answer(&response) {
        BookingAnswer::Booked => assert!(is_success, "{}", response.status()),
        BookingAnswer::Refused => assert!(response.status().is_client_error(), "{}", response.status()),
        BookingAnswer::Unknown => {}
    }
    assert!(is_success || bedrock::words(&response).is_err(), "{}", response.status());
}
