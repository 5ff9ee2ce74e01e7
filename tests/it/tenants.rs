//! Two clinics of one deployment know nothing of each other, though their patients have the same phone and their
//! systems count patients and appointments alike.

mod tries;

use channels::button::ButtonKey;
use channels::link::LinkKey;
use domain::case::Answer;
use domain::clinic::Clinic;
use domain::ids::{ClinicId, MessageId};
use domain::message::{Message, Tapped};
use jiff::SignedDuration;
use local::clinic_files;
use serde_json::{Value, json};
use tests::{Answered, Bundle};

use tries::tries;

use crate::interface::spec::Spec;
use crate::meta;
use crate::screen::mails;
use crate::usual::{ANA, FRIDAY, REMINDED};

const OVER: &str = "2026-12-04T14:00:00Z";
const ASKED: &str = "2026-12-05T14:10:00Z";
const BUTTONS: &str = "local-button-key";

/// A clinic, as its own system and Meta know it.
struct Tenant {
    id: &'static str,
    key: &'static str,
    /// What its patients are called there, and nowhere else.
    given_name: &'static str,
    /// An appointment, a patient and a slot that only it has.
    own: [&'static str; 3],
    number: &'static str,
    waba: &'static str,
    name: &'static str,
}

const SOL: Tenant = Tenant {
    id: "sol",
    key: "sol-key",
    given_name: "Solange",
    own: ["only-sol", "only-p-sol", "only-s-sol"],
    number: "106540352242922",
    waba: "102290129340398",
    name: "Clínica del Sol",
};
const LUNA: Tenant = Tenant {
    id: "luna",
    key: "luna-key",
    given_name: "Lunila",
    own: ["only-luna", "only-p-luna", "only-s-luna"],
    number: "206540352242922",
    waba: "202290129340398",
    name: "Clínica de la Luna",
};

/// The example clinic, and another that has only its journeys in common with it.
fn clinics() -> Vec<Clinic> {
    let sol = clinic_files::example();
    let mut luna = sol.clone();
    luna.id = ClinicId::new(LUNA.id).unwrap();
    LUNA.name.clone_into(&mut luna.name);
    if let Some(sender) = &mut luna.senders.whatsapp {
        LUNA.number.clone_into(&mut sender.phone_number_id);
        LUNA.waba.clone_into(&mut sender.waba_id);
        "800100200300400".clone_into(&mut sender.portfolio_id);
        "+541150000011".clone_into(&mut sender.display_phone_number);
    }
    if let Some(sender) = &mut luna.senders.sms {
        "+541150000012".clone_into(&mut sender.from);
    }
    if let Some(sender) = &mut luna.senders.email {
        "turnos@clinica-de-la-luna.example".clone_into(&mut sender.from);
    }
    vec![sol, luna]
}

struct World(Bundle);

impl World {
    fn new() -> Self {
        let keys = format!("{}={},{}={}", SOL.id, SOL.key, LUNA.id, LUNA.key);
        Self(Bundle::set_up(clinics(), &[("CLINIC_API_KEY", &keys)], None))
    }

    fn ask(&self, tenant: &Tenant, method: &str, target: &str, body: &[u8]) -> Answered {
        let bearer = format!("Bearer {}", tenant.key);
        let command = format!("k{}", body.len());
        let answer =
            self.0.send(method, target, &[("authorization", &bearer), ("idempotency-key", &command)], body);
        self.0.settle();
        answer
    }

    fn get(&self, tenant: &Tenant, target: &str) -> Value {
        let answer = self.ask(tenant, "GET", target, b"");
        assert_eq!(answer.status, 200, "{target}: {}", answer.text);
        answer.json
    }

    /// Tells of an appointment of that tenant's as of now.
    fn tell(&self, tenant: &Tenant, kind: &str, (id, patient): (&str, &str), start: &str) {
        let mut event = tests::event(kind, id, patient, ANA, start);
        event["event_id"] = json!(format!("{kind}-{id}-{}", self.0.now().as_second()));
        event["occurred_at"] = json!(self.0.now().to_string());
        event["patient"]["given_name"] = json!(tenant.given_name);
        self.posts(tenant, &event);
    }

