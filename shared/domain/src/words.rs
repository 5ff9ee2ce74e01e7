//! Dates, times and lists in the patient's language.

use jiff::civil::{Date, Time, Weekday};

use crate::case::Answer;
use crate::language::Language;

const WEEKDAYS: [[&str; 3]; 7] = [
    ["lunes", "Monday", "segunda-feira"],
    ["martes", "Tuesday", "terça-feira"],
    ["miércoles", "Wednesday", "quarta-feira"],
    ["jueves", "Thursday", "quinta-feira"],
    ["viernes", "Friday", "sexta-feira"],
    ["sábado", "Saturday", "sábado"],
    ["domingo", "Sunday", "domingo"],
];

const MONTHS: [[&str; 3]; 12] = [
    ["enero", "January", "janeiro"],
    ["febrero", "February", "fevereiro"],
    ["marzo", "March", "março"],
    ["abril", "April", "abril"],
    ["mayo", "May", "maio"],
    ["junio", "June", "junho"],
    ["julio", "July", "julho"],
    ["agosto", "August", "agosto"],
    ["septiembre", "September", "setembro"],
    ["octubre", "October", "outubro"],
    ["noviembre", "November", "novembro"],
    ["diciembre", "December", "dezembro"],
];

const fn column(language: Language) -> usize {
    match language {
        Language::Es => 0,
        Language::En => 1,
        Language::Pt => 2,
    }
}

/// September as it is written in Lima and Montevideo, and as it is shortened in English.
const SEPTEMBER: [&str; 2] = ["setiembre", "sept"];

/// The month of that name, or of its first three letters, in small letters with or without accents: 1 to 12.
#[must_use]
pub(crate) fn month_named(name: &str, language: Language) -> Option<i8> {
    if SEPTEMBER.contains(&name) {
        return Some(9);
    }
    let is = |month: &[&str; 3]| {
        let full = month[column(language)].to_lowercase();
        let plain = full.replace('ç', "c");
        [&full, &plain].into_iter().any(|it| it == name || it.chars().take(3).eq(name.chars()))
    };
    MONTHS.iter().position(is).and_then(|at| i8::try_from(at + 1).ok())
}

/// A weekday's name.
#[must_use]
pub fn weekday(day: Weekday, language: Language) -> &'static str {
    WEEKDAYS[usize::try_from(day.to_monday_zero_offset()).unwrap_or(0)][column(language)]
}

/// An answer to a message about a visit, as a button says it.
#[must_use]
pub const fn answer(answer: Answer, language: Language) -> &'static str {
    let words = match answer {
        Answer::Confirm => ["Confirmar", "Confirm", "Confirmar"],
        Answer::Reschedule => ["Cambiar", "Reschedule", "Remarcar"],
        Answer::Move => ["Buscar otra hora", "Find another time", "Buscar outro horário"],
        Answer::Cancel => ["Anular", "Cancel", "Desmarcar"],
        Answer::Talk => ["Hablar con alguien", "Talk to someone", "Falar com alguém"],
    };
    words[column(language)]
}

/// A date with its weekday, without the year: `jueves 26 de noviembre`, `quinta-feira, 26 de novembro`; in the United
/// States `Thursday, November 26`, where others write `Thursday 26 November`.
#[must_use]
pub fn date(date: Date, country: &str, language: Language) -> String {
    let month = MONTHS[usize::try_from(date.month() - 1).unwrap_or(0)][column(language)];
    let weekday = weekday(date.weekday(), language);
    match (language, country) {
        (Language::Es, _) => format!("{weekday} {} de {month}", date.day()),
        // The first of a month is the only day that is an ordinal.
        (Language::Pt, _) if date.day() == 1 => format!("{weekday}, 1º de {month}"),
        (Language::Pt, _) => format!("{weekday}, {} de {month}", date.day()),
        (Language::En, "US") => format!("{weekday}, {month} {}", date.day()),
        (Language::En, _) => format!("{weekday} {} {month}", date.day()),
    }
}

/// A date, as [`date`] writes it, and an hour of it: `jueves 26 de noviembre a las 10:30`.
#[must_use]
pub fn date_and_hour(date: &str, hour: &str, language: Language) -> String {
    let at = ["a las", "at", "às"][column(language)];
    format!("{date} {at} {hour}")
}

/// A date in few characters, with its weekday: `jue 26/11`, `Thu 26 Nov`.
#[must_use]
pub fn short_date(date: Date, language: Language) -> String {
    let weekday: String = weekday(date.weekday(), language).chars().take(3).collect();
    match language {
        Language::Es | Language::Pt => format!("{weekday} {}/{}", date.day(), date.month()),
        Language::En => {
            let month = MONTHS[usize::try_from(date.month() - 1).unwrap_or(0)][column(language)];
            format!("{weekday} {} {}", date.day(), month.chars().take(3).collect::<String>())
        }
    }
}

/// The choice of none of the times offered.
#[must_use]
pub const fn another_time(language: Language) -> &'static str {
    match language {
        Language::Es => "Otra opción",
        Language::En => "Something else",
        Language::Pt => "Outra opção",
    }
}

/// How that is gone on with, under the choice or after it.
#[must_use]
pub const fn with_a_person(language: Language) -> &'static str {
    match language {
        Language::Es => "con una persona",
        Language::En => "with a person",
        Language::Pt => "com uma pessoa",
    }
}

/// The choice of hearing of earlier times, within the 24 characters of a list's row.
#[must_use]
pub const fn tell_me_of_earlier(language: Language) -> &'static str {
    match language {
        Language::Es => "Avísenme si hay antes",
        Language::En => "Tell me of earlier times",
        Language::Pt => "Avisem se houver antes",
    }
}

