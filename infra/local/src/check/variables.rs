//! What the linter needs to know of each variable.

use domain::render::VARIABLES;
use domain::template::{Nature, Variable};

/// Every variable, with a typical value on the long side: Spanish dates are among the longest.
pub(super) fn variables() -> Vec<Variable> {
    VARIABLES.iter().map(|name| Variable { name, nature: nature(name), example: example(name) }).collect()
}

/// A typical value. None for what is no variable.
pub(super) fn example(name: &str) -> &'static str {
    match name {
        "patient_given_name" => "María José",
        "patient_full_name" => "María José Fernández",
        "clinic_name" => "Clínica del Sol",
        "clinic_phone" => "+54 11 5000 0001",
        "emergency_number" => "107",
        "nurse_link" => "https://meet.example.org/guardia",
        "appointment_date" | "due_date" | "slot_date" => "miércoles 25 de noviembre",
        // Of a call to where clocks differ it also says whose hour it is: too rare to count for every message.
        "appointment_time" | "slot_time" => "10:30",
        "appointment_times" => "10:30, 12:00 y 18:00",
        "appointments" => "miércoles 25 de noviembre a las 10:30 y martes 1 de diciembre a las 12:00",
        "appointment_place" => "Clínica del Sol, Sede Centro",
        "practitioner" => "Dra. Ana Fernández",
        "service" => "Cardiología",
        "site" => "Sede Centro",
        "slot_place" => "Dra. Ana Fernández, Sede Centro",
        "duration_minutes" => "30",
        "delay" => "unos 20 minutos",
        "reference" => "A-2026-004518",
        "survey_link" => {
            "https://pulso.example.org/s/s1.msg_4k2v8q0m1n7x3c5z9b6w1r8t2y.1797000000.00112233445566778899"
        }
        "answer_link" => {
            "https://pulso.example.org/s/a1.msg_4k2v8q0m1n7x3c5z9b6w1r8t2y.email.1828000000.00112233445566778899"
        }
        "patient_code" => "p-204518-3fa9-07bc-11d2",
        _ => "",
    }
}

/// The name of a service or of who gives it tells what kind of care it is.
fn nature(name: &str) -> Nature {
    if matches!(name, "service" | "practitioner" | "slot_place") { Nature::Sensitive } else { Nature::Plain }
}
