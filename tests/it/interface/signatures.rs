//! Who is believed: every way in which a webhook, a button or a link can be signed, and what comes of it.
//!
//! Each row sends what would change something if it were believed. One that is refused leaves everything as it was.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use channels::button::ButtonKey;
use channels::link::LinkKey;
use channels::signature::{sign_meta, sign_twilio};
use domain::case::Answer;
use domain::ids::MessageId;
use domain::message::{Message, Tapped};
use jiff::SignedDuration;
use local::clinic_files;
use serde_json::{Value, json};
use tests::{Bundle, booked};

use crate::usual::{ANA, FRIDAY, REMINDED};

const WHATSAPP: &str = "/webhooks/whatsapp";
const INBOUND: &str = "/webhooks/twilio/inbound";
const PUBLIC: &str = "https://messages.clinic.example";
const SECRETS: [(&str, &str); 3] = [
    ("WHATSAPP_APP_SECRET", "new-secret,old-secret"),
    ("TWILIO_AUTH_TOKEN", "new-token,old-token"),
    ("PUBLIC_URL", PUBLIC),
];

type Headers<'a> = Vec<(&'a str, String)>;

/// A bundle in which Ana was reminded of a visit.
fn reminded() -> Bundle {
    let bundle = Bundle::with_environment(&SECRETS);
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to(REMINDED);
    bundle
}

/// All that a webhook can change: cases, conversations, phones, and what could not be handled.
fn state(bundle: &Bundle) -> Value {
    bundle.settle();
    let get = |target: &str| bundle.v1("GET", target, b"").json;
    json!({
        "case": get("/v1/cases/a1"), "waiting": get("/v1/threads"), "day": get("/v1/cases?date=2026-12-04"),
        "surveys": get("/v1/surveys/answers?date=2026-12-04"), "tickets": get("/v1/tickets"),
        "phone": bundle.inbox(ANA).len(), "dead": bundle.dead_letters(),
    })
}

fn send(bundle: &Bundle, target: &str, headers: &Headers<'_>, body: &[u8]) -> u16 {
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    bundle.send("POST", target, &headers, body).status
}

