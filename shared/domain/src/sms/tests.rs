#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::{Encoding, SMS_CHARS_MAX, fold, segments};
use crate::clinic::SmsProvider;

fn check_count(text: &str, encoding: Encoding, count: u32) {
    let got = segments(text);
    assert_eq!((got.encoding, got.count), (encoding, count), "{text:?}");
}

#[test]
fn examples() {
    use Encoding::{Gsm7, Ucs2};
    check_count("", Gsm7, 0);
    check_count("a", Gsm7, 1);
    check_count(&"a".repeat(160), Gsm7, 1);
    check_count(&"a".repeat(161), Gsm7, 2);
    check_count(&format!("{}€", "a".repeat(159)), Gsm7, 2);
    check_count(&format!("{}€", "a".repeat(158)), Gsm7, 1);
    check_count(&"a".repeat(306), Gsm7, 2);
    check_count(&"a".repeat(307), Gsm7, 3);
    check_count(&"á".repeat(70), Ucs2, 1);
    check_count(&"á".repeat(71), Ucs2, 2);
    check_count(&"á".repeat(134), Ucs2, 2);
    check_count(&"á".repeat(135), Ucs2, 3);
    check_count(&"😀".repeat(35), Ucs2, 1);
    check_count(&"😀".repeat(36), Ucs2, 2);
    check_count("¿Mañana? ¡Sí!", Ucs2, 1);
    check_count("¿Mañana? ¡Ya! é ü Ñ É Ü", Gsm7, 1);
    check_count("`", Ucs2, 1);
    check_count("ç", Ucs2, 1);
    check_count("Ç", Gsm7, 1);
}

#[test]
fn pairs_are_not_split() {
    // 152 septets, then a pair that does not fit in the first part, then 151 more.
    check_count(&format!("{}€{}", "a".repeat(152), "a".repeat(151)), Encoding::Gsm7, 2);
    check_count(&format!("{}€{}", "a".repeat(152), "a".repeat(152)), Encoding::Gsm7, 3);
    check_count(&format!("{}😀{}", "á".repeat(66), "á".repeat(65)), Encoding::Ucs2, 2);
    check_count(&format!("{}😀{}", "á".repeat(66), "á".repeat(66)), Encoding::Ucs2, 3);
}

fn check_fold(text: &str, want: &str) {
    assert_eq!(fold(text), want, "{text:?}");
}

#[test]
fn folding() {
    check_fold(
        "Hola María, tu cita es el miércoles a las 9 h",
        "Hola Maria, tu cita es el miércoles a las 9 h",
    );
    check_fold("ÁÍÓÚ áíóú", "AIOU aiou");
    check_fold("año Ñandú pingüino ¿qué? ¡ya!", "año Ñandu pingüino ¿qué? ¡ya!");
    check_fold("Você não virá às três? Ação", "Voce nao vira às tres? Acao");
    check_fold("à è ò ï l·l Àngels", "à è ò i l.l Angels");
    check_fold("“hola” – ‘bien’ … 1.º 2.ª N° 3\u{A0}h", "\"hola\" - 'bien' ... 1.o 2.a No 3 h");
    check_fold("ve\u{301} man\u{303}ana mari\u{301}a", "vé mañana maria");
    check_fold("soft\u{AD}ly\u{200B}", "softly");
    check_fold("plain ASCII stays", "plain ASCII stays");
    check_fold("año", "año");
}

#[test]
fn what_cannot_become_cheaper_is_left_alone() {
    check_fold("Mañana está 😀", "Mañana está 😀");
    check_fold("Привет María", "Привет María");
    // 70 ellipses are one UCS-2 part and would be two of full stops.
    let ellipses = "…".repeat(70);
    check_fold(&ellipses, &ellipses);
}

/// The default alphabet by code, 0x00 to 0x7F (3GPP TS 23.038 §6.2.1); the escape itself is left out.
const BY_CODE: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1B}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// The extension table: code after the escape, and character.
const EXTENSION: [(u16, char); 10] = [
    (0x0A, '\u{0C}'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2F, '\\'),
    (0x3C, '['),
    (0x3D, '~'),
    (0x3E, ']'),
    (0x40, '|'),
    (0x65, '€'),
];
const ESCAPE: u16 = 0x1B;