    /// That tenant's system tells an event, which is taken.
    fn posts(&self, tenant: &Tenant, event: &Value) {
        let answer = self.ask(tenant, "POST", "/v1/events", event.to_string().as_bytes());
        assert_eq!((answer.status, &answer.json["accepted"]), (202, &json!(1)), "{}", answer.text);
    }

    /// The texts of the mails that came from that tenant, the oldest first.
    fn mails(&self, tenant: &Tenant) -> Vec<String> {
        mails(&self.0).into_iter().filter(|it| it.contains(tenant.name)).collect()
    }

    /// Posts a signed change of Meta's to the account of that tenant.
    fn meta(&self, tenant: &Tenant, what: &str, element: &Value) {
        let body = json!({ "object": "whatsapp_business_account", "entry": [{ "id": tenant.waba, "changes": [{
            "field": "messages", "value": {
                "messaging_product": "whatsapp",
                "metadata": { "display_phone_number": "0", "phone_number_id": tenant.number },
                what: [element],
            },
        }] }] });
        let answer = meta::post(&self.0, body.to_string().as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text);
        self.0.settle();
    }

    /// Ana writes to that tenant's number.
    fn writes(&self, tenant: &Tenant, id: &str, content: &Value) {
        let mut message = content.clone();
        message["id"] = json!(id);
        message["timestamp"] = json!(self.0.now().as_second().to_string());
        if message.get("from_user_id").is_none() {
            message["from"] = json!(ANA.trim_start_matches('+'));
        }
        self.meta(tenant, "messages", &message);
    }

    /// The ids of everything a tenant has: appointments, messages, conversations, surveys, tickets.
    fn ids(&self, tenant: &Tenant) -> Ids {
        let list = |target: &str, of: &str| -> Vec<String> {
            let all = self.get(tenant, target)[of].as_array().unwrap().clone();
            all.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
        };
        let cases = list("/v1/cases?date=2026-12-04", "cases");
        let of_case = |id: &String| -> Vec<String> {
            let case = self.get(tenant, &format!("/v1/cases/{id}"));
            let steps = case["steps"].as_array().unwrap().clone();
            let messages = steps.iter().flat_map(|it| it["messages"].as_array().unwrap().clone());
            messages.map(|it| it["id"].as_str().unwrap().to_owned()).collect()
        };
        Ids {
            messages: cases.iter().flat_map(of_case).collect(),
            threads: list("/v1/threads", "threads"),
            surveys: list("/v1/surveys/answers?date=2026-12-04", "surveys"),
            tickets: list("/v1/tickets", "tickets"),
            cases,
        }
    }

    /// All that a tenant can read.
    fn shown(&self, tenant: &Tenant) -> Vec<(String, Value)> {
        let ids = self.ids(tenant);
        let one = |path: &'static str, ids: &[String]| -> Vec<String> {
            ids.iter().map(|it| path.replace("{}", it)).collect()
        };
        let targets = [
            vec![
                "/v1/cases?date=2026-12-04".to_owned(),
                "/v1/threads".to_owned(),
                "/v1/threads?state=held".to_owned(),
                "/v1/report?from=2026-11-30&to=2026-12-20".to_owned(),
                "/v1/surveys?from=2026-12-01&to=2026-12-31&by=site".to_owned(),
                "/v1/surveys/answers?date=2026-12-04".to_owned(),
                "/v1/tickets".to_owned(),
                "/v1/pause".to_owned(),
            ],
            one("/v1/cases/{}", &ids.cases),
            one("/v1/cases/{}/why", &ids.cases),
            one("/v1/messages/{}", &ids.messages),
            one("/v1/threads/{}", &ids.threads),
            one("/v1/surveys/{}", &ids.surveys),
            one("/v1/tickets/{}", &ids.tickets),
        ];
        targets.concat().into_iter().map(|it| (it.clone(), self.get(tenant, &it))).collect()
    }

    fn state(&self, tenant: &Tenant) -> Value {
        self.get(tenant, "/v1/cases/a1")["state"].clone()
    }

