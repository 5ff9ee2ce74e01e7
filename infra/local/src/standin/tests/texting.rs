//! SMS over Twilio, and what people do with their phones.

use domain::delivery::Channel;
use http::Request;
use serde_json::json;

use super::super::{PhoneError, PhoneSettings, StandIn, sign};
use super::{
    ANA, SMS_NUMBER, Webhook, at, form_of, header, json_of, reminder, run, send, set, statuses, text,
    twilio_request, value_of, world,
};

const CALLBACK: &str = "http://127.0.0.1:8787/webhooks/twilio/status?m=01";

fn sms(world: &StandIn, seconds: i64) -> String {
    let callback = format!("{CALLBACK}#rc=5&rp=all");
    let fields = [
        ("To", ANA),
        ("From", SMS_NUMBER),
        ("Body", "Hola, mañana 10:30"),
        ("StatusCallback", callback.as_str()),
    ];
    let response = world.call(&twilio_request(&fields), at(seconds)).unwrap();
    assert_eq!(response.status(), 201);
    json_of(&response)["sid"].as_str().unwrap().to_owned()
}

fn inbound(webhooks: &[(i64, Webhook)]) -> Vec<&Webhook> {
    let is_inbound = |it: &Webhook| match it.path_and_query.as_str() {
        "/webhooks/whatsapp" => value_of(it).get("messages").is_some(),
        path => path == "/webhooks/twilio/inbound",
    };
    webhooks.iter().map(|(_, it)| it).filter(|it| is_inbound(it)).collect()
}

fn field(webhook: &Webhook, name: &str) -> Option<String> {
    form_of(webhook).into_iter().find(|(it, _)| it == name).map(|(_, value)| value)
}

#[test]
fn the_accounts_numbers_are_listed_with_where_they_lead() {
    let asked = |number: &str| {
        let url = format!(
            "https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000001/\
             IncomingPhoneNumbers.json?PhoneNumber=%2B{number}"
        );
        let login = twilio_request(&[]).headers()["authorization"].clone();
        let request = Request::get(url).header("authorization", login).body(Vec::new()).unwrap();
        json_of(&world().call(&request, at(0)).unwrap())["incoming_phone_numbers"].clone()
    };
    let listed = asked("34910000002");
    assert_eq!(listed[0]["sms_url"], "http://127.0.0.1:8787/webhooks/twilio/inbound#rc=5&rp=all", "{listed}");
    assert_eq!(asked("34910000009"), json!([]));
}

#[test]
fn what_twilio_refuses() {
    let check = |request: &Request<Vec<u8>>, status: u16, code: u32| {
        let response = world().call(request, at(0)).unwrap();
        let body = json_of(&response);
        assert_eq!((response.status().as_u16(), &body["code"]), (status, &json!(code)), "{body}");
        assert_eq!(body["status"], status);
        assert_eq!(body["more_info"], format!("https://www.twilio.com/docs/errors/{code}"));
    };
    let long = "x".repeat(1_601);
    for (fields, code) in [
        (vec![("From", SMS_NUMBER), ("Body", "x")], 21_604),
        (vec![("To", "600111222"), ("From", SMS_NUMBER), ("Body", "x")], 21_211),
        (vec![("To", ANA), ("Body", "x")], 21_603),
        (vec![("To", ANA), ("From", "+34910000009"), ("Body", "x")], 21_606),
        (vec![("To", SMS_NUMBER), ("From", SMS_NUMBER), ("Body", "x")], 21_266),
        (vec![("To", ANA), ("From", SMS_NUMBER)], 21_602),
        (vec![("To", ANA), ("From", SMS_NUMBER), ("Body", "")], 21_602),
        (vec![("To", ANA), ("From", SMS_NUMBER), ("Body", long.as_str())], 21_617),
        (vec![("To", ANA), ("From", SMS_NUMBER), ("Body", "x"), ("StatusCallback", "/status")], 21_609),
        (vec![("To", ANA), ("From", SMS_NUMBER), ("Body", "x"), ("ValidityPeriod", "0")], 20_001),
        (vec![("To", ANA), ("From", SMS_NUMBER), ("Body", "x"), ("ValidityPeriod", "36001")], 20_001),
        (vec![("To", ANA), ("From", SMS_NUMBER), ("Body", "x"), ("MediaUrl", "https://example.org")], 20_001),
        (vec![("To", ANA), ("MessagingServiceSid", "MG1"), ("Body", "x")], 21_705),
    ] {
        check(&twilio_request(&fields), 400, code);
    }
    let mut stranger = twilio_request(&[]);
    stranger.headers_mut().insert("authorization", "Basic AAAA".parse().unwrap());
    check(&stranger, 401, 20_003);
    let mut elsewhere = twilio_request(&[]);
    *elsewhere.uri_mut() = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json".parse().unwrap();
    check(&elsewhere, 404, 20_404);
    let mut get = twilio_request(&[]);
    *get.method_mut() = http::Method::GET;
    check(&get, 405, 20_004);
}

