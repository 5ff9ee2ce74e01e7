use std::fmt::Write;

use domain::event::AppointmentChange;

use super::agenda::{UPLOADED_AT, appointment, check_refused, read_text};
use super::{at, buenos_aires, problems};
use crate::agenda::{AGENDA_BYTES_MAX, ROWS_MAX, read};
use crate::{Intake, Unreadable};

fn check_unreadable(text: &str, want: &str) {
    assert_eq!(
        read(text.as_bytes(), &buenos_aires(), at(UPLOADED_AT)).unwrap_err().to_string(),
        want,
        "{text}"
    );
}

#[test]
fn repeated_rows() {
    let intake = read_text(
        "Turno;Paciente;Tel;Fecha;Hora\n\
         T1;Ana;+34600112233;10/03/2027;10:30\n\
         T2;Eva;+34600112244;10/03/2027;11:00\n\
         T1;Ana;+34600112233;10/03/2027;10:30\n\
         T1;Ana;+34600112233;10/03/2027;12:00\n\
         T2; Eva ;+34600112244;10/03/2027;11:00\n",
    );
    assert_eq!(
        problems(&intake),
        "4 row: repeats row 2\n5 appointment_id: appointment id already used in row 2\n6 row: repeats row 3"
    );
    let intake = read_text(
        "Paciente;Tel;Fecha;Hora;Servicio;Sede\n\
         Ana;+34600112233;10/03/2027;10:30;Control;Norte\n\
         ANA;600112233 +34 600112233;10/03/2027;10.30;control;Norte\n\
         Ana;+34600112233;10/03/2027;10:30;Control;Norte\n\
         Ana;+34600112233;10/03/2027;10:30;Placa;Norte\n",
    );
    assert_eq!(problems(&intake), "3 row: is the appointment of row 2 again\n4 row: repeats row 2");
    assert_eq!(intake.events.len(), 2);
    // A row that is wrong does not take the number from the row that puts it right.
    let intake = read_text(
        "Turno;Paciente;Tel;Fecha;Hora\nT1;Ana;1;10/03/2027;10:30\nT1;Ana;+34600112233;10/03/2027;10:30\n",
    );
    assert_eq!((intake.rejected.len(), intake.events.len(), intake.events[0].0), (1, 1, 3));
}