    /// The message that reminded Ana of the appointment that both have, and its dispatch.
    fn reminder(&self, tenant: &Tenant) -> (MessageId, Value) {
        let case = self.get(tenant, "/v1/cases/a1");
        let steps = case["steps"].as_array().unwrap();
        let reminds = |it: &&Value| it["step"].as_str().is_some_and(|it| it.starts_with("reminder"));
        let sent =
            steps.iter().filter(reminds).map(|it| it["messages"][0].clone()).find(Value::is_object).unwrap();
        (Message::parse_dispatch_id(sent["id"].as_str().unwrap()).unwrap().0, sent)
    }
}

struct Ids {
    cases: Vec<String>,
    messages: Vec<String>,
    threads: Vec<String>,
    surveys: Vec<String>,
    tickets: Vec<String>,
}

/// Both clinics with a visit that took place and was rated badly, one that only they have, a free slot, and Ana waiting
/// for a person.
fn populated() -> World {
    let world = World::new();
    for tenant in [&SOL, &LUNA] {
        let [appointment, patient, slot] = tenant.own;
        world.tell(tenant, "appointment.booked", ("a1", "p1"), FRIDAY);
        world.tell(tenant, "appointment.booked", (appointment, patient), "2026-12-04T17:00");
        for id in ["s1", slot] {
            let slot = json!({ "id": id, "start": "2026-12-15T10:00", "duration_minutes": 20 });
            let event = json!({
                "event_id": format!("open-{id}"), "type": "slot.opened",
                "occurred_at": world.0.now().to_string(), "slot": slot,
            });
            world.posts(tenant, &event);
        }
    }
    world.0.advance_to(OVER);
    for tenant in [&SOL, &LUNA] {
        world.tell(tenant, "appointment.completed", ("a1", "p1"), FRIDAY);
    }
    world.0.advance_to(ASKED);
    for tenant in [&SOL, &LUNA] {
        let asks = |it: &Value| {
            let text = it["text"].as_str().unwrap();
            text.contains("fue su visita") && text.contains(tenant.name)
        };
        let question = world.0.inbox(ANA).into_iter().find(asks).unwrap();
        world.0.tap(ANA, &question, 0);
        world.0.settle();
        let words = json!({ "type": "text", "text": { "body": "quiero hablar con una persona" } });
        world.writes(tenant, &format!("wamid.talk.{}", tenant.id), &words);
    }
    // Until what was answered has arrived.
    world.0.advance_minutes(30);
    world
}

#[test]
fn a_key_reaches_nothing_of_another_clinic_by_any_operation() {
    let world = populated();
    for (attacker, victim) in [(&SOL, &LUNA), (&LUNA, &SOL)] {
        // What the attacker before told of its own visits is on its way to phones.
        world.0.advance_hours(2);
        let ids = world.ids(victim);
        let before = world.shown(victim);
        let operations = Spec::read().operations();
        let mut tried = 0;
        for operation in operations.iter().filter(|it| it.contains(" /v1/")) {
            let (method, _) = operation.split_once(' ').unwrap();
            for (target, body, status) in tries(&world, operation, victim, &ids) {
                let answer = world.ask(attacker, method, &target, body.as_bytes());
                assert_eq!(answer.status, status, "{method} {target}: {}", answer.text);
                let theirs = [&ids.messages, &ids.threads, &ids.surveys, &ids.tickets];
                let named = theirs.into_iter().flatten().find(|it| answer.text.contains(it.as_str()));
                assert_eq!(named, None, "{method} {target}: {}", answer.text);
                assert!(!answer.text.contains(victim.given_name), "{method} {target}: {}", answer.text);
                assert_eq!(
                    world.shown(victim),
                    before,
                    "{method} {target} changed what the other clinic sees"
                );
                tried += 1;
            }
        }
        assert!(tried >= operations.iter().filter(|it| it.contains(" /v1/")).count());
    }
    // A key that is a prefix, another case or both keys together is nobody's.
    for key in ["sol", "SOL-KEY", "sol-key,luna-key", "sol=sol-key", ""] {
        let answer = world.0.send("GET", "/v1/tickets", &[("authorization", &format!("Bearer {key}"))], b"");
        assert_eq!(answer.status, 401, "{key:?}");
    }
}

