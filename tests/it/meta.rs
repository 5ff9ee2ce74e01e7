//! Meta's webhooks to the example clinic, as Meta writes and signs them.

use channels::signature::sign_meta;
use serde_json::{Value, json};
use tests::{Answered, Bundle};

/// The WhatsApp number and account of the example clinic.
const NUMBER_ID: &str = "106540352242922";
const WABA: &str = "102290129340398";

/// Posts a body, signed.
pub(crate) fn post(bundle: &Bundle, body: &[u8]) -> Answered {
    let signature = sign_meta("local-app-secret", body);
    bundle.send("POST", "/webhooks/whatsapp", &[("x-hub-signature-256", &signature)], body)
}

/// Tells a change of that field, and what follows is handled.
pub(crate) fn tells(bundle: &Bundle, field: &str, value: &Value) {
    tells_late(bundle, 0, field, value);
}

/// As [`tells`], of something that was so many seconds ago.
pub(crate) fn tells_late(bundle: &Bundle, seconds: i64, field: &str, value: &Value) {
    let time = bundle.now().as_second() - seconds;
    let body = json!({
        "object": "whatsapp_business_account",
        "entry": [{ "id": WABA, "time": time, "changes": [{ "field": field, "value": value }] }],
    });
    let answer = post(bundle, body.to_string().as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text);
    bundle.settle();
}

/// What a change of the clinic's number holds: those elements, under the name that they have there.
pub(crate) fn value(what: &str, elements: &Value) -> Value {
    json!({
        "messaging_product": "whatsapp",
        "metadata": { "display_phone_number": "541150000001", "phone_number_id": NUMBER_ID },
        what: elements,
    })
}
