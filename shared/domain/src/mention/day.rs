//! Whether words name another day than a visit's.

use jiff::civil::Date;

use super::plain;
use crate::reply::number;
use crate::slot::Preference;

/// Before a day, they wish a good one or tell of one that is over: `feliz martes`, `last Monday`.
const WISHES: &[&str] = &[
    "feliz", "buen", "bonito", "lindo", "excelente", "happy", "nice", "good", "great", "lovely", "bom",
    "boa", "otimo", "otima", "last",
];
/// Behind a day, they tell of one that is over; behind `segunda`, `quinta`, that it is none: `mi segunda cita`.
const NO_DAYS: &[&str] = &[
    "pasado", "passado", "passada", "cita", "visita", "consulta", "sesion", "sessao", "vez", "dosis", "dose",
    "opcion", "opcao",
];
/// Behind a number, they make it an hour.
const HOURS: &[&str] = &["am", "pm", "a.m", "p.m", "h", "hs", "hrs", "horas", "oclock", "o'clock"];
/// Behind a number, they make it a count: `the 6 month checkup`, `el control del 1 año`.
const COUNTED: &[&str] = &[
    "day", "days", "week", "weeks", "month", "months", "year", "years", "semana", "semanas", "mes", "meses",
    "ano", "anos",
];
/// They end a clause.
const ENDS: &[char] = &['.', ',', ';', ':', '!', '?', '…'];

/// Whether words name days, and none of them is that day. They are read clause by clause: `mañana voy, el lunes me
/// operan` names tomorrow whatever else it tells. A printed choice is none: `el 1`.
#[must_use]
pub fn names_another_day(text: &str, day: Date, today: Date) -> bool {
    if number(text).is_some() {
        return false;
    }
    let named: Vec<Preference> = clauses(text)
        .iter()
        .filter_map(|it| Preference::naming(it, today))
        .map(|it| Preference { parts: Vec::new(), ..it })
        .filter(|it| *it != Preference::default())
        .collect();
    !named.is_empty() && !named.iter().any(|it| it.fits(day.at(12, 0, 0, 0)))
}

/// The clauses of a text, without hours of the clock, counts, and words that are days only by their letters.
fn clauses(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare: Vec<String> =
        words.iter().map(|it| plain(it.trim_matches(|it: char| !it.is_alphanumeric()))).collect();
    let ends = |at: usize| words[at].ends_with(ENDS);
    let follows = |at: usize, list: &[&str]| {
        !ends(at) && bare.get(at + 1).is_some_and(|it| list.contains(&it.as_str()))
    };
    let is_wished = |at: usize| at > 0 && !ends(at - 1) && WISHES.contains(&bare[at - 1].as_str());
    let (mut clauses, mut clause) = (Vec::new(), String::new());
    for (at, word) in bare.iter().enumerate() {
        let counts = is_number(word) && (follows(at, HOURS) || follows(at, COUNTED));
        let is_no_day = is_clock(word) || is_counted(word) || counts;
        if !is_no_day && !is_wished(at) && !follows(at, NO_DAYS) {
            clause.extend([word.as_str(), " "]);
        }
        if ends(at) {
            clauses.push(std::mem::take(&mut clause));
        }
    }
    clauses.push(clause);
    clauses
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|it| it.is_ascii_digit())
}

/// `6-month`.
fn is_counted(word: &str) -> bool {
    word.split_once('-').is_some_and(|(count, what)| is_number(count) && COUNTED.contains(&what))
}

/// `10:30`, `10.30`.
fn is_clock(word: &str) -> bool {
    let parts: Vec<&str> = word.split([':', '.']).collect();
    parts.len() > 1 && parts.iter().all(|it| it.bytes().next().is_some_and(|first| first.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_that_is_not_the_visits_is_another() {
        // A Friday, and the Tuesday after it.
        let (today, day) = (date(2026, 11, 20), date(2026, 11, 24));
        let wrong = |texts: &[&'static str], expected: bool| -> Vec<&'static str> {
            texts.iter().copied().filter(|it| names_another_day(it, day, today) != expected).collect()
        };
        let others = [
            "sí, el jueves", "sí confirmo para mañana", "ok para el 15", "sim, dia 12", "confirmo na quarta",
            "yes, see you Thursday", "the 25th works, thanks", "cancelen la del 26/11", "sí, hoy a las 5",
            "el jueves no puedo, cancelen", "no puedo mañana",
        ];
        assert_eq!(wrong(&others, true), Vec::<&str>::new(), "another day");
        let same = [
            "sí",
            "sí, el martes a las 10",
            "confirmo para el 24",
            "sim, terça-feira",
            "yes, Tuesday the 24th at 10.30",
            "see you next week",
            "confirmo martes, el lunes me hago los análisis",
            "buenas tardes, confirmo",
            "confirmo, feliz viernes!",
            "el martes no puedo, cancelen",
            "sí, that's the 10:30 one",
            "the 9 am appointment is fine",
            "el lunes pasado avisé: confirmo",
            "confirmo mi segunda cita",
            "bom dia, confirmo",
            "el 1",
            "yes for the 6 month checkup",
            "yes, the 3-month one",
            "confirmo el control del 1 año",
            "",
        ];
        assert_eq!(wrong(&same, false), Vec::<&str>::new(), "no other day");
    }
}