#[test]
fn what_a_patient_sends_to_one_clinic_means_nothing_to_another() {
    let world = World::new();
    // What the reports of this test say of reading, no phone has said.
    world.0.set_phone(ANA, &json!({ "read_receipts": false }));
    for tenant in [&SOL, &LUNA] {
        world.tell(tenant, "appointment.booked", ("a1", "p1"), FRIDAY);
    }
    world.0.advance_to(REMINDED);
    let [(of_sol, _), (of_luna, luna_sent)] = [world.reminder(&SOL), world.reminder(&LUNA)];
    assert_ne!(of_sol, of_luna, "the same appointment of two clinics is reminded of by two messages");
    let cancel = ButtonKey::new(BUTTONS).sign(&of_luna, Tapped::Answer(Answer::Cancel));
    let button = |payload: &str| json!({ "type": "button", "button": { "payload": payload, "text": "Ver" } });
    let luna_unchanged = |what: &str, act: &dyn Fn()| {
        let before = world.shown(&LUNA);
        act();
        assert_eq!(world.shown(&LUNA), before, "{what}");
    };

    let luna_status =
        || world.get(&LUNA, &format!("/v1/messages/{}", luna_sent["id"].as_str().unwrap()))["status"].clone();
    assert_eq!(luna_status(), "delivered");
    luna_unchanged("a button of hers, pressed at his number", &|| {
        world.writes(&SOL, "wamid.1", &button(&cancel));
        assert_eq!(world.state(&SOL), "booked", "another clinic's button");
    });
    luna_unchanged("words that quote her message, written to his number", &|| {
        let provider_id = world
            .0
            .world()
            .accepted()
            .unwrap()
            .into_iter()
            .find(|it| it.reference.as_deref() == luna_sent["id"].as_str());
        let context = json!({ "from": "0", "id": provider_id.unwrap().provider_id });
        world.writes(
            &SOL,
            "wamid.2",
            &json!({ "type": "text", "text": { "body": "no puedo ir, cancelar" }, "context": context }),
        );
    });
    luna_unchanged("a user id that he ties to a number", &|| {
        let words = json!({ "type": "text", "text": { "body": "hola" }, "from_user_id": "AR.77", "from": "5491155550101" });
        world.writes(&SOL, "wamid.3", &words);
    });
    luna_unchanged("a stop to his number", &|| {
        world.writes(&SOL, "wamid.4", &json!({ "type": "text", "text": { "body": "BAJA" } }));
    });
    luna_unchanged("an identity that changed, as his number hears", &|| {
        let system = json!({ "type": "user_identity_changed", "body": "x" });
        world.writes(&SOL, "wamid.5", &json!({ "type": "system", "system": system }));
    });
    luna_unchanged("reports from his number that echo her reference", &|| {
        for (id, status) in [("wamid.s1", "read"), ("wamid.s2", "failed")] {
            let mut element = json!({
                "id": id, "status": status, "timestamp": world.0.now().as_second().to_string(),
                "recipient_id": "5491155550101", "biz_opaque_callback_data": luna_sent["id"],
            });
            if status == "failed" {
                element["errors"] = json!([{ "code": 131_026, "title": "x" }]);
            }
            world.meta(&SOL, "statuses", &element);
        }
    });
    // Her own number is believed: the same report from there counts.
    let element = json!({
        "id": "wamid.s3", "status": "read", "timestamp": world.0.now().as_second().to_string(),
        "recipient_id": "5491155550101", "biz_opaque_callback_data": luna_sent["id"],
    });
    world.meta(&LUNA, "statuses", &element);
    assert_eq!(luna_status(), "read");
    let before = world.state(&SOL);
    world.writes(&LUNA, "wamid.6", &button(&cancel));
    assert_eq!(world.state(&LUNA), "cancelled", "her button, pressed at her number");
    assert_eq!(world.state(&SOL), before, "her button changed his appointment");
    assert_eq!(world.0.dead_letters(), 0);
}

