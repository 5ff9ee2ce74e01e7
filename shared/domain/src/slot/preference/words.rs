//! The words that name days and parts of the day, and those beside them that say what is meant by it.

use jiff::civil::Weekday;

use super::PartOfDay;

/// Stands between two clauses.
pub(super) const CLAUSE_END: &str = ",";

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    After,
    From,
    Before,
    UpTo,
}

impl Lead {
    /// When somebody can come who cannot then: who cannot until the 6th can from it on.
    pub(super) const fn otherwise(self) -> Self {
        match self {
            Self::After => Self::UpTo,
            Self::From => Self::Before,
            Self::Before | Self::UpTo => Self::From,
        }
    }
}

/// So many words before a day may say on which side of it: "a partir del día", "after the".
const LEAD_WORDS: usize = 3;

const LEADS: &[(Lead, &[&str])] = &[
    (Lead::After, &["despues", "tras", "after", "depois", "apos"]),
    (Lead::From, &["partir", "desde", "from", "since", "starting"]),
    (Lead::Before, &["antes", "before"]),
    (Lead::UpTo, &["hasta", "until", "till", "by", "ate"]),
];

/// Before the first of two days or hours between which somebody can come.
pub(super) const BETWEEN: &[&str] = &["entre", "between"];
/// Before the last one.
pub(super) const UP_TO: &[&str] =
    &["a", "al", "hasta", "to", "through", "thru", "till", "until", "ate", "ao"];

/// What leaves out the day behind it: "cualquier día menos viernes".
const EXCEPT: &[&str] = &["menos", "excepto", "salvo", "except", "exceto"];
/// So do these, with what is left out right behind: "on Friday instead of Thursday".
const INSTEAD_OF: &[&[&str]] = &[
    &["vez", "de"],
    &["vez", "del"],
    &["vez", "da"],
    &["vez", "do"],
    &["lugar", "de"],
    &["lugar", "del"],
    &["lugar", "da"],
    &["lugar", "do"],
    &["instead", "of"],
    &["rather", "than"],
    &["do", "que"],
];
/// Before *but*, they make it leave out what is behind: "any day but Friday".
const ALL_BUT: &[&[&str]] = &[&["anything"], &["anytime"], &["any", "day"], &["any", "time"]];
/// Before *menos*, they make it something else: "por lo menos", "al menos", "más o menos", "pelo menos".
const AT_LEAST: &[&str] = &["lo", "al", "o", "ou", "pelo"];
/// What stands between *menos* and each day that it leaves out: "menos el lunes y el martes".
const LISTING: &[&str] = &[
    "el", "los", "la", "las", "o", "os", "a", "as", "the", "on", "y", "e", "ou", "and", "or", "ni", "feira",
    CLAUSE_END,
];
/// What stands between *antes* and a weekday: "antes del viernes". An article alone begins anew: "antes, el viernes".
const OF: &[&str] = &["de", "del", "da", "do", "next", "proximo", "proxima"];

pub(super) const DAYS_AHEAD: &[(i64, &[&str])] = &[
    (
        14,
        &[
            "two weeks today", "2 weeks today", "two weeks from today", "2 weeks from today",
            "fortnight today",
        ],
    ),
    (8, &["tomorrow week", "week tomorrow"]),
    (7, &["today week", "week today", "week from today", "hoje a oito", "hoy en ocho"]),
    (2, &["pasado manana", "day after tomorrow", "depois de amanha"]),
    (1, &["manana", "tomorrow", "amanha"]),
    (0, &["hoy", "today", "hoje"]),
];

pub(super) const WEEKS_AHEAD: &[(i64, &[&str])] = &[
    (
        1,
        &[
            "semana que viene", "semana proxima", "proxima semana", "semana que vem", "semana que entra",
            "semana entrante", "la otra semana", "semana siguiente", "sem que viene", "next week",
            "week from now", "daqui a uma semana",
        ],
    ),
    (0, &["esta semana", "this week"]),
    (
        2,
        &[
            "week after next", "dentro de dos semanas", "en dos semanas", "aca a dos semanas",
            "aqui a dos semanas", "semana subsiguiente", "en quince dias", "en 15 dias",
            "dentro de quince dias", "dentro de 15 dias", "in two weeks", "two weeks from now",
            "in a fortnight", "fortnight from now", "daqui a quinze dias", "daqui a 15 dias",
            "daqui a duas semanas", "em duas semanas",
        ],
    ),
];

