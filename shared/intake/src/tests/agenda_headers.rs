use std::fmt::Write;

use domain::event::{AppointmentChange, Modality};

use super::agenda::{UPLOADED_AT, appointment, read_text};
use super::{at, buenos_aires, problems};
use crate::Unreadable;
use crate::agenda::read;

#[test]
fn usual_headers_are_known() {
    for header in [
        "Nº da consulta;Nome do paciente;Telefone celular;Data da consulta;Horário da consulta;Situação da consulta",
        "Código da consulta;Nome;Telefone do paciente;Data do agendamento;Horário de início;Status da consulta",
        "Nº do agendamento;Nome do paciente;Celular do paciente;Data;Horário;Status",
        "Folio;Nombre completo del paciente;Teléfono del paciente;Fecha de la cita;Hora de la cita;Estatus",
        "Número de cita;Paciente;Celular del paciente;fecha_cita;HoraCita;Estatus de la cita",
        "NumeroDeTurno;NombreDelPaciente;CelularDelPaciente;FechaDeLaCita;HoraDelTurno;EstadoCita",
        "Appointment No;Patient's name;Contact number;Date of appointment;Appointment time;Appointment status",
        "Visit ID;Patient name;Patient’s phone;Visit date;Start time;Status",
    ] {
        let row = "77120;Irma Soto;+34600112233;11/03/2027;10:00;Cancelada";
        let intake = read_text(&format!("{header}\n{row}\n"));
        assert_eq!(problems(&intake), "", "{header}");
        assert!(intake.ignored_columns.is_empty(), "{header}: {:?}", intake.ignored_columns);
        let event = &intake.events[0].1;
        let (change, facts) = appointment(event);
        assert_eq!((change, facts.id.as_str()), (AppointmentChange::Cancelled, "77120"), "{header}");
        assert_eq!(facts.start.as_ref().unwrap().local.to_string(), "2027-03-11T10:00:00", "{header}");
        let patient = event.patient.as_ref().unwrap();
        assert_eq!(patient.given_name.as_ref().unwrap().expose(), "Irma", "{header}");
        assert_eq!(patient.phone.as_ref().unwrap().expose(), "+34600112233", "{header}");
    }
    let intake = read_text("Paciente;Tel;Fecha y hora de la cita\nAna;+34600112233;11/03/2027 10:00\n");
    assert_eq!((problems(&intake).as_str(), intake.events.len()), ("", 1));
}

/// As programs for practices export them, in order of day, hour, names, telephone and status.
#[test]
fn exports_of_programs_are_known() {
    for header in [
        "Date of Service;Start Time;Client First Name;Client Last Name;Client Phone;Appt Status",
        "Appt Date;Appt Time;Patient First Name;Patient Last Name;Patient Cell Phone;Status",
        "Fecha de la visita;Hora de inicio;Nombre del paciente;Apellidos del paciente;Teléfono del paciente;Estado",
        "Fecha Cita;Hora Cita;Nombre(s);Ap. Paterno;Tel. Cel.;Estatus",
        "Fecha Citación;Hora Citación;Nombre Paciente;Apellido Paterno;Fono 1;Estado",
        "F. Cita;H. Cita;Nombre;Apellido 1;Tlf. móvil;Estado de la cita",
        "Fecha Sesión;Desde;Nombre Cliente;Apellido Cliente;Celular Cliente;Estado",
    ] {
        let intake = read_text(&format!("{header}\n11/03/2027;10:00;Irma;Soto;+34600112233;Confirmada\n"));
        assert_eq!(problems(&intake), "", "{header}");
        assert!(intake.ignored_columns.is_empty(), "{header}: {:?}", intake.ignored_columns);
        let event = &intake.events[0].1;
        let start = appointment(event).1.start.as_ref().unwrap();
        assert_eq!(start.local.to_string(), "2027-03-11T10:00:00", "{header}");
        let patient = event.patient.as_ref().unwrap();
        let names =
            [&patient.given_name, &patient.family_name].map(|it| it.as_ref().unwrap().expose().as_str());
        assert_eq!(names, ["Irma", "Soto"], "{header}");
        assert_eq!(patient.phone.as_ref().unwrap().expose(), "+34600112233", "{header}");
    }
    let intake = read_text(
        "Invitee Name,Invitee Email,Event Type Name,Start Date & Time,End Date & Time,Text Reminder Number,Canceled\n\
         Irma Soto,irma@example.com,Control,2027-03-11 10:00 am,2027-03-11 10:30 am,+34 600 11 22 33,false\n",
    );
    assert_eq!((problems(&intake).as_str(), &intake.ignored_columns), ("", &Vec::new()));
    let (_, facts) = appointment(&intake.events[0].1);
    assert_eq!(facts.service.as_ref().unwrap().expose(), "Control");
    assert_eq!(facts.duration_minutes, Some(30));
    let intake = read_text(
        "start_at,length,customer_name,customer_phone\n\
         2027-03-11T10:30:00-03:00,45,Irma Soto,+34600112233\n",
    );
    assert_eq!((problems(&intake).as_str(), &intake.ignored_columns), ("", &Vec::new()));
    assert_eq!(appointment(&intake.events[0].1).1.duration_minutes, Some(45));
}

