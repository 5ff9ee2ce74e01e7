use domain::phone::E164;

use super::{buenos_aires, in_country};
use crate::Defaults;
use crate::phone::{PhoneProblem, of_patient, parse};

/// Each text in that country is that number.
fn check(country: &str, cases: &[(&str, &str)]) {
    for (text, want) in cases {
        match parse(text, country) {
            Ok(number) => assert_eq!(number.expose(), *want, "{text:?} in {country}"),
            Err(problem) => panic!("{text:?} in {country}: {problem}"),
        }
    }
}

/// Each text in that country is refused with that reason.
fn check_refused(country: &str, cases: &[(&str, &str)]) {
    for (text, want) in cases {
        match parse(text, country) {
            Ok(number) => panic!("{text:?} in {country} is {}", number.expose()),
            Err(problem) => assert_eq!(problem.to_string(), *want, "{text:?} in {country}"),
        }
    }
}

#[test]
fn argentina() {
    check(
        "AR",
        &[
            ("+5491123456789", "+5491123456789"),
            ("+54 9 11 2345-6789", "+5491123456789"),
            ("+54 (9) 11 2345-6789", "+5491123456789"),
            ("+54 11 15 2345 6789", "+5491123456789"),
            ("+54 011 15 2345 6789", "+5491123456789"),
            ("+54 9 11 15 2345-6789", "+5491123456789"),
            ("+54 9 011 2345-6789", "+5491123456789"),
            ("0054 9 11 2345 6789", "+5491123456789"),
            ("00 54 11 15 2345 6789", "+5491123456789"),
            ("54 9 11 2345 6789", "+5491123456789"),
            ("5491123456789", "+5491123456789"),
            ("011 15-2345-6789", "+5491123456789"),
            ("(011) 15 2345 6789", "+5491123456789"),
            ("01115 23456789", "+5491123456789"),
            ("11 15 2345 6789", "+5491123456789"),
            ("9 11 2345 6789", "+5491123456789"),
            // Without 9 or 15 nobody can tell that it is a mobile; it is kept as it stands.
            ("+54 11 2345-6789", "+541123456789"),
            ("11 2345-6789", "+541123456789"),
            ("011 4321-5678", "+541143215678"),
            // Areas of three and four digits.
            ("0351 15-456-7890", "+5493514567890"),
            ("351 15 4567890", "+5493514567890"),
            ("(0351) 4567890", "+543514567890"),
            ("0351/4567890", "+543514567890"),
            ("0351/154567890", "+5493514567890"),
            ("02202 15 45-6789", "+5492202456789"),
            ("+54 2202 15 456789", "+5492202456789"),
            ("+54 9 2202 456789", "+5492202456789"),
            ("0223 15 456 7890", "+5492234567890"),
            ("261 15 456 7890", "+5492614567890"),
            // Labels and marks.
            ("cel: 011 15-2345-6789", "+5491123456789"),
            ("WhatsApp +54 9 11 2345-6789 (mamá)", "+5491123456789"),
            ("Tel.: 011-15-2345-6789", "+5491123456789"),
            ("Tel 2: 011-15-2345-6789", "+5491123456789"),
            ("'011 15 2345 6789", "+5491123456789"),
            ("=\"5491123456789\"", "+5491123456789"),
            ("\u{202A}+54\u{A0}9\u{A0}11\u{A0}2345\u{2011}6789\u{202C}", "+5491123456789"),
            ("５４９１１２３４５６７８９", "+5491123456789"),
            ("5491123456789.0", "+5491123456789"),
            // Two numbers: the mobile wins over the fixed line, wherever it stands.
            ("011 15-2345-6789 / 011 4321-5678", "+5491123456789"),
            ("011 4321-5678 / 011 15-2345-6789", "+5491123456789"),
            ("casa 011 4321-5678 cel 011 15 2345 6789", "+5491123456789"),
            ("011 4321-5678 o 011 4321-5679", "+541143215678"),
            ("011 4321-5678/79", "+541143215678"),
            ("4321-5678; 011 15 2345 6789", "+5491123456789"),
            ("011 4321-5678 int. 12 / 011 15 2345 6789", "+5491123456789"),
            // From abroad.
            ("+34 600 11 22 33", "+34600112233"),
            ("0034 600112233", "+34600112233"),
        ],
    );
    check_refused(
        "AR",
        &[
            ("15 2345-6789", "is not a valid phone number in AR"),
            ("2345-6789", "is too short to be a phone number in AR (is the area code missing?)"),
            ("15-2345", "is too short to be a phone number in AR (is the area code missing?)"),
            ("011 15 2345 67890 1234", "is too long to be a phone number in AR"),
            ("011 4321-5678 int. 12", "is an extension of a switchboard, where no message arrives"),
            ("011 4321-5678 ext 5", "is an extension of a switchboard, where no message arrives"),
            ("0800 555 1234", "is a service number, not a person's"),
            ("no tiene", "is not a phone number"),
            ("", "is not a phone number"),
            ("?", "is not a phone number"),
            ("5,49112E+12", "was rounded by a spreadsheet and has lost its last digits"),
            ("5.49E12", "was rounded by a spreadsheet and has lost its last digits"),
            ("+999 123 456 789", "has a country code that no country has"),
            ("911", "is too short to be a phone number in AR (is the area code missing?)"),
        ],
    );
}

