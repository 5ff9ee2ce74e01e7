use domain::event::{AppointmentChange, AppointmentFacts, ClinicEvent, Happening};
use domain::ids::derived;
use domain::phone::E164;

use super::{BOOKED, read_here, with};
use crate::hl7::read;
use crate::tests::{RECEIVED_AT, at, buenos_aires, in_country, problems};
use crate::{Defaults, Intake};

/// What an event says, one thing to a line.
fn told(event: &ClinicEvent) -> String {
    let mut lines = Vec::new();
    match &event.what {
        Happening::Appointment { change, appointment } => {
            lines.push(format!("{} {}", change.as_str(), appointment.id));
            lines.extend(appointment.start.as_ref().map(|it| format!("{} {}", it.local, it.zone)));
            lines.extend(appointment.duration_minutes.map(|it| format!("{it} minutes")));
            lines.extend(appointment.practitioner.as_ref().map(|it| format!("with {}", it.expose())));
            lines.extend(appointment.service.as_ref().map(|it| format!("for {}", it.expose())));
            lines.extend(appointment.site.as_ref().map(|it| format!("in {it}")));
            lines.extend(appointment.modality.map(|it| format!("by {it:?}")));
        }
        other => lines.push(format!("{other:?}")),
    }
    if let Some(patient) = &event.patient {
        lines.push(format!("patient {}", patient.id));
        let texts = [
            ("given", &patient.given_name),
            ("family", &patient.family_name),
            ("e-mail", &patient.email),
            ("document", &patient.document),
        ];
        for (name, text) in texts {
            lines.extend(text.as_ref().map(|it| format!("{name} {}", it.expose())));
        }
        lines.extend(patient.phone.as_ref().map(|it| format!("phone {}", it.expose())));
        lines.extend(patient.birth_date.as_ref().map(|it| format!("born {}", it.expose())));
        lines.extend(patient.language.map(|it| format!("reads {}", it.as_str())));
    }
    lines.join("\n")
}

fn check(bytes: &[u8], defaults: &Defaults, want: &str) {
    let intake = read(bytes, defaults, at(RECEIVED_AT)).unwrap();
    assert_eq!(problems(&intake), "");
    assert_eq!(intake.events.iter().map(|it| told(&it.1)).collect::<Vec<_>>(), [want]);
}

fn change(intake: &Intake) -> AppointmentChange {
    let Happening::Appointment { change, .. } = intake.events[0].1.what else { panic!("no appointment") };
    change
}

#[test]
fn a_booking_of_epics() {
    check(
        include_bytes!("epic-s12.hl7"),
        &in_country("US", "America/Chicago"),
        "booked 100234567\n2026-12-01T10:30:00 America/Chicago\n30 minutes\nwith DR JOHN SMITH\nfor OFFICE VISIT\n\
         in MAIN CARDIOLOGY\nby OnSite\npatient 203456\ngiven MARY\nfamily O'CONNOR\ne-mail mary@example.org\n\
         document 999456789\nphone +16085550143\nborn 1980-04-02\nreads en",
    );
}

#[test]
fn a_move_of_cerners() {
    check(
        include_bytes!("cerner-s13.hl7"),
        &buenos_aires(),
        "moved 8899001\n2026-12-02T15:00:00 America/Argentina/Buenos_Aires\n60 minutes\nwith VARELA LAURA\n\
         for Follow Up\nin NORTE\npatient 00012345\ngiven ELENA\nfamily QUIROGA\nphone +5491155500104\n\
         born 1969-11-30",
    );
}