#[test]
fn exports_of_dental_and_brazilian_programs_are_read_whole() {
    for (file, change, phone) in [
        (
            "Fecha;Hora;Duración;NumPac;Apellidos;Nombre;TelMovil;Tfno1;Colaborador;Motivo;Situación\n\
             11/03/2027;9:15;30;1234;Núñez;Iñaki;;+34 954 11 22 33;Dr. López;Endodoncia;Programada",
            AppointmentChange::Booked,
            "+34954112233",
        ),
        (
            "Data;Hora inicial;Hora final;Paciente;Tel. Res.;Procedimento;Profissional;Status\n\
             11/03/2027;14:30;15:00;José da Silva;+55 11 98765-4398;Consulta;Dra. Ana;Paciente atendido",
            AppointmentChange::Completed,
            "+5511987654398",
        ),
        (
            "fecha,hora_inicio,estado_cita,nombre_paciente,tfno_movil,nombre_sucursal,Práctica\n\
             2027-03-11,11:00:00,Llegó tarde,Eva,+34600112233,Centro,Control",
            AppointmentChange::Arrived,
            "+34600112233",
        ),
        (
            "Date of Service,Start Time,Client,Mobile No.,Clinician,Appointment Status\n\
             2027-03-11,10:00 AM,\"Doe, Jane\",+12125552368,\"Smith, A\",Show",
            AppointmentChange::Completed,
            "+12125552368",
        ),
    ] {
        let intake = read_text(&format!("{file}\n"));
        assert_eq!((problems(&intake).as_str(), &intake.ignored_columns), ("", &Vec::new()), "{file}");
        let event = &intake.events[0].1;
        assert_eq!(appointment(event).0, change, "{file}");
        let patient = event.patient.as_ref().unwrap();
        assert_eq!(patient.phone.as_ref().unwrap().expose(), phone, "{file}");
    }
}

#[test]
fn a_column_may_say_that_a_visit_is_off() {
    for (cells, change) in [
        ("true;", Some(AppointmentChange::Cancelled)),
        ("Sí;Agendada", Some(AppointmentChange::Cancelled)),
        ("FALSE;", Some(AppointmentChange::Booked)),
        ("No;Ausente", Some(AppointmentChange::Missed)),
        (";Anulada", Some(AppointmentChange::Cancelled)),
        ("tal vez;Agendada", None),
    ] {
        for header in ["Canceled", "Cancelada", "Cita anulada"] {
            let header = format!("Fecha;Hora;Nro de cita;Paciente;Celular;{header};Estado");
            let intake = read_text(&format!("{header}\n11/03/2027;10:00;7;Ana;+34600112233;{cells}\n"));
            let told = intake.events.first().map(|it| appointment(&it.1).0);
            assert_eq!((told, intake.ignored_columns.len()), (change, 0), "{header}: {cells}");
            let refused = intake.rejected.first().map(|it| it.field.as_str());
            assert_eq!(refused, change.is_none().then_some("status"), "{header}: {cells}");
        }
    }
}