#[test]
fn mexico() {
    check(
        "MX",
        &[
            ("+52 1 55 1234 5678", "+525512345678"),
            ("+52 55 1234 5678", "+525512345678"),
            ("521 55 1234 5678", "+525512345678"),
            ("52 55 1234 5678", "+525512345678"),
            ("0052 1 55 1234 5678", "+525512345678"),
            ("044 55 1234 5678", "+525512345678"),
            ("045 55 1234 5678", "+525512345678"),
            ("+52 044 55 1234 5678", "+525512345678"),
            ("01 55 1234 5678", "+525512345678"),
            ("55-1234-5678", "+525512345678"),
            ("(55) 1234 5678", "+525512345678"),
            ("33 1234 5678", "+523312345678"),
            ("81 8123 4567", "+528181234567"),
            ("cel. 044 (33) 1234-5678", "+523312345678"),
        ],
    );
    check("AR", &[("+52 1 55 1234 5678", "+525512345678"), ("0052 55 1234 5678", "+525512345678")]);
    check_refused(
        "MX",
        &[
            ("1234 5678", "is too short to be a phone number in MX (is the area code missing?)"),
            ("55 1234 56789", "is too long to be a phone number in MX"),
            ("800 123 4567", "is a service number, not a person's"),
        ],
    );
}

#[test]
fn brazil() {
    check(
        "BR",
        &[
            ("+55 11 98765-4321", "+5511987654321"),
            ("(11) 98765-4321", "+5511987654321"),
            ("(11) 9.8765-4321", "+5511987654321"),
            ("011 98765-4321", "+5511987654321"),
            ("0 15 11 98765-4321", "+5511987654321"),
            ("55 11 98765 4321", "+5511987654321"),
            ("0055 11 98765 4321", "+5511987654321"),
            ("+55 (0) 11 98765 4321", "+5511987654321"),
            // The ninth digit.
            ("11 8765-4321", "+5511987654321"),
            ("+55 11 8765-4321", "+5511987654321"),
            ("(21) 9876-5432", "+5521998765432"),
            ("+55 71 6876-5432", "+5571968765432"),
            // Fixed lines have none.
            ("(11) 3265-4321", "+551132654321"),
            ("+55 21 2345-6789", "+552123456789"),
            ("(51) 5123-4567", "+555151234567"),
        ],
    );
    check("ES", &[("+55 11 8765 4321", "+5511987654321")]);
    check_refused(
        "BR",
        &[
            ("98765-4321", "is not a valid phone number in BR"),
            ("3265-4321", "is not a valid phone number in BR"),
            ("(11) 1265-4321", "is not a valid phone number in BR"),
            ("(11) 98765-432100", "is too long to be a phone number in BR"),
            ("(10) 98765-4321", "is not a valid phone number in BR"),
        ],
    );
}

#[test]
fn spain() {
    check(
        "ES",
        &[
            ("+34 600 11 22 33", "+34600112233"),
            ("600112233", "+34600112233"),
            ("600-11-22-33", "+34600112233"),
            ("600.112.233", "+34600112233"),
            ("34 600 112 233", "+34600112233"),
            ("0034600112233", "+34600112233"),
            ("(+34) 711 22 33 44", "+34711223344"),
            ("91 123 45 67", "+34911234567"),
            ("Móvil: 600112233", "+34600112233"),
            ("91 123 45 67 / 600 11 22 33", "+34600112233"),
            ("91 123 45 67 y 600 11 22 33", "+34600112233"),
            ("91 123 45 67, 600 11 22 33", "+34600112233"),
            ("+34911234567 +34600112233", "+34600112233"),
            ("tel:+34-600-112-233", "+34600112233"),
        ],
    );
    check_refused(
        "ES",
        &[
            ("60011223", "is too short to be a phone number in ES (is the area code missing?)"),
            ("6001122334", "is too long to be a phone number in ES"),
            ("100 11 22 33", "is not a valid phone number in ES"),
            ("900 123 456", "is a service number, not a person's"),
            ("91 123 45 67 ext. 5", "is an extension of a switchboard, where no message arrives"),
            ("91 123 45 67 #5", "is an extension of a switchboard, where no message arrives"),
        ],
    );
}