#[test]
fn derived_ids() {
    let ids = |header: &str, row: &str, uploaded_at: &str| {
        let text = format!("{header}\n{row}\n");
        let intake = read(text.as_bytes(), &buenos_aires(), at(uploaded_at)).unwrap();
        assert_eq!(problems(&intake), "");
        let event = &intake.events[0].1;
        let ids = [
            event.event_id.as_str(),
            event.patient.as_ref().unwrap().id.as_str(),
            appointment(event).1.id.as_str(),
        ];
        ids.map(str::to_owned)
    };
    let header = "Paciente;Tel;Inicio;Servicio";
    let row = "Pérez, Ana;+5491123456789;10/03/2027 10:30;Control";
    let [event, patient, appointment] = ids(header, row, UPLOADED_AT);
    assert!(event.starts_with("evt_") && patient.starts_with("pat_") && appointment.starts_with("apt_"));
    // The same words are the same things; told at another time they are another event.
    assert_eq!(ids(header, row, UPLOADED_AT), [event.clone(), patient.clone(), appointment.clone()]);
    let [later, same_patient, same_appointment] = ids(header, row, "2027-03-02T12:00:00Z");
    assert_ne!(later, event);
    assert_eq!((&same_patient, &same_appointment), (&patient, &appointment));
    // Another spelling of the same person; another person on the same phone.
    let [_, spelt, _] = ids(header, "PEREZ, ANA;011 15 2345 6789;11/03/2027 9:00;Control", UPLOADED_AT);
    assert_eq!(spelt, patient);
    let [_, child, _] = ids(header, "Pérez, Leo;+5491123456789;10/03/2027 10:30;Control", UPLOADED_AT);
    assert_ne!(child, patient);
    // Numbers that an id cannot spell are derived from, and do not depend on the rest of the row.
    let header = "Turno;HC;Paciente;Tel;Inicio";
    let [_, patient, appointment] =
        ids(header, "T 1/27;9 / A;Ana;+5491123456789;10/03/2027 10:30", UPLOADED_AT);
    let [_, patient_again, moved] =
        ids(header, "T 1/27;9 / A;Ana M;+5491123456780;12/03/2027 10:30", UPLOADED_AT);
    assert_eq!((&patient, &appointment), (&patient_again, &moved));
    assert!(patient.starts_with("pat_") && appointment.starts_with("apt_"));
    // A number of the state's does not become an id.
    let [_, dotted, _] =
        ids("DNI;Paciente;Tel;Inicio", "30.123.456;Ana;+5491123456789;10/03/2027 10:30", UPLOADED_AT);
    let [_, plain, _] =
        ids("DNI;Paciente;Tel;Inicio", "30123456;Ana;+5491123456789;10/03/2027 10:30", UPLOADED_AT);
    assert_eq!(dotted, plain);
    assert!(dotted.starts_with("pat_"));
    // Who was known before a header said which of the names is the family's is nobody else now.
    let row = "PÉREZ ANA;+5491123456789;10/03/2027 10:30;Control";
    let by = |name: &str| ids(&format!("{name};Tel;Inicio;Servicio"), row, UPLOADED_AT);
    assert_eq!(by("Apellido y Nombre"), by("Paciente"));
    // Somebody with an e-mail only.
    let [_, mail, _] = ids("Paciente;Email;Inicio", "Ana;Ana@X.org;10/03/2027 10:30", UPLOADED_AT);
    let [_, same, _] = ids("Paciente;Email;Inicio", "ANA;ana@x.org;11/03/2027 10:30", UPLOADED_AT);
    assert_eq!(mail, same);
}

#[test]
fn a_number_that_counts_the_rows_is_no_appointments() {
    let ids_of = |intake: &Intake| -> Vec<String> {
        intake.events.iter().map(|(_, event)| appointment(event).1.id.as_str().to_owned()).collect()
    };
    let ids = |header: &str, rows: &[&str]| {
        let intake = read_text(&format!("{header};Paciente;Tel;Inicio\n{}\n", rows.join("\n")));
        assert_eq!(problems(&intake), "", "{header}");
        ids_of(&intake)
    };
    let are_derived = |ids: &[String]| ids.iter().all(|it| it.starts_with("apt_"));
    let monday = ["1;Ana;+34600112233;08/03/2027 10:30", "2;Eva;+34600112244;08/03/2027 11:00"];
    let tuesday = [
        "1;Leo;+34600112255;09/03/2027 10:30", "2;Ana;+34600112233;09/03/2027 11:00",
        "3;Eva;+34600112244;09/03/2027 11:30",
    ];
    for header in ["Nº", "No", "No.", "NRO", "Num", "Núm.", "Número", "#"] {
        let mut both = [ids(header, &monday), ids(header, &tuesday)].concat();
        assert!(are_derived(&both), "{header}: {both:?}");
        both.sort();
        both.dedup();
        assert_eq!(both.len(), 5, "{header}: a visit of one day is none of the other");
    }
    // Another row above it changes nothing of a visit.
    let later = ["1;Sol;+34600112266;08/03/2027 9:00", "2;Ana;+34600112233;08/03/2027 10:30"];
    assert_eq!(ids("Nº", &later)[1], ids("Nº", &monday)[0]);
    // What names an appointment does so whatever its numbers, and so does what does not count.
    for header in ["Turno", "Nro turno", "id", "Cita"] {
        assert_eq!(ids(header, &monday), ["1", "2"], "{header}");
    }
    // The only visit of Saturday is not Sunday's.
    assert!(are_derived(&ids("Nº", &monday[..1])));
    assert_eq!(ids("Nº", &monday[1..]), ["2"]);
    assert_eq!(ids("Nº", &[tuesday[0], tuesday[2]]), ["1", "3"]);
    assert_eq!(ids("Nº", &[tuesday[1], tuesday[0]]), ["2", "1"]);
    // Beside a column of appointment numbers, it does not fill in for one that is missing.
    let beside =
        ids("Nº;Turno", &["1;T1;Ana;+34600112233;08/03/2027 10:30", "2;;Eva;+34600112244;08/03/2027 11:00"]);
    assert!(beside[0] == "T1" && beside[1].starts_with("apt_"), "{beside:?}");
    // Rows without a number, or that cannot be read, do not make it one.
    assert!(are_derived(&ids("Nº", &[monday[0], ";Leo;+34600112255;08/03/2027 9:00", monday[1]])));
    let unclosed = format!("Nº;Paciente;Tel;Inicio\n{}\n\"2;x;1;x\n{}\n", tuesday[0], tuesday[2]);
    let unclosed = read_text(&unclosed);
    assert_eq!(problems(&unclosed), "3 row: has a quotation mark that is never closed");
    assert!(are_derived(&ids_of(&unclosed)));
}