pub(super) const PARTS: &[(PartOfDay, &[&str])] = &[
    (
        PartOfDay::Morning,
        &[
            "manana", "mananas", "morning", "mornings", "manha", "manhas", "temprano", "early",
            "primera hora", "primeira hora", "first thing", "bem cedo", "logo cedo", "cedinho",
            "before lunch", "antes do almoco",
        ],
    ),
    (
        PartOfDay::Afternoon,
        &[
            "tarde", "tardes", "afternoon", "afternoons", "arvo", "after lunch", "tardecita", "tardinha",
            "tardezinha", "depois do almoco",
        ],
    ),
    (
        PartOfDay::Evening,
        &["noche", "noches", "evening", "evenings", "after work", "noite", "noites", "noitinha", "night"],
    ),
];

/// Before a part of the day, they make it a greeting: "buenas tardes, no puedo".
pub(super) const GREETINGS: &[&str] = &["buena", "buenas", "boa", "boas", "good", "linda", "feliz"];

pub(super) const WEEKDAYS: &[(Weekday, &[&str])] = &[
    (
        Weekday::Monday,
        &["lunes", "lun", "monday", "mondays", "mon", "segunda feira", "segunda", "segundas", "2a feira"],
    ),
    (
        Weekday::Tuesday,
        &["martes", "tuesday", "tuesdays", "tue", "tues", "terca feira", "terca", "tercas", "3a feira"],
    ),
    (
        Weekday::Wednesday,
        &[
            "miercoles", "mie", "mier", "wednesday", "wednesdays", "wed", "weds", "quarta feira", "quarta",
            "quartas", "4a feira",
        ],
    ),
    (
        Weekday::Thursday,
        &[
            "jueves", "jue", "thursday", "thursdays", "thu", "thur", "thurs", "quinta feira", "quinta",
            "quintas", "5a feira",
        ],
    ),
    (
        Weekday::Friday,
        &["viernes", "vie", "friday", "fridays", "fri", "sexta feira", "sexta", "sextas", "6a feira"],
    ),
    (Weekday::Saturday, &["sabado", "sabados", "saturday", "saturdays"]),
    (Weekday::Sunday, &["domingo", "domingos", "sunday", "sundays"]),
];

/// Several weekdays in one word.
pub(super) const SOME_WEEKDAYS: &[(&[i8], &[&str])] = &[
    (
        &[6, 7],
        &[
            "fin de semana", "fines de semana", "finde", "findes", "weekend", "weekends", "fim de semana",
            "fins de semana", "finais de semana",
        ],
    ),
    (
        &[1, 2, 3, 4, 5],
        &[
            "entre semana", "dia de semana", "dias de semana", "weekday", "weekdays", "dia habil",
            "dias habiles", "dia util", "dias uteis",
        ],
    ),
];

pub(super) const MONTHS: &[(i8, &[&str])] = &[
    (1, &["enero", "january", "jan", "ene", "janeiro"]),
    (2, &["febrero", "february", "feb", "fev", "fevereiro"]),
    (3, &["marzo", "march", "marco"]),
    (4, &["abril", "april", "abr", "apr"]),
    (5, &["mayo", "may", "maio"]),
    (6, &["junio", "june", "junho"]),
    (7, &["julio", "july", "jul", "julho"]),
    (8, &["agosto", "august", "aug"]),
    (9, &["septiembre", "setiembre", "september", "sep", "sept", "setembro"]),
    (10, &["octubre", "october", "oct", "outubro"]),
    (11, &["noviembre", "november", "nov", "novembro"]),
    (12, &["diciembre", "december", "dec", "dic", "dezembro"]),
];

/// Days that bound others: "después de Navidad". Alone they are wished, as "feliz Navidad".
pub(super) const FEASTS: &[((i8, i8), &[&str])] = &[
    ((12, 25), &["navidad", "christmas", "xmas", "natal"]),
    ((1, 1), &["ano nuevo", "new year", "new years", "ano novo"]),
];

pub(super) const NEXT_MONTH: &[((), &[&str])] =
    &[((), &["mes que viene", "proximo mes", "mes proximo", "mes entrante", "mes que vem", "next month"])];
/// Before a month without a day, they mean all of it; `may` alone is a verb.
pub(super) const MONTH_LEADS: &[&str] = &["en", "para", "em", "in"];
/// Words that make a bare number a day of the month.
pub(super) const DAY_MARKS: &[&str] = &["el", "del", "dia", "dias", "the", "do"];
/// Words that make *mañana* the morning: "por la mañana", "de mañana", "a la mañana".
const PART_MARKS: &[&str] = &["la", "de", "las"];

/// Before a part of the day, they compare: "más tarde", "too early" and "as early as possible" may be at any hour.
const COMPARING: &[&str] =
    &["mas", "mais", "as", "tan", "tao", "too", "so", "muy", "muito", "demasiado", "poco", "pouco"];
/// Behind *early*, they make it the beginning of them.
const LONGER: &[&str] = &["next", "this"];

