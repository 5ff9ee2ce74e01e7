//! Moving an appointment without a human, from the phones' side.

use serde_json::{Value, json};
use tests::{Bundle, booked};

use super::{REMINDED, asks_to_move, counted, open, slot, slot_event, without_list};
use crate::screen::{last, text, titles};
use crate::usual::{ANA, EVA, FRIDAY};

#[test]
fn a_patient_moves_to_a_slot_of_their_choice() {
    let bundle = without_list("2026-12-02T12:00:00Z");
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    for (id, start) in [("s1", "2026-12-07T09:00"), ("s2", "2026-12-08T16:00"), ("soon", "2026-12-02T20:00")]
    {
        open(&bundle, id, start);
    }
    bundle.advance_to(REMINDED);
    let list = asks_to_move(&bundle, ANA);
    assert_eq!(titles(&list), ["lun 7/12 09:00", "mar 8/12 16:00", "Otra opción"], "{list:#}");
    assert_eq!(bundle.case("a1")["state"], "booked");
    bundle.tap(ANA, &list, 1);
    bundle.advance_minutes(1);
    let case = bundle.case("a1");
    assert_eq!((&case["state"], &case["version"]), (&json!("booked"), &json!(2)));
    assert_eq!(case["local_start"], "2026-12-08T16:00:00");
    assert!(text(&last(&bundle, ANA)).contains("16:00"), "{:#}", last(&bundle, ANA));
    // The same choice again is one of an old version.
    bundle.tap(ANA, &list, 0);
    bundle.advance_minutes(1);
    assert!(text(&last(&bundle, ANA)).contains("ya no está al día"), "{:#}", last(&bundle, ANA));
    assert_eq!(bundle.case("a1")["local_start"], "2026-12-08T16:00:00");
    // The slot chosen is taken, and Friday is free for others.
    let counts = counted(&bundle);
    assert_eq!((&counts["known"], &counts["filled"], &counts["freed"]), (&json!(4), &json!(1), &json!(1)));
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn who_says_when_they_would_rather_come_is_offered_those_times() {
    let bundle = without_list("2026-12-02T12:00:00Z");
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    for (id, start) in [("s1", "2026-12-07T09:00"), ("s2", "2026-12-08T16:00"), ("s3", "2026-12-09T17:30")] {
        open(&bundle, id, start);
    }
    bundle.advance_to(REMINDED);
    asks_to_move(&bundle, ANA);
    bundle.write(ANA, "prefiero el miércoles por la tarde");
    assert_eq!(titles(&last(&bundle, ANA)), ["mié 9/12 17:30", "Otra opción"]);
    // Nothing then: what there is, and that it is not what they wish.
    bundle.write(ANA, "mejor un domingo");
    assert!(text(&last(&bundle, ANA)).starts_with("Ninguna hora libre es como la que pide"));
    assert_eq!(titles(&last(&bundle, ANA)).len(), 4);
    bundle.tap(ANA, &last(&bundle, ANA), 2);
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("a1")["local_start"], "2026-12-09T17:30:00");
    assert_eq!(bundle.dead_letters(), 0);
}

/// A bundle where somebody who reads that language was reminded of their visit on [`FRIDAY`], and twelve times are
/// free: three a day from Monday to Thursday.
fn reminded(language: &str) -> Bundle {
    let bundle = without_list("2026-12-02T12:00:00Z");
    let mut visit = booked("a1", "p1", ANA, FRIDAY);
    visit["patient"]["language"] = json!(language);
    bundle.tell(&visit);
    for day in 7..=10 {
        for hour in ["09", "12", "16"] {
            open(&bundle, &format!("s{day}-{hour}"), &format!("2026-12-{day:02}T{hour}:00"));
        }
    }
    bundle.advance_to(REMINDED);
    bundle
}

/// Writes, and gives what is said to it.
fn says(bundle: &Bundle, words: &str) -> Value {
    bundle.write(ANA, words);
    last(bundle, ANA)
}

