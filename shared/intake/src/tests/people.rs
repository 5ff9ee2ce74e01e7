//! Lists of people, for campaigns.

use domain::event::{Happening, NoticeKind};

use super::{at, buenos_aires, problems};
use crate::agenda::people::read;
use crate::{Intake, Unreadable};

fn read_at(list: &str, uploaded_at: &str) -> Result<Intake, Unreadable> {
    read(list.as_bytes(), "flu_2026", &buenos_aires(), at(uploaded_at))
}

fn read_text(list: &str) -> Intake {
    read_at(list, "2026-11-20T12:00:00Z").unwrap()
}

/// Row, case, patient and number of each event.
fn told(intake: &Intake) -> Vec<(usize, String, String, Option<String>)> {
    let of = |(row, event): &(usize, domain::event::ClinicEvent)| {
        let Happening::Notice { notice: NoticeKind::Campaign, facts } = &event.what else {
            panic!("not a campaign")
        };
        assert_eq!((facts.campaign.as_deref(), facts.reference.as_str()), (Some("flu_2026"), "flu_2026"));
        let patient = event.patient.as_ref().unwrap();
        let phone = patient.phone.as_ref().map(|it| it.expose().to_owned());
        (*row, facts.id.to_string(), patient.id.to_string(), phone)
    };
    intake.events.iter().map(of).collect()
}

#[test]
fn each_row_is_somebody_to_tell() {
    let intake = read_text(
        "Vacunación 2026;;;\n\
         Historia clínica;Paciente;Celular;Correo\n\
         p-1;Ana Pérez;011 15-2345-6789;\n\
         p-2;Bruno Díaz;;bruno@example.com\n\
         p-3;Carla Gil;;\n\
         p-1;Ana Pérez;011 15-2345-6789;\n\
         p-4;Dora Paz;12;dora@example.com\n",
    );
    assert_eq!(
        problems(&intake),
        "5 phone: is missing, and so is the e-mail: no way to reach the patient\n\
         6 row: is the person of row 3 again\n\
         7 phone: is too short to be a phone number in AR (is the area code missing?)"
    );
    let told = told(&intake);
    let known: Vec<(usize, &str, Option<&str>)> =
        told.iter().map(|it| (it.0, it.2.as_str(), it.3.as_deref())).collect();
    assert_eq!(known, [(3, "p-1", Some("+5491123456789")), (4, "p-2", None)]);
}

#[test]
fn who_is_in_two_lists_has_the_same_case() {
    let first = read_text("id,name,phone\np-1,Ana,011 15-2345-6789\n");
    let later = read_at("name;paciente_id;email\nAna;p-1;ana@example.com\n", "2026-11-25T12:00:00Z").unwrap();
    assert_eq!(told(&first)[0].1, told(&later)[0].1);
    assert_ne!(first.events[0].1.event_id, later.events[0].1.event_id);
    let other = read(
        b"id,name,phone\np-1,Ana,011 15-2345-6789\n",
        "check_up",
        &buenos_aires(),
        at("2026-11-20T12:00:00Z"),
    );
    let Happening::Notice { facts, .. } = &other.unwrap().events[0].1.what.clone() else {
        panic!("no notice")
    };
    assert_ne!(facts.id.as_str(), told(&first)[0].1);
}

#[test]
fn an_agenda_is_a_list_of_the_people_in_it() {
    let intake = read_text(
        "fecha,hora,nombre,telefono,observaciones\n\
         10/03/2026,10:30,Ana,011 15-2345-6789,x\n\
         11/03/2026,11:30,Bea,011 15-2345-6780,\n",
    );
    assert_eq!((problems(&intake).as_str(), intake.events.len()), ("", 2));
    assert_eq!(intake.ignored_columns, ["observaciones"]);
}

#[test]
fn what_is_no_list_of_people_is_refused() {
    let refused = |list: &str| read_at(list, "2026-11-20T12:00:00Z").unwrap_err();
    assert_eq!(refused(""), Unreadable::Empty);
    let missing = vec!["the phone or the e-mail"];
    assert_eq!(refused("nombre;apellido\nAna;Gil\n"), Unreadable::NoHeader { missing });
    let row = "p,011 15-2345-6789\n";
    let many = format!("nombre,telefono\n{}", row.repeat(5_001));
    assert_eq!(refused(&many), Unreadable::TooMany { count_max: 5_000 });
}