#[test]
fn a_mobile_counts_before_a_telephone() {
    let phones = |row: &str| {
        let intake = read_text(&format!("Paciente;Teléfono;Celular;Inicio\n{row};2027-03-10 10:30\n"));
        intake.events[0].1.patient.as_ref().unwrap().phone.as_ref().unwrap().expose().to_owned()
    };
    assert_eq!(phones("Ana;011 4321-5678;011 15 2345 6789"), "+5491123456789");
    assert_eq!(phones("Ana;011 4321-5678;"), "+541143215678");
}

#[test]
fn what_stands_for_nothing_costs_no_row() {
    for blank in ["no tiene", "NO POSEE", "sin datos", "(null)", "#N/D", ".", "nan", "NaN", "<NA>"] {
        let row = format!("Ana;+34600112233;{blank};10/03/2027 10:30;{blank}");
        let intake = read_text(&format!("Paciente;Tel;Email;Inicio;Duración\n{row}\n"));
        assert_eq!((problems(&intake).as_str(), intake.events.len()), ("", 1), "{blank}");
    }
}

#[test]
fn what_is_off_needs_no_phone_if_a_number_says_what_it_is() {
    const MISSING: &str = "2 phone: is missing, and so is the e-mail: no way to reach the patient";
    let header = "Turno;HC;DNI;Paciente;Tel;Inicio;Estado";
    for (numbers, status, want) in [
        ("T1;;", "Cancelado", ""),
        (";H1;", "Anulado", ""),
        (";;30123456", "Ausente", ""),
        (";;", "Cancelado", MISSING),
        ("T1;H1;", "Reservado", MISSING),
        ("T1;H1;", "", MISSING),
    ] {
        let intake = read_text(&format!("{header}\n{numbers};Ana;;10/03/2027 10:30;{status}\n"));
        assert_eq!(problems(&intake), want, "{numbers} {status}");
        assert_eq!(intake.events.len(), usize::from(want.is_empty()), "{numbers} {status}");
    }
}

#[test]
fn nothing_wrong_beside_the_number_keeps_a_visit_on_that_is_off() {
    let header = "Turno;HC;Paciente;Tel;Mail;Inicio;Servicio;Modalidad;Duración;Estado";
    let service = "x".repeat(201);
    for (status, rest) in [
        ("Cancelado", "4321;ana@;mañana;;;"),
        ("Cancelada", "12;;31/02/2027 10:30;;holograma;un rato"),
        ("Ausente", format!(";;;{service};;").as_str()),
    ] {
        let intake = read_text(&format!("{header}\nT1;;Ana\u{7};{rest};{status}\n"));
        assert_eq!(problems(&intake), "", "{rest}");
        let (change, visit) = appointment(&intake.events[0].1);
        assert_ne!(change, AppointmentChange::Booked, "{rest}");
        assert_eq!((visit.id.as_str(), &visit.start), ("T1", &None), "{rest}");
        assert!(intake.warnings.iter().any(|it| it.field == "start"), "{rest}");
        // What stands as booked, or has no number, is refused for the same.
        for row in [format!("T1;;Ana\u{7};{rest};Reservado"), format!(";H1;Ana\u{7};{rest};{status}")] {
            let refused = read_text(&format!("{header}\n{row}\n"));
            assert_eq!(refused.events, [], "{row}");
            assert!(refused.rejected.iter().any(|it| it.field == "start"), "{row}");
        }
    }
}