#[test]
fn a_wish_in_the_first_request_is_offered_at_once() {
    for (language, words, offered) in [
        (
            "es",
            "no puedo, ¿puede ser el jueves a la tarde?",
            ["jue 10/12 12:00", "jue 10/12 16:00", "Otra opción"],
        ),
        (
            "en",
            "can I move it to Thursday afternoon?",
            ["Thu 10 Dec 12:00", "Thu 10 Dec 16:00", "Something else"],
        ),
        ("pt", "dá pra mudar para quinta à tarde?", ["qui 10/12 12:00", "qui 10/12 16:00", "Outra opção"]),
    ] {
        let bundle = reminded(language);
        let list = says(&bundle, words);
        assert_eq!(titles(&list), offered, "{words}: {list:#}");
        assert_eq!(bundle.dead_letters(), 0);
    }
    for (language, words, told) in [
        ("es", "¿podría ser el sábado?", "Ninguna hora libre es como la que pide"),
        ("en", "can I move it to Saturday?", "None of the free times is quite what you asked for"),
        ("pt", "poderia ser no sábado?", "Nenhum horário livre é como o que você pede"),
    ] {
        let list = says(&reminded(language), words);
        assert!(text(&list).starts_with(told), "{words}: {list:#}");
        assert_eq!(titles(&list).len(), 10);
    }
}

#[test]
fn who_only_cannot_come_is_asked_what_to_do_and_not_offered_that_day() {
    for (language, words) in
        [("es", "los lunes no puedo"), ("en", "I can't do Mondays"), ("pt", "não posso na segunda")]
    {
        let bundle = reminded(language);
        let question = says(&bundle, words);
        assert_eq!(titles(&question).len(), 3, "{words}: {question:#}");
        bundle.tap(ANA, &question, 0);
        bundle.advance_minutes(1);
        let offered = titles(&last(&bundle, ANA));
        assert!(offered.len() == 10 && offered.iter().all(|it| !it.contains('7')), "{words}: {offered:?}");
    }
}

#[test]
fn under_times_others_are_offered_until_there_are_none() {
    for (language, words, told) in [
        ("es", ["hay más opciones?", "algo más temprano", "otro día?"], "Por ahora no tenemos otras horas"),
        (
            "es",
            ["¿tenés algo más tarde?", "más temprano", "otras opciones"],
            "Por ahora no tenemos otras horas",
        ),
        (
            "en",
            ["anything later?", "anything earlier?", "any other options?"],
            "For now we have no other times",
        ),
        ("pt", ["tem mais tarde?", "tem mais cedo?", "outro dia?"], "Por enquanto não temos outros horários"),
    ] {
        let bundle = reminded(language);
        let first = titles(&asks_to_move(&bundle, ANA));
        assert_eq!(first.len(), 10);
        let next = titles(&says(&bundle, words[0]));
        assert!(next.len() == 4 && next.iter().all(|it| !first[..9].contains(it)), "{}: {next:?}", words[0]);
        assert_eq!(titles(&says(&bundle, words[1])), first, "{}", words[1]);
        let none = says(&bundle, words[2]);
        assert!(text(&none).starts_with(told), "{}: {none:#}", words[2]);
        assert_eq!(bundle.waiting_reasons(), ["wants_to_move"]);
        assert_eq!((&bundle.case("a1")["version"], bundle.dead_letters()), (&json!(1), 0));
    }
}

#[test]
fn who_chooses_twice_or_says_yes_twice_hears_it_once() {
    for (language, yes) in [("es", "Sí"), ("en", "Yes"), ("pt", "Sim")] {
        let bundle = reminded(language);
        let list = asks_to_move(&bundle, ANA);
        bundle.tap(ANA, &list, 1);
        bundle.advance_minutes(1);
        let heard = bundle.inbox(ANA).len();
        bundle.tap(ANA, &list, 1);
        bundle.advance_minutes(1);
        for words in [yes, yes, titles(&list)[1].as_str()] {
            says(&bundle, words);
        }
        assert_eq!(bundle.inbox(ANA).len(), heard, "{:#?}", bundle.inbox(ANA));
        assert_eq!(bundle.waiting_reasons(), [""; 0]);
        assert_eq!(bundle.case("a1")["local_start"], "2026-12-07T12:00:00");
        assert_eq!(bundle.dead_letters(), 0);
    }
}

