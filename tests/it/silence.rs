//! Nobody says whether they come: their time is given free, and they hear of it, from the phones' side.

use local::clinic_files;
use serde_json::{Value, json};
use tests::{Bundle, booked};

use crate::screen::{last, text};
use crate::slots::{joins, open};
use crate::usual::{ANA, EVA, FRIDAY};

const BOOKED: &str = "2026-12-02T12:00:00Z";
/// A few minutes after the 48 h reminder of [`FRIDAY`].
const REMINDED: &str = "2026-12-02T13:35:00Z";
/// Thirty hours before is half past four in the morning: the deadline is when the night ends, at nine.
const NIGHT: &str = "2026-12-03T11:58:00Z";
const DEADLINE: &str = "2026-12-03T12:02:00Z";

/// The example clinic, which gives free what nobody answered for thirty hours before.
fn strict(start: &str) -> Bundle {
    let mut clinic = clinic_files::example();
    clinic.slots.unanswered_frees_hours = Some(30);
    Bundle::of(vec![clinic], start, None)
}

/// Eva has a visit on the 18th and waits for an earlier one.
fn eva_waits(bundle: &Bundle) {
    bundle.tell(&booked("a2", "p2", EVA, "2026-12-18T11:30"));
    joins(bundle, "a2", "p2", 0);
}