#[test]
fn where_a_patient_lives_is_no_site() {
    let row = "Ana;+34600112233;10/03/2027 10:30;Av. Rivadavia 1234";
    let intake = read_text(&format!("Paciente;Tel;Inicio;Dirección\n{row}\n"));
    assert_eq!(appointment(&intake.events[0].1).1.site, None);
}

#[test]
fn rows_out_of_shape() {
    let header = "Paciente;Tel;Inicio";
    check_refused(header, "Ana;+34600112233", "2 row: has 2 cells where the header has 3");
    check_refused(header, "Ana", "2 row: has 1 cells where the header has 3");
    check_refused(
        header,
        "Ana;+34600112233;10/03/2027 10:30;x;;",
        "2 row: has 4 cells where the header has 3",
    );
    check_refused(
        header,
        "Ana;+34600112233;\"10/03/2027 10:30",
        "2 row: has a quotation mark that is never closed",
    );
    let intake = read_text("Paciente;Tel;Inicio\nAna;+34600112233;10/03/2027 10:30;;\n");
    assert_eq!(intake.events.len(), 1);
    // What comes after a quotation mark that is never closed is read all the same.
    let intake =
        read_text(&format!("{header}\n\"Ana;+34600112233;x\nEva;+34600112244;10/03/2027 10:30\nLeo;12;x\n"));
    assert_eq!(
        problems(&intake),
        "2 row: has a quotation mark that is never closed\n\
         4 phone: is too short to be a phone number in AR (is the area code missing?)\n\
         4 start: is not a date and time such as 10/03/2027 10:30"
    );
    assert_eq!(intake.events[0].0, 3);
    // A mark within a cell quotes nothing, doubled or not, and takes no row after it away.
    let marked = "Ana \"\"la mayor\"\" Ruiz;+34600112233;10/03/2027 10:30";
    let intake = read_text(&format!(
        "{header}\n{marked}\nEva \"Paz\";+34600112244;10/03/2027 11:00\n\"Sol, \"\"Lu\"\"\";1;x\n"
    ));
    let taken: Vec<usize> = intake.events.iter().map(|it| it.0).collect();
    let refused: Vec<usize> = intake.rejected.iter().map(|it| it.index).collect();
    assert_eq!((taken, refused), (vec![2, 3], vec![4, 4]));
}

#[test]
fn empty_columns_at_the_end_may_be_left_out() {
    // By Excel of a run of rows; and a delimiter at the header's end names no column.
    for header in ["Paciente;Tel;Inicio;Servicio;Sede", "Paciente;Tel;Inicio;"] {
        let intake = read_text(&format!("{header}\nAna;+34600112233;10/03/2027 10:30\n"));
        assert_eq!((problems(&intake).as_str(), intake.events.len()), ("", 1), "{header}");
    }
    check_refused(
        "Inicio;Paciente;Tel;Sede",
        "10/03/2027 10:30;Ana",
        "2 phone: is missing, and so is the e-mail: no way to reach the patient",
    );
}

#[test]
fn a_row_that_swallowed_another_one_is_not_taken_for_a_short_one() {
    let intake = read_text(
        "Inicio;Paciente;Tel;Nota;Sede;Medico\n\
         10/03/2027 10:30;Ana;+34600112233;\"ver estudios;Norte;Paz\n\
         10/03/2027 11:00;Eva;+34600112244;Control;Sur;\"Ruiz\"\n",
    );
    assert_eq!(problems(&intake), "2 row: has 4 cells where the header has 6");
    assert!(intake.events.is_empty());
}

