#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::{E164, Identity};
use crate::ids::{ClinicId, ThreadId};
use crate::phi::Phi;

fn number(text: &str) -> E164 {
    E164::new(text).unwrap()
}

fn check_canonical(text: &str, want: &str) {
    assert_eq!(number(text).canonical().expose(), want, "{text}");
}

#[test]
fn canonical_numbers() {
    // Argentina: Buenos Aires, three-digit and four-digit areas, with 9, with 15, with both, with neither.
    check_canonical("+5491123456789", "+541123456789");
    check_canonical("+54111523456789", "+541123456789");
    check_canonical("+549111523456789", "+541123456789");
    check_canonical("+541123456789", "+541123456789");
    check_canonical("+5493514567890", "+543514567890");
    check_canonical("+54351154567890", "+543514567890");
    check_canonical("+54220215456789", "+542202456789");
    check_canonical("+5492202456789", "+542202456789");
    check_canonical("+541115345678", "+541115345678");
    // Mexico.
    check_canonical("+5215512345678", "+525512345678");
    check_canonical("+525512345678", "+525512345678");
    check_canonical("+521551234567", "+521551234567");
    // Brazil: mobiles before and after the ninth digit, a fixed line, a mobile that never had eight digits.
    check_canonical("+551187654321", "+5511987654321");
    check_canonical("+5511987654321", "+5511987654321");
    check_canonical("+551132654321", "+551132654321");
    check_canonical("+5511912345678", "+5511912345678");
    // Elsewhere.
    check_canonical("+34600111222", "+34600111222");
    check_canonical("+15551234567", "+15551234567");
    check_canonical("+1521234567", "+1521234567");
}

fn check_variants(text: &str, want: &[&str]) {
    let got: Vec<String> = number(text).whatsapp_variants().into_iter().map(String::from).collect();
    assert_eq!(got, want, "{text}");
}

#[test]
fn variants() {
    check_variants("+54111523456789", &["+541123456789", "+5491123456789"]);
    check_variants("+5491123456789", &["+541123456789", "+5491123456789"]);
    check_variants("+525512345678", &["+525512345678", "+5215512345678"]);
    check_variants("+551187654321", &["+5511987654321", "+551187654321"]);
    check_variants("+551132654321", &["+551132654321"]);
    check_variants("+5511912345678", &["+5511912345678"]);
    check_variants("+34600111222", &["+34600111222"]);
}

#[test]
fn country_codes() {
    for (text, code) in [
        ("+5491123456789", "54"),
        ("+15551234567", "1"),
        ("+77012345678", "7"),
        ("+34600111222", "34"),
        ("+59899123456", "598"),
        ("+351912345678", "351"),
        ("+989123456789", "98"),
        ("+97412345678", "974"),
    ] {
        assert_eq!(number(text).country_calling_code(), code, "{text}");
    }
}

fn check_bsuid(text: &str, good: bool) {
    let parsed = Identity::parse_bsuid(text);
    assert_eq!(parsed.is_ok(), good, "{text}");
    if let Ok(identity) = parsed {
        assert_eq!(identity.canonical_text(), text);
    }
}

#[test]
fn user_ids() {
    check_bsuid("ES.13491208655302741918", true);
    check_bsuid("US.ENT.11815799212886844830", true);
    check_bsuid("AR.5491123456789", true);
    check_bsuid("MX.5215512345678", true);
    check_bsuid(&format!("ES.{}", "7".repeat(128)), true);
    check_bsuid(&format!("ES.ENT.{}", "a".repeat(128)), true);
    check_bsuid(&format!("ES.{}", "7".repeat(129)), false);
    for bad in [
        "",
        "ES",
        "ES.",
        "es.123",
        "ESP.123",
        "ES.12 3",
        "ES.ENT.",
        "ES.ENT.1.2",
        "+34600111222",
        "ES.1@2",
        "ES.ñ",
    ] {
        check_bsuid(bad, false);
    }
}

#[test]
fn one_conversation_whatever_the_spelling() {
    let clinic = ClinicId::new("el-cruce").unwrap();
    let thread = |identity: &Identity| ThreadId::derive(&clinic, &identity.canonical_text());
    let given = Identity::Phone(number("+54111523456789"));
    let reported = Identity::Phone(number("+5491123456789"));
    assert_eq!(thread(&given), thread(&reported));
    let user = Identity::parse_bsuid("AR.5491123456789").unwrap();
    assert_ne!(thread(&user), thread(&reported));
    let upper = Identity::Email(Phi::new("Ana@Example.ORG".into()));
    let lower = Identity::Email(Phi::new("ana@example.org".into()));
    assert_eq!(thread(&upper), thread(&lower));
}

#[test]
fn identities_as_json() {
    for (identity, json) in [
        (Identity::Phone(number("+34600111222")), r#"{"kind":"phone","value":"+34600111222"}"#),
        (Identity::parse_bsuid("ES.1349").unwrap(), r#"{"kind":"whatsapp_user","value":"ES.1349"}"#),
        (Identity::Email(Phi::new("a@b.es".into())), r#"{"kind":"email","value":"a@b.es"}"#),
    ] {
        assert_eq!(serde_json::to_string(&identity).unwrap(), json);
        assert_eq!(serde_json::from_str::<Identity>(json).unwrap(), identity);
        let debug = format!("{identity:?}");
        assert!(debug.contains("[ph"), "{debug}");
    }
}

fn numbers() -> impl Strategy<Value = E164> {
    prop_oneof![
        "\\+549?[123][0-9]{9}",
        "\\+549?(11|[23][0-9]{2,3})15[0-9]{6,8}",
        "\\+521?[0-9]{10}",
        "\\+55[1-9]{2}9?[0-9]{8}",
        "\\+5[245][0-9]{5,13}",
        "\\+[1-9][0-9]{6,14}",
    ]
    .prop_filter_map("international form", |text| E164::new(text).ok())
}

proptest! {
    #[test]
    fn canonical_is_final(number in numbers()) {
        let canonical = number.canonical();
        prop_assert!(E164::new(canonical.expose()).is_ok());
        prop_assert_eq!(canonical.canonical(), canonical);
    }

    #[test]
    fn variants_share_their_canonical(number in numbers()) {
        let variants = number.whatsapp_variants();
        prop_assert_eq!(variants.first(), Some(&number.canonical()));
        for variant in &variants {
            prop_assert!(E164::new(variant.expose()).is_ok());
            prop_assert_eq!(variant.canonical(), number.canonical());
            prop_assert!(variant.same_subscriber(&number));
            prop_assert_eq!(variant.whatsapp_variants(), variants.clone());
        }
    }

    #[test]
    fn the_country_stays(number in numbers()) {
        let canonical = number.canonical();
        prop_assert_eq!(canonical.country_calling_code(), number.country_calling_code());
    }

    #[test]
    fn a_user_id_is_never_changed(text in "[A-Z]{2}\\.(ENT\\.)?(549?[0-9]{10}|521?[0-9]{10}|[A-Za-z0-9]{1,128})") {
        let identity = Identity::parse_bsuid(&text).unwrap();
        prop_assert_eq!(identity.canonical_text(), text.clone());
        let stored = serde_json::to_string(&identity).unwrap();
        prop_assert_eq!(serde_json::from_str::<Identity>(&stored).unwrap().canonical_text(), text);
    }
}
