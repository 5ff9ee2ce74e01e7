//! Days and times as spreadsheets count them, which is what they save of cells without a format.

use super::agenda::{appointment, check_refused, read_text};
use super::problems;

/// The only row's start and length.
fn told(header: &str, row: &str) -> (String, Option<u32>) {
    let intake = read_text(&format!("{header}\n{row}\n"));
    assert_eq!(problems(&intake), "", "{row}");
    let (_, visit) = appointment(&intake.events[0].1);
    (visit.start.as_ref().unwrap().local.to_string(), visit.duration_minutes)
}

#[test]
fn a_day_is_a_count_and_a_time_is_a_part_of_it() {
    for (header, row, start) in [
        ("Paciente;Tel;Fecha;Hora", "Ana;+34600112233;46456;0.375", "2027-03-10T09:00:00"),
        ("Paciente;Tel;Fecha;Hora", "Ana;+34600112233;46456;0,4375", "2027-03-10T10:30:00"),
        ("Paciente;Tel;Fecha;Hora", "Ana;+34600112233;46456.0;0.416666667", "2027-03-10T10:00:00"),
        ("Paciente;Tel;Fecha;Hora", "Ana;+34600112233;46456;.5", "2027-03-10T12:00:00"),
        ("Paciente;Tel;Fecha;Hora", "Ana;+34600112233;46456;0.75", "2027-03-10T18:00:00"),
        ("Paciente;Tel;Fecha;Hora", "Ana;+34600112233;46456;0.770833333333333", "2027-03-10T18:30:00"),
        ("Paciente;Tel;Fecha;Hora", "Ana;+34600112233;46456;46456.375", "2027-03-10T09:00:00"),
        ("Paciente;Tel;Fecha;Hora", "Ana;+34600112233;46456;10:30", "2027-03-10T10:30:00"),
        ("Paciente;Tel;Fecha;Hora", "Ana;+34600112233;10/03/2027;0.375", "2027-03-10T09:00:00"),
        ("Paciente;Tel;Fecha", "Ana;+34600112233;46456,4375", "2027-03-10T10:30:00"),
        ("Paciente;Tel;Start Time", "Ana;+34600112233;46456.4375", "2027-03-10T10:30:00"),
        ("Paciente,Tel,Fecha y hora", "Ana,+34600112233,46456.6875", "2027-03-10T16:30:00"),
        // What people write with a point.
        ("Paciente;Tel;Fecha;Hora", "Ana;+34600112233;46456;10.30", "2027-03-10T10:30:00"),
        ("Paciente;Tel;Fecha;Hora", "Ana;+34600112233;46456;0.30", "2027-03-10T00:30:00"),
    ] {
        assert_eq!(told(header, row).0, start, "{row}");
    }
    for (header, row, minutes) in [
        ("Paciente;Tel;Fecha;Hora;Hora fin", "Ana;+34600112233;46456;0.375;0.40625", 45),
        ("Paciente;Tel;Fecha;Hora;Duración", "Ana;+34600112233;46456;0.375;0.0208333333", 30),
    ] {
        assert_eq!(told(header, row).1, Some(minutes), "{row}");
    }
}

#[test]
fn a_number_that_is_no_day_of_these_years_and_no_time_is_refused() {
    const NO_DATE: &str = "2 date: is not a date such as 10/03/2027 or 2027-03-10";
    const NO_TIME: &str = "2 time: is not a time of day such as 10:30";
    for (date, time, want) in [
        // Before and behind those three years; what lacks a digit; and counts of seconds.
        ("44986", "0.375", NO_DATE),
        ("47600", "0.375", NO_DATE),
        ("4645", "0.375", NO_DATE),
        ("1804669200", "0.375", NO_DATE),
        ("0.375", "0.375", NO_DATE),
        ("46456.3712", "0.375", NO_DATE),
        ("46456", "0.3712", NO_TIME),
        ("46456", "0.999999999", NO_TIME),
        ("46456", "1.375", NO_TIME),
        ("46456", "46457.375", NO_TIME),
        ("46456", "0.3x5", NO_TIME),
    ] {
        check_refused("Paciente;Tel;Fecha;Hora", &format!("Ana;+34600112233;{date};{time}"), want);
    }
    let no_start = "2 start: is not a date and time such as 10/03/2027 10:30";
    check_refused("Paciente;Tel;Inicio", "Ana;+34600112233;46456", no_start);
    check_refused(
        "Paciente;Tel;Fecha;Hora;Duración",
        "Ana;+34600112233;46456;0.375;0.5",
        "2 duration_minutes: is not a number of minutes from 1 to 1440",
    );
}

#[test]
fn other_columns_keep_their_numbers() {
    let intake = read_text("Turno;HC;Paciente;Tel;Fecha;Hora\n46456;46457.5;Ana;+34600112233;46456;0.375\n");
    let event = &intake.events[0].1;
    assert_eq!(appointment(event).1.id.as_str(), "46456");
    assert_eq!(event.patient.as_ref().unwrap().id.as_str(), "46457.5");
}

#[test]
fn a_whole_number_is_the_same_with_the_decimal_that_a_program_puts_behind_it() {
    let told = |row: &str| {
        let intake = read_text(&format!("Turno;HC;DNI;Cancelada;Paciente;Tel;Fecha;Hora\n{row}\n"));
        assert_eq!(problems(&intake), "", "{row}");
        let (change, visit) = appointment(&intake.events[0].1);
        let patient = intake.events[0].1.patient.clone().unwrap();
        (change, visit.id.clone(), patient.id, patient.document)
    };
    let rest = "Ana;+34600112233;10/03/2027;10:30";
    let plain = told(&format!("4711;204;30123456;1;{rest}"));
    assert_eq!(told(&format!("4711.0;204.0;30123456.0;1.0;{rest}")), plain);
    assert_eq!(plain.3.unwrap().expose(), "30123456");
}