#[test]
fn columns_far_to_the_right_are_passed_over() {
    let (header, row) = (";x".repeat(400), ";y".repeat(500));
    let intake = read_text(&format!("Paciente;Tel;Inicio{header}\nAna;+34600112233;10/03/2027 10:30{row}\n"));
    assert_eq!((problems(&intake).as_str(), intake.events.len()), ("", 1));
}

#[test]
fn row_numbers_are_the_spreadsheets() {
    let text = "Paciente;Tel;Inicio;Servicio\n\
                Ana;+34600112233;10/03/2027 10:30;\"Control\nanual;\r\n\"\"largo\"\"\"\n\
                \n\
                ;;;\n\
                Eva;1;10/03/2027 11:30;\n\
                \"Ruiz\n, Leo\";2;10/03/2027 12:30;\n\
                Sol;3;10/03/2027 13:30;";
    for text in [text.to_owned(), text.replace("\r\n", "\n").replace('\n', "\r\n"), text.replace('\n', "\r")]
    {
        let intake = read_text(&text);
        assert_eq!(intake.events[0].0, 2);
        let service = appointment(&intake.events[0].1).1.service.as_ref().unwrap().expose();
        assert_eq!(service, "Control anual; \"largo\"");
        assert_eq!(intake.rejected.iter().map(|it| it.index).collect::<Vec<_>>(), [5, 6, 7]);
    }
}

#[test]
fn files_that_cannot_be_read() {
    check_unreadable("", "is empty");
    check_unreadable("\n\n", "is empty");
    check_unreadable(";;\n", "is empty");
    check_unreadable(
        "Peso;Altura\n70;180\n",
        "has no column for: the date; the time; the patient (a name, an id or a phone); the phone or the e-mail \
         (a row at its top names the columns)",
    );
    for (header, missing) in [
        ("Paciente;Tel;Fecha", "the time"),
        ("Paciente;Fecha;Hora", "the phone or the e-mail"),
        ("Email;Fecha;Hora", "the patient (a name, an id or a phone)"),
    ] {
        let want = format!("has no column for: {missing} (a row at its top names the columns)");
        check_unreadable(&format!("{header}\n"), &want);
    }
    assert_eq!(read_text("Paciente;Tel;Inicio\n"), Intake::default());
}

#[test]
fn at_most_five_thousand_rows_in_two_mebibytes() {
    let rows = |count: usize| {
        let mut text = "Paciente;Tel;Inicio\n".to_owned();
        (0..count).for_each(|it| writeln!(text, "P{it};+34600112233;10/03/2027 10:30\n").unwrap());
        read(text.as_bytes(), &buenos_aires(), at(UPLOADED_AT))
    };
    assert_eq!(rows(ROWS_MAX).unwrap().events.len(), ROWS_MAX);
    assert_eq!(rows(ROWS_MAX + 1), Err(Unreadable::TooMany { count_max: 5_000 }));
    let large = vec![b'\n'; AGENDA_BYTES_MAX + 1];
    assert_eq!(
        read(&large, &buenos_aires(), at(UPLOADED_AT)),
        Err(Unreadable::TooLarge { bytes_max: 2_097_152 })
    );
}

#[test]
fn files_of_nothing_but_marks_are_soon_read() {
    for (mark, want) in [("\n", "is empty"), (";", "is empty"), ("\"", "is empty"), ("\"\n", "is empty")] {
        check_unreadable(&mark.repeat(AGENDA_BYTES_MAX / mark.len()), want);
    }
    let wide = format!("Paciente;Tel;Inicio{}\n", ";x".repeat(AGENDA_BYTES_MAX / 2 - 20));
    let intake = read_text(&wide);
    assert_eq!((intake.events.len(), intake.ignored_columns), (0, vec!["x".to_owned()]));
    let quotes = "\"x\n".repeat(AGENDA_BYTES_MAX / 3 - 20);
    let over = read(format!("Paciente;Tel;Inicio\n{quotes}").as_bytes(), &buenos_aires(), at(UPLOADED_AT));
    assert_eq!(over, Err(Unreadable::TooMany { count_max: ROWS_MAX }));
}
