use domain::phone::E164;

use super::agenda::{UPLOADED_AT, read_text};
use super::{at, in_country, problems};
use crate::agenda::read;
use crate::{Defaults, Intake, Unreadable};

/// The warnings, one per line: `3 start: is more than 24 hours in the past`.
fn warnings(intake: &Intake) -> String {
    let line = |it: &crate::Rejected| format!("{} {}: {}", it.index, it.field, it.reason);
    intake.warnings.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_past_visit_that_stands_as_booked_is_taken_with_a_warning() {
    // The upload is at 09:00 there.
    let file = "Turno;Paciente;Tel;Inicio;Estado\n\
                T1;Ana;+34600112233;28/02/2027 08:59;Reservado\n\
                T2;Ana;+34600112233;28/02/2027 09:00;Reservado\n\
                T3;Ana;+34600112233;20/02/2027 09:00;Cancelado\n\
                T4;Ana;+34600112233;20/02/2027 10:00;Atendido\n\
                T5;Ana;+34600112233;10/03/2027 10:00;\n\
                T6;Ana;1;20/02/2027 11:00;\n";
    let intake = read_text(file);
    assert_eq!(intake.events.len(), 5);
    assert_eq!(warnings(&intake), "2 start: is more than 24 hours in the past");
    assert_eq!(intake.rejected.len(), 1, "what is rejected is not warned of besides");
}

#[test]
fn a_file_that_is_ahead_only_with_day_and_month_exchanged_is_refused() {
    let tijuana = in_country("MX", "America/Tijuana");
    let read_at = |rows: &str, defaults: &Defaults, uploaded_at: &str| {
        let file = format!("Turno;Paciente;Tel;Fecha;Hora;Estado;Fecha de nacimiento\n{rows}\n");
        read(file.as_bytes(), defaults, at(uploaded_at))
    };
    let read_in = |rows: &str, defaults: &Defaults| read_at(rows, defaults, "2026-11-28T12:00:00Z");
    let may = "T1;Ana;+34600112233;12/05/2026;10:30 AM;;";
    let refused = read_in(may, &tijuana).unwrap_err();
    assert_eq!(refused, Unreadable::DayAndMonth { read: "day", other: "month" });
    assert_eq!(
        refused.to_string(),
        "has past visits alone if the day comes first in its dates, and coming ones alone if the month does: write \
         them as 2026-12-05"
    );
    let with_another = format!("{may}\nT2;Eva;+34600112244;11/05/2026;9:00;Cancelado;");
    assert_eq!(read_in(&with_another, &tijuana), Err(refused));
    let us = in_country("US", "America/New_York");
    let exchanged = Unreadable::DayAndMonth { read: "month", other: "day" };
    assert_eq!(read_in("T1;Ana;+34600112233;05/12/2026;10:30;;", &us), Err(exchanged));
    // Somebody was there, a visit is past either way, the dates show their order or say it, or nothing is long past.
    let past = "start: is more than 24 hours in the past";
    for (rows, want) in [
        (format!("{may}\nT2;Eva;+34600112244;12/05/2026;9:00;Atendido;"), format!("2 {past}")),
        (format!("{may}\nT2;Eva;+34600112244;11/05/2026;9:00;;"), format!("2 {past}\n3 {past}")),
        (format!("{may}\nT2;Eva;+34600112244;25/05/2026;9:00;;"), format!("2 {past}\n3 {past}")),
        (format!("{may}\nT2;Eva;+34600112244;25/12/2026;9:00;;"), format!("2 {past}")),
        ("T1;Ana;+34600112233;2026-05-12;10:30;;".to_owned(), format!("2 {past}")),
        // The birthday shows that the month comes first.
        ("T1;Ana;+34600112233;12/05/2026;10:30;;12/25/1980".to_owned(), String::new()),
    ] {
        let intake = read_in(&rows, &tijuana).unwrap();
        assert_eq!((problems(&intake), warnings(&intake)), (String::new(), want), "{rows}");
    }
    assert!(read_at(may, &tijuana, "2026-05-12T20:00:00Z").is_ok());
}

#[test]
fn documents_and_birthdays() {
    let intake = read_text(
        "Paciente;Tel;Inicio;DNI;Fecha de nacimiento\n\
         Ana;+34600112233;10/03/2027 10:30;30.123.456;25/12/1980 0:00\n\
         Eva;+34600112244;10/03/2027 11:00;en trámite;02/04/80\n\
         Leo;+34600112255;10/03/2027 11:30;en trámite;1/2/03\n\
         Sol;+34600112266;10/03/2027 12:00;-;29500\n\
         Max;+34600112277;10/03/2027 12:30;12345678-K;01/02/1890\n",
    );
    assert_eq!(problems(&intake), "");
    assert_eq!(
        warnings(&intake),
        "3 document: has not 5 to 20 letters and digits\n\
         4 document: has not 5 to 20 letters and digits\n\
         5 birth_date: is not a date such as 10/03/2027 or 2027-03-10\n\
         6 birth_date: is not between the years 1900 and 2100"
    );
    let patients = || intake.events.iter().map(|(_, event)| event.patient.as_ref().unwrap());
    let documents: Vec<_> =
        patients().map(|it| it.document.as_ref().map(|it| it.expose().as_str())).collect();
    assert_eq!(documents, [Some("30123456"), None, None, None, Some("12345678K")]);
    let births: Vec<_> =
        patients().map(|it| it.birth_date.as_ref().map(|it| it.expose().to_string())).collect();
    let want = [Some("1980-12-25"), Some("1980-04-02"), Some("2003-02-01"), None, None];
    assert_eq!(births, want.map(|it| it.map(str::to_owned)));
    // What stands for no document makes two people no one patient.
    let ids: Vec<_> = patients().map(|it| it.id.as_str()).collect();
    assert_ne!(ids[1], ids[2]);
    // The order of the visits' dates is that of the birthdays, where these do not show it.
    let file = "Paciente;Tel;Inicio;CURP;Date of birth\n\
                Ana;+34600112233;03/25/2027 10:30;GORL800101MDFXXX01;03/04/1980\n";
    let intake = read(file.as_bytes(), &in_country("MX", "America/Tijuana"), at(UPLOADED_AT)).unwrap();
    let patient = intake.events[0].1.patient.as_ref().unwrap();
    assert_eq!(patient.birth_date.as_ref().unwrap().expose().to_string(), "1980-03-04");
    assert_eq!(patient.document.as_ref().unwrap().expose(), "GORL800101MDFXXX01");
}

#[test]
fn whom_a_phone_reaches_loses_nothing_by_a_wrong_e_mail() {
    let file = "Turno;Paciente;Celular;Mail;Inicio\n\
                T1;Ana;+34600112233;no usa;10/03/2027 10:00\n\
                T2;Eva;600000000;no usa;10/03/2027 10:30\n";
    let intake = read_text(file);
    let patient = intake.events[0].1.patient.as_ref().unwrap();
    assert_eq!((patient.phone.as_ref().unwrap().expose(), &patient.email), ("+34600112233", &None));
    assert_eq!(warnings(&intake), "2 email: is not an e-mail address");
    assert_eq!(problems(&intake), "3 email: is not an e-mail address");
}

#[test]
fn a_phone_that_stands_for_none_counts_as_a_blank() {
    let nobodys = "phone: is a placeholder, and nobody's number";
    let file = "Turno;Paciente;Celular;Teléfono;Mail;Inicio;Estado\n\
                T1;Ana;600000000;;ana@example.com;10/03/2027 10:00;\n\
                T2;Eva;1111111111;011 4321-5678;;10/03/2027 10:30;\n\
                T3;Leo;999999999;;;10/03/2027 11:00;\n\
                T4;Leo;0;;;10/03/2027 11:30;Cancelado\n\
                T5;;0;;leo@example.com;10/03/2027 12:00;\n\
                T6;Luz;s/t;;luz@example.com;10/03/2027 12:30;\n\
                T7;Paz;sin teléfono;;;10/03/2027 13:00;\n";
    let intake = read_text(file);
    let phones: Vec<_> =
        intake.events.iter().map(|it| it.1.patient.as_ref().unwrap().phone.clone()).collect();
    let phones: Vec<_> = phones.iter().map(|it| it.as_ref().map(E164::expose)).collect();
    assert_eq!(phones, [None, Some("+541143215678"), None, None]);
    assert_eq!(warnings(&intake), format!("2 {nobodys}\n5 {nobodys}\n7 phone: is not a phone number"));
    let refused = format!("4 {nobodys}\n6 patient: has no name, id or phone\n8 phone: is not a phone number");
    assert_eq!(problems(&intake), refused);
}