#[test]
fn a_booking_from_argentina_in_latin_1_as_mllp_frames_it() {
    let text = include_str!("argentina-s12.hl7").replace('\n', "\r");
    let latin_1: Vec<u8> = text.chars().map(|it| u8::try_from(u32::from(it)).unwrap()).collect();
    let want = format!(
        "booked {}\n2026-12-04T10:30:00 America/Argentina/Buenos_Aires\n20 minutes\nwith Dr. Raúl Gómez\n\
         for Consulta & ECG\nin SEDE CENTRO\npatient HC-55821\ngiven María José\nfamily Núñez Peña\n\
         e-mail mjnunez@example.com\ndocument 30123456\nphone +5491155550101\nborn 1975-09-23\nreads es",
        derived("apt", &["number", "889/2026"])
    );
    check(&[&b"\x0B"[..], &latin_1[..], &b"\x1C\r"[..]].concat(), &buenos_aires(), &want);
    // An engine made UTF-8 of it and left `8859/1` in MSH-18.
    check(text.as_bytes(), &buenos_aires(), &want);
    check(format!("\u{feff}{}", text.replace('\r', "\r\n")).as_bytes(), &buenos_aires(), &want);
}

#[test]
fn a_modification_from_mexico_with_null_values() {
    check(
        include_bytes!("mexico-s14.hl7"),
        &in_country("MX", "America/Mexico_City"),
        "booked CITA-77012\n2026-12-07T16:00:00 America/Mexico_City\n30 minutes\nwith Dra. Elena Rodríguez Sáenz\n\
         for Control de diabetes\nin Hospital General\nby Video\npatient EXP-4471\ngiven Guadalupe\n\
         family García López\ndocument GALG750923MDFRPD04\nphone +525512345678\nreads es",
    );
}

#[test]
fn an_update_from_brazil_that_has_no_number_but_the_states() {
    let want = format!(
        "PatientUpdated\npatient {}\ngiven João Carlos\nfamily de Souza\ndocument 12345678909\n\
         phone +5511987654321\nborn 1985-02-14\nreads pt",
        derived("pat", &["national", "12345678909"])
    );
    check(include_bytes!("brazil-a08.hl7"), &in_country("BR", "America/Sao_Paulo"), &want);
}

#[test]
fn a_number_of_the_states_is_no_id() {
    for kind in ["^^^^NIF", "^^^NIE", "^^^^CZ", "^^^^NNESP", "^^^^Cédula"] {
        let number = format!("X1234567L{kind}");
        let intake = read_here(&with(&[("PID-3", number.as_str())]));
        let patient = intake.events[0].1.patient.as_ref().unwrap();
        assert_eq!(patient.id.as_str(), derived("pat", &["national", "x1234567l"]), "{kind}");
        assert_eq!(patient.document.as_ref().unwrap().expose(), "X1234567L", "{kind}");
    }
}

#[test]
fn a_record_number_is_the_patients_wherever_it_stands() {
    for kind in ["^^^SEDE^MR", "^^^SEDE^MRN", "^^^MRN"] {
        let numbers = format!("9000000017^^^SALUD^HC~55821{kind}");
        let intake = read_here(&with(&[("PID-3", numbers.as_str())]));
        assert_eq!(intake.events[0].1.patient.as_ref().unwrap().id.as_str(), "55821", "{kind}");
    }
}

#[test]
fn a_line_break_within_a_field_ends_no_segment() {
    let broken = with(&[("PID-5", "Pérez\nGil^Ana"), ("PID-11", "Mitre 12\r\n\r\nPiso 2\n^^Rosario")]);
    let intake = read_here(&broken);
    assert_eq!((problems(&intake), intake.warnings.len()), (String::new(), 0));
    let patient = intake.events[0].1.patient.as_ref().unwrap();
    assert_eq!(patient.family_name.as_ref().unwrap().expose(), "Pérez Gil");
    assert_eq!(patient.phone.as_ref().unwrap().expose(), "+5491123456789");
}

#[test]
fn a_new_person_is_told_as_any_other_is() {
    let intake = read_here(&with(&[("MSH-9", "ADT^A28^ADT_A05")]));
    assert_eq!((problems(&intake).as_str(), &intake.events[0].1.what), ("", &Happening::PatientUpdated));
    let patient = intake.events[0].1.patient.as_ref().unwrap();
    assert_eq!(patient.phone.as_ref().unwrap().expose(), "+5491123456789");
}

