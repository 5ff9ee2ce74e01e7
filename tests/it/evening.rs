//! An evening at the clinic, as the phones see it: a family on one number, a move, a CANCEL that is none of the law's,
//! a question, a red flag at night, an old button, STOP and START, a wrong number, and an agent with her hands full.
//!
//! `cargo nextest run -p tests --test it evening --no-capture` prints the transcript.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{Bundle, booked};

use crate::screen::{last, text, titles};
use crate::slots::open;

const FAMILY: &str = "+5491155550601";
const STRANGER: &str = "+5491155550602";
const OTHERS: usize = 15;

/// The bundle, and everything that was said, in order.
struct Evening {
    bundle: Bundle,
    seen: BTreeSet<String>,
    transcript: Vec<String>,
}

impl Evening {
    fn begin() -> Self {
        let mut evening = Self {
            bundle: Bundle::at("2026-12-02T12:00:00Z", None),
            seen: BTreeSet::new(),
            transcript: Vec::new(),
        };
        for (id, name, start) in [
            ("f1", "Sofía", "2026-12-04T19:00"),
            ("f2", "Mateo", "2026-12-04T19:10"),
            ("f3", "Elena", "2026-12-04T19:20"),
            ("f4", "Pedro", "2026-12-04T19:30"),
        ] {
            let mut event = booked(id, &format!("p-{id}"), FAMILY, start);
            event["patient"]["given_name"] = json!(name);
            evening.bundle.tell(&event);
        }
        open(&evening.bundle, "s1", "2026-12-09T18:00");
        open(&evening.bundle, "s2", "2026-12-10T09:30");
        evening.until("2026-12-02T22:45:00Z");
        evening
    }

    /// Moves the clock and notes what came meanwhile.
    fn until(&mut self, instant: &str) {
        self.bundle.advance_to(instant);
        self.listen();
    }

    fn soon(&mut self) {
        self.bundle.advance_minutes(1);
        self.listen();
    }

    fn listen(&mut self) {
        for phone in [FAMILY, STRANGER] {
            for message in self.bundle.inbox(phone) {
                if self.seen.insert(message["id"].as_str().unwrap().to_owned()) {
                    let said = text(&message).replace('\n', " / ");
                    let buttons: Vec<String> = titles(&message).iter().map(|it| format!(" [{it}]")).collect();
                    self.note(phone, &format!("clinic: {said}{}", buttons.concat()));
                }
            }
        }
    }

    fn note(&mut self, phone: &str, what: &str) {
        let at = self.bundle.now().strftime("%d %H:%M").to_string();
        self.transcript.push(format!("{at} {} {what}", &phone[phone.len() - 4..]));
    }

    fn types(&mut self, phone: &str, text: &str) -> Value {
        self.note(phone, &format!("patient: {text}"));
        self.bundle.type_text(phone, text, "whatsapp");
        self.soon();
        last(&self.bundle, phone)
    }

    fn taps(&mut self, phone: &str, message: &Value, button: &str) -> Value {
        let index = titles(message).iter().position(|it| it == button);
        let index = index.unwrap_or_else(|| panic!("no button {button} under {message:#}"));
        self.note(phone, &format!("patient: [{button}]"));
        self.bundle.tap(phone, message, u32::try_from(index).unwrap());
        self.soon();
        last(&self.bundle, phone)
    }

    /// The reminder that speaks to somebody of the family.
    fn reminder(&self, name: &str) -> Value {
        let greeting = format!("Hola, {name}");
        let of = |it: &Value| text(it).starts_with(&greeting) && !titles(it).is_empty();
        self.bundle.inbox(FAMILY).into_iter().find(of).unwrap()
    }

    fn act(&self, id: &Value, act: &str, body: &Value) -> u16 {
        let target = format!("/v1/threads/{}/{act}", id.as_str().unwrap());
        self.bundle.v1("POST", &target, body.to_string().as_bytes()).status
    }

    fn case(&self, id: &str) -> (String, String) {
        let case = self.bundle.case(id);
        (case["state"].as_str().unwrap().to_owned(), case["local_start"].as_str().unwrap().to_owned())
    }
}

#[test]
fn an_evening_at_the_clinic() {
    let mut evening = Evening::begin();
    one_moves_and_an_old_button_is_told_kindly(&mut evening);
    one_cancels_with_the_word_cancel(&mut evening);
    one_asks_about_parking(&mut evening);
    a_red_flag_at_two_in_the_morning(&mut evening);
    stop_and_start(&mut evening);
    a_wrong_number(&mut evening);
    an_agent_with_fifteen_conversations(&mut evening);
    eprintln!("{}", evening.transcript.join("\n"));
    assert_eq!(evening.bundle.dead_letters(), 0);
    // Elena and Pedro were never asked for anything by these answers.
    assert_eq!(evening.case("f3").0, "booked");
    assert_eq!(evening.case("f4").0, "booked");
}