fn happened(bundle: &Bundle, case: &str) -> Vec<String> {
    let case = bundle.case(case);
    let entries = case["timeline"].as_array().unwrap();
    entries.iter().map(|it| it["kind"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn who_told_the_clinic_that_they_come_keeps_the_visit_unasked() {
    let bundle = strict("2026-12-01T12:00:00Z");
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to("2026-12-02T12:00:00Z");
    let told = bundle.inbox(ANA).len();
    let mut confirmed = booked("a1", "p1", ANA, FRIDAY);
    confirmed["event_id"] = json!("confirmed-a1");
    confirmed["occurred_at"] = json!(bundle.now().to_string());
    confirmed["appointment"]["confirmed"] = json!(true);
    bundle.tell(&confirmed);
    bundle.advance_to(DEADLINE);
    assert_eq!((bundle.inbox(ANA).len(), &bundle.case("a1")["state"]), (told, &json!("confirmed")));
    assert!(happened(&bundle, "a1").contains(&"confirmed".to_owned()));
}

#[test]
fn an_unanswered_visit_goes_to_who_waits_and_its_patient_is_told() {
    let bundle = strict(BOOKED);
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    eva_waits(&bundle);
    bundle.advance_to(NIGHT);
    assert_eq!(bundle.case("a1")["state"], "booked", "nothing is given free at night");
    bundle.advance_to(DEADLINE);
    let case = bundle.case("a1");
    assert_eq!((&case["state"], &case["version"]), (&json!("cancelled"), &json!(2)));
    assert!(happened(&bundle, "a1").contains(&"released".to_owned()), "{case:#}");
    let notice = last(&bundle, ANA);
    assert!(text(&notice).contains("ofrecimos esa hora a otra persona"), "{notice:#}");
    let cancelled = bundle.inbox(ANA).iter().any(|it| text(it).contains("queda anulada"));
    assert!(!cancelled, "one message tells it");
    let told = case["timeline"].as_array().unwrap().iter().filter(|it| it["step"] == "visit_released");
    assert_eq!(told.map(|it| &it["kind"]).collect::<Vec<_>>(), ["delivered"], "{case:#}");
    let why = bundle.v1("GET", "/v1/cases/a1/why", b"").json;
    assert_eq!(
        (&why["steps"][0]["step"], &why["steps"][0]["version"]),
        (&json!("visit_released"), &json!(2))
    );
    let report = bundle.v1("GET", "/v1/report?from=2026-12-04&to=2026-12-04", b"").json;
    assert_eq!((&report["released"], &report["slots"]["freed"]), (&json!(1), &json!(1)), "{report:#}");
    // Eva is offered it, and takes it; Ana comes too late and is offered what there is.
    open(&bundle, "s9", "2026-12-07T09:00");
    let offer = bundle.inbox(EVA).into_iter().find(|it| text(it).contains("viernes 4 de diciembre")).unwrap();
    bundle.tap(EVA, &offer, 0);
    bundle.advance_minutes(2);
    assert_eq!(bundle.case("a2")["local_start"], "2026-12-04T10:30:00");
    bundle.tap(ANA, &notice, 0);
    bundle.advance_minutes(2);
    let other = last(&bundle, ANA);
    assert!(other["buttons"].to_string().contains("lun 7/12 09:00"), "{other:#}");
    // Nobody waits for a time earlier than a visit that does not stand.
    assert!(!other["buttons"].to_string().contains("Avísenme"), "{other:#}");
    // Nothing is said to stand that does not.
    assert!(text(&other).contains("ya la tomó otra persona") && !text(&other).contains("sigue en pie"));
    bundle.tap(ANA, &other, 0);
    bundle.advance_minutes(2);
    let case = bundle.case("a1");
    assert_eq!((&case["state"], &case["local_start"]), (&json!("booked"), &json!("2026-12-07T09:00:00")));
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn who_answers_late_has_the_time_back_while_it_is_free() {
    // By the notice's button, by the old reminder's, and in words.
    let answers: [fn(&Bundle, &Value, &Value); 3] = [
        |bundle, _, notice| bundle.tap(ANA, notice, 0),
        |bundle, reminder, _| bundle.tap(ANA, reminder, 0),
        |bundle, _, _| bundle.type_text(ANA, "sí, voy", "whatsapp"),
    ];
    for answers in answers {
        let bundle = strict(BOOKED);
        bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
        bundle.advance_to(REMINDED);
        let reminder = last(&bundle, ANA);
        bundle.advance_to(DEADLINE);
        let notice = last(&bundle, ANA);
        bundle.advance_minutes(20);
        answers(&bundle, &reminder, &notice);
        bundle.advance_minutes(2);
        let case = bundle.case("a1");
        assert_eq!(
            (&case["state"], &case["local_start"]),
            (&json!("confirmed"), &json!("2026-12-04T10:30:00"))
        );
        assert!(text(&last(&bundle, ANA)).contains("sigue siendo suya"), "{:#}", last(&bundle, ANA));
        let report = bundle.v1("GET", "/v1/report?from=2026-12-04&to=2026-12-04", b"").json;
        // Nobody else has it.
        assert_eq!((&report["slots"]["known"], &report["slots"]["filled"]), (&json!(1), &json!(0)));
        // What was planned before the visit is planned again.
        assert_eq!(bundle.step("a1", "instructions")["state"], "planned");
        assert_eq!(bundle.dead_letters(), 0);
    }
}

#[test]
fn a_late_answer_by_text_message_counts_too() {
    let bundle = strict(BOOKED);
    bundle.set_phone(ANA, &json!({ "whatsapp": false }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to(DEADLINE);
    assert_eq!(bundle.case("a1")["state"], "cancelled", "{:#}", bundle.case("a1"));
    bundle.advance_minutes(2);
    assert!(
        text(&last(&bundle, ANA)).contains("ofrecimos su hora a otra persona"),
        "{:#}",
        last(&bundle, ANA)
    );
    bundle.type_text(ANA, "1", "sms");
    bundle.advance_minutes(2);
    assert_eq!(bundle.case("a1")["state"], "confirmed");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn who_was_never_reached_keeps_the_visit_and_a_person_looks() {
    let bundle = strict(BOOKED);
    bundle.set_phone(ANA, &json!({ "whatsapp": false, "sms": false }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to(DEADLINE);
    assert_eq!(bundle.case("a1")["state"], "booked");
    assert_eq!(bundle.waiting_reasons(), ["unreached"]);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn who_wrote_something_else_keeps_the_visit() {
    let bundle = strict(BOOKED);
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to(REMINDED);
    bundle.type_text(ANA, "todavía no sé si me dan permiso en el trabajo", "whatsapp");
    bundle.advance_to(DEADLINE);
    assert_eq!(bundle.case("a1")["state"], "booked");
    assert_eq!(bundle.waiting().len(), 1);
    assert!(happened(&bundle, "a1").contains(&"handed_over".to_owned()));
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn an_answer_in_time_and_the_clinic_without_the_rule_keep_the_visit() {
    let bundle = strict(BOOKED);
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to(REMINDED);
    bundle.tap(ANA, &last(&bundle, ANA), 0);
    bundle.advance_to(DEADLINE);
    assert_eq!(bundle.case("a1")["state"], "confirmed");
    let bundle = Bundle::at(BOOKED, None);
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_to("2026-12-04T13:00:00Z");
    assert_eq!(bundle.case("a1")["state"], "booked");
}
