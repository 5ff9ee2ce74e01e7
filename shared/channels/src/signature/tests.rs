#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

const SECRET: &str = "test_app_secret";
/// Bodies and their digests, made apart from this code.
const META_VECTORS: [(&str, &str); 4] = [
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
];

#[test]
fn meta_vectors_hold_over_the_exact_bytes() {
    let secrets = MetaSecrets::new(SECRET).unwrap();
    for (body, digits) in META_VECTORS {
        let header = format!("sha256={digits}");
        assert_eq!(sign_meta(SECRET, body.as_bytes()), header);
        assert_eq!(secrets.verify(Some(&header), body.as_bytes()), Ok(()), "{body}");
        assert_eq!(
            secrets.verify(Some(&header), format!("{body} ").as_bytes()),
            Err(SignatureError::Invalid)
        );
    }
    // Decoding and encoding again is another body, though the same JSON.
    let (_, escaped) = META_VECTORS[2];
    let (raw, _) = META_VECTORS[3];
    assert_eq!(
        secrets.verify(Some(&format!("sha256={escaped}")), raw.as_bytes()),
        Err(SignatureError::Invalid)
    );
}

#[test]
fn meta_headers_are_read_strictly() {
    let secrets = MetaSecrets::new(SECRET).unwrap();
    let (body, digits) = META_VECTORS[0];
    let check = |header: Option<&str>, expected| {
        assert_eq!(secrets.verify(header, body.as_bytes()), expected, "{header:?}");
    };
    check(None, Err(SignatureError::Missing));
    check(Some(&format!("sha256={}", digits.to_uppercase())), Ok(()));
    let invalid = Err(SignatureError::Invalid);
    check(Some(""), invalid);
    check(Some(digits), invalid);
    check(Some(&format!("SHA256={digits}")), invalid);
    check(Some(&format!("sha1={digits}")), invalid);
    check(Some(&format!("sha256={digits}00")), invalid);
    check(Some(&format!("sha256={}", &digits[..62])), invalid);
    check(Some(&format!("sha256= {}", &digits[1..])), invalid);
    check(Some(&format!("sha256={}zz", &digits[..62])), invalid);
    check(Some(&format!("sha256={}é", &digits[..62])), invalid);
    check(Some(&format!("sha256=00{}", &digits[2..])), invalid);
}

#[test]
fn a_body_of_three_megabytes_is_verified() {
    let body = vec![b'x'; 3 * 1024 * 1024];
    let secrets = MetaSecrets::new(SECRET).unwrap();
    assert_eq!(secrets.verify(Some(&sign_meta(SECRET, &body)), &body), Ok(()));
    assert_eq!(secrets.verify(Some(&sign_meta(SECRET, &body)), &body[1..]), Err(SignatureError::Invalid));
}

#[test]
fn both_meta_secrets_count_while_one_is_replaced() {
    let body = b"{}";
    let old = sign_meta("old", body);
    let both = MetaSecrets::new("new, old").unwrap();
    assert_eq!(both.verify(Some(&old), body), Ok(()));
    assert_eq!(both.verify(Some(&sign_meta("new", body)), body), Ok(()));
    assert_eq!(both.verify(Some(&sign_meta("other", body)), body), Err(SignatureError::Invalid));
    assert_eq!(both.verify(Some(&sign_meta("", body)), body), Err(SignatureError::Invalid));
    assert_eq!(MetaSecrets::new("new").unwrap().verify(Some(&old), body), Err(SignatureError::Invalid));
}

#[test]
fn secrets_are_neither_absent_nor_printed() {
    for absent in ["", " ", ",", " , "] {
        assert!(MetaSecrets::new(absent).is_err(), "{absent:?}");
        assert!(TwilioTokens::new(absent).is_err(), "{absent:?}");
    }
    assert_eq!(format!("{:?}", MetaSecrets::new(SECRET).unwrap()), "MetaSecrets([secret])");
    assert_eq!(format!("{:?}", TwilioTokens::new(SECRET).unwrap()), "TwilioTokens([secret])");
}

