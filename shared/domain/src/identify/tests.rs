#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::ids::ClinicId;

fn read(fact: Fact, text: &str) -> Option<String> {
    fact.read(text, "AR").map(Phi::into_exposed)
}

#[test]
fn a_document_is_read_as_people_write_it() {
    for (text, want) in [
        ("30123456", Some("30123456")),
        ("mi dni es 30.123.456, gracias", Some("30123456")),
        ("DNI 30 123 456", Some("30123456")),
        ("DNI:30.123.456", Some("30123456")),
        ("12345678-Z", Some("12345678Z")),
        ("12345678 Z", Some("12345678Z")),
        ("12345678 z", Some("12345678Z")),
        ("12345678 y ya", Some("12345678")),
        ("X 1234567 L", Some("X1234567L")),
        ("CPF: 123.456.789-09", Some("12345678909")),
        ("aaa1234567", Some("AAA1234567")),
        ("no lo tengo", None),
        ("1234", None),
        ("123456789012345678901", None),
        ("", None),
    ] {
        assert_eq!(read(Fact::Document, text).as_deref(), want, "{text}");
    }
}

#[test]
fn a_day_of_birth_is_read_with_its_whole_year() {
    for (text, want) in [
        ("2/4/1980", Some("1980-04-02")),
        ("02-04-1980", Some("1980-04-02")),
        ("02.04.1980.", Some("1980-04-02")),
        ("02041980", Some("1980-04-02")),
        ("1980-04-02", Some("1980-04-02")),
        ("nací el 2 de abril de 1980", Some("1980-04-02")),
        ("April 2nd, 1980", Some("1980-04-02")),
        ("2 Apr 1980", Some("1980-04-02")),
        ("2 de março de 1980", Some("1980-03-02")),
        ("2 marco 1980", Some("1980-03-02")),
        ("2 de setiembre de 1980", Some("1980-09-02")),
        ("Sept 2, 1980", Some("1980-09-02")),
        ("2/4/80", None),
        ("31/2/1980", None),
        ("4/1980", None),
        ("2/4/1880", None),
        ("99999999999999999999/4/1980", None),
        ("el 2 de abril", None),
    ] {
        assert_eq!(read(Fact::BirthDate, text).as_deref(), want, "{text}");
    }
    let american = Fact::BirthDate.read("4/2/1980", "US").unwrap();
    assert_eq!(american.expose(), "1980-04-02");
}

#[test]
fn a_number_of_the_clinics_is_the_last_word_with_a_digit() {
    for (text, want) in
        [("mi número es p-204.", Some("p-204")), ("(A:7)", Some("A:7")), ("no sé", None), ("p#4", None)]
    {
        assert_eq!(read(Fact::PatientNumber, text).as_deref(), want, "{text}");
        assert_eq!(read(Fact::AppointmentNumber, text).as_deref(), want, "{text}");
    }
}

#[test]
fn what_is_evidence() {
    use Fact::{AppointmentNumber, BirthDate, Document, PatientNumber};
    let rules = |ask: &[Fact], codes| Identification { ask: ask.to_vec(), codes }.is_evidence();
    assert!(rules(&[Document, BirthDate], false));
    assert!(rules(&[BirthDate, PatientNumber], true));
    assert!(rules(&[Document, AppointmentNumber, BirthDate], false));
    assert!(rules(&[], true));
    assert!(!rules(&[], false));
    assert!(!rules(&[Document], false));
    assert!(!rules(&[Document], true), "one fact with codes beside it is still one fact");
    assert!(!rules(&[Document, Document], false));
    assert!(!rules(&[BirthDate], false));
}

#[test]
fn a_fact_is_compared_whole_and_also_under_numbers_merged_away() {
    let mut patient = Patient::new(ClinicId::new("sol").unwrap(), PatientId::new("p1").unwrap());
    let answer = |text: &str| Phi::new(text.to_owned());
    assert!(!Fact::Document.is_of(&answer("30123456"), &patient, None), "a record without one matches none");
    assert!(!Fact::BirthDate.is_of(&answer("1980-04-02"), &patient, None));
    patient.document = Some(answer("30123456"));
    patient.birth_date = Some(Phi::new("1980-04-02".parse().unwrap()));
    patient.aliases = vec![PatientId::new("old").unwrap()];
    assert!(Fact::Document.is_of(&answer("30123456"), &patient, None));
    assert!(!Fact::Document.is_of(&answer("3012345"), &patient, None));
    assert!(Fact::BirthDate.is_of(&answer("1980-04-02"), &patient, None));
    assert!(Fact::PatientNumber.is_of(&answer("old"), &patient, None));
    assert!(!Fact::PatientNumber.is_of(&answer("p"), &patient, None));
    let (own, other) = (PatientId::new("old").unwrap(), PatientId::new("p2").unwrap());
    assert!(Fact::AppointmentNumber.is_of(&answer("a1"), &patient, Some(&own)));
    assert!(!Fact::AppointmentNumber.is_of(&answer("a1"), &patient, Some(&other)));
    assert!(!Fact::AppointmentNumber.is_of(&answer("a1"), &patient, None));
}
