use super::{BOOKED, with};
use crate::Intake;
use crate::hl7::{Outcome, acknowledge, read};
use crate::tests::{RECEIVED_AT, at, buenos_aires};

/// What a sender is answered whose messages are stored where they are right.
fn answer(text: &str) -> String {
    let Intake { rejected, warnings, .. } =
        read(text.as_bytes(), &buenos_aires(), at(RECEIVED_AT)).unwrap_or_default();
    let outcome = Outcome::Stored { rejected: &rejected, warnings: &warnings };
    acknowledge(text.as_bytes(), outcome, at(RECEIVED_AT))
}

#[test]
fn what_is_stored_is_acknowledged_to_its_sender() {
    let header = r"MSH|^~\&|PULSO|SOL|HIS|SEDE|20261120120000+0000||ACK^S12^ACK|7|P|2.4";
    assert_eq!(answer(BOOKED), format!("{header}\rMSA|AA|7\r"));
    let two = format!("BHS|^~\\&\n{BOOKED}\n{}\nBTS|2", BOOKED.replace("|7|P", "|8|T"));
    let second = header.replace("|7|P", "|8|T");
    assert_eq!(answer(&two), format!("{header}\rMSA|AA|7\r{second}\rMSA|AA|8\r"));
}

#[test]
fn an_answer_names_its_structure_where_the_version_does() {
    for (version, kind) in
        [("2.2", "ACK^S12"), ("2.3", "ACK^S12"), ("2.3.1", "ACK^S12^ACK"), ("2.8", "ACK^S12^ACK")]
    {
        let told = answer(&with(&[("MSH-12", version)]));
        assert!(told.contains(&format!("||{kind}|7|P|{version}\rMSA|AA|7\r")), "{told}");
    }
}

#[test]
fn what_has_no_id_is_answered_by_a_message_that_has_one() {
    let header = r"MSH|^~\&|PULSO|SOL|HIS|SEDE|20261120120000+0000||ACK^S12^ACK|20261120120000+0000|P|2.4";
    let error = "MSH-10 is missing\rERR|MSH^1^10^101&Required field missing&HL70357\r";
    assert_eq!(answer(&with(&[("MSH-10", "")])), format!("{header}\rMSA|AE||{error}"));
}

#[test]
fn what_is_wrong_is_told_in_the_version_of_the_sender() {
    let wrong = [("PID-3", ""), ("SCH-11", "^^^x")];
    let time = "SCH-11 is not an HL7 date and time to the minute, such as 202612011030 or 202612011030-0300";
    let old = answer(&with(&wrong));
    assert_eq!(
        old.split_once("\rMSA").unwrap().1,
        "|AE|7|PID-3 is missing\rERR|PID^1^3^101&Required field missing&HL70357~\
         SCH^1^11^102&Data type error&HL70357\r"
    );
    let new = answer(&with(&[wrong[0], wrong[1], ("MSH-12", "2.5.1^MEX")]));
    assert_eq!(
        new.split_once("|2.5.1\rMSA").unwrap().1,
        format!(
            "|AE|7|PID-3 is missing\rERR||PID^1^3|101^Required field missing^HL70357|E||||PID-3 is missing\r\
             ERR||SCH^1^11|102^Data type error^HL70357|E||||{time}\r"
        )
    );
}

#[test]
fn what_was_left_out_of_a_cancellation_is_a_warning() {
    let cancelled =
        |version: &str| answer(&with(&[("MSH-9", "SIU^S15"), ("PID-5", "Pé\trez^Ana"), ("MSH-12", version)]));
    let told = "|AA|7|PID-5 has a control character or a line break\r";
    assert_eq!(cancelled("2.3.1").split_once("\rMSA").unwrap().1, told);
    assert_eq!(
        cancelled("2.5").split_once("\rMSA").unwrap().1,
        format!(
            "{told}ERR||PID^1^5|102^Data type error^HL70357|W||||PID-5 has a control character or a line break\r"
        )
    );
}

#[test]
fn what_is_no_message_or_of_another_type_is_rejected() {
    let other = answer(&with(&[("MSH-9", "ORU^R01"), ("MSH-12", "2.5")]));
    // Its `^` would end a component.
    assert!(other.contains("ACK^R01^ACK|7|P|2.5\rMSA|AR|7|MSH-9 is ORU\\S\\R01, which"), "{other}");
    assert!(other.contains("\rERR||MSH^1^9|200^Unsupported message type^HL70357|E||||"), "{other}");
    for none in ["", "{}"] {
        assert_eq!(
            answer(none),
            "MSH|^~\\&|||||20261120120000+0000||ACK|20261120120000+0000|P|2.5.1\r\
             MSA|AR||MSH is missing: this is no HL7 v2 message\r"
        );
    }
}

#[test]
fn what_could_not_be_stored_is_asked_for_again() {
    let text = with(&[("MSH-12", "2.5")]);
    let answer = acknowledge(text.as_bytes(), Outcome::NotStored, at(RECEIVED_AT));
    assert!(
        answer.ends_with(
            "\rMSA|AR|7|message could not be stored; send it again\r\
             ERR|||207^Application internal error^HL70357|E||||message could not be stored; send it again\r"
        ),
        "{answer}"
    );
}

#[test]
fn the_senders_separators_are_ours() {
    let other =
        BOOKED.replace('|', "#").replace('^', "$").replace('~', "*").replace('\\', "/").replace('&', "!");
    assert_eq!(
        answer(&other),
        "MSH#$*/!#PULSO#SOL#HIS#SEDE#20261120120000+0000##ACK$S12$ACK#7#P#2.4\rMSA#AA#7\r"
    );
}

#[test]
fn nothing_about_a_patient_is_answered() {
    let named = with(&[
        ("PID-3", "Canariosa 1"),
        ("PID-5", "Canariosa^Zafirolinda\t"),
        ("PID-7", "Canariosa"),
        ("PID-13", "1155550975^PRN^CP^canariosa@"),
        ("PID-19", "12"),
        ("SCH-2", "Canariosa"),
        ("SCH-9", "Canariosa"),
        ("SCH-11", "^^^Canariosa"),
        ("SCH-25", "Canariosa"),
        ("AIS-3", "Canariosa\t"),
        ("MSH-7", "Canariosa"),
    ]);
    let answer = answer(&named);
    for canary in ["Canariosa", "Zafirolinda", "55550975", "canariosa"] {
        assert!(!answer.contains(canary), "{answer}");
    }
}