#[test]
fn united_states() {
    check(
        "US",
        &[
            ("(212) 555-2368", "+12125552368"),
            ("212.555.2368", "+12125552368"),
            ("1-212-555-2368", "+12125552368"),
            ("+1 (212) 555-2368", "+12125552368"),
            ("001 212 555 2368", "+12125552368"),
            ("2125552368", "+12125552368"),
            ("011 54 9 11 2345 6789", "+5491123456789"),
            ("Cell: 305-555-2368", "+13055552368"),
        ],
    );
    check_refused(
        "US",
        &[
            ("555-2368", "is too short to be a phone number in US (is the area code missing?)"),
            ("(112) 555-2368", "is not a valid phone number in US"),
            ("212-555-2368 x12", "is an extension of a switchboard, where no message arrives"),
            ("1-800-555-2368", "is a service number, not a person's"),
            ("1-800-FLOWERS", "is too short to be a phone number in US (is the area code missing?)"),
            ("212-555-23688", "is too long to be a phone number in US"),
        ],
    );
}

#[test]
fn a_number_is_read_in_the_country_it_is_told() {
    assert_eq!(parse("600112233", "XX"), Err(PhoneProblem::Country));
    assert_eq!(parse("600112233", ""), Err(PhoneProblem::Country));
    assert_eq!(parse("600112233", "ESP"), Err(PhoneProblem::Country));
    assert_eq!(parse("600112233", "es").unwrap().expose(), "+34600112233");
    // Another country's code without a "+" is not guessed.
    assert_eq!(parse("5491123456789", "ES"), Err(PhoneProblem::TooLong { country: "ES".to_owned() }));
    let long = "1".repeat(crate::phone::PHONE_CHARS_MAX + 1);
    assert_eq!(parse(&long, "ES"), Err(PhoneProblem::TooLong { country: "ES".to_owned() }));
}

#[test]
fn a_mobile_behind_its_own_countrys_code_needs_no_plus() {
    check(
        "DE",
        &[
            ("4915123456789", "+4915123456789"),
            ("49 176 2345 6789", "+4917623456789"),
            ("0151 23456789", "+4915123456789"),
            // A landline, with the code and as it is dialled at home.
            ("+49 491 234567", "+49491234567"),
            ("0491 234567", "+49491234567"),
        ],
    );
    check("ID", &[("62812345678", "+62812345678"), ("0812-345-678", "+62812345678")]);
}

#[test]
fn what_comes_out_reads_as_itself() {
    for (text, country) in [("011 15-2345-6789", "AR"), ("044 55 1234 5678", "MX"), ("11 8765-4321", "BR")] {
        let number = parse(text, country).unwrap();
        assert_eq!(parse(number.expose(), "US").unwrap(), number, "{text}");
    }
}

#[test]
fn what_is_typed_for_want_of_a_number_is_nobodys() {
    for (country, zone, texts) in [
        (
            "ES",
            "Europe/Madrid",
            &["600000000", "+34 600 00 00 00", "999999999", "666666666", "123456789", "987654321"][..],
        ),
        (
            "AR",
            "America/Argentina/Buenos_Aires",
            &["1111111111", "11 15 0000-0000", "+54 9 11 5555-5555", "0", "000"],
        ),
        ("MX", "America/Mexico_City", &["5555555555", "55 0000 0000", "1234567890", "0000000000"]),
        ("BR", "America/Sao_Paulo", &["(11) 99999-9999", "+55 11 98888 8888", "99999999"]),
        ("PE", "America/Lima", &["999999999", "987654321", "+51 987 654 321"]),
        ("US", "America/New_York", &["555-5555", "(555) 555-5555", "2125555555", "9876543210"]),
    ] {
        let here = in_country(country, zone);
        for text in texts {
            assert_eq!(of_patient(text, country, &here), Err(PhoneProblem::Filler), "{text}");
        }
    }
    // Somebody's, for all that is known; and of two the one that is somebody's.
    let here = buenos_aires();
    for (text, number) in [
        ("11 2345-6789", "+541123456789"),
        ("+54 9 11 5500 0000", "+5491155000000"),
        ("+34 600 111 222", "+34600111222"),
        ("0000000000 / 011 15-5550-0101", "+5491155500101"),
        ("(011) 15-5550-0101 / 11 15 1111-1111", "+5491155500101"),
    ] {
        assert_eq!(of_patient(text, "AR", &here).unwrap().expose(), number, "{text}");
    }
    assert!(parse("11 1111-1111", "AR").is_ok(), "whoever calls from there is called back");
}

#[test]
fn the_clinics_own_number_is_no_patients() {
    let own_numbers = ["+541150000001", "+541150000002"].map(|it| E164::new(it).unwrap()).to_vec();
    let here = Defaults { own_numbers, ..buenos_aires() };
    for text in ["011 5000-0001", "11 15 5000-0002", "+54 9 11 5000 0001"] {
        assert_eq!(of_patient(text, "AR", &here), Err(PhoneProblem::Own), "{text}");
    }
    let both = of_patient("11 15 5000-0002 / 011 4321-5678", "AR", &here);
    assert_eq!(both.unwrap().expose(), "+541143215678");
}