#[test]
fn an_accepted_sms_answers_with_every_key() {
    let world = world();
    let fields = [("To", ANA), ("From", SMS_NUMBER), ("Body", "Sí"), ("StatusCallback", CALLBACK)];
    let body = json_of(&world.call(&twilio_request(&fields), at(0)).unwrap());
    let keys: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys.len(), 20, "{keys:?}");
    assert_eq!(body["status"], "queued");
    assert_eq!(body["num_segments"], "1");
    assert_eq!(body["date_created"], "Tue, 24 Nov 2026 09:00:00 +0000");
    let accepted = &world.accepted().unwrap()[0];
    assert_eq!((accepted.reference.as_deref(), accepted.body.as_str()), (Some("m=01"), "Sí"));
}

#[test]
fn sms_arrive_without_mobile_data_and_not_on_landlines() {
    let check = |settings: PhoneSettings, expected: [&str; 2], messages: usize| {
        let world = world();
        set(&world, ANA, settings, 0);
        sms(&world, 0);
        assert_eq!(statuses(&run(&world, 1_000)), expected);
        assert_eq!(world.messages(ANA).unwrap().len(), messages);
    };
    let settings = PhoneSettings { online: Some(false), whatsapp: Some(false), ..PhoneSettings::default() };
    check(settings, ["1 sent", "4 delivered"], 1);
    check(PhoneSettings { sms: Some(false), ..settings }, ["1 sent", "4 undelivered 30006"], 0);
}

#[test]
fn callbacks_are_signed_for_the_url_as_given() {
    let world = world();
    let sid = sms(&world, 0);
    let webhooks = run(&world, 10);
    assert_eq!(webhooks.len(), 2);
    for (_, webhook) in webhooks {
        assert_eq!(webhook.path_and_query, "/webhooks/twilio/status?m=01");
        assert_eq!(field(&webhook, "MessageSid").as_deref(), Some(sid.as_str()));
        let expected = sign::twilio_signature("twilio-token", CALLBACK, &form_of(&webhook));
        assert_eq!(header(&webhook, "x-twilio-signature"), expected);
    }
}

#[test]
fn twilio_gives_up_on_a_webhook_soon() {
    let world = world();
    world.type_text(ANA, "Hola", Channel::Sms, at(0)).unwrap();
    let mut seconds = Vec::new();
    while let Some(next) = world.next_event_at().unwrap() {
        for webhook in world.due_webhooks(next, 10).unwrap() {
            seconds.push(next.as_second() - at(0).as_second());
            world.webhook_answered(webhook.id, 503, next).unwrap();
        }
    }
    assert_eq!(seconds, [0, 5, 65, 365]);
}

#[test]
fn carrier_words_stop_and_start() {
    let world = world();
    let code = |seconds: i64| {
        let fields = [("To", ANA), ("From", SMS_NUMBER), ("Body", "x")];
        json_of(&world.call(&twilio_request(&fields), at(seconds)).unwrap())["code"].as_u64()
    };
    for (word, kind, refused) in [
        (" stop ", Some("STOP"), true),
        ("Yes", Some("START"), false),
        ("Cancel", Some("STOP"), true),
        ("HELP", Some("HELP"), true),
        ("UNSTOP", Some("START"), false),
        ("stop it", None, false),
        ("BAJA", None, false),
    ] {
        world.type_text(ANA, word, Channel::Sms, at(0)).unwrap();
        let webhooks = run(&world, 0);
        assert_eq!(field(&webhooks[0].1, "OptOutType").as_deref(), kind, "{word}");
        assert_eq!(field(&webhooks[0].1, "Body").as_deref(), Some(word));
        assert_eq!(code(0), refused.then_some(21_610), "{word}");
        run(&world, 0);
    }
}

