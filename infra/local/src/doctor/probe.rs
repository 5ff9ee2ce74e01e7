//! The front door: is it there, does it let the right ones in, and only them?

use channels::signature::{sign_meta, sign_twilio};
use domain::clinic::SmsProvider;

use super::{Finding, Http, Patient};
use crate::runtime::first_secret;

/// What Meta might send and means nothing: no entry.
const EMPTY_WEBHOOK: &[u8] = br#"{"object":"whatsapp_business_account","entry":[]}"#;
/// A status that nobody waits for.
const EMPTY_STATUS: &str = "MessageSid=SM00000000000000000000000000000000&MessageStatus=queued";
/// Where the secrets are set.
pub(super) const SECRET_GUIDE: &str = "see \"Secrets\" in infra/DEPLOY.md";

/// What the address answers; the error is that nobody does, or somebody else.
pub(super) fn health(patient: &Patient, http: &Http) -> Result<Finding, Finding> {
    const CHECK: &str = "address";
    match http.ask(http::Request::get(format!("{}/healthz", patient.url)), Vec::new()) {
        Ok((200, _)) => Ok(Finding::healthy(CHECK, format!("{} answers", patient.url))),
        Ok((404, _)) => Err(Finding::wrong(
            CHECK,
            format!("nothing is at {}/healthz", patient.url),
            "give the address alone, without a page's path: it is the output ApiUrl of the stack, or your own domain",
        )),
        Ok((300..=399, _)) => Err(Finding::wrong(
            CHECK,
            format!("{}/healthz leads elsewhere", patient.url),
            "give the address that it leads to, here and at the providers' pages: no provider follows",
        )),
        Ok((status, _)) => Ok(Finding::wrong(
            CHECK,
            format!("{}/healthz answers {status}", patient.url),
            "look at the log group of webhook-ingest; a 503 means that its secrets cannot be read",
        )),
        Err(error) => Err(Finding::wrong(
            CHECK,
            format!("{} is not reached: {error}", patient.url),
            "compare the address with the output ApiUrl of the stack; with a domain of your own, look at its DNS record",
        )),
    }
}

pub(super) fn handshake(patient: &Patient, http: &Http) -> Finding {
    const CHECK: &str = "handshake of Meta";
    let ask = |token: &str| {
        let query: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("hub.mode", "subscribe")
            .append_pair("hub.verify_token", token)
            .append_pair("hub.challenge", "1158201444")
            .finish();
        http.ask(http::Request::get(format!("{}/webhooks/whatsapp?{query}", patient.url)), Vec::new())
    };
    let token = &patient.settings.whatsapp_verify_token;
    match (ask(token), ask("not-the-token")) {
        (Ok((200, challenge)), Ok((403, _))) if challenge == "1158201444" => {
            Finding::healthy(CHECK, "the challenge comes back, to the right token only")
        }
        (Ok((403, _)), _) => Finding::wrong(
            CHECK,
            "the verify token is refused",
            format!("put the token you gave Meta into the secret meta-webhooks; {SECRET_GUIDE}"),
        ),
        (right, wrong) => Finding::wrong(
            CHECK,
            format!("answers {} to the right token and {} to a wrong one", status(&right), status(&wrong)),
            "look at the log group of webhook-ingest",
        ),
    }
}

pub(super) fn meta_signature(patient: &Patient, http: &Http) -> Finding {
    const CHECK: &str = "signature of Meta";
    let ask = |secret: &str| {
        let request = http::Request::post(format!("{}/webhooks/whatsapp", patient.url))
            .header("x-hub-signature-256", sign_meta(secret, EMPTY_WEBHOOK));
        http.ask(request, EMPTY_WEBHOOK.to_vec())
    };
    signature(
        CHECK,
        &ask(first_secret(&patient.settings.whatsapp_app_secret)),
        &ask("not-the-secret"),
        &format!("put the app secret of Meta's page into the secret meta-webhooks; {SECRET_GUIDE}"),
    )
}

pub(super) fn twilio_signature(patient: &Patient, http: &Http) -> Finding {
    const CHECK: &str = "signature of Twilio";
    let uses_twilio = patient.clinic.senders.sms.as_ref();
    if uses_twilio.is_none_or(|it| it.provider != SmsProvider::Twilio) {
        return Finding::skipped(CHECK, "the clinic sends no SMS over Twilio");
    }
    let (called, url) = (
        format!("{}/webhooks/twilio/status", patient.url),
        format!("{}/webhooks/twilio/status", patient.public_url),
    );
    let form: Vec<(String, String)> = form_urlencoded::parse(EMPTY_STATUS.as_bytes()).into_owned().collect();
    let ask = |secret: &str| {
        let request = http::Request::post(&called)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-twilio-signature", sign_twilio(secret, &url, &form));
        http.ask(request, EMPTY_STATUS.as_bytes().to_vec())
    };
    signature(
        CHECK,
        &ask(first_secret(&patient.settings.twilio_auth_token)),
        &ask("not-the-secret"),
        &format!(
            "Twilio signs the address it calls: the parameter PublicUrl must be {}; and its auth token belongs into the \
             secret twilio; {SECRET_GUIDE}",
            patient.public_url
        ),
    )
}

fn signature(
    check: &'static str,
    right: &Result<(u16, String), String>,
    wrong: &Result<(u16, String), String>,
    mend: &str,
) -> Finding {
    match (right, wrong) {
        (Ok((200, _)), Ok((401, _))) => {
            Finding::healthy(check, "what is signed is taken, what is signed by another is refused")
        }
        (Ok((401, _)), _) => Finding::wrong(check, "a signed webhook is refused", mend),
        (right, wrong) => Finding::wrong(
            check,
            format!("answers {} to a signed webhook and {} to a forged one", status(right), status(wrong)),
            "look at the log group of webhook-ingest; a 503 means that a queue refuses",
        ),
    }
}

pub(super) fn clinic_key(patient: &Patient, http: &Http) -> Finding {
    const CHECK: &str = "key of the clinic";
    let Some(key) = patient.settings.key_of(&patient.clinic.id) else {
        return Finding::wrong(
            CHECK,
            format!("there is no key for {} that may do everything", patient.clinic.id),
            format!("put {}=KEY into the secret clinic-keys; {SECRET_GUIDE}", patient.clinic.id),
        );
    };
    let ask = |key: &str| {
        let request = http::Request::get(format!("{}/v1/threads", patient.url))
            .header("authorization", format!("Bearer {key}"));
        http.ask(request, Vec::new())
    };
    match (ask(key), ask("not-the-key")) {
        (Ok((200, _)), Ok((401, _))) => {
            Finding::healthy(CHECK, "opens the clinic's data, and no other key does")
        }
        (Ok((401, _)), _) => Finding::wrong(
            CHECK,
            "the key is refused",
            format!(
                "load the clinic with `pulso apply` and put its key into the secret clinic-keys; {SECRET_GUIDE}"
            ),
        ),
        (right, wrong) => Finding::wrong(
            CHECK,
            format!("answers {} to the right key and {} to a wrong one", status(&right), status(&wrong)),
            "look at the log group of console; a 503 means that the table or the secret cannot be read",
        ),
    }
}

fn status(answer: &Result<(u16, String), String>) -> String {
    match answer {
        Ok((status, _)) => status.to_string(),
        Err(error) => format!("nothing ({error})"),
    }
}
