use proptest::prelude::*;

use super::{at, buenos_aires, in_country};
use crate::{Intake, Unreadable, agenda, json, phone};

const HEADER: &str =
    "Turno;HC;Paciente;Celular;E-mail;País;Fecha;Hora;Inicio;Zona;Idioma;Modalidad;Duración;Estado\n";

const RECEIVED_AT: &str = "2027-03-01T12:00:00Z";

fn agenda_of(bytes: &[u8]) -> Result<Intake, Unreadable> {
    agenda::read(bytes, &buenos_aires(), at(RECEIVED_AT))
}

/// What is not rejected is accepted, and nothing is both.
fn check_accounted(intake: &Intake) {
    for (index, _) in &intake.events {
        assert!(intake.rejected.iter().all(|it| it.index != *index));
    }
}

proptest! {
    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = json::read(&bytes, &buenos_aires(), at(RECEIVED_AT));
        let _ = agenda_of(&bytes);
    }

    #[test]
    fn random_rows_below_a_header(rows in "[ -~\n\r;\"áñ€0-9/:.+-]{0,300}") {
        check_accounted(&agenda_of(format!("{HEADER}{rows}").as_bytes()).unwrap());
    }

    #[test]
    fn rows_that_nearly_fit(
        phone in "[+0-9 ()/-]{0,20}",
        date in "[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}",
        time in "[0-9]{1,2}[:.h]?[0-9]{0,2} ?(am|pm|hs)?",
        zone in "(America/New_York|Europe/Madrid|[A-Z/a-z]{0,10})",
    ) {
        let row = format!(";;Ana;{phone};a@x.org;;{date};{time};;{zone};;;;\n");
        check_accounted(&agenda_of(format!("{HEADER}{row}").as_bytes()).unwrap());
        let row = format!(";;Ana;{phone};a@x.org;;;;{date}T{time};{zone};;;;\n");
        check_accounted(&agenda_of(format!("{HEADER}{row}").as_bytes()).unwrap());
    }

    #[test]
    fn random_texts_as_phones(text in any::<String>(), digits in "[+0-9()x/ .-]{0,40}") {
        for country in ["AR", "MX", "BR", "ES", "US", "AC", "KZ"] {
            let _ = phone::parse(&text, country);
            if let Ok(number) = phone::parse(&digits, country) {
                // A number that was read reads as itself anywhere.
                prop_assert_eq!(phone::parse(number.expose(), "GB"), Ok(number));
            }
        }
    }

    #[test]
    fn random_texts_in_events(texts in proptest::collection::vec(any::<String>(), 8)) {
        let body = serde_json::json!({
            "event_id": texts[0], "type": "appointment.booked", "occurred_at": texts[1],
            "patient": {"id": "p", "given_name": texts[2], "phone": texts[3], "email": texts[4], "language": texts[5]},
            "appointment": {"id": "a", "start": texts[6], "time_zone": texts[7]},
        });
        let spain = in_country("ES", "Europe/Madrid");
        check_accounted(&json::read(body.to_string().as_bytes(), &spain, at(RECEIVED_AT)).unwrap());
    }
}
