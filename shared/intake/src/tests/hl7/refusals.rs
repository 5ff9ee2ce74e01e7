use domain::event::Happening;

use super::{BOOKED, read_here, with};
use crate::Unreadable;
use crate::hl7::{HL7_BYTES_MAX, MESSAGES_MAX, read};
use crate::tests::{RECEIVED_AT, at, buenos_aires, problems};

/// One field with that value is refused with that problem, and with nothing else.
fn check(place: &str, value: &str, want: &str) {
    let intake = read_here(&with(&[(place, value)]));
    assert_eq!(problems(&intake), format!("0 {want}"), "{place} = {value}");
    assert_eq!(intake.events, []);
}

#[test]
fn every_reason_to_refuse_a_header() {
    check("MSH-7", "", "MSH-7: is missing");
    check("MSH-7", "20261122120000", "MSH-7: is more than 24 hours ahead of the time of receipt");
    check("MSH-10", "\"\"", "MSH-10: is missing");
    let taken = "taken are SIU^S12 to S17 and S26, and ADT^A08, A28, A31, A34 and A40";
    check("MSH-9", "", &format!("MSH-9: is missing ({taken})"));
    check("MSH-9", "SIU^S18", &format!("MSH-9: is SIU^S18, which is not taken; {taken}"));
    // A field that slipped is not repeated.
    check("MSH-9", "Canariosa^Ana", &format!("MSH-9: is no type of message; {taken}"));
    check("MSH-9", "SIU", &format!("MSH-9: is no type of message; {taken}"));
    check(
        "MSH-9",
        "SIU^S24",
        "MSH-9: is SIU^S24, whose stretch of time is no slot: free times are told as slot.opened and slot.closed",
    );
    check(
        "MSH-9",
        "ADT^A04",
        "MSH-9: is ADT^A04, which names no appointment: an arrival is told by SIU^S14 with Arrived in SCH-25",
    );
}

#[test]
fn every_reason_to_refuse_a_field() {
    let time = "is not an HL7 date and time to the minute, such as 202612011030 or 202612011030-0300";
    for wrong in [
        "^^^20261201", "^^^2026-12-01", "^^^2026-13-01T10:30", "^^^202613011030", "^^^202612011030-3",
        "^^^202612011030Z3", "^^^mañana",
    ] {
        check("SCH-11", wrong, &format!("SCH-11: {time}"));
    }
    check("SCH-11", "", "SCH-11: is missing, and so are TQ1-7 and AIS-4: the appointment has no start");
    check("SCH-11", "^^^220612011030", "SCH-11: is not between the years 2000 and 2100");
    check("SCH-2", "", "SCH-2: is missing, and so is SCH-1: the appointment has no number");
    let status = "SCH-25: is not a status Pulso knows (Booked, Cancelled, Noshow, Arrived, Complete)";
    check("SCH-25", "Waitlist", status);
    check("SCH-25", "4", status);
    check("PID-3", "", "PID-3: is missing");
    check("PID-5", &"A".repeat(101), "PID-5: is longer than 100 characters");
    check("PID-5", "Pé\trez^Ana", "PID-5: has a control character or a line break");
    check(
        "PID-13",
        "4321^PRN^CP",
        "PID-13: is too short to be a phone number in AR (is the area code missing?)",
    );
    check(
        "PID-13",
        "011 4902-1234^WPN^PH^^^^^123",
        "PID-13: is an extension of a switchboard, where no message arrives",
    );
    check("PID-13", "^NET^Internet^ana@", "PID-13: is not an e-mail address");
    check("AIS-3", &format!("C^{}", "x".repeat(201)), "AIS-3: is longer than 200 characters");
    check("AIP-3", &format!("9^{}", "x".repeat(201)), "AIP-3: is longer than 200 characters");
    check(
        "PID-5",
        "P\u{fffd}rez",
        "MSH-18: cannot bring back letters that were lost on the way: send it as application/hl7-v2",
    );
}