#[test]
fn somebody_who_has_died_is_written_to_no_more() {
    for kind in ["ADT^A08", "SIU^S12"] {
        let intake = read_here(&with(&[("MSH-9", kind), ("PID-13", "12"), ("PID-30", "Y")]));
        assert_eq!(problems(&intake), "", "{kind}");
        let patient = intake.events[0].1.patient.as_ref().unwrap();
        assert_eq!((patient.id.as_str(), &patient.phone), ("p1", &None));
        assert!(!patient.consents.is_empty() && patient.consents.iter().all(|it| !it.granted));
    }
    let alive = read_here(&with(&[("PID-30", "N")]));
    assert_eq!(alive.events[0].1.patient.as_ref().unwrap().consents.len(), 0);
}

/// The appointment of the booking with some fields replaced and some segments behind it.
fn booked(fields: &[(&str, &str)], more: &str) -> AppointmentFacts {
    let intake = read_here(&(with(fields) + more));
    assert_eq!((problems(&intake), intake.warnings.len()), (String::new(), 0));
    let Happening::Appointment { appointment, .. } = intake.events[0].1.what.clone() else {
        panic!("no appointment")
    };
    appointment
}

#[test]
fn a_length_is_the_first_that_can_be_read() {
    let length =
        |amount: &str, more: &str| booked(&[("SCH-9", amount), ("SCH-10", "")], more).duration_minutes;
    assert_eq!(length("30", "TQ1|1||||||202612011030||||||20^MIN\r"), Some(30));
    // Seconds without their unit, and the occurrence's own length (TQ1-13).
    assert_eq!(length("1800", "TQ1|1||||||202612011030||||||20^MIN\r"), Some(20));
    assert_eq!(length("0", "TQ1|1|||||1^h\r"), Some(60));
    assert_eq!(length("0", ""), None);
}

#[test]
fn a_number_is_no_place_to_come_to() {
    let site = |place: &str, more: &str| booked(&[("AIL-3", place)], more).site;
    assert_eq!(site("4^Sala de TAC", ""), None);
    assert_eq!(site("4^12^^^^^^^Sede Norte", "").as_deref(), Some("Sede Norte"));
    assert_eq!(site("2^Norte", "PV1|1|O|^^^Sede Norte\r").as_deref(), Some("Sede Norte"));
    assert_eq!(site("Torre 2", "").as_deref(), Some("Torre 2"));
}

#[test]
fn a_batch_of_whatever_is_left_at_the_end_of_a_day() {
    let intake = read(include_bytes!("batch.hl7"), &buenos_aires(), at(RECEIVED_AT)).unwrap();
    let zone = "America/Argentina/Buenos_Aires";
    let events: Vec<(usize, String)> = intake.events.iter().map(|it| (it.0, told(&it.1))).collect();
    // A cancellation stands whatever is wrong beside it.
    let cancelled = format!("cancelled a1\n2026-12-04T10:30:00 {zone}\npatient p1\ngiven ANA\nfamily PEREZ");
    let missed = format!("missed a2\n2026-11-20T09:30:00 {zone}\npatient p2\ngiven LUIS\nfamily DIAZ");
    assert_eq!(events[..2], [(0, cancelled), (1, missed)]);
    let left_out: Vec<(usize, &str)> =
        intake.warnings.iter().map(|it| (it.index, it.field.as_str())).collect();
    assert_eq!(left_out, [(0, "PID-13"), (0, "SCH-9")]);
    let Happening::PatientMerged { merged } = &intake.events[2].1.what else { panic!("no merge") };
    let stays = intake.events[2].1.patient.as_ref().unwrap();
    assert_eq!((stays.id.as_str(), merged.as_str(), intake.events.len()), ("p1", "p3", 3));
    assert_eq!(
        problems(&intake),
        "3 MSH-9: is ORU^R01, which is not taken; taken are SIU^S12 to S17 and S26, and ADT^A08, A28, A31, A34 and \
         A40"
    );
}

