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

#[test]
fn one_conversation_whatever_the_spelling() {
    let clinic = ClinicId::new("el-cruce").unwrap();
    let thread = |identity: &Identity| ThreadId::derive(&clinic, &identity.canonical_text());
    let given = Identity::Phone(number("+54111523456789"));
    let reported = Identity::Phone(number("+5491123456789"));
    assert_eq!(thread(&given), thread(&reported));
    assert!(number("+54111523456789").same_subscriber(&number("+5491123456789")));
    let user = Identity::WhatsappUser(Phi::new("AR.5491123456789".into()));
    assert_ne!(thread(&user), thread(&reported));
    let upper = Identity::Email(Phi::new("Ana@Example.ORG".into()));
    let lower = Identity::Email(Phi::new("ana@example.org".into()));
    assert_eq!(thread(&upper), thread(&lower));
}

#[test]
fn identities_as_json() {
    for (identity, json) in [
        (Identity::Phone(number("+34600111222")), r#"{"kind":"phone","value":"+34600111222"}"#),
        (Identity::WhatsappUser(Phi::new("ES.1349".into())), r#"{"kind":"whatsapp_user","value":"ES.1349"}"#),
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
        "\\+549?[123][0-9]{9}", "\\+549?(11|[23][0-9]{2,3})15[0-9]{6,8}", "\\+521?[0-9]{10}",
        "\\+55[1-9]{2}9?[0-9]{8}", "\\+5[245][0-9]{5,13}", "\\+[1-9][0-9]{6,14}",
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
    fn the_country_stays(number in numbers()) {
        // Those whose numbers are rewritten have codes of two digits.
        let canonical = number.canonical();
        prop_assert_eq!(&canonical.expose()[..3], &number.expose()[..3]);
    }

    #[test]
    fn a_user_id_is_never_changed(text in "[A-Z]{2}\\.(ENT\\.)?(549?[0-9]{10}|521?[0-9]{10}|[A-Za-z0-9]{1,128})") {
        let identity = Identity::WhatsappUser(Phi::new(text.clone()));
        prop_assert_eq!(identity.canonical_text(), text.clone());
        let stored = serde_json::to_string(&identity).unwrap();
        prop_assert_eq!(serde_json::from_str::<Identity>(&stored).unwrap().canonical_text(), text);
    }
}