#[test]
fn inbound_sms_are_signed_for_the_public_url() {
    let world = world();
    let typed = world.type_text(ANA, "Sí, confirmo", Channel::Sms, at(5)).unwrap();
    let webhooks = run(&world, 5);
    let webhook = &webhooks[0].1;
    assert_eq!(webhook.path_and_query, "/webhooks/twilio/inbound");
    let url = "http://127.0.0.1:8787/webhooks/twilio/inbound";
    assert_eq!(
        header(webhook, "x-twilio-signature"),
        sign::twilio_signature("twilio-token", url, &form_of(webhook))
    );
    for (name, value) in [
        ("MessageSid", typed.id.as_str()),
        ("From", ANA),
        ("To", SMS_NUMBER),
        ("Body", "Sí, confirmo"),
        ("NumMedia", "0"),
        ("SmsStatus", "received"),
        ("FromCountry", "ES"),
    ] {
        assert_eq!(field(webhook, name).as_deref(), Some(value), "{name}");
    }
}

#[test]
fn a_tap_under_a_template_is_a_button_with_our_payload() {
    let world = world();
    let id = send(&world, &reminder(ANA), 0);
    run(&world, 10);
    let tapped = world.tap(ANA, &id, 0, at(20)).unwrap();
    let webhooks = run(&world, 20);
    assert_eq!(statuses(&webhooks), ["20 read"], "a tap shows that it was read");
    let value = value_of(inbound(&webhooks)[0]);
    let user_id = super::super::ids::user_id(ANA);
    assert_eq!(
        value["messages"],
        json!([{"context": {"from": "34910000001", "id": id}, "from": "34600111222", "from_user_id": user_id,
            "id": tapped.id, "timestamp": at(20).as_second().to_string(), "type": "button",
            "button": {"payload": "v1:confirm:apt_1", "text": "Confirmar"}}])
    );
    assert_eq!(value["contacts"][0]["profile"]["name"], "Móvil 1222");
    world.tap(ANA, &id, 1, at(30)).unwrap();
    let webhooks = run(&world, 300);
    assert_eq!(webhooks.len(), 1, "it is read once");
    let payload = &value_of(&webhooks[0].1)["messages"][0]["button"]["payload"];
    assert_eq!(payload, "Cambiar cita", "a button sent without payload answers with its label");
}

#[test]
fn a_tap_under_reply_buttons_or_a_list_is_interactive() {
    let check = |interactive: serde_json::Value, expected: serde_json::Value| {
        let world = world();
        world.type_text(ANA, "Hola", Channel::Whatsapp, at(0)).unwrap();
        let body = json!({"messaging_product": "whatsapp", "to": ANA, "type": "interactive", "interactive": interactive});
        let id = send(&world, &body, 1);
        run(&world, 5);
        world.tap(ANA, &id, 1, at(6)).unwrap();
        let webhooks = run(&world, 6);
        assert_eq!(value_of(inbound(&webhooks)[0])["messages"][0]["interactive"], expected);
    };
    let reply = |id: &str, title: &str| json!({"type": "reply", "reply": {"id": id, "title": title}});
    check(
        json!({"type": "button", "body": {"text": "?"}, "action": {"buttons": [reply("a", "Sí"), reply("b", "No")]}}),
        json!({"type": "button_reply", "button_reply": {"id": "b", "title": "No"}}),
    );
    check(
        json!({"type": "list", "body": {"text": "?"}, "action": {"button": "Ver", "sections": [{"rows": [
            {"id": "s1", "title": "9:00"}, {"id": "s2", "title": "10:30", "description": "Dra. López"}]}]}}),
        json!({"type": "list_reply", "list_reply": {"id": "s2", "title": "10:30", "description": "Dra. López"}}),
    );
}

#[test]
fn a_hidden_number_is_in_no_webhook_until_its_owner_shares_it() {
    let world = world();
    set(&world, ANA, PhoneSettings { number_hidden: Some(true), ..PhoneSettings::default() }, 0);
    world.type_text(ANA, "Hola", Channel::Whatsapp, at(0)).unwrap();
    let webhooks = run(&world, 0);
    let value = value_of(inbound(&webhooks)[0]);
    let user_id = super::super::ids::user_id(ANA);
    assert_eq!(value["messages"][0]["from_user_id"], user_id);
    assert!(
        value["messages"][0].get("from").is_none() && value["contacts"][0].get("wa_id").is_none(),
        "{value}"
    );
    let body = json!({"messaging_product": "whatsapp", "recipient": user_id, "type": "interactive", "interactive": {
        "type": "request_contact_info", "body": {"text": "?"}, "action": {"name": "request_contact_info"}}});
    let id = send(&world, &body, 1);
    for (_, webhook) in &run(&world, 5) {
        assert!(!value_of(webhook).to_string().contains("\"34600111222\""), "no status shows it");
    }
    world.tap(ANA, &id, 0, at(6)).unwrap();
    let webhooks = run(&world, 6);
    let message = &value_of(inbound(&webhooks)[0])["messages"][0];
    assert_eq!((&message["type"], &message["context"]["id"]), (&json!("contacts"), &json!(id)));
    let card = &message["contacts"][0];
    assert_eq!(card["origin"], "contact_request");
    assert_eq!(card["phones"], json!([{"phone": ANA, "wa_id": "34600111222", "type": "CELL"}]));
}