#[test]
fn the_type_says_what_happened_and_the_status_of_what_stands_says_more() {
    use AppointmentChange as C;
    for (event, status, want) in [
        ("S12", "", C::Booked),
        ("S12", "Pending^Pending", C::Booked),
        ("S13", "Booked", C::Moved),
        ("S13", "Remarcado", C::Moved),
        ("S14", "Booked", C::Booked),
        ("S14", "", C::Booked),
        ("S14", "Arrived", C::Arrived),
        ("S14", "Started", C::Arrived),
        ("S14", "Complete^^HL70278", C::Completed),
        ("S14", "Kept", C::Completed),
        ("S14", "Noshow", C::Missed),
        ("S14", "4^Anulado por el paciente", C::Cancelled),
        ("S13", "Dc", C::Cancelled),
        ("S15", "Booked", C::Cancelled),
        ("S15", "whatever", C::Cancelled),
        ("S16", "", C::Cancelled),
        ("S17", "Deleted", C::Cancelled),
        ("S26", "Booked", C::Missed),
    ] {
        let kind = format!("SIU^{event}");
        let intake = read_here(&with(&[("MSH-9", kind.as_str()), ("SCH-25", status)]));
        assert_eq!(problems(&intake), "", "{event} {status}");
        assert_eq!(change(&intake), want, "{event} {status}");
    }
}

#[test]
fn a_repeat_has_the_same_id_and_another_system_another() {
    let id = |fields: &[(&str, &str)]| read_here(&with(fields)).events[0].1.event_id.clone();
    let first = id(&[]);
    assert_eq!(first, id(&[]));
    let others: [(&str, &str); 5] = [
        ("MSH-3", "LIS"),
        ("MSH-4", "NORTE"),
        ("MSH-7", "20261120083001-0300"),
        ("MSH-9", "SIU^S14"),
        ("MSH-10", "8"),
    ];
    for other in others {
        assert_ne!(first, id(&[other]), "{other:?}");
    }
}

#[test]
fn separators_are_those_that_the_header_declares() {
    let other = BOOKED.replace('|', "#").replace('^', "$").replace('~', "*").replace('\\', "/");
    let other = other.replace('&', "!").replace("Control", "Control /T/ a/F/b /S//R//E/ /X4869/ C:/d");
    let Happening::Appointment { appointment, .. } = read_here(&other).events[0].1.what.clone() else {
        panic!("no appointment")
    };
    assert_eq!(appointment.service.unwrap().expose(), "Control ! a#b $*/ Hi C:/d");
}

#[test]
fn times_that_are_not_spelt_as_hl7_does_are_read_where_they_are_clear() {
    for (text, local) in [
        ("20261201133000Z", "2026-12-01T10:30:00"),
        ("20261201103000-03:00", "2026-12-01T10:30:00"),
        ("202612011030-03", "2026-12-01T10:30:00"),
        ("2026-12-01T10:30", "2026-12-01T10:30:00"),
        ("2026-12-01 10:30:00", "2026-12-01T10:30:00"),
        ("2026-12-01T13:30:00.000Z", "2026-12-01T10:30:00"),
    ] {
        let spelt = with(&[("SCH-11", &format!("^^^{text}")), ("MSH-7", "2026-11-20T08:30:00-03:00")]);
        let intake = read_here(&spelt);
        assert_eq!(problems(&intake), "", "{text}");
        let event = &intake.events[0].1;
        assert_eq!(event.occurred_at, at("2026-11-20T11:30:00Z"));
        let Happening::Appointment { appointment, .. } = &event.what else { panic!("no appointment") };
        assert_eq!(appointment.start.as_ref().unwrap().local.to_string(), local, "{text}");
    }
    let intake = read_here(&with(&[("PID-7", "1980-04-02T00:00:00")]));
    let patient = intake.events[0].1.patient.as_ref().unwrap();
    assert_eq!(patient.birth_date.as_ref().unwrap().expose().to_string(), "1980-04-02");
}