#[test]
fn after_a_second_reminder_a_wish_alone_is_offered_and_a_yes_to_the_choice_answers_no_old_question() {
    let bundle = reminded("es");
    bundle.advance_to("2026-12-03T14:00:00Z");
    assert_eq!(titles(&says(&bundle, "no puedo ir")).len(), 3);
    let list = says(&bundle, "el miércoles por favor");
    let offered = ["mié 9/12 09:00", "mié 9/12 12:00", "mié 9/12 16:00", "Otra opción"];
    assert_eq!(titles(&list), offered, "{list:#}");
    bundle.tap(ANA, &list, 1);
    bundle.advance_minutes(1);
    let heard = bundle.inbox(ANA).len();
    says(&bundle, "Sí");
    assert_eq!(bundle.inbox(ANA).len(), heard, "{:#}", last(&bundle, ANA));
    assert_eq!(bundle.case("a1")["local_start"], "2026-12-09T12:00:00");
    assert_eq!(bundle.waiting_reasons(), [""; 0]);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn who_is_called_where_clocks_differ_reads_whose_hours_are_offered() {
    let offered = |zone: &str| {
        let bundle = without_list("2026-12-02T12:00:00Z");
        bundle.set_phone(ANA, &json!({ "whatsapp": false }));
        let mut visit = booked("a1", "p1", ANA, FRIDAY);
        visit["patient"]["time_zone"] = json!(zone);
        visit["appointment"]["modality"] = json!("video");
        bundle.tell(&visit);
        let mut by_video = slot("s1", "2026-12-07T09:00");
        by_video["modality"] = json!("video");
        bundle.tell(&slot_event(&bundle, "slot.opened", &by_video));
        bundle.advance_to(REMINDED);
        for words in ["2", "prefiero el lunes por la mañana"] {
            bundle.type_text(ANA, words, "sms");
            bundle.advance_minutes(1);
        }
        text(&last(&bundle, ANA))
    };
    let abroad = offered("Europe/Madrid");
    assert!(abroad.contains("\n1 lun 7/12 09:00, hora de Buenos Aires, Dra. "), "{abroad}");
    let beside = offered("America/Montevideo");
    assert!(beside.contains("\n1 lun 7/12 09:00, Dra. "), "{beside}");
}

#[test]
fn the_loser_of_a_race_is_offered_the_next_ones() {
    let bundle = without_list("2026-12-02T12:00:00Z");
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.tell(&booked("a2", "p2", EVA, "2026-12-04T10:00"));
    open(&bundle, "s1", "2026-12-07T09:00");
    open(&bundle, "s2", "2026-12-08T16:00");
    bundle.advance_to(REMINDED);
    let (of_ana, of_eva) = (asks_to_move(&bundle, ANA), asks_to_move(&bundle, EVA));
    bundle.tap(ANA, &of_ana, 0);
    bundle.tap(EVA, &of_eva, 0);
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("a1")["local_start"], "2026-12-07T09:00:00");
    assert_eq!(bundle.case("a2")["version"], 1, "the visit stands until something better is certain");
    let again = last(&bundle, EVA);
    assert!(text(&again).contains("ya no está disponible"), "{again:#}");
    // What Ana left on Friday at 10:30 overlaps nothing of Eva's but is not what she asked for first.
    let next = titles(&again);
    assert!(
        next.contains(&"mar 8/12 16:00".to_owned()) && !next.contains(&"lun 7/12 09:00".to_owned()),
        "{next:?}"
    );
    let row = next.iter().position(|it| it == "mar 8/12 16:00").unwrap();
    bundle.tap(EVA, &again, u32::try_from(row).unwrap());
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("a2")["local_start"], "2026-12-08T16:00:00");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_time_that_came_too_close_before_it_was_chosen_is_not_to_be_had() {
    let bundle = without_list("2026-12-02T12:00:00Z");
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    open(&bundle, "s1", "2026-12-05T09:00");
    open(&bundle, "s2", "2026-12-08T16:00");
    bundle.advance_to(REMINDED);
    let list = asks_to_move(&bundle, ANA);
    assert_eq!(titles(&list), ["sáb 5/12 09:00", "mar 8/12 16:00", "Otra opción"], "{list:#}");
    // 23 hours before it, where the clinic wants 24.
    bundle.advance_to("2026-12-04T13:00:00Z");
    bundle.tap(ANA, &list, 0);
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("a1")["version"], 1, "the visit stands");
    let again = last(&bundle, ANA);
    assert!(text(&again).contains("ya no está disponible"), "{again:#}");
    assert_eq!(titles(&again), ["mar 8/12 16:00", "Otra opción"]);
    bundle.tap(ANA, &again, 0);
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("a1")["local_start"], "2026-12-08T16:00:00");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_slot_that_is_told_another_time_is_not_chosen_by_its_old_one() {
    let bundle = without_list("2026-12-02T12:00:00Z");
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    open(&bundle, "s1", "2026-12-07T09:00");
    bundle.advance_to(REMINDED);
    let list = asks_to_move(&bundle, ANA);
    assert_eq!(titles(&list), ["lun 7/12 09:00", "Otra opción"], "{list:#}");
    open(&bundle, "s1", "2026-12-09T18:00");
    bundle.advance_minutes(1);
    bundle.tap(ANA, &list, 0);
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("a1")["version"], 1, "the visit stands");
    let again = last(&bundle, ANA);
    assert!(text(&again).contains("ya no está disponible"), "{again:#}");
    assert_eq!(titles(&again), ["mié 9/12 18:00", "Otra opción"]);
    bundle.tap(ANA, &again, 0);
    bundle.advance_minutes(1);
    assert_eq!(bundle.case("a1")["local_start"], "2026-12-09T18:00:00");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn without_slots_a_person_finds_another_time() {
    let bundle = without_list("2026-12-02T12:00:00Z");
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to(REMINDED);
    asks_to_move(&bundle, ANA);
    assert_eq!(bundle.waiting_reasons(), ["wants_to_move"]);
    assert_eq!(bundle.case("a1")["version"], 1);
}