#[test]
fn a_column_of_dates_may_tell_the_hours() {
    for (header, cell) in [
        ("Paciente;Celular (WhatsApp);Fecha", "2027-03-11 10:00:00"),
        ("Paciente;Teléfono 1;Fecha (dd/mm/aaaa)", "11/03/2027 10:00"),
        ("Agenda de marzo\nPaciente;Tel;Data", "11/03/2027 10h00"),
    ] {
        let intake = read_text(&format!("{header}\nAna;+34600112233;{cell}\nEva;+34600112234;11/03/2027\n"));
        let row = header.lines().count() + 2;
        let lacks = format!("{row} start: is not a date and time such as 10/03/2027 10:30");
        assert_eq!(problems(&intake), lacks, "{header}");
        let start = appointment(&intake.events[0].1).1.start.as_ref().unwrap();
        assert_eq!(start.local.to_string(), "2027-03-11T10:00:00", "{header}");
    }
    // A spreadsheet's midnight after a day is no hour.
    for cell in ["2027-03-11 00:00:00", "2027-03-11 00:00:00+00:00", "2027-03-11T00:00:00Z", "11/03/2027"] {
        let file = format!("Paciente;Tel;Fecha\nAna;+34600112233;{cell}\n");
        let refused = read(file.as_bytes(), &buenos_aires(), at(UPLOADED_AT));
        assert!(
            matches!(refused, Err(Unreadable::NoHeader { missing }) if missing == ["the time"]),
            "{cell}"
        );
    }
}

#[test]
fn an_instant_is_read_as_databases_and_programs_write_it() {
    for header in ["Paciente;Tel;Fecha", "Paciente;Tel;Fecha y hora", "Paciente;Tel;Start Time"] {
        for cell in [
            "2027-03-11 10:00:00-03:00", "2027-03-11 10:00:00-03", "2027-03-11 13:00:00+00",
            "2027-03-11 13:00:00.000000+00:00", "2027-03-11 13:00:00Z", "2027-03-11T13:00:00.000Z",
            "2027-03-11T10:00:00-0300",
        ] {
            let intake = read_text(&format!("{header}\nAna;+34600112233;{cell}\n"));
            assert_eq!(problems(&intake), "", "{header} {cell}");
            let start = appointment(&intake.events[0].1).1.start.as_ref().unwrap();
            assert_eq!(start.at, at("2027-03-11T13:00:00Z"), "{header} {cell}");
        }
    }
    // From when to when, and no offset.
    let intake = read_text("Paciente;Tel;Inicio\nAna;+34600112233;2027-03-11 10:00-11:00\n");
    let start = appointment(&intake.events[0].1).1.start.as_ref().unwrap();
    assert_eq!(start.local.to_string(), "2027-03-11T10:00:00");
    // A day is one with its midnight too, in UTC as at the clinic.
    for (day, born) in [
        ("2027-03-11 00:00:00+00", "1980-02-04T00:00:00Z"),
        ("2027-03-11T03:00:00.000Z", "1980-02-04T03:00:00.000Z"),
    ] {
        let row = format!("Ana;+34600112233;{day};0930;{born}");
        let intake = read_text(&format!("Paciente;Tel;Fecha;Hora;Nacimiento\n{row}\n"));
        assert_eq!(problems(&intake), "", "{row}");
        let event = &intake.events[0].1;
        let start = appointment(event).1.start.as_ref().unwrap();
        assert_eq!(start.local.to_string(), "2027-03-11T09:30:00", "{row}");
        let born = event.patient.as_ref().unwrap().birth_date.as_ref().unwrap();
        assert_eq!(born.expose().to_string(), "1980-02-04", "{row}");
    }
}