/// Sends it; what is refused has to leave everything as it was.
fn check(bundle: &Bundle, row: &str, (target, headers, body): (&str, &Headers<'_>, &[u8]), status: u16) {
    let before = state(bundle);
    assert_eq!(send(bundle, target, headers, body), status, "{row}");
    if status != 200 {
        assert_eq!(state(bundle), before, "{row}: it was refused and changed something");
    }
}

/// What somebody writes to the clinic on WhatsApp, as Meta posts it: spaced, so that writing it anew is another body.
fn written(id: &str, text: &str) -> Vec<u8> {
    let at = "1796220000";
    format!(
        r#"{{"object": "whatsapp_business_account", "entry": [{{"id": "102290129340398", "changes": [{{"field": "messages", "value": {{"messaging_product": "whatsapp", "metadata": {{"display_phone_number": "541150000001", "phone_number_id": "106540352242922"}}, "messages": [{{"from": "5491155550101", "id": "{id}", "timestamp": "{at}", "type": "text", "text": {{"body": "{text}"}}}}]}}}}]}}]}}"#
    )
    .into_bytes()
}

#[test]
fn whatsapp_is_believed_by_a_signature_over_the_raw_bytes_alone() {
    let bundle = reminded();
    let written_body = written("wamid.MATRIX", "quiero hablar con una persona");
    let body = written_body.as_slice();
    let right = sign_meta("new-secret", body);
    let digits = right.trim_start_matches("sha256=");
    let flipped = |at: usize| {
        let mut bytes = right.clone().into_bytes();
        bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
        String::from_utf8(bytes).unwrap()
    };
    let again = serde_json::to_vec(&serde_json::from_slice::<Value>(body).unwrap()).unwrap();
    assert_ne!(again, body);
    let longer = [body, b"\n"].concat();
    // HMAC-SHA-1 of the body, as Twilio would make it of an address.
    let sha1 = STANDARD.decode(sign_twilio("new-secret", std::str::from_utf8(body).unwrap(), &[])).unwrap();
    let sha1 = format!("sha1={}", hex(&sha1));
    let signed = |header: &str| vec![("x-hub-signature-256", header.to_owned())];
    let rows: Vec<(&str, Headers<'_>, &[u8])> = vec![
        ("missing", vec![], body),
        ("empty", signed(""), body),
        ("forged", signed(&format!("sha256={}", "0".repeat(64))), body),
        ("the first bit is another", signed(&flipped(7)), body),
        ("the last bit is another", signed(&flipped(right.len() - 1)), body),
        ("cut short", signed(&right[..40]), body),
        ("made longer", signed(&format!("{right}00")), body),
        ("no scheme", signed(digits), body),
        ("an upper-case scheme", signed(&right.to_uppercase()), body),
        ("another tenant's secret", signed(&sign_meta("other-secret", body)), body),
        ("an empty secret", signed(&sign_meta("", body)), body),
        ("both secrets as one", signed(&sign_meta("new-secret,old-secret", body)), body),
        ("the old header, SHA-1", vec![("x-hub-signature", sha1.clone())], body),
        ("SHA-1 under the new name", signed(&sha1), body),
        ("of an empty body", signed(&sign_meta("new-secret", b"")), body),
        ("of another body", signed(&sign_meta("new-secret", &written("wamid.X", "hola"))), body),
        ("the body written anew", signed(&right), &again),
        ("one byte more", signed(&right), &longer),
        ("one byte less", signed(&right), &body[..body.len() - 1]),
        ("two signatures, as the gateway joins them", signed(&format!("{right},{right}")), body),
        ("a right one behind a wrong one", signed(&format!("{},{right}", flipped(7))), body),
        ("Twilio's header", vec![("x-twilio-signature", right.clone())], body),
    ];
    for (row, headers, body) in rows {
        check(&bundle, row, (WHATSAPP, &headers, body), 401);
    }
    // The gateway encodes a body that is no text; what is signed are the bytes.
    let latin1 = b"{\"entry\":[],\"name\":\"P\xe9rez\"}";
    check(&bundle, "no text, signed", (WHATSAPP, &signed(&sign_meta("new-secret", latin1)), latin1), 400);
    check(&bundle, "no text, forged", (WHATSAPP, &signed(&sign_meta("another", latin1)), latin1), 401);

    let before = state(&bundle);
    check(
        &bundle,
        "upper-case digits",
        (WHATSAPP, &signed(&format!("sha256={}", digits.to_uppercase())), body),
        200,
    );
    let after = state(&bundle);
    assert_ne!(after, before, "what was refused would have changed something");
    check(&bundle, "the old secret", (WHATSAPP, &signed(&sign_meta("old-secret", body)), body), 200);
    bundle.advance_hours(24 * 6);
    let later = state(&bundle);
    check(&bundle, "replayed six days later", (WHATSAPP, &signed(&right), body), 200);
    assert_eq!(state(&bundle), later, "a replay changed something");
}

/// A text message of Ana's, with parameters as Twilio names them.
fn texted(id: &str) -> Vec<(String, String)> {
    [
        ("MessageSid", id),
        ("From", ANA),
        ("To", "+541150000002"),
        ("Body", "quiero hablar con una persona"),
        ("NumMedia", "0"),
        ("Tag", "b"),
        ("Tag", "a"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec()
}

fn form_of(pairs: &[(String, String)]) -> Vec<u8> {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish().into_bytes()
}

#[test]
fn twilio_is_believed_by_a_signature_over_its_address_and_every_parameter() {
    let bundle = reminded();
    let pairs = texted("SM1");
    let body = form_of(&pairs);
    let of = |url: &str, pairs: &[(String, String)]| sign_twilio("new-token", url, pairs);
    let own = format!("{PUBLIC}{INBOUND}");
    let right = of(&own, &pairs);
    let digest = STANDARD.decode(&right).unwrap();
    let hex = hex(&digest);
    let signed = |header: String| vec![("x-twilio-signature", header)];
    let turned: Vec<_> = pairs.iter().rev().cloned().collect();
    let more: Vec<_> = pairs.iter().cloned().chain([("New".to_owned(), "1".to_owned())]).collect();
    let twice: Vec<_> = pairs.iter().chain(&pairs[..1]).cloned().collect();
    let other_value: Vec<_> = pairs.iter().cloned().chain([("Tag".to_owned(), "c".to_owned())]).collect();
    let [turned, more, less, twice, other_value] =
        [&turned[..], &more, &pairs[1..], &twice, &other_value].map(form_of);
    let spaced = String::from_utf8(body.clone()).unwrap().replace('+', "%20").into_bytes();
    let with_query = format!("{INBOUND}?a=1&b=2");
    let mut safe = (0..).map(|it| form_of(&texted(&format!("SM{it}")))).map(|body| {
        let pairs: Vec<_> = form_urlencoded::parse(&body).into_owned().collect();
        let digest = STANDARD.decode(of(&own, &pairs)).unwrap();
        (body, STANDARD.encode(&digest), URL_SAFE.encode(&digest))
    });
    let (odd_body, _, odd) = safe.find(|(_, plain, safe)| plain != safe).unwrap();

    let refused: Vec<(&str, &str, Headers<'_>, &[u8])> = vec![
        ("missing", INBOUND, vec![], &body),
        ("empty", INBOUND, signed(String::new()), &body),
        ("forged", INBOUND, signed(STANDARD.encode([0; 20])), &body),
        ("another tenant's token", INBOUND, signed(sign_twilio("other", &own, &pairs)), &body),
        ("an empty token", INBOUND, signed(sign_twilio("", &own, &pairs)), &body),
        (
            "the host behind the proxy",
            INBOUND,
            signed(of(&format!("https://10.0.0.7{INBOUND}"), &pairs)),
            &body,
        ),
        ("another port", INBOUND, signed(of(&format!("{PUBLIC}:8443{INBOUND}"), &pairs)), &body),
        ("http", INBOUND, signed(of(&own.replace("https", "http"), &pairs)), &body),
        ("a slash at the end", INBOUND, signed(of(&format!("{own}/"), &pairs)), &body),
        ("the other address", "/webhooks/twilio/status", signed(right.clone()), &body),
        ("a query that was not signed", &with_query, signed(right.clone()), &body),
        ("the query in another order", &with_query, signed(of(&format!("{own}?b=2&a=1"), &pairs)), &body),
        ("the query written otherwise", &with_query, signed(of(&format!("{own}?a=%31&b=2"), &pairs)), &body),
        ("a parameter more", INBOUND, signed(right.clone()), &more),
        ("a parameter less", INBOUND, signed(right.clone()), &less),
        ("one more value of a parameter", INBOUND, signed(right.clone()), &other_value),
        ("base64 without padding", INBOUND, signed(STANDARD_NO_PAD.encode(&digest)), &body),
        ("base64 for addresses", INBOUND, signed(odd), &odd_body),
        ("base64 in lower case", INBOUND, signed(right.to_lowercase()), &body),
        ("base64 with a line break", INBOUND, signed(format!("{right}\n")), &body),
        ("hexadecimal", INBOUND, signed(hex), &body),
        ("cut short", INBOUND, signed(STANDARD.encode(&digest[..10])), &body),
        ("two signatures, as the gateway joins them", INBOUND, signed(format!("{right},{right}")), &body),
        ("Meta's header", INBOUND, vec![("x-hub-signature-256", right.clone())], &body),
    ];
    for (row, target, headers, body) in refused {
        check(&bundle, row, (target, &headers, body), 401);
    }
    let slash = format!("{INBOUND}/");
    check(
        &bundle,
        "a slash at the end, signed",
        (&slash, &signed(of(&format!("{own}/"), &pairs)), &body),
        404,
    );

    let before = state(&bundle);
    check(&bundle, "as it should be", (INBOUND, &signed(right.clone()), &body), 200);
    // Until the answer to it has arrived.
    bundle.settle();
    bundle.advance_minutes(30);
    let after = state(&bundle);
    assert_ne!(after, before, "what was refused would have changed something");
    let queried = of(&format!("{own}?a=1&b=2"), &pairs);
    let accepted: Vec<(&str, &str, String, &[u8])> = vec![
        ("the old token", INBOUND, sign_twilio("old-token", &own, &pairs), &body),
        ("the port named", INBOUND, of(&format!("{PUBLIC}:443{INBOUND}"), &pairs), &body),
        ("the parameters in another order", INBOUND, right.clone(), &turned),
        ("the same parameter twice", INBOUND, right.clone(), &twice),
        ("spaces written otherwise", INBOUND, right.clone(), &spaced),
        ("a query that was signed", &with_query, queried, &body),
        ("replayed", INBOUND, right.clone(), &body),
    ];
    for (row, target, signature, body) in accepted {
        check(&bundle, row, (target, &signed(signature), body), 200);
        assert_eq!(state(&bundle), after, "{row}: the same message again changed something");
    }
}

#[test]
fn a_secret_is_replaced_while_webhooks_come() {
    let directory = tempfile::tempdir().unwrap();
    let open = |secrets: &str| {
        let variables =
            [("WHATSAPP_APP_SECRET", secrets), ("TWILIO_AUTH_TOKEN", secrets), ("PUBLIC_URL", PUBLIC)];
        Bundle::set_up(vec![clinic_files::example()], &variables, Some(directory.path()))
    };
    let statuses = |bundle: &Bundle, round: usize| {
        let both = |secret: &str| {
            let body = written(&format!("wamid.{round}.{secret}"), "hola");
            let pairs = texted(&format!("SM{round}{secret}"));
            let meta = vec![("x-hub-signature-256", sign_meta(secret, &body))];
            let twilio =
                vec![("x-twilio-signature", sign_twilio(secret, &format!("{PUBLIC}{INBOUND}"), &pairs))];
            (send(bundle, WHATSAPP, &meta, &body), send(bundle, INBOUND, &twilio, &form_of(&pairs)))
        };
        [both("old"), both("new")]
    };
    for (round, (secrets, old, new)) in
        [("old", 200, 401), ("old,new", 200, 200), (" new , old ", 200, 200), ("new", 401, 200)]
            .into_iter()
            .enumerate()
    {
        let bundle = open(secrets);
        assert_eq!(statuses(&bundle, round), [(old, old), (new, new)], "{secrets}");
        bundle.settle();
        assert_eq!(bundle.dead_letters(), 0, "{secrets}");
    }
}

/// The message that asked Ana about her visit.
fn question(bundle: &Bundle) -> MessageId {
    let case = bundle.case("a1");
    let steps = case["steps"].as_array().unwrap();
    let asks = |it: &&Value| it["step"].as_str().is_some_and(|it| it.starts_with("reminder"));
    let sent = steps.iter().filter(asks).find_map(|it| it["messages"][0]["id"].as_str()).unwrap();
    Message::parse_dispatch_id(sent).unwrap().0
}

#[test]
fn a_button_is_pressed_by_its_own_payload_alone() {
    let bundle = reminded();
    let message = question(&bundle);
    let key = ButtonKey::new("local-button-key");
    let confirm = Tapped::Answer(Answer::Confirm);
    let right = key.sign(&message, confirm);
    let flipped = |at: usize| {
        let mut bytes = right.clone().into_bytes();
        bytes[at] ^= 1;
        String::from_utf8(bytes).unwrap()
    };
    let until = bundle.now().checked_add(SignedDuration::from_hours(1)).unwrap();
    let other = MessageId::new("msg_00000000000000000000000000").unwrap();
    let rows = [
        ("empty", String::new()),
        ("unsigned", right.rsplit_once('.').unwrap().0.to_owned()),
        ("cut short", right[..right.len() - 1].to_owned()),
        ("a bit of the answer", flipped(4)),
        ("a bit of the message", flipped(20)),
        ("a bit of the signature", flipped(right.len() - 1)),
        ("another answer", right.replace("confirm", "cancel")),
        ("upper case", right.to_uppercase()),
        ("another deployment's key", ButtonKey::new("another").sign(&message, confirm)),
        ("a link's token", LinkKey::new(key.clone()).sign(&message, until)),
        ("a message that is not on record", key.sign(&other, confirm)),
        ("a choice that the message has not", key.sign(&message, Tapped::Choice(7))),
    ];
    let tap = |id: &str, payload: &str| {
        let text = json!({
            "object": "whatsapp_business_account", "entry": [{ "id": "102290129340398", "changes": [{
                "field": "messages", "value": {
                    "messaging_product": "whatsapp",
                    "metadata": { "display_phone_number": "541150000001", "phone_number_id": "106540352242922" },
                    "messages": [{
                        "from": "5491155550101", "id": id, "timestamp": bundle.now().as_second().to_string(),
                        "type": "button", "button": { "payload": payload, "text": "Ver" },
                    }],
                },
            }] }],
        });
        let body = text.to_string().into_bytes();
        let status =
            send(&bundle, WHATSAPP, &vec![("x-hub-signature-256", sign_meta("new-secret", &body))], &body);
        bundle.settle();
        status
    };
    for (row, payload) in rows {
        // What is on the button is heard as words, which say nothing here.
        assert_eq!(tap(&format!("wamid.{row}"), &payload), 200, "{row}");
        assert_eq!(bundle.case("a1")["state"], "booked", "{row}");
    }
    assert_eq!(tap("wamid.right", &right), 200);
    assert_eq!(bundle.case("a1")["state"], "confirmed", "the right one presses it");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_link_opens_by_its_own_token_until_its_time() {
    let bundle = Bundle::with_environment(&SECRETS);
    crate::surveys::visited(&bundle, "a1", "p1", ANA);
    let right = crate::surveys::form::token(&bundle, "a1");
    let (message, _) =
        Message::parse_dispatch_id(bundle.step("a1", "survey")["messages"][0]["id"].as_str().unwrap())
            .unwrap();
    let key = LinkKey::new(ButtonKey::new("local-button-key"));
    let now = bundle.now();
    let until = |seconds: i64| now.checked_add(SignedDuration::from_secs(seconds)).unwrap();
    let flipped = |at: usize| {
        let mut bytes = right.clone().into_bytes();
        bytes[at] ^= 1;
        String::from_utf8(bytes).unwrap()
    };
    let signature = right.rfind('.').unwrap();
    let rows = [
        ("none", String::new(), 404),
        ("unsigned", right[..signature].to_owned(), 404),
        ("a bit of the message", flipped(10), 404),
        ("a bit of its time", flipped(signature - 1), 404),
        ("a bit of the signature", flipped(right.len() - 1), 404),
        ("cut short", right[..right.len() - 1].to_owned(), 404),
        ("another deployment's key", LinkKey::new(ButtonKey::new("another")).sign(&message, until(60)), 404),
        ("a button's payload", ButtonKey::new("local-button-key").sign(&message, Tapped::Choice(1)), 404),
        ("expired an hour ago", key.sign(&message, until(-3_600)), 410),
        ("expired just now", key.sign(&message, now), 410),
        ("a path behind it", format!("{right}/x"), 404),
        ("longer than any token", format!("{right}{}", "0".repeat(200)), 404),
    ];
    for (row, token, status) in rows {
        let before = state(&bundle);
        for (method, body) in [("GET", &b""[..]), ("POST", b"score=1&comment=malo")] {
            let answer = bundle.send(method, &format!("/s/{token}"), &[], body);
            assert_eq!(answer.status, status, "{row}: {method}");
            assert!(!answer.text.contains("Clínica del Sol"), "{row}: it names the clinic");
        }
        assert_eq!(state(&bundle), before, "{row}: it was refused and changed something");
    }
    let before = state(&bundle);
    assert_eq!(bundle.send("POST", &format!("/s/{right}"), &[], b"score=1&comment=malo").status, 200);
    assert_ne!(state(&bundle), before, "what was refused would have changed something");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