/// Encodes by table, then finds the fewest parts by trying every cut that splits no pair.
fn fewest_parts(text: &str) -> (Encoding, usize, u32) {
    let gsm7: Option<Vec<Vec<u16>>> = text.chars().map(encode_gsm7).collect();
    let (encoding, codes, single, part) = match gsm7 {
        Some(codes) => (Encoding::Gsm7, codes.concat(), 160, 153),
        None => (Encoding::Ucs2, text.encode_utf16().collect(), 70, 67),
    };
    let opens_pair = |code: u16| match encoding {
        Encoding::Gsm7 => code == ESCAPE,
        Encoding::Ucs2 => (0xD800..0xDC00).contains(&code),
    };
    let length = codes.len();
    if length <= single {
        return (encoding, length, u32::from(length > 0));
    }
    let mut fewest = vec![u32::MAX; length + 1];
    fewest[0] = 0;
    for end in 1..=length {
        if opens_pair(codes[end - 1]) {
            continue;
        }
        let starts = end.saturating_sub(part)..end;
        fewest[end] = starts.map(|start| fewest[start].saturating_add(1)).min().unwrap();
    }
    (encoding, length, fewest[length])
}

fn encode_gsm7(character: char) -> Option<Vec<u16>> {
    if let Some((code, _)) = EXTENSION.iter().find(|(_, it)| *it == character) {
        return Some(vec![ESCAPE, *code]);
    }
    let code = BY_CODE.chars().position(|it| it == character)?;
    (code != usize::from(ESCAPE)).then(|| vec![u16::try_from(code).unwrap()])
}

#[test]
fn the_alphabet_has_128_codes() {
    assert_eq!(BY_CODE.chars().count(), 128);
    for code in 0..=0x2FFF {
        let Some(character) = char::from_u32(code) else { continue };
        let (encoding, units, _) = fewest_parts(&character.to_string());
        let got = segments(&character.to_string());
        assert_eq!((got.encoding, got.units as usize), (encoding, units), "U+{code:04X}");
    }
}

/// Text as clinics write it, and text meant to sit on the edges of parts.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zñé€\\[~]{0,400}",
        "[a-zA-Z áéíóúñü¿¡“”…ãõâêôçº€\u{A0}]{0,350}",
        "[a-z€😀á]{0,200}",
        "(a{150,154}|á{64,68})[€😀]{1,3}(a{150,154}|á{64,68})[€😀a]{0,80}",
        any::<String>(),
    ]
}

proptest! {
    #[test]
    fn counts_what_the_oracle_counts(text in texts()) {
        let got = segments(&text);
        prop_assert_eq!((got.encoding, got.units as usize, got.count), fewest_parts(&text));
        prop_assert_eq!(got.count >= 1, !text.is_empty());
    }

    #[test]
    fn appending_never_makes_it_cheaper(text in texts(), more in texts()) {
        let longer = format!("{text}{more}");
        prop_assert!(segments(&longer).count >= segments(&text).count);
    }

    #[test]
    fn folding_is_safe(text in texts()) {
        let folded = fold(&text).into_owned();
        prop_assert_eq!(&fold(&folded), &folded);
        prop_assert!(segments(&folded).count <= segments(&text).count);
        let enyes = |it: &str| it.chars().filter(|c| matches!(c, 'ñ' | 'Ñ')).count();
        prop_assert!(enyes(&folded) >= enyes(&text));
    }
}

#[test]
fn the_longest_body_is_eleven_parts() {
    assert_eq!(segments(&"a".repeat(SMS_CHARS_MAX)).count, 11);
}

#[test]
fn each_carrier_has_a_longest_text_of_its_own() {
    for (text, twilio, aws) in [
        ("a".repeat(1_530), true, true),
        ("a".repeat(1_531), true, false),
        ("a".repeat(SMS_CHARS_MAX + 1), false, false),
        ("€".repeat(765), true, true),
        ("€".repeat(766), true, false),
        ("🩺".repeat(315), true, true),
        ("🩺".repeat(316), true, false),
    ] {
        let takes = [SmsProvider::Twilio, SmsProvider::Aws].map(|it| it.takes(&text));
        assert_eq!(takes, [twilio, aws], "{} characters", text.chars().count());
    }
}
