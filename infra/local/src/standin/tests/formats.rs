//! Signatures, ids, segments: against published vectors and by hand.

use serde_json::json;

use super::super::{ids, segments::segments, sign};

#[test]
fn hub_signatures_match_the_published_vectors() {
    for (body, expected) in [
        (
            r#"{"object":"whatsapp_business_account","entry":[]}"#,
            "dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756",
        ),
        (
            r#"{"object": "whatsapp_business_account", "entry": []}"#,
            "56cbbaf4961c6cfdae48b7f116c047e5eb513d2c931baae63a2bc1afd26f803a",
        ),
        (r#"{"t":"\u00e4\u00f6\u00e5"}"#, "8cc2a80f11313ef9c69ca05a132f3f266a992c9b43953c1a520861f142a45c7a"),
        (r#"{"t":"äöå"}"#, "07b8dabf93a804e697507061549bf1050a7e7efcff37c84effe4818d2a4f9c3e"),
    ] {
        assert_eq!(sign::hub_signature("test_app_secret", body.as_bytes()), format!("sha256={expected}"));
    }
}

#[test]
fn json_is_escaped_to_ascii_in_lower_case_hex() {
    let body = sign::escaped_json(&json!({"t": "äöå"}));
    assert_eq!(String::from_utf8(body).unwrap(), r#"{"t":"\u00e4\u00f6\u00e5"}"#);
    let body = sign::escaped_json(&json!("👍 \"quoted\"\n"));
    assert_eq!(String::from_utf8(body).unwrap(), r#""\ud83d\udc4d \"quoted\"\n""#);
}

#[test]
fn twilio_signatures_match_the_published_vectors() {
    let check = |token: &str, url: &str, parameters: &[(&str, &str)], expected: &str| {
        let owned: Vec<_> =
            parameters.iter().map(|(name, it)| ((*name).to_owned(), (*it).to_owned())).collect();
        assert_eq!(sign::twilio_signature(token, url, &owned), expected);
    };
    let call = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ];
    check("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", &call, "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    let message = [
        ("WaId", "34600111222"),
        ("Body", "Sí, confirmo"),
        ("ButtonPayload", ""),
        ("From", "whatsapp:+34600111222"),
        ("MessageSid", "SM00000000000000000000000000000001"),
        ("NumMedia", "0"),
        ("ProfileName", "Ana Pérez"),
        ("To", "whatsapp:+34900000001"),
        ("NumMedia", "0"),
    ];
    let url = "https://api.example.org/hooks/twilio/inbound";
    check("test_token", url, &message, "5McAACI/zGEAjbLFgOEoqWNknhc=");
}

#[test]
fn one_handset_has_one_canonical_number_and_the_whatsapp_id_of_its_country() {
    for (number, canonical, whatsapp_id) in [
        ("+34600111222", "+34600111222", "34600111222"),
        ("+541123456789", "+5491123456789", "5491123456789"),
        ("+5491123456789", "+5491123456789", "5491123456789"),
        ("+525512345678", "+525512345678", "5215512345678"),
        ("+5215512345678", "+525512345678", "5215512345678"),
        ("+5511912345678", "+5511912345678", "5511912345678"),
        ("+12025550123", "+12025550123", "12025550123"),
    ] {
        assert_eq!(ids::canonical(number).as_deref(), Some(canonical), "{number}");
        assert_eq!(ids::whatsapp_id(canonical), whatsapp_id, "{number}");
    }
    for wrong in ["", "600111222", "+0600111222", "+12", "+1234567890123456", "+3460011x222"] {
        assert_eq!(ids::canonical(wrong), None, "{wrong}");
    }
}

#[test]
fn ids_have_the_form_of_the_real_ones() {
    let wamid = ids::wamid("34600111222", 1, false);
    assert!(wamid.starts_with("wamid.HBgLMzQ2MDAxMTEyMjIVAgARGBI"), "{wamid}");
    assert_ne!(wamid, ids::wamid("34600111222", 2, false));
    assert_eq!(ids::message_sid(1).len(), 34);
    assert_eq!(ids::uuid(1).split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    assert!(ids::user_id("+34600111222").starts_with("ES."));
}

#[test]
fn segments_are_counted_in_septets_or_utf16_units() {
    for (text, expected) in [
        ("a".repeat(160), 1),
        ("a".repeat(161), 2),
        (format!("{}€", "a".repeat(159)), 2),
        ("á".repeat(70), 1),
        ("á".repeat(71), 2),
        ("👍".repeat(35), 1),
        ("👍".repeat(36), 2),
        (format!("{}€{}", "a".repeat(152), "a".repeat(152)), 3),
        ("ñÑéÉüÜ¿¡".repeat(20), 1),
    ] {
        assert_eq!(segments(&text), expected, "{} characters", text.chars().count());
    }
}