/// Between a day and a part of it.
pub(super) const PART_LEADS: &[&str] =
    &["por", "x", "a", "la", "las", "de", "en", "in", "the", "da", "na", "pela", "feira"];

pub(super) fn is_led_as_part(before: &[&str]) -> bool {
    before.last().is_some_and(|it| PART_MARKS.contains(it))
}

/// Whether such a word beside these is of no part of the day: "más tarde", "early next week".
pub(super) fn is_no_part(before: &[&str], words: &[&str]) -> bool {
    let compares = before.last().is_some_and(|it| COMPARING.contains(it));
    let of_longer = words.get(1).is_some_and(|it| LONGER.contains(it));
    match words.first() {
        Some(&"early") => compares || of_longer,
        Some(&("tarde" | "temprano")) => compares,
        _ => false,
    }
}

/// Whether the part of a day that comes behind these words is one of a day named with it: "el viernes por la tarde".
pub(super) fn is_of_a_day(before: &[&str]) -> bool {
    let day = before.iter().rev().find(|it| !PART_LEADS.contains(it));
    day.is_some_and(|it| is_day(it) || is_number(it))
}

pub(super) fn is_number(word: &str) -> bool {
    word.bytes().all(|it| it.is_ascii_digit())
}

fn is_day(word: &str) -> bool {
    phrase(WEEKDAYS, &[word]).is_some() || phrase(DAYS_AHEAD, &[word]).is_some()
}

pub(super) fn is_day_or_part(word: &str) -> bool {
    is_day(word) || is_part(word)
}

pub(super) fn is_part(word: &str) -> bool {
    phrase(PARTS, &[word]).is_some()
}

pub(super) fn is_lead(word: &str) -> bool {
    LEADS.iter().any(|(_, words)| words.contains(&word))
}

/// The rest of a clause before and behind something in it.
pub(super) fn clause_of<'a, 'b>(
    before: &'a [&'b str],
    behind: &'a [&'b str],
) -> (&'a [&'b str], &'a [&'b str]) {
    let begins = before.iter().rposition(|it| *it == CLAUSE_END).map_or(0, |it| it + 1);
    let ends = behind.iter().position(|it| *it == CLAUSE_END).unwrap_or(behind.len());
    (&before[begins..], &behind[..ends])
}

/// On which side of the day behind them these words put somebody.
pub(super) fn lead_of(before: &[&str]) -> Option<Lead> {
    let mut leads = before.iter().rev().take(LEAD_WORDS).take_while(|it| **it != CLAUSE_END);
    leads.find_map(|it| LEADS.iter().find(|(_, words)| words.contains(it))).map(|it| it.0)
}

/// Whether the day that comes behind these words is left out.
pub(super) fn is_left_out(before: &[&str]) -> bool {
    let lists =
        |word: &str| LISTING.contains(&word) || is_number(word) || phrase(WEEKDAYS, &[word]).is_some();
    let listed = before.iter().rev().take_while(|it| lists(it)).count();
    let leading = &before[..before.len() - listed];
    let Some((last, prior)) = leading.split_last() else { return false };
    let prior_of_clause = prior.strip_suffix(&[CLAUSE_END]).unwrap_or(prior);
    INSTEAD_OF.iter().any(|it| leading.ends_with(it))
        || (EXCEPT.contains(last) && prior.last().is_none_or(|it| !AT_LEAST.contains(it)))
        || (*last == "but"
            && ALL_BUT.iter().any(|it| prior_of_clause.ends_with(it))
            && !prior.contains(&"cant"))
}

/// Whether these words make the weekday behind them a bound: "antes del viernes", "a partir del lunes", and "not until
/// Friday", which is refused.
pub(super) fn is_bound_by_weekday(before: &[&str], refused: bool) -> bool {
    if refused && lead_of(before) == Some(Lead::UpTo) {
        return true;
    }
    let Some(lead) = before.iter().rev().find(|it| !OF.contains(it)) else { return false };
    let mut sides = LEADS.iter().filter(|(side, _)| matches!(side, Lead::After | Lead::Before));
    *lead == "partir" || sides.any(|(_, words)| words.contains(lead))
}

/// The meaning of the longest phrase that the words begin with, and how many words it has.
pub(super) fn phrase<T: Copy>(table: &[(T, &[&str])], words: &[&str]) -> Option<(usize, T)> {
    let phrases = table.iter().flat_map(|(meaning, phrases)| phrases.iter().map(move |it| (*it, *meaning)));
    phrases
        .filter(|(phrase, _)| phrase.split(' ').enumerate().all(|(at, it)| words.get(at) == Some(&it)))
        .map(|(phrase, meaning)| (phrase.split(' ').count(), meaning))
        .max_by_key(|it| it.0)
}