#[test]
fn a_time_behind_hundreds_that_do_not_suit_is_found() {
    let bundle = without_list("2026-12-02T12:00:00Z");
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    for hour in 8..20 {
        let by_video = |number: u32| {
            let mut slot = slot(&format!("v{hour}-{number}"), &format!("2026-12-07T{hour:02}:00"));
            (slot["practitioner"], slot["modality"]) = (json!(format!("Dr. {number}")), json!("video"));
            slot_event(&bundle, "slot.opened", &slot)
        };
        bundle.tell(&Value::Array((0..20).map(by_video).collect()));
    }
    open(&bundle, "s1", "2026-12-09T09:00");
    bundle.advance_to(REMINDED);
    let list = asks_to_move(&bundle, ANA);
    assert_eq!(titles(&list), ["mié 9/12 09:00", "Otra opción"]);
}

#[test]
fn a_day_told_whole_closes_what_is_not_in_it() {
    let bundle = without_list("2026-12-02T12:00:00Z");
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    open(&bundle, "s1", "2026-12-07T09:00");
    open(&bundle, "s2", "2026-12-07T10:00");
    open(&bundle, "other-day", "2026-12-08T10:00");
    bundle.advance_minutes(1);
    bundle.tell(&json!({
        "event_id": "day-1", "type": "slots.day", "occurred_at": bundle.now().to_string(),
        "day": { "date": "2026-12-07", "practitioner": "dra. lopez", "slots": [
            { "id": "s2", "start": "2026-12-07T10:00" }, { "id": "s3", "start": "2026-12-07T11:00" },
        ] },
    }));
    bundle.tell(&slot_event(&bundle, "slot.closed", &slot("other-day", "2026-12-08T10:00")));
    // The same time under another number is the same slot.
    open(&bundle, "s2-again", "2026-12-07T10:00");
    bundle.advance_to(REMINDED);
    let list = asks_to_move(&bundle, ANA);
    assert_eq!(titles(&list), ["lun 7/12 10:00", "lun 7/12 11:00", "Otra opción"]);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_slot_told_free_again_after_its_time_stops_nothing() {
    let bundle = Bundle::new();
    open(&bundle, "k1", "2026-11-30T12:00");
    bundle.advance_to("2026-11-30T16:00:00Z");
    open(&bundle, "k1", "2026-11-30T12:00");
    bundle.advance_minutes(5);
    assert_eq!(bundle.dead_letters(), 0);
}