#[test]
fn a_survey_link_opens_the_survey_of_its_own_clinic() {
    let world = populated();
    let asked = |tenant: &Tenant| {
        let case = world.get(tenant, "/v1/cases/a1");
        let steps = case["steps"].as_array().unwrap();
        let survey = steps.iter().find(|it| it["step"] == "survey").unwrap();
        Message::parse_dispatch_id(survey["messages"][0]["id"].as_str().unwrap()).unwrap().0
    };
    let until = world.0.now().checked_add(SignedDuration::from_hours(1)).unwrap();
    let link = LinkKey::new(ButtonKey::new(BUTTONS)).sign(&asked(&LUNA), until);
    let (sol, luna) = (world.shown(&SOL), world.shown(&LUNA));
    let page = world.0.send("GET", &format!("/s/{link}"), &[], b"");
    assert!(
        page.status == 200 && page.text.contains(LUNA.name) && !page.text.contains(SOL.name),
        "{}",
        page.text
    );
    // A form inside WhatsApp that carries her link, sent to his number.
    let answers = json!({ "flow_token": link, "score": "5", "comment": "bien" }).to_string();
    let interactive =
        json!({ "type": "nfm_reply", "nfm_reply": { "name": "flow", "response_json": answers } });
    world.writes(&SOL, "wamid.flow", &json!({ "type": "interactive", "interactive": interactive }));
    assert_eq!(world.0.send("POST", &format!("/s/{link}"), &[], b"score=5&comment=bien").status, 200);
    world.0.settle();
    assert_eq!(world.shown(&SOL), sol, "another clinic's link changed his survey");
    assert_ne!(world.shown(&LUNA), luna, "her link opens her survey");
}

/// Both clinics have a visit of somebody with the same e-mail address, and no phone.
fn booked_by_mail() -> World {
    let world = World::new();
    for tenant in [&SOL, &LUNA] {
        let mut event = tests::event("appointment.booked", "a1", "p1", ANA, FRIDAY);
        event["patient"]["phone"] = Value::Null;
        event["patient"]["email"] = json!("ana@example.com");
        world.posts(tenant, &event);
    }
    world
}

#[test]
fn a_link_answers_the_message_of_its_own_clinic() {
    let world = booked_by_mail();
    world.0.advance_to(REMINDED);
    let mail = world.mails(&LUNA).pop().unwrap();
    let path = mail[mail.find("/s/a1.").unwrap()..].split_whitespace().next().unwrap();
    let sol = world.shown(&SOL);
    let page = world.0.send("GET", path, &[], b"");
    assert!(
        page.status == 200 && page.text.contains(LUNA.name) && !page.text.contains(SOL.name),
        "{}",
        page.text
    );
    assert_eq!(world.0.send("POST", path, &[], b"answer=confirm").status, 200);
    world.0.settle();
    assert_eq!(world.state(&LUNA), "confirmed", "her link answers her message");
    assert_eq!(world.shown(&SOL), sol, "another clinic's link changed his visit");
    assert_eq!(world.0.dead_letters(), 0);
}

#[test]
fn who_stops_the_mail_of_one_clinic_gets_that_of_another() {
    let world = booked_by_mail();
    world.0.advance_minutes(5);
    let [of_sol, of_luna] = [&SOL, &LUNA].map(|it| world.mails(it));
    assert_eq!((of_sol.len(), of_luna.len()), (1, 1), "both confirm");
    let stop = |mail: &str| {
        let path = &mail[mail.rfind("/s/u1.").unwrap()..];
        world.0.send("POST", path.trim_end(), &[], b"List-Unsubscribe=One-Click")
    };
    let sol = world.shown(&SOL);
    let page = stop(&of_luna[0]);
    assert!(
        page.status == 200 && page.text.contains(LUNA.name) && !page.text.contains(SOL.name),
        "{}",
        page.text
    );
    assert_eq!(world.shown(&SOL), sol, "another clinic's link changed what his has");
    world.0.advance_to(REMINDED);
    assert_eq!(world.mails(&LUNA).len(), 1, "she stopped them");
    assert!(world.mails(&SOL).len() > 1, "he still reminds");
    assert_eq!(world.0.dead_letters(), 0);
}