fn one_moves_and_an_old_button_is_told_kindly(evening: &mut Evening) {
    let reminder = evening.reminder("Sofía");
    let options = evening.taps(FAMILY, &reminder, "Cambiar cita");
    let list = evening.taps(FAMILY, &options, "Buscar otra hora");
    let moved = evening.taps(FAMILY, &list, "mié 9/12 18:00");
    assert_eq!(evening.case("f1"), ("booked".to_owned(), "2026-12-09T18:00:00".to_owned()));
    assert!(text(&moved).contains("18:00"), "{moved:#}");
    let old = evening.taps(FAMILY, &reminder, "Confirmar");
    assert!(text(&old).contains("ya no está al día"), "{old:#}");
    assert_eq!(evening.case("f1").1, "2026-12-09T18:00:00");
}

fn one_cancels_with_the_word_cancel(evening: &mut Evening) {
    let which = evening.types(FAMILY, "CANCEL");
    evening.taps(FAMILY, &which, "Mateo 4/12 19:10");
    assert_eq!(evening.case("f2").0, "cancelled");
    // Nobody was unsubscribed: the family hears that it is cancelled, by the channel they wrote on.
    let told = last(&evening.bundle, FAMILY);
    assert!(text(&told).contains("anulada"), "{told:#}");
}

fn one_asks_about_parking(evening: &mut Evening) {
    let answer = evening.types(FAMILY, "hola, hay estacionamiento en la clinica?");
    assert!(text(&answer).contains("stacionamiento"), "{answer:#}");
    assert_eq!(evening.bundle.waiting(), Vec::<Value>::new(), "nobody has to be asked about parking");
}

fn a_red_flag_at_two_in_the_morning(evening: &mut Evening) {
    // Somebody else waits already, for something that can wait.
    evening.types(STRANGER, "quiero hablar con alguien");
    evening.until("2026-12-03T05:00:00Z");
    let answer = evening.types(FAMILY, "mi papá tiene un dolor fuerte en el pecho y no puede respirar");
    assert!(text(&answer).contains("107"), "the country's emergency number at once: {answer:#}");
    let first = evening.bundle.waiting().remove(0);
    assert_eq!(
        (&first["reason"], &first["urgent"], &first["skill"]),
        (&json!("emergency"), &json!(true), &json!("clinical"))
    );
    let id = first["id"].clone();
    assert_eq!(evening.act(&id, "take", &json!({ "agent": "guardia" })), 200);
    let reply = json!({ "agent": "guardia", "text": "Soy enfermera de guardia. ¿Ya llamaron al 107?" });
    assert_eq!(evening.act(&id, "reply", &reply), 200);
    evening.soon();
    assert_eq!(
        evening.act(&id, "close", &json!({ "agent": "guardia", "outcome": "ambulancia en camino" })),
        200
    );
}

fn stop_and_start(evening: &mut Evening) {
    let stopped = evening.types(FAMILY, "STOP");
    assert!(text(&stopped).contains("no le escribirá más"), "{stopped:#}");
    let back = evening.types(FAMILY, "START");
    assert!(text(&back).contains("volverá a escribirle"), "{back:#}");
}

fn a_wrong_number(evening: &mut Evening) {
    evening.bundle.tell(&booked("w1", "p-w1", STRANGER, "2026-12-06T10:00"));
    evening.soon();
    let before = evening.bundle.inbox(STRANGER).len();
    evening.types(STRANGER, "se equivocaron de número, no soy esa persona");
    let after = evening.bundle.inbox(STRANGER).len();
    assert!(after <= before + 1, "one answer at most");
    // Nothing more is sent to whoever it is, until somebody of the clinic has looked.
    evening.until("2026-12-04T14:00:00Z");
    assert_eq!(evening.bundle.inbox(STRANGER).len(), after);
    let step = evening.bundle.step("w1", "reminder_48h");
    assert_eq!(step["reason"], "unverified", "{step:#}");
}

fn an_agent_with_fifteen_conversations(evening: &mut Evening) {
    let phones: Vec<String> = (0..OTHERS).map(|it| format!("+54911555506{:02}", it + 20)).collect();
    for (index, phone) in phones.iter().enumerate() {
        evening.bundle.tell(&booked(&format!("o{index}"), &format!("p-o{index}"), phone, "2026-12-20T10:00"));
        evening.bundle.type_text(phone, "necesito hablar con una persona", "whatsapp");
    }
    evening.soon();
    let waiting = evening.bundle.waiting();
    assert_eq!(waiting.len(), OTHERS + 1, "and the stranger");
    let taken: Vec<u16> =
        waiting.iter().map(|it| evening.act(&it["id"], "take", &json!({ "agent": "marta" }))).collect();
    assert_eq!(taken.iter().filter(|it| **it == 200).count(), 12, "{taken:?}");
    assert_eq!(taken.iter().filter(|it| **it == 409).count(), OTHERS + 1 - 12, "{taken:?}");
    let held = evening.bundle.v1("GET", "/v1/threads?state=held&agent=marta", b"").json["threads"].clone();
    assert_eq!(held.as_array().unwrap().len(), 12);
}
