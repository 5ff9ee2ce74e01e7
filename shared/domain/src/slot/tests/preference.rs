//! When patients would rather come, as they write it.

use jiff::civil::{Date, Time, date};

use super::super::{Beside, Preference};
use crate::reply::Further;
use crate::testing::{clock, local};

/// A Friday.
const TODAY: Date = date(2026, 11, 20);

/// A wish in short: parts of the day, weekdays (Monday is 1), first and last day, days left out, and hours.
fn read(text: &str) -> String {
    let Some(wish) = Preference::read(text, TODAY) else { return "-".to_owned() };
    let parts: Vec<String> = wish.parts.iter().map(|it| format!("{it:?}").to_lowercase()).collect();
    let weekdays: Vec<String> = wish.weekdays.iter().map(ToString::to_string).collect();
    let day = |it: Option<Date>| it.map_or_else(String::new, |it| format!("{}/{}", it.day(), it.month()));
    let without: Vec<String> = wish.without.iter().map(|it| format!(" -{}", day(Some(*it)))).collect();
    let (from, until) = (day(wish.from), day(wish.until));
    let hour =
        |it: Option<Time>| it.map_or_else(String::new, |it| format!("{}:{:02}", it.hour(), it.minute()));
    let hours = match (hour(wish.earliest), hour(wish.latest)) {
        (earliest, latest) if earliest.is_empty() && latest.is_empty() => String::new(),
        (earliest, latest) => format!(" {earliest}-{latest}"),
    };
    format!("{} [{}] {from}..{until}{}{hours}", parts.join("+"), weekdays.join(","), without.concat())
}

fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, wish)| read(text) != *wish)
        .map(|(text, wish)| format!("{text:?}: {:?}, not {wish:?}", read(text)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn wishes() {
    let cases = [
        // Spanish.
        ("mañana por la tarde", "afternoon [] 21/11..21/11"),
        ("Mañana a la mañana puede ser?", "morning [] 21/11..21/11"),
        ("manana x la tarde", "afternoon [] 21/11..21/11"),
        ("por la mañana mejor", "morning [] .."),
        ("de mañana", "morning [] .."),
        ("a la mañana temprano", "morning [] .."),
        ("pasado mañana", " [] 22/11..22/11"),
        ("pasado mañana después de las 5", " [] 22/11..22/11 17:00-"),
        ("la otra semana", " [] 23/11..29/11"),
        ("la sem q viene", " [] 23/11..29/11"),
        ("de acá a dos semanas", " [] 30/11..6/12"),
        ("la semana subsiguiente por la tarde", "afternoon [] 30/11..6/12"),
        ("la primera quincena de diciembre", " [] 1/12..15/12"),
        ("segunda quincena de diciembre", " [] 16/12..31/12"),
        ("hoy no, mañana", " [] 21/11..21/11 -20/11"),
        ("los martes o jueves por la tarde", "afternoon [2,4] .."),
        ("el miércoles a la tardecita", "afternoon [3] .."),
        // Days and parts of one as each country says them.
        ("next Thurs arvo", "afternoon [4] .."),
        ("quinta que vem de tardezinha", "afternoon [4] .."),
        ("Saturday after lunch", "afternoon [6] .."),
        ("terça antes do almoço", "morning [2] .."),
        ("weds or thur evening", "evening [3,4] .."),
        ("3ª-feira de manhã", "morning [2] .."),
        ("today week", " [] 27/11..27/11"),
        ("two weeks from today", " [] 4/12..4/12"),
        ("de hoje a oito", " [] 27/11..27/11"),
        ("in a fortnight", " [] 30/11..6/12"),
        ("daqui a uma semana", " [] 23/11..29/11"),
        ("week commencing 30 November", " [] 30/11..6/12"),
        ("dia 3 do 12", " [] 3/12..3/12"),
        ("el 3 del 12 a la tarde", "afternoon [] 3/12..3/12"),
        ("2moro morning", "morning [] 21/11..21/11"),
        ("algún lunes después del 5", " [1] 6/12.."),
        ("antes del 10 de diciembre", " [] ..9/12"),
        ("a partir del 1 de diciembre por la mañana", "morning [] 1/12.."),
        ("hasta el 30", " [] ..30/11"),
        ("el 25", " [] 25/11..25/11"),
        ("el 15", " [] 15/12..15/12"),
        ("la semana que viene", " [] 23/11..29/11"),
        ("en enero", " [] 1/1..31/1"),
        ("el mes que viene por la mañana", "morning [] 1/12..31/12"),
        ("entre semana", " [1,2,3,4,5] .."),
        ("el finde", " [6,7] .."),
        ("la próxima semana por la tarde", "afternoon [] 23/11..29/11"),
        ("esta semana", " [] 20/11..22/11"),
        ("a la noche", "evening [] .."),
        ("el 3 de enero", " [] 3/1..3/1"),
        // English.
        ("tomorrow afternoon", "afternoon [] 21/11..21/11"),
        ("tomorrow's fine", " [] 21/11..21/11"),
        ("next week’s better", " [] 23/11..29/11"),
        ("the day after tomorrow in the morning", "morning [] 22/11..22/11"),
        ("any Tuesday after the 5th", " [2] 6/12.."),
        ("mornings please, Monday or Wednesday", "morning [1,3] .."),
        ("before December 10", " [] ..9/12"),
        ("before the 10th of December", " [] ..9/12"),
        ("next week, evenings", "evening [] 23/11..29/11"),
        ("from December 1 on", " [] 1/12.."),
        // Portuguese.
        ("amanhã à tarde", "afternoon [] 21/11..21/11"),
        ("amanhã de manhã", "morning [] 21/11..21/11"),
        ("depois de amanhã", " [] 22/11..22/11"),
        ("terça-feira de manhã", "morning [2] .."),
        ("segunda ou quinta à tarde", "afternoon [1,4] .."),
        ("antes do dia 10 de dezembro", " [] ..9/12"),
        ("depois do dia 5", " [] 6/12.."),
        ("na semana que vem", " [] 23/11..29/11"),
        ("à noite", "evening [] .."),
        // What is left out, and weekdays as bounds.
        ("cualquier día menos viernes", " [1,2,3,4,6,7] .."),
        ("mañana en vez de hoy", " [] 21/11..21/11 -20/11"),
        ("Friday instead of Thursday", " [5] .."),
        ("sexta em vez de quinta", " [5] .."),
        ("a la tarde en vez de a la mañana", "afternoon [] .."),
        ("es muy tarde", "-"),
        ("that's too early for me", "-"),
        ("todos los días menos el lunes y el martes por la mañana", "morning [3,4,5,6,7] .."),
        ("any day except Friday", " [1,2,3,4,6,7] .."),
        ("qualquer dia exceto sexta-feira", " [1,2,3,4,6,7] .."),
        ("por lo menos el lunes", " [1] .."),
        ("cualquier día menos el 5 y el 6", " [] .. -5/12 -6/12"),
        ("any day except tomorrow", " [] .. -21/11"),
        ("any day but Friday", " [1,2,3,4,6,7] .."),
        ("antes del viernes", " [] ..26/11"),
        ("después del miércoles por la tarde", "afternoon [] 26/11.."),
        ("after Wednesday", " [] 26/11.."),
        ("antes de quinta", " [] ..25/11"),
        ("a partir del lunes", " [] 23/11.."),
        ("mejor antes, el viernes", " [5] .."),
        // Nothing said of when.
        ("no puedo", "-"),
        ("quiero otra hora", "-"),
        ("llámenme al 5555 0104", "-"),
        ("somos 4", "-"),
        ("", "-"),
    ];
    check(&cases);
}

#[test]
fn when_somebody_cannot_come_is_left_out() {
    let cases = [
        ("no puedo los viernes", " [1,2,3,4,6,7] .."),
        ("los viernes no puedo", " [1,2,3,4,6,7] .."),
        ("no me sirve el viernes", " [1,2,3,4,6,7] .."),
        ("cualquier día que no sea viernes", " [1,2,3,4,6,7] .."),
        ("no puedo ni lunes ni martes", " [3,4,5,6,7] .."),
        ("ni el lunes ni el martes puedo", " [3,4,5,6,7] .."),
        ("I can't do Fridays", " [1,2,3,4,6,7] .."),
        ("Fridays don't work for me", " [1,2,3,4,6,7] .."),
        ("busy on Friday", " [1,2,3,4,6,7] .."),
        ("não posso na sexta", " [1,2,3,4,6,7] .."),
        ("sexta nao da", " [1,2,3,4,6,7] .."),
        ("a la mañana no, a la tarde sí", "afternoon [] .."),
        ("no puedo por la mañana", "afternoon+evening [] .."),
        ("los viernes por la tarde no puedo", " [1,2,3,4,6,7] .."),
        ("mañana no puedo", " [] .. -21/11"),
        ("no puedo antes del 5", " [] 5/12.."),
        ("not until Tuesday", " [] 24/11.."),
        // Another day is wanted beside it.
        ("viernes no puedo miercoles si", " [3] .."),
        ("no puedo el viernes mejor el miércoles", " [3] .."),
        ("not Friday, Wednesday please", " [3] .."),
        ("sexta não, quarta sim", " [3] .."),
        ("no puedo a esa hora mejor por la tarde", "afternoon [] .."),
        ("no puedo ir puede ser el lunes", " [1] .."),
        ("no voy a poder el lunes si", " [1] .."),
        // An hour or a part of the day is refused.
        ("el viernes no puedo por la mañana", "afternoon+evening [5] .."),
        ("el viernes no antes de las 3", " [5] .. 15:00-"),
        ("no puedo antes de las 5 el lunes", " [1] .. 17:00-"),
        ("en enero no puedo", "-"),
        ("buenas tardes no puedo ir el martes", " [1,3,4,5,6,7] .."),
        ("boa tarde não posso na sexta", " [1,2,3,4,6,7] .."),
        ("esta semana no puedo", " [] 23/11.."),
        ("no puedo hasta la semana que viene", " [] 23/11.."),
        // It is wanted.
        ("if you can't do Monday, Tuesday", " [1,2] .."),
        ("el viernes no me viene mal", " [5] .."),
        ("I don't work on Fridays", " [5] .."),
        ("can't do any day but Tuesday", " [2] .."),
        ("não é na sexta?", " [5] .."),
        ("lunes o si no martes", " [1,2] .."),
        ("why not Friday?", " [5] .."),
        ("Monday not Tuesday", " [1,2] .."),
        ("¿el viernes no se puede?", " [5] .."),
        ("¿no se puede el viernes?", " [5] .."),
        ("no hay problema con el lunes", " [1] .."),
        ("no tengo problema el lunes", " [1] .."),
        ("no, el lunes", " [1] .."),
        ("¿no puede ser el lunes?", " [1] .."),
        ("pode ser no sábado", " [6] .."),
        ("I'm not busy on Friday", " [5] .."),
    ];
    check(&cases);
}

#[test]
fn days_that_are_named_together() {
    let cases = [
        // Weekdays.
        ("de lunes a jueves por la tarde", "afternoon [1,2,3,4] .."),
        ("segunda a quinta", " [1,2,3,4] .."),
        ("Mon-Thu", " [1,2,3,4] .."),
        ("segunda-feira à tarde", "afternoon [1] .."),
        ("between Monday and Wednesday", " [1,2,3] .."),
        ("viernes a lunes", " [5,6,7,1] .."),
        ("either Tue or Wed", " [2,3] .."),
        ("no puedo de lunes a jueves", " [5,6,7] .."),
        ("los findes", " [6,7] .."),
        ("dias úteis de manhã", "morning [1,2,3,4,5] .."),
        // Dates.
        ("entre el 23 y el 27", " [] 23/11..27/11"),
        ("del 3 al 7 de diciembre", " [] 3/12..7/12"),
        ("del 28 de diciembre al 4 de enero", " [] 28/12..4/1"),
        ("entre os dias 23 e 27", " [] 23/11..27/11"),
        ("from the 10th to the 15th", " [] 10/12..15/12"),
        ("de hoy al martes", " [] 20/11..24/11"),
        ("no puedo del 3 al 5", " [] .. -3/12 -4/12 -5/12"),
        ("no puedo el 3 y el 6", " [] .. -3/12 -6/12"),
        ("mover el estudio para el 25", " [] 25/11..25/11"),
        ("pode ser em dez dias", "-"),
        ("el 25 o el 27", " [] 25/11..27/11 -26/11"),
        ("mañana o pasado", " [] 21/11..22/11"),
        ("no dia 25 ou 26", " [] 25/11..26/11"),
        ("martes 24", " [] 24/11..24/11"),
        ("martes 25", " [2] .."),
        ("viernes 18 hs", " [5] .."),
        // Weeks and parts of months.
        ("la semana del 9", " [] 7/12..13/12"),
        ("a partir de la semana del 9", " [] 7/12.."),
        ("na semana do dia 9 à tarde", "afternoon [] 7/12..13/12"),
        ("principios de enero", " [] 1/1..10/1"),
        ("no começo de janeiro", " [] 1/1..10/1"),
        ("mid-December", " [] 11/12..20/12"),
        ("a fin de mes", " [] 21/11..30/11"),
        ("antes de fin de enero", " [] ..30/1"),
        ("late December or early January", " [] 21/12..10/1"),
        ("después de Navidad", " [] 26/12.."),
        ("early next week", " [] 23/11..29/11"),
        // Not certain: in the midst of such days, or about something else.
        ("del 18 al 22", "-"),
        ("a mediados de mes", "-"),
        ("trabajo de lunes a viernes", "-"),
        ("estoy de viaje del 3 al 7", "-"),
        ("until the 18th I'm away", "-"),
        ("would the 3rd to the 7th of December work?", " [] 3/12..7/12"),
        ("en 2 o 3 días", "-"),
        ("feliz Navidad", "-"),
        ("más tarde", "-"),
        ("as early as possible", "-"),
    ];
    check(&cases);
}

#[test]
fn hours_that_bound_a_wish() {
    let cases = [
        ("a partir de las 5", " [] .. 17:00-"),
        ("después de las 17hs", " [] .. 17:00-"),
        ("any day after 4:30 pm", " [] .. 16:30-"),
        ("not before 10", " [] .. 10:00-"),
        ("não antes das 10", " [] .. 10:00-"),
        ("antes del mediodía", " [] .. -11:59"),
        ("martes antes de las 11", " [2] .. -10:59"),
        ("sexta até às 10", " [5] .. -10:00"),
        ("entre las 9 y las 11 de la mañana", " [] .. 9:00-11:00"),
        ("9am to 1pm", " [] .. 9:00-13:00"),
        ("de 15 a 18 hs", " [] .. 15:00-18:00"),
        ("a partir das 5 da tarde", " [] .. 17:00-"),
        ("no puedo antes de las 15 el lunes", " [1] .. 15:00-"),
        ("I can't before 5 on Monday", " [1] .. 17:00-"),
        // Not certain: which half of the day, what of, or hours at all.
        ("antes de las 8", "-"),
        ("a la noche antes de las 10", "evening [] .."),
        ("trabajo hasta las 5", "-"),
        ("no puedo entre las 9 y las 11", "-"),
        ("after 5 days", "-"),
        ("I work until 5", "-"),
        ("después de las 5 tengo clase", "-"),
        ("los chicos salen antes de las 5", "-"),
        ("after 2 weeks", "-"),
        ("before 2 more people come", "-"),
        ("el lunes a las 10", " [1] .."),
    ];
    check(&cases);
}

#[test]
fn a_weekend_or_a_month_names_no_visits_day() {
    for words in ["yes, enjoy the weekend", "confirmo para Julio", "cancelo, llamo el mes que viene"] {
        assert_eq!(Preference::naming(words, TODAY), None, "{words}");
    }
}

#[test]
fn before_dawn_tomorrow_may_have_begun() {
    let read = |text: &str, hour: i8| {
        let wish = Preference::read_at(text, TODAY.at(hour, 30, 0, 0)).unwrap_or_default();
        let day = |it: Option<Date>| it.map(Date::day);
        (day(wish.from), day(wish.until))
    };
    assert_eq!(read("mañana por la tarde", 0), (Some(20), Some(21)));
    assert_eq!(read("mañana por la tarde", 4), (Some(21), Some(21)));
    assert_eq!(read("mañana por la tarde", 23), (Some(21), Some(21)));
    assert_eq!(read("depois de amanhã", 3), (Some(21), Some(22)));
    assert_eq!(read("after tomorrow", 1), (Some(21), None));
    assert_eq!(read("el 25", 1), (Some(25), Some(25)), "a number of the calendar is one day");
}

#[test]
fn a_wish_fits_what_it_says() {
    let fits = |text: &str, start: jiff::civil::DateTime| {
        Preference::read(text, TODAY).is_some_and(|it| it.fits(start))
    };
    let tuesday = date(2026, 11, 24);
    assert!(fits("martes por la tarde", tuesday.at(15, 0, 0, 0)));
    assert!(!fits("martes por la tarde", tuesday.at(9, 0, 0, 0)));
    assert!(!fits("lunes por la tarde", tuesday.at(15, 0, 0, 0)));
    assert!(fits("after the 23rd", tuesday.at(9, 0, 0, 0)));
    assert!(!fits("after the 24th", tuesday.at(9, 0, 0, 0)));
    assert!(!fits("antes del 24", tuesday.at(9, 0, 0, 0)));
    assert!(fits("hasta el 24", tuesday.at(9, 0, 0, 0)));
    assert!(!fits("el 24 no puedo", tuesday.at(9, 0, 0, 0)));
    assert!(fits("el 25 no puedo", tuesday.at(9, 0, 0, 0)));
    assert!(fits("martes antes de las 10", tuesday.at(9, 59, 0, 0)));
    assert!(!fits("martes antes de las 10", tuesday.at(10, 0, 0, 0)));
    assert!(!fits("después de las 17", tuesday.at(16, 59, 0, 0)));
}

#[test]
fn who_only_says_when_they_cannot_refuses_that_day_alone() {
    let refused = |text: &str| Preference::refused_at(text, TODAY.at(10, 0, 0, 0));
    let day = |date: Date| Some(Preference { without: vec![date], ..Preference::default() });
    for text in ["no puedo el jueves", "I can't make it on Thursday", "não posso na quinta"] {
        assert_eq!(refused(text), day(date(2026, 11, 26)), "{text}");
    }
    assert_eq!(refused("mañana no puedo"), day(date(2026, 11, 21)));
    for text in ["los jueves no puedo", "I can't do Thursdays", "não posso às quintas"] {
        assert_eq!(refused(text), Preference::read(text, TODAY), "{text}");
    }
    for text in
        ["no puedo el viernes, el lunes sí", "no puedo, ¿puede ser a la tarde?", "quiero cambiar la cita"]
    {
        assert_eq!(refused(text), None, "{text}");
    }
}

#[test]
fn others_than_were_shown_are_later_earlier_on_other_days_or_just_others() {
    let shown = ["2026-11-24 09:00", "2026-11-24 16:00", "2026-11-26 10:00"].map(clock);
    let wants = |wish: &str, asked: Further| {
        let wish = Preference::read(wish, TODAY).unwrap_or_default();
        let wish = wish.further(asked, &shown, shown.to_vec(), &local("2026-11-24 09:00").zone);
        let free = ["2026-11-23 09:00", "2026-11-24 16:00", "2026-11-24 17:00", "2026-11-27 16:00"];
        free.into_iter().filter(|it| wish.suits(&local(it))).map(|it| &it[8..13]).collect::<Vec<_>>()
    };
    assert_eq!(wants("", Further::Later), ["27 16"]);
    assert_eq!(wants("", Further::Earlier), ["23 09"]);
    assert_eq!(wants("", Further::OtherDays), ["23 09", "27 16"]);
    assert_eq!(wants("", Further::More), ["23 09", "24 17", "27 16"]);
    // Of what they wish besides: later than what was shown of it.
    assert_eq!(wants("el martes", Further::Later), ["24 17"]);
    assert_eq!(wants("por la tarde", Further::OtherDays), ["27 16"]);
    // A day that is named is meant, though it was shown.
    assert_eq!(wants("el martes", Further::OtherDays), ["24 16", "24 17"]);
    // As a queue holds it; what was written before there were such wishes still reads.
    let wish = Preference { beside: Some(Beside::Later(shown[0])), ..Preference::default() };
    let written = serde_json::json!({
        "parts": [], "weekdays": [], "from": null, "until": null,
        "beside": { "kind": "later", "than": "2026-11-24T12:00:00Z" }
    });
    assert_eq!(serde_json::to_value(&wish).ok(), Some(written));
    let before = r#"{"parts":[],"weekdays":[],"from":null,"until":null}"#;
    assert_eq!(serde_json::from_str(before).ok(), Some(Preference::default()));
}
