//! Whether words name another hour than a visit's.

use jiff::civil::Time;

use crate::reply::{number, plain_clauses};

/// Whoever names an hour this near to the visit's may well mean when they arrive.
const NEAR_MINUTES: i32 = 60;
const HOUR_MINUTES: i32 = 60;
const HALF_DAY_MINUTES: i32 = 12 * HOUR_MINUTES;

/// Before a number, they make it an hour.
const MARKS: &[&str] = &["las", "at", "as", "das"];
/// What else stands in a clause that answers about a visit and names its hour. Whoever tells more may tell of another
/// hour: when they leave work.
const BESIDE: &[&str] = &[
    "a", "de", "del", "el", "la", "las", "los", "o", "as", "das", "do", "da", "the", "my", "mi", "minha",
    "at", "on", "for", "to", "para", "pra", "por", "em", "en", "si", "sim", "yes", "yep", "ok", "okay",
    "dale", "vale", "listo", "hola", "hi", "oi", "confirmo", "confirmamos", "confirmado", "confirmada",
    "confirmar", "confirma", "confirm", "confirmed", "asistire", "asisto", "voy", "vamos", "vou", "ire",
    "irei", "estare", "estaremos", "estarei", "alli", "ahi", "alla", "nos", "vemos", "see", "you", "there",
    "will", "be", "i", "ill", "im", "coming", "then", "entonces", "entao", "cancelo", "cancelar", "cancelen",
    "cancele", "cancela", "cancel", "anular", "anulen", "desmarcar", "turno", "cita", "consulta",
    "appointment", "favor", "please", "gracias", "thanks", "obrigado", "obrigada", "hoy", "manana", "hoje",
    "amanha", "today", "tomorrow", "tarde", "noche", "manha", "horas", "hs", "h", "hrs", "oclock", "am",
    "pm", "punto", "y", "e", "lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo",
    "segunda", "terca", "quarta", "quinta", "sexta", "feira", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday",
];

/// Whether an answer about a visit names an hour, and none that is near the visit's. The half of the day is not
/// compared: people leave it out. A printed choice is none.
#[must_use]
pub fn names_another_hour(text: &str, visit: Time) -> bool {
    let named: Vec<i32> = plain_clauses(text).iter().filter_map(|it| hour_in(it)).collect();
    let starts = i32::from(visit.hour()) * HOUR_MINUTES + i32::from(visit.minute());
    let is_near = |it: &i32| {
        let apart = (starts - it).rem_euclid(HALF_DAY_MINUTES);
        apart.min(HALF_DAY_MINUTES - apart) <= NEAR_MINUTES
    };
    let asks = text.contains(['?', '¿']);
    number(text).is_none() && !asks && !named.is_empty() && !named.iter().any(is_near)
}

/// The minute of the day that a clause names, where it says little else.
fn hour_in(clause: &[String]) -> Option<i32> {
    let is_number = |it: &String| it.bytes().all(|it| it.is_ascii_digit());
    if !clause.iter().all(|it| is_number(it) || BESIDE.contains(&it.as_str())) {
        return None;
    }
    let at = clause.windows(2).position(|it| MARKS.contains(&it[0].as_str()) && is_number(&it[1]))? + 1;
    let number = |at: usize| clause.get(at).filter(|it| is_number(it)).and_then(|it| it.parse::<i32>().ok());
    let hour = number(at).filter(|it| (0..24).contains(it))?;
    let minute = number(at + 1).filter(|it| (0..HOUR_MINUTES).contains(it)).unwrap_or(0);
    Some(hour * HOUR_MINUTES + minute)
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    #[test]
    fn an_answer_that_names_another_hour_is_heard() {
        for text in [
            "confirmo a las 10", "sí, a las 10:30 estaré ahí", "see you at 10", "confirmo às 10",
            "cancelo la de las 10",
        ] {
            assert!(names_another_hour(text, time(15, 4, 0, 0)), "{text}");
        }
    }

    #[test]
    fn the_hour_itself_when_they_arrive_and_another_thing_are_none() {
        for text in [
            "confirmo a las 3", "confirmo a las 15", "confirmo para las 15:04", "sí, a las 14:30 estaré ahí",
            "see you at 4 pm", "confirmo", "sí, salgo del trabajo a las 10", "¿confirmo a las 10?",
            "confirmo el 10", "confirmo la 2", "la 2", "1",
        ] {
            assert!(!names_another_hour(text, time(15, 4, 0, 0)), "{text}");
        }
    }
}
