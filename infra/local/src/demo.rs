//! The example clinic's agenda: a few days from now, so that a newcomer has something to fast-forward through.
//!
//! It goes in through the same door as any clinic's agenda: a file posted to `/v1/agenda`.

use std::fmt::Write as _;

use domain::civil::Zone;
use jiff::{Timestamp, ToSpan as _};

/// Days ahead; then time, patient id, given name, family name, phone, language, practitioner, modality.
const VISITS: [(i32, [&str; 8]); 14] = [
    (3, ["09:30", "p01", "Ana", "Pérez", "011 15-5555-0101", "es", "Dra. López", "onsite"]),
    (3, ["10:15", "p02", "Luis", "Gómez", "+54 9 11 5555-0102", "es", "Dr. Sosa", "onsite"]),
    (3, ["11:00", "p03", "María", "Núñez", "011 15-5555-0103", "es", "Dra. López", "video"]),
    (3, ["12:30", "p04", "John", "Miller", "+1 212 555 0104", "en", "Dr. Sosa", "onsite"]),
    (3, ["16:00", "p02", "Luis", "Gómez", "+54 9 11 5555-0102", "es", "Lic. Ramos", "onsite"]),
    (4, ["08:15", "p05", "João", "Silva", "+55 11 96123-4567", "pt", "Dra. López", "onsite"]),
    (4, ["09:00", "p06", "Sofía", "Ibáñez", "011 15-5555-0106", "es", "Dr. Sosa", "onsite"]),
    (4, ["10:30", "p07", "Mateo", "Ibáñez", "011 15-5555-0106", "es", "Dr. Sosa", "onsite"]),
    (4, ["11:45", "p08", "Carmen", "Ruiz", "+34 612 345 678", "es", "Lic. Ramos", "video"]),
    (4, ["15:30", "p09", "Guadalupe", "Hernández", "+52 55 1234 5678", "es", "Dra. López", "onsite"]),
    (5, ["09:30", "p10", "Emilia", "Castro", "011 15-5555-0110", "es", "Dr. Sosa", "onsite"]),
    (5, ["10:00", "p11", "Tomás", "Vega", "011 15-5555-0111", "es", "Dra. López", "onsite"]),
    (5, ["17:45", "p12", "Lucía", "Acosta", "011 15-5555-0112", "es", "Lic. Ramos", "onsite"]),
    (6, ["11:15", "p01", "Ana", "Pérez", "011 15-5555-0101", "es", "Dr. Sosa", "onsite"]),
];

/// The agenda as a clinic would export it, counted from the day of `now` in `zone`.
#[must_use]
pub fn agenda(zone: &Zone, now: Timestamp) -> String {
    let today = zone.local(now).date();
    let mut csv = String::from(
        "turno;fecha;hora;paciente_id;nombre;apellido;telefono;idioma;profesional;modalidad;sede\n",
    );
    for (index, (days, [time, id, given, family, phone, language, practitioner, modality])) in
        VISITS.iter().enumerate()
    {
        let date = today.saturating_add((*days).days());
        let number = index + 1;
        let _ = writeln!(
            csv,
            "demo-{date}-{number:02};{date};{time};{id};{given};{family};{phone};{language};{practitioner};{modality};Sede Centro"
        );
    }
    csv
}