#[test]
fn names_in_several_columns_are_one() {
    for (header, row, given, family) in [
        ("Apellido paterno;Apellido materno;Nombre", "Gómez;Ríos;Lucía", "Lucía", "Gómez Ríos"),
        ("Paterno;Materno;Nombre(s)", "Gómez;-;Ana Lucía", "Ana Lucía", "Gómez"),
        (
            "Primer nombre;Segundo nombre;Primer apellido;Segundo apellido",
            "Ana;Lucía;Gómez;Ríos",
            "Ana Lucía",
            "Gómez Ríos",
        ),
        ("Nombre del paciente;Apellidos del paciente", "Lucía;Gómez Ríos", "Lucía", "Gómez Ríos"),
        ("First name;Middle name;Last name", "Ana;Lucía;Gómez", "Ana Lucía", "Gómez"),
    ] {
        let intake = read_text(&format!("{header};Tel;Inicio\n{row};+34600112233;10/03/2027 10:30\n"));
        assert_eq!(problems(&intake), "", "{header}");
        let patient = intake.events[0].1.patient.as_ref().unwrap();
        let names =
            [&patient.given_name, &patient.family_name].map(|it| it.as_ref().unwrap().expose().as_str());
        assert_eq!(names, [given, family], "{header}");
    }
}

#[test]
fn what_a_header_says_of_somebody_else_is_not_the_patients() {
    let intake = read_text(
        "Nombre del médico;Nombre del paciente;Teléfono del médico;Celular;Fecha de nacimiento;Inicio\n\
         Dra. Paz;Ana Ruiz;+34600112244;+34600112233;25/12/1980;10/03/2027 10:30\n",
    );
    assert_eq!(problems(&intake), "");
    let event = &intake.events[0].1;
    let (_, facts) = appointment(event);
    assert_eq!(facts.practitioner.as_ref().unwrap().expose(), "Dra. Paz");
    assert_eq!(facts.start.as_ref().unwrap().local.to_string(), "2027-03-10T10:30:00");
    let patient = event.patient.as_ref().unwrap();
    assert_eq!(patient.given_name.as_ref().unwrap().expose(), "Ana");
    assert_eq!(patient.phone.as_ref().unwrap().expose(), "+34600112233");
    assert_eq!(intake.ignored_columns, ["Teléfono del médico"]);
}

#[test]
fn a_column_that_says_whose_it_is_counts_before_one_that_does_not() {
    for (header, row) in [
        ("Fecha;Fecha de la cita", "01/03/2027;13/03/2027"),
        ("Data do agendamento;Data da consulta", "01/03/2027;13/03/2027"),
        ("Data da consulta;Data do agendamento", "13/03/2027;01/03/2027"),
    ] {
        let intake = read_text(&format!("{header};Hora;Paciente;Tel\n{row};10:30;Ana;+34600112233\n"));
        let (_, facts) = appointment(&intake.events[0].1);
        assert_eq!(facts.start.as_ref().unwrap().local.to_string(), "2027-03-13T10:30:00", "{header}");
    }
    let intake =
        read_text("Turno;ID Cita;Paciente;Tel;Inicio\nMañana;C-7;Ana;+34600112233;10/03/2027 10:30\n");
    assert_eq!(appointment(&intake.events[0].1).1.id.as_str(), "C-7");
}

