
use super::*;

const ESCAPED: &str = r#"{"t":"\u00e4\u00f6\u00e5"}"#;
const ESCAPED_HEX: &str = "8cc2a80f11313ef9c69ca05a132f3f266a992c9b43953c1a520861f142a45c7a";

#[test]
fn meta_signs_the_bytes_as_they_are() {
    let secrets = MetaSecrets::new("test_app_secret");
    let check = |body: &str, hex: &str| secrets.verify(Some(&format!("sha256={hex}")), body.as_bytes());
    let vectors = [
        (r#"{"object":"whatsapp_business_account","entry":[]}"#, "dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756"),
        (r#"{"object": "whatsapp_business_account", "entry": []}"#, "56cbbaf4961c6cfdae48b7f116c047e5eb513d2c931baae63a2bc1afd26f803a"),
        (ESCAPED, ESCAPED_HEX),
        (r#"{"t":"äöå"}"#, "07b8dabf93a804e697507061549bf1050a7e7efcff37c84effe4818d2a4f9c3e"),
    ];
    for (body, hex) in vectors {
        assert_eq!(check(body, hex), Ok(()), "{body}");
        assert_eq!(check(body, &hex.to_uppercase()), Ok(()), "upper-case digits are the same number");
        assert_eq!(check(&format!("{body} "), hex), Err(SignatureError::Mismatch));
    }
}

#[test]
fn a_missing_malformed_or_foreign_signature_is_told_apart() {
    let secrets = MetaSecrets::new("test_app_secret");
    assert_eq!(secrets.verify(None, b""), Err(SignatureError::Missing));
    for odd in ["", "sha256=", "sha1=ab", ESCAPED_HEX, "SHA256=00", &format!("sha256={}", "g".repeat(64))] {
        assert_eq!(secrets.verify(Some(odd), b""), Err(SignatureError::Malformed), "{odd}");
    }
    let foreign = MetaSecrets::new("another");
    assert_eq!(foreign.verify(Some(&format!("sha256={ESCAPED_HEX}")), ESCAPED.as_bytes()), Err(SignatureError::Mismatch));
}

#[test]
fn the_old_secret_holds_while_it_is_named() {
    let header = format!("sha256={ESCAPED_HEX}");
    assert_eq!(MetaSecrets::new("new, test_app_secret").verify(Some(&header), ESCAPED.as_bytes()), Ok(()));
    assert_eq!(MetaSecrets::new("new").verify(Some(&header), ESCAPED.as_bytes()), Err(SignatureError::Mismatch));
    assert_eq!(MetaSecrets::new("").verify(Some(&header), ESCAPED.as_bytes()), Err(SignatureError::Mismatch));
}

fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn twilio_signs_the_address_and_the_sorted_form() {
    let pairs = form(&[("To", "+18005551212"), ("CallSid", "CA1234567890ABCDE"), ("Caller", "+14158675309"), ("Digits", "1234"), ("From", "+14158675309")]);
    let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    let signature = Some("RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    let tokens = TwilioTokens::new("12345");
    assert_eq!(tokens.verify(signature, url, &pairs), Ok(()));
    assert_eq!(TwilioTokens::new("99,12345").verify(signature, url, &pairs), Ok(()));
    assert_eq!(tokens.verify(signature, "https://mycompany.com:443/myapp.php?foo=1&bar=2", &pairs), Ok(()));
    assert_eq!(tokens.verify(signature, "https://mycompany.com/other", &pairs), Err(SignatureError::Mismatch));
    assert_eq!(tokens.verify(signature, url, &pairs[1..]), Err(SignatureError::Mismatch));
    assert_eq!(tokens.verify(None, url, &pairs), Err(SignatureError::Missing));
    assert_eq!(tokens.verify(Some("?"), url, &pairs), Err(SignatureError::Malformed));
}

#[test]
fn twilio_signs_accents_and_empty_values() {
    let pairs = form(&[
        ("Body", "Sí, confirmo"),
        ("ButtonPayload", ""),
        ("From", "whatsapp:+34600111222"),
        ("MessageSid", "SM00000000000000000000000000000001"),
        ("NumMedia", "0"),
        ("ProfileName", "Ana Pérez"),
        ("To", "whatsapp:+34900000001"),
        ("WaId", "34600111222"),
    ]);
    let tokens = TwilioTokens::new("test_token");
    assert_eq!(tokens.verify(Some("5McAACI/zGEAjbLFgOEoqWNknhc="), "https://api.example.org/hooks/twilio/inbound", &pairs), Ok(()));
}

#[test]
fn twilio_json_needs_both_signatures() {
    let body = br#"{"property": "value", "boolean": true}"#;
    let url = "https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
    let tokens = TwilioTokens::new("12345");
    assert_eq!(tokens.verify_json(Some("a9nBmqA0ju/hNViExpshrM61xv4="), url, body), Ok(()));
    assert_eq!(tokens.verify_json(Some("a9nBmqA0ju/hNViExpshrM61xv4="), url, b"{}"), Err(SignatureError::Mismatch));
}

#[test]
fn secrets_do_not_print() {
    let printed = format!("{:?} {:?}", MetaSecrets::new("hunter2"), TwilioTokens::new("hunter2"));
    assert!(!printed.contains("hunter2"));
    assert!(equal("a", "a") && !equal("a", "b") && !equal("", "b"));
}