/// The choice of not hearing of them any more, within the 20 characters of a button.
#[must_use]
pub const fn no_earlier(language: Language) -> &'static str {
    match language {
        Language::Es => "Ya no me avisen",
        Language::En => "No longer, thanks",
        Language::Pt => "Não preciso mais",
    }
}

/// What an answer from 1 to 5 says, in order, within the 24 characters of a row of a WhatsApp list.
#[must_use]
pub(crate) const fn ratings(language: Language) -> [&'static str; 5] {
    match language {
        Language::Es => ["1 Muy mal", "2 Mal", "3 Regular", "4 Bien", "5 Muy bien"],
        Language::En => ["1 Very bad", "2 Bad", "3 Fair", "4 Good", "5 Very good"],
        Language::Pt => ["1 Muito mal", "2 Mal", "3 Regular", "4 Bem", "5 Muito bem"],
    }
}

/// A wall-clock time: `10:30`.
#[must_use]
pub fn time(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// The same as people of a country read it: in the United States by twelve, `5:30 PM`, where others write `17:30`.
#[must_use]
pub fn hour(at: Time, country: &str, language: Language) -> String {
    let [morning, afternoon] = match (country, language) {
        ("US", Language::En) => ["AM", "PM"],
        // Without full stops: sentences end in their own.
        ("US", Language::Es) => ["am", "pm"],
        _ => return time(at),
    };
    let half = if at.hour() < 12 { morning } else { afternoon };
    let hour = (at.hour() + 11) % 12 + 1;
    format!("{hour}:{:02} {half}", at.minute())
}

/// An enumeration: `10:30, 12:00 y 18:00`.
#[must_use]
pub fn list(items: &[String], language: Language) -> String {
    let and = ["y", "and", "e"][column(language)];
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// What opens a list of choices, within the 20 characters of a WhatsApp button.
#[must_use]
pub const fn choose(language: Language) -> &'static str {
    match language {
        Language::Es => "Ver opciones",
        Language::En => "See options",
        Language::Pt => "Ver opções",
    }
}

/// Where a visit is that nobody has to come for.
#[must_use]
pub const fn remotely(language: Language) -> &'static str {
    match language {
        Language::Es => "a distancia",
        Language::En => "remotely",
        Language::Pt => "à distância",
    }
}

/// A name as a letter has it: what a system keeps in capitals alone is not shouted at anybody. `MARÍA DEL CARMEN` is
/// María del Carmen. What may be an initial stays: two letters alone, and one in a longer name (`John E Brown`, and so
/// `Costa E Silva`). Nor is it a link, whoever books under one: a blank follows a full stop and a colon.
#[must_use]
pub(crate) fn name(kept: &str) -> String {
    let mut text = String::with_capacity(kept.len());
    for it in cased(kept).chars() {
        if text.ends_with(['.', ':']) && (it.is_alphanumeric() || it == '/') {
            text.push(' ');
        }
        text.push(it);
    }
    text
}

fn cased(kept: &str) -> String {
    const PARTICLES: [&str; 9] = ["de", "del", "la", "las", "los", "da", "das", "do", "dos"];
    const ORDINALS: [&str; 3] = ["II", "III", "IV"];
    const INITIALS_MAX: usize = 2;
    let is_letter = |it: &char| it.is_alphabetic() && !matches!(it, 'ª' | 'º');
    let letters = kept.chars().filter(is_letter);
    if letters.clone().any(char::is_lowercase) || letters.count() <= INITIALS_MAX {
        return kept.to_owned();
    }
    let written = |(at, word): (usize, &str)| {
        let small = word.to_lowercase();
        if at > 0 && PARTICLES.contains(&small.as_str()) {
            return small;
        }
        if at > 0 && ORDINALS.contains(&word) {
            return word.to_owned();
        }
        let mut begins = true;
        let mut letter = |it: char| {
            let first = std::mem::replace(&mut begins, !it.is_alphabetic());
            if first { it } else { it.to_lowercase().next().unwrap_or(it) }
        };
        word.chars().map(&mut letter).collect()
    };
    kept.split(' ').enumerate().map(written).collect::<Vec<String>>().join(" ")
}

/// What a patient is called whose name nobody knows.
#[must_use]
pub(crate) const fn patient(language: Language) -> &'static str {
    match language {
        Language::Es | Language::Pt => "paciente",
        Language::En => "patient",
    }
}

/// Up to this many minutes a delay is said in minutes: nobody counts `unos 240 minutos` on a clock.
const DELAY_IN_MINUTES_MAX: u32 = 119;

/// A delay: `unos 20 minutos`, `unas 2 horas y 30 minutos`, or `un rato` when nobody said how long.
#[must_use]
pub fn delay(minutes: Option<u32>, language: Language) -> String {
    let Some(minutes) = minutes else {
        return ["un rato", "a while", "algum tempo"][column(language)].to_owned();
    };
    let [some, few, and] = match language {
        Language::Es => ["unos", "unas", "y"],
        Language::En => ["about", "about", "and"],
        Language::Pt => ["cerca de", "cerca de", "e"],
    };
    let in_minutes = |count: u32| {
        let [one, many] = match language {
            Language::Es | Language::Pt => ["minuto", "minutos"],
            Language::En => ["minute", "minutes"],
        };
        format!("{count} {}", if count == 1 { one } else { many })
    };
    let in_hours = |hours: u32| format!("{few} {hours} {}", ["horas", "hours", "horas"][column(language)]);
    match (minutes, minutes / 60, minutes % 60) {
        (1, ..) => in_minutes(minutes),
        (..=DELAY_IN_MINUTES_MAX, ..) => format!("{some} {}", in_minutes(minutes)),
        (_, hours, 0) => in_hours(hours),
        (_, hours, rest) => format!("{} {and} {}", in_hours(hours), in_minutes(rest)),
    }
}