#[test]
fn what_costs_nobody_a_reminder_is_left_out_with_a_warning() {
    let length = "is not a length of 1 to 1440 minutes, told in minutes, hours or seconds";
    for (place, value, want) in [
        ("SCH-9", "0.5", length),
        ("SCH-9", "1441", length),
        ("PID-7", "02/04/1980", "is not an HL7 date such as 19800402"),
        ("PID-7", "00000000", "is not an HL7 date such as 19800402"),
        ("PID-7", "18800402", "is not between the years 1900 and 2100"),
        ("PID-15", "Unknown", "is not a language"),
        ("PID-19", "12", "has not 5 to 20 letters and digits"),
    ] {
        let intake = read_here(&with(&[(place, value)]));
        assert_eq!((problems(&intake).as_str(), intake.events.len()), ("", 1), "{place} = {value}");
        let warned: Vec<(&str, &str)> =
            intake.warnings.iter().map(|it| (it.field.as_str(), it.reason.as_str())).collect();
        assert_eq!(warned, [(place, want)], "{place} = {value}");
    }
}

#[test]
fn a_cancellation_with_lost_letters_is_taken_without_what_they_were_lost_in() {
    let lost = [("MSH-9", "SIU^S15"), ("PID-5", "P\u{fffd}rez^Ana"), ("AIP-3", "9^L\u{fffd}pez^Laura")];
    let intake = read_here(&with(&lost));
    assert_eq!(problems(&intake), "");
    assert_eq!(intake.warnings.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["MSH-18"]);
    let event = &intake.events[0].1;
    assert_eq!(event.patient.as_ref().unwrap().family_name, None);
    let Happening::Appointment { appointment, .. } = &event.what else { panic!("no appointment") };
    assert!(!appointment.practitioner.as_ref().unwrap().expose().contains('\u{fffd}'));
}

#[test]
fn what_a_message_needs_besides_its_fields() {
    let several = with(&[]) + "PID|2||p2\r";
    assert_eq!(
        problems(&read_here(&several)),
        "0 PID: stands more than once: send a message for each patient"
    );
    let without = |name: &str, kind: &str| {
        let text = with(&[("MSH-9", kind)]);
        let kept = text.split_inclusive('\r').filter(|it| !it.starts_with(name));
        problems(&read_here(&kept.collect::<String>()))
    };
    assert_eq!(without("PID", "SIU^S12"), "0 PID: is missing");
    assert_eq!(without("PID", "SIU^S13"), "");
    assert_eq!(without("PID", "SIU^S15"), "");
    assert_eq!(without("PID", "ADT^A08"), "0 PID: is missing");
    assert_eq!(without("SCH", "ADT^A31"), "");
    assert_eq!(without("MRG", "ADT^A40"), "0 MRG-1: is missing");
    let itself = with(&[("MSH-9", "ADT^A40")]) + "MRG|p1\r";
    assert_eq!(problems(&read_here(&itself)), "0 MRG-1: is the patient that stays");
}

#[test]
fn what_is_no_message_at_all() {
    for other in ["{\"event_id\":\"e-1\"}", "turno;fecha\n", "MSHA|x", "BHS|^~\\&|HIS\rBTS|0\r"] {
        assert_eq!(problems(&read_here(other)), "0 MSH: is missing: this is no HL7 v2 message", "{other}");
    }
    let read = |body: &[u8]| read(body, &buenos_aires(), at(RECEIVED_AT));
    assert_eq!(read(b" \r\n"), Err(Unreadable::Empty));
    let large = vec![b'x'; HL7_BYTES_MAX + 1];
    assert_eq!(read(&large), Err(Unreadable::TooLarge { bytes_max: HL7_BYTES_MAX }));
    let many = "MSH|\r".repeat(MESSAGES_MAX + 1);
    assert_eq!(read(many.as_bytes()), Err(Unreadable::TooMany { count_max: MESSAGES_MAX }));
}

#[test]
fn a_wrong_message_leaves_its_neighbours_alone() {
    let wrong = BOOKED.replace("a1", "");
    let intake = read_here(&format!("{BOOKED}\n{wrong}\n{BOOKED}"));
    assert_eq!(intake.events.iter().map(|it| it.0).collect::<Vec<_>>(), [0, 2]);
    assert_eq!(problems(&intake), "1 SCH-2: is missing, and so is SCH-1: the appointment has no number");
}