#[test]
fn secrets_are_compared_whole() {
    for (given, same) in [("token", true), ("tokem", false), ("token\0", false), ("toke", false), ("", false)]
    {
        assert_eq!(equal(given, "token"), same, "{given:?}");
    }
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

const CALL_URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
const CALL_SIGNATURE: &str = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

fn call() -> Vec<(String, String)> {
    pairs(&[
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ])
}

#[test]
fn twilio_vectors_hold() {
    let tokens = TwilioTokens::new("12345").unwrap();
    let mut form = call();
    form.reverse();
    assert_eq!(sign_twilio("12345", CALL_URL, &form), CALL_SIGNATURE);
    assert_eq!(tokens.verify(Some(CALL_SIGNATURE), CALL_URL, &form), Ok(()));

    let url = "https://api.example.org/hooks/twilio/inbound";
    let form = pairs(&[
        ("Body", "Sí, confirmo"),
        ("ButtonPayload", ""),
        ("From", "whatsapp:+34600111222"),
        ("MessageSid", "SM00000000000000000000000000000001"),
        ("NumMedia", "0"),
        ("ProfileName", "Ana Pérez"),
        ("To", "whatsapp:+34900000001"),
        ("WaId", "34600111222"),
    ]);
    assert_eq!(sign_twilio("test_token", url, &form), "5McAACI/zGEAjbLFgOEoqWNknhc=");
}

#[test]
fn twilio_counts_each_distinct_value_once() {
    let url = "https://example.org/";
    let twice = pairs(&[("A", "2"), ("A", "1"), ("A", "2"), ("B", "")]);
    let once = pairs(&[("A", "1"), ("A", "2"), ("B", "")]);
    assert_eq!(sign_twilio("t", url, &twice), sign_twilio("t", url, &once));
    assert_ne!(sign_twilio("t", url, &once[..2]), sign_twilio("t", url, &pairs(&[("A", "1")])));
}

#[test]
fn twilio_may_name_the_port_or_not_and_the_tries_that_it_was_asked_for() {
    let tokens = TwilioTokens::new("t").unwrap();
    let check = |signed: &str, seen: &str, expected: Result<(), SignatureError>| {
        let signature = sign_twilio("t", signed, &[]);
        assert_eq!(tokens.verify(Some(&signature), seen, &[]), expected, "{signed} {seen}");
    };
    check("https://a.org/x?y=1", "https://a.org/x?y=1", Ok(()));
    check("https://a.org:443/x?y=1", "https://a.org/x?y=1", Ok(()));
    check("http://a.org:80/x", "http://a.org/x", Ok(()));
    check("https://a.org/x", "https://a.org:443/x", Ok(()));
    check("https://a.org/x", "https://a.org:8443/x", Ok(()));
    check("http://[::1]:80/x", "http://[::1]/x", Ok(()));
    check("https://a.org", "https://a.org:443", Ok(()));
    check("https://a.org?b=c:1", "https://a.org:443?b=c:1", Ok(()));
    check("https://a.org/x?y=1#rc=5&rp=all", "https://a.org/x?y=1", Ok(()));
    check("https://a.org/x?y=1#rc=9", "https://a.org/x?y=1", Err(SignatureError::Invalid));
    check("https://a.org:8443/x", "https://a.org/x", Err(SignatureError::Invalid));
    check("http://a.org/x", "https://a.org/x", Err(SignatureError::Invalid));
}

#[test]
fn twilio_refuses_what_is_missing_malformed_or_of_another_token() {
    let tokens = TwilioTokens::new("new,12345").unwrap();
    let form = call();
    let verify = |header| tokens.verify(header, CALL_URL, &form);
    assert_eq!(verify(Some(CALL_SIGNATURE)), Ok(()), "the previous token");
    assert_eq!(verify(None), Err(SignatureError::Missing));
    for header in ["", "?", "RSOYDt4T1cUTdK1PDd93/VVr8B8", &sign_twilio("other", CALL_URL, &form)] {
        assert_eq!(verify(Some(header)), Err(SignatureError::Invalid), "{header}");
    }
    let unsigned = [form.clone(), pairs(&[("New", "1")])].concat();
    let verdict = tokens.verify(Some(CALL_SIGNATURE), CALL_URL, &unsigned);
    assert_eq!(verdict, Err(SignatureError::Invalid), "unknown parameters are signed too");
}