#[test]
fn times_without_an_offset_are_those_of_the_clinic() {
    let occurred = |text: &str| read_here(&with(&[("MSH-7", text)])).events[0].1.occurred_at;
    assert_eq!(occurred("20261120083000"), at("2026-11-20T11:30:00Z"));
    assert_eq!(occurred("202611200830"), at("2026-11-20T11:30:00Z"));
    assert_eq!(occurred("20261120083000.5000+0200"), at("2026-11-20T06:30:00.5Z"));
    // Without the point before the fraction, as some systems write it.
    assert_eq!(occurred("20261120083000637-0300"), at("2026-11-20T11:30:00.637Z"));
    assert_eq!(occurred("2026112008300000"), at("2026-11-20T11:30:00Z"));
    // In an hour that the clocks skipped: the sender's clock was late to go forward.
    let new_york = in_country("US", "America/New_York");
    let body = with(&[("MSH-7", "20270314023000"), ("PID-13", ""), ("SCH-11", "^^^202703151030")]);
    let intake = read(body.as_bytes(), &new_york, at("2027-03-14T08:00:00Z")).unwrap();
    assert_eq!(intake.events[0].1.occurred_at, at("2027-03-14T07:00:00Z"));
}

#[test]
fn of_several_contacts_the_best_is_taken() {
    let patient = |contacts: &str| {
        let intake = read_here(&with(&[("PID-13", contacts)]));
        assert_eq!(problems(&intake), "", "{contacts}");
        intake.events[0].1.patient.clone().unwrap()
    };
    let mobile = Some("+5491123456789");
    for (contacts, want) in [
        ("", None),
        ("NO TIENE^PRN^PH", None),
        ("011 15-2345-6789^EMR^CP", None),
        ("011 4902-1234^PRN^FX~011 15-2345-6789", mobile),
        ("4321^PRN^PH~011 15-2345-6789^PRN^CP", mobile),
        ("011 4902-1234^PRN^PH~011 15-2345-6789^PRN^PH", mobile),
        ("^PRN^CP^^54^9 11^2345-6789", mobile),
        ("^PRN^CP^^^^^^^^^011 15-2345-6789", mobile),
        ("2345-6789^PRN^CP^^+54^911^23456789", mobile),
    ] {
        let phone = patient(contacts).phone;
        assert_eq!(phone.as_ref().map(|it| it.expose().to_owned()).as_deref(), want, "{contacts}");
    }
    for contacts in [
        "^NET^Internet^ana@example.com",
        "ana@example.com^NET^X.400",
        "011 15-2345-6789^PRN^CP^ana@example.com",
        "^NET^Internet^no@tiene~^NET^Internet^ana@example.com",
    ] {
        let address = patient(contacts).email.unwrap();
        assert_eq!(address.expose(), "ana@example.com", "{contacts}");
    }
}

#[test]
fn a_phone_that_stands_for_none_is_as_if_nothing_was_said() {
    for (told, phone, warned) in [
        ("1111111111^PRN^CP", None, true),
        ("0^PRN^PH~1111111111^PRN^CP", None, true),
        ("1111111111^PRN^CP~011 4321-5678^PRN^PH", Some("+541143215678"), false),
    ] {
        let intake = read_here(&with(&[("PID-13", told), ("PID-14", "")]));
        assert_eq!(problems(&intake), "", "{told}");
        let patient = intake.events[0].1.patient.as_ref().unwrap();
        assert_eq!(patient.phone.as_ref().map(E164::expose), phone, "{told}");
        let warnings: Vec<String> =
            intake.warnings.iter().map(|it| format!("{} {}", it.field, it.reason)).collect();
        let want = ["PID-13 is a placeholder, and nobody's number".to_owned()];
        assert_eq!(warnings, if warned { &want[..] } else { &[] }, "{told}");
    }
    // Nor does an e-mail address that is none cost anything whom a phone reaches.
    let intake = read_here(&with(&[("PID-13", "011 4321-5678^PRN^PH~^NET^Internet^ana@"), ("PID-14", "")]));
    let patient = intake.events[0].1.patient.as_ref().unwrap();
    assert_eq!(patient.phone.as_ref().map(E164::expose), Some("+541143215678"));
    let warned: Vec<_> = intake.warnings.iter().map(|it| (it.field.as_str(), it.reason.as_str())).collect();
    assert_eq!(warned, [("PID-13", "is not an e-mail address")]);
}