#[test]
fn columns_that_were_not_read_are_named() {
    let intake = read_text(
        "Nº;Paciente;Tel;Inicio;Estado del paciente;Motivo de la consulta;;Notas;Notas\n\
         1;Ana;+34600112233;10/03/2027 10:30;Jalisco;x;;y;z\n",
    );
    assert_eq!(problems(&intake), "");
    assert_eq!(intake.ignored_columns, ["Nº", "Estado del paciente", "Motivo de la consulta", "Notas"]);
    // Only so many, and only so much of each.
    let mut header = "Paciente;Tel;Inicio".to_owned();
    (0..200).for_each(|it| write!(header, ";{it} {}", "ñ".repeat(100)).unwrap());
    let named = read_text(&format!("{header}\n")).ignored_columns;
    assert_eq!(named.len(), 50);
    assert!(named.iter().all(|it| it.chars().count() == 60), "{named:?}");
}

/// A report as it is saved, with what stands above the table.
#[test]
fn titles_above_the_header_are_passed_over() {
    let header = "Data;Hora início;Hora fim;Paciente;Celular;Procedimento;Situação";
    let rows =
        "11/03/2027;09:00;09:30;João Lima;+5511987654321;Canal;Encaixe\n12/03/2027;;;Ana;+5511987654322;;\n";
    for titles in [
        "",
        "Rede Sorriso - Relatório, por unidade;;;;;;\nPeríodo: 11/03/2027 a 12/03/2027;;;;;;\n;;;;;;\n",
        "Relatório, do dia 11/03/2027, de todos, os profissionais\n\n\n",
    ] {
        let intake = read_text(&format!("{titles}{header}\n{rows}"));
        let above = titles.lines().count();
        assert_eq!(problems(&intake), format!("{} time: is missing", above + 3), "{titles}");
        assert_eq!(intake.ignored_columns, [""; 0], "{titles}");
        let (number, event) = &intake.events[0];
        assert_eq!(*number, above + 2, "{titles}");
        let (change, facts) = appointment(event);
        assert_eq!((change, facts.duration_minutes), (AppointmentChange::Booked, Some(30)), "{titles}");
        assert_eq!(facts.service.as_ref().unwrap().expose(), "Canal", "{titles}");
    }
    let far = "Relatório\n".repeat(21);
    let refused = read(format!("{far}{header}\n{rows}").as_bytes(), &buenos_aires(), at(UPLOADED_AT));
    assert!(matches!(refused, Err(Unreadable::NoHeader { .. })), "{refused:?}");
}

#[test]
fn headers_of_hospitals_are_known() {
    let file = "Nº historia;Paciente;Fono;Fecha;Hora;Prestación;Establecimiento;Huso horario;Idioma;Estado\n\
                H-1;Rosa Barría;+56987654323;11/03/2027;8:00;TELECONSULTA NUTRICIÓN;CESFAM;America/Punta_Arenas;\
                Alemán;Sobrecupo\n\
                H-2;Ana Ríos;+56987654324;11/03/2027;9:00;Video EEG;CESFAM;America/Punta_Arenas;es;NSP\n";
    let intake = read_text(file);
    assert_eq!((problems(&intake).as_str(), &intake.ignored_columns), ("", &Vec::new()));
    // A visit is not lost for a language that nobody writes here.
    let [warning] = intake.warnings.as_slice() else { panic!("{:?}", intake.warnings) };
    assert_eq!(
        (warning.index, warning.field.as_str(), warning.reason.as_str()),
        (2, "language", "is not a language")
    );
    let told: Vec<_> =
        intake.events.iter().map(|(_, it)| (it.patient.as_ref().unwrap(), appointment(it))).collect();
    let (patient, (change, facts)) = told[0];
    assert_eq!((patient.id.as_str(), patient.language, change), ("H-1", None, AppointmentChange::Booked));
    assert_eq!((facts.modality, facts.site.as_deref()), (Some(Modality::Video), Some("CESFAM")));
    assert_eq!(facts.start.as_ref().unwrap().zone.as_str(), "America/Punta_Arenas");
    // That is made at the hospital.
    let (_, (change, facts)) = told[1];
    assert_eq!((change, facts.modality), (AppointmentChange::Missed, None));
}