#[test]
fn what_a_person_cannot_do() {
    let world = world();
    let id = send(&world, &reminder(ANA), 0);
    let status = |it: Result<_, PhoneError>| it.map_or_else(|it| it.status(), |_: super::super::Tapped| 200);
    assert_eq!(status(world.tap(ANA, &id, 0, at(2))), 404, "it has not arrived");
    assert_eq!(status(world.tap("+34600111223", &id, 0, at(5))), 404, "it is on another phone");
    assert_eq!(status(world.tap(ANA, "wamid.none", 0, at(5))), 404);
    assert_eq!(status(world.tap(ANA, &id, 2, at(5))), 404);
    assert_eq!(status(world.tap("Ana", &id, 0, at(5))), 400);
    assert_eq!(status(world.type_text(ANA, " ", Channel::Whatsapp, at(5))), 400);
    assert_eq!(status(world.type_text(ANA, &"x".repeat(4_097), Channel::Whatsapp, at(5))), 400);
    assert_eq!(status(world.type_text(ANA, "x", Channel::Email, at(5))), 409);
    let settings = PhoneSettings { sms: Some(false), online: Some(false), ..PhoneSettings::default() };
    set(&world, ANA, settings, 6);
    assert_eq!(status(world.tap(ANA, &id, 0, at(7))), 409, "offline");
    assert_eq!(status(world.type_text(ANA, "x", Channel::Whatsapp, at(7))), 409, "offline");
    assert_eq!(status(world.type_text(ANA, "x", Channel::Sms, at(7))), 409, "a landline");
    set(&world, ANA, PhoneSettings { online: Some(true), whatsapp: Some(false), ..settings }, 8);
    assert_eq!(status(world.tap(ANA, &id, 0, at(9))), 409, "no WhatsApp");
    assert_eq!(inbound(&run(&world, 100)).len(), 0);
}

#[test]
fn a_blocked_clinic_is_written_to_and_cannot_answer() {
    let world = world();
    set(&world, ANA, PhoneSettings { blocked: Some(true), ..PhoneSettings::default() }, 0);
    world.type_text(ANA, "Hola", Channel::Whatsapp, at(0)).unwrap();
    send(&world, &text(ANA), 1);
    assert_eq!(statuses(&run(&world, 100)), ["2 sent", "3 failed 131026"]);
}

#[test]
fn a_phone_shows_both_sides() {
    let world = world();
    let id = send(&world, &reminder("+525512345678"), 0);
    let other_spelling = "+5215512345678";
    run(&world, 5);
    let view = &world.phones().unwrap()[0];
    assert_eq!((view.phone.as_str(), view.messages, view.unread), ("+525512345678", 1, 1));
    world.type_text(other_spelling, "Hola", Channel::Whatsapp, at(6)).unwrap();
    let shown = serde_json::to_value(world.messages(other_spelling).unwrap()).unwrap();
    assert_eq!(
        shown[0],
        json!({"id": id, "channel": "whatsapp", "text": "Hola Ana, tu cita está cerca",
            "buttons": [{"index": 0, "title": "Confirmar"}, {"index": 1, "title": "Cambiar cita"}],
            "received_at": "2026-11-24T09:00:03Z", "direction": "in", "from": "clinic", "status": "read"})
    );
    assert_eq!(shown[1]["direction"], "out");
    assert_eq!(shown[1]["from"], "patient");
    assert_eq!(shown[1]["buttons"], json!([]));
    let view = serde_json::to_value(&world.phones().unwrap()[0]).unwrap();
    assert_eq!(
        view,
        json!({"phone": "+525512345678", "whatsapp": true, "online": true, "read_receipts": true,
            "blocked": false, "sms": true, "number_hidden": false, "messages": 2, "unread": 0})
    );
}

#[test]
fn the_clinic_can_mark_as_read_what_it_got() {
    let world = world();
    let typed = world.type_text(ANA, "Hola", Channel::Whatsapp, at(0)).unwrap();
    let mark = |id: &str| {
        let body = json!({"messaging_product": "whatsapp", "status": "read", "message_id": id});
        world.call(&super::graph_request(&body), at(1)).unwrap()
    };
    assert_eq!(json_of(&mark(&typed.id)), json!({"success": true}));
    assert_eq!(mark("wamid.none").status(), 400);
}
