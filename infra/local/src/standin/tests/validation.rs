//! What Meta refuses, with its codes.

use http::Request;
use serde_json::{Value, json};

use super::{ANA, NUMBER, at, graph_request, json_of, reminder, run, send, text, value_of, world};

/// Expects a refusal of this status and code, and that nothing was accepted.
fn check(request: &Request<Vec<u8>>, status: u16, code: u32) {
    let world = world();
    let response = world.call(request, at(0)).unwrap();
    let body = json_of(&response);
    assert_eq!((response.status().as_u16(), &body["error"]["code"]), (status, &json!(code)), "{body}");
    assert!(body["error"]["fbtrace_id"].is_string() && body["error"]["message"].is_string());
    assert!(world.accepted().unwrap().is_empty());
}

fn check_body(body: &Value, status: u16, code: u32) {
    check(&graph_request(body), status, code);
}

/// A correct body with one place changed; `null` removes it.
fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = body.pointer_mut(parent).unwrap();
    match (parent, value) {
        (Value::Object(map), Value::Null) => {
            map.remove(key);
        }
        (Value::Object(map), value) => {
            map.insert(key.to_owned(), value);
        }
        (Value::Array(items), value) => items[key.parse::<usize>().unwrap()] = value,
        _ => unreachable!("no such place"),
    }
    body
}

#[test]
fn requests_that_never_reach_the_message() {
    let body = reminder(ANA).to_string().into_bytes();
    let post = |path: &str, token: &str| {
        Request::post(format!("https://graph.facebook.com{path}"))
            .header("authorization", token)
            .header("content-type", "application/json")
            .body(body.clone())
            .unwrap()
    };
    let messages = format!("/v26.0/{NUMBER}/messages");
    check(&post(&messages, "Bearer wrong"), 401, 190);
    check(&post(&messages, "graph-token"), 401, 190);
    check(&post("/v26.0/999/messages", "Bearer graph-token"), 400, 100);
    check(&post(&format!("/v20.0/{NUMBER}/messages"), "Bearer graph-token"), 404, 2_500);
    check(&post("/nowhere", "Bearer graph-token"), 404, 2_500);
    check(&post(&format!("/v26.0/{NUMBER}/calls"), "Bearer graph-token"), 400, 100);
    let mut form = post(&messages, "Bearer graph-token");
    form.headers_mut().insert("content-type", "text/plain".parse().unwrap());
    check(&form, 400, 100);
    let mut truncated = post(&messages, "Bearer graph-token");
    truncated.body_mut().pop();
    check(&truncated, 400, 100);
}

#[test]
fn an_account_is_told_to_who_has_its_token_and_no_wrong_proof() {
    let asked = |path: &str, token: &str| {
        let request = Request::get(format!("https://graph.facebook.com/v26.0/{path}"));
        let request = request.header("authorization", format!("Bearer {token}")).body(Vec::new()).unwrap();
        let response = world().call(&request, at(0)).unwrap();
        (response.status().as_u16(), json_of(&response))
    };
    let (status, numbers) = asked("102290129340398/phone_numbers?fields=id,status", "graph-token");
    assert_eq!((status, &numbers["data"][0]["id"]), (200, &json!(NUMBER)));
    assert_eq!(asked("102290129340398/phone_numbers", "another").0, 401);
    assert_eq!(asked("102290129340399/phone_numbers", "graph-token").0, 400);
    // By `openssl dgst -sha256 -hmac test_app_secret` over the token.
    let proof = "7ae5dc089e93f084d13aab3c3dbea0820432b46c5ed0dc03b27cc813f6239b03";
    assert_eq!(asked(&format!("102290129340398?appsecret_proof={proof}"), "graph-token").0, 200);
    let (status, refusal) = asked("102290129340398?appsecret_proof=00", "graph-token");
    assert_eq!((status, &refusal["error"]["code"]), (400, &json!(100)));
    assert!(refusal["error"]["message"].as_str().unwrap().contains("Invalid appsecret_proof"), "{refusal}");
}

#[test]
fn unknown_numbers_are_told_apart_by_subcode() {
    let request = Request::post("https://graph.facebook.com/v26.0/999/messages")
        .header("authorization", "Bearer graph-token")
        .body(Vec::new())
        .unwrap();
    let body = json_of(&world().call(&request, at(0)).unwrap());
    assert_eq!(body["error"]["error_subcode"], 33);
}

#[test]
fn envelopes() {
    for (pointer, value, code) in [
        ("/messaging_product", Value::Null, 100),
        ("/messaging_product", json!("sms"), 100),
        ("/to", Value::Null, 100),
        ("/to", json!("+12"), 131_009),
        ("/to", json!("Ana"), 131_009),
        ("/to", json!(34_600_111_222_i64), 131_009),
        ("/to", json!("+34910000001"), 131_021),
        ("/recipient_type", json!("group"), 100),
        ("/biz_opaque_callback_data", json!("x".repeat(513)), 100),
        ("/biz_opaque_callback_data", json!(7), 100),
        ("/type", json!("sticker"), 131_051),
        ("/type", json!(1), 100),
        ("/template", Value::Null, 100),
    ] {
        check_body(&with(reminder(ANA), pointer, value), 400, code);
    }
}

#[test]
fn templates() {
    let parameter = "/template/components/0/parameters/0";
    let payload = "/template/components/1/parameters/0";
    let long = "x".repeat(1_024);
    for (pointer, value, status, code) in [
        ("/template/name".to_owned(), json!("unknown"), 404, 132_001),
        ("/template/language/code".to_owned(), json!("en"), 404, 132_001),
        ("/template/language".to_owned(), Value::Null, 400, 100),
        ("/template/components".to_owned(), Value::Null, 400, 132_000),
        ("/template/components/0/parameters".to_owned(), json!([]), 400, 132_000),
        (format!("{parameter}/parameter_name"), json!("apellido"), 400, 132_000),
        (format!("{parameter}/parameter_name"), Value::Null, 400, 100),
        (format!("{parameter}/text"), json!(""), 400, 131_008),
        (format!("{parameter}/text"), Value::Null, 400, 131_008),
        (format!("{parameter}/text"), json!("a\nb"), 400, 131_009),
        (format!("{parameter}/text"), json!("a\tb"), 400, 131_009),
        (format!("{parameter}/text"), json!("a     b"), 400, 131_009),
        (format!("{parameter}/text"), json!(long), 400, 132_005),
        (format!("{parameter}/type"), json!("currency"), 400, 132_012),
        ("/template/components/0/type".to_owned(), json!("header"), 400, 132_012),
        ("/template/components/1/index".to_owned(), json!("2"), 400, 132_012),
        ("/template/components/1/sub_type".to_owned(), json!("url"), 400, 132_012),
        ("/template/components/1/parameters".to_owned(), json!([]), 400, 132_012),
        (format!("{payload}/type"), json!("text"), 400, 132_012),
        (format!("{payload}/payload"), json!("x".repeat(257)), 400, 131_009),
        (format!("{payload}/payload"), json!(""), 400, 131_008),
    ] {
        check_body(&with(reminder(ANA), &pointer, value), status, code);
    }
}

#[test]
fn positional_templates_take_values_in_order_and_no_names() {
    let body = |parameters: Value| {
        json!({"messaging_product": "whatsapp", "to": ANA, "type": "template", "template": {
            "name": "positional", "language": {"code": "es"},
            "components": [{"type": "body", "parameters": parameters}]}})
    };
    let world = world();
    send(&world, &body(json!([{"type": "text", "text": "{{2}}"}, {"type": "text", "text": "b"}])), 0);
    assert_eq!(world.accepted().unwrap()[0].body, "Hola {{2}} b, tu cita está cerca");
    let named = json!({"type": "text", "parameter_name": "1", "text": "a"});
    check_body(&body(json!([named, {"type": "text", "text": "b"}])), 400, 132_000);
    check_body(&body(json!([{"type": "text", "text": "a"}])), 400, 132_000);
}

#[test]
fn texts_and_files() {
    check_body(&with(text(ANA), "/text/body", json!("")), 400, 131_008);
    check_body(&with(text(ANA), "/text/body", Value::Null), 400, 131_008);
    check_body(&with(text(ANA), "/text/body", json!("x".repeat(4_097))), 400, 100);
    check_body(&with(text(ANA), "/text", Value::Null), 400, 100);
    let file = json!({"messaging_product": "whatsapp", "to": ANA, "type": "document",
        "document": {"link": "https://example.org/a.pdf", "caption": "x"}});
    check_body(&with(file.clone(), "/document/link", Value::Null), 400, 131_008);
    check_body(&with(file.clone(), "/document/caption", json!("x".repeat(1_025))), 400, 100);
    send(&world(), &file, 0);
    send(&world(), &with(text(ANA), "/text/body", json!("ñ".repeat(4_096))), 0);
    send(&world(), &with(text(ANA), "/type", Value::Null), 0);
}

fn buttons() -> Value {
    let reply = |id: &str, title: &str| json!({"type": "reply", "reply": {"id": id, "title": title}});
    json!({"messaging_product": "whatsapp", "to": ANA, "type": "interactive", "interactive": {
        "type": "button", "header": {"type": "text", "text": "h"}, "body": {"text": "¿Confirmas?"}, "footer": {"text": "f"},
        "action": {"buttons": [reply("a", "Confirmar"), reply("b", "Cambiar")]}}})
}

#[test]
fn reply_buttons() {
    let first = "/interactive/action/buttons/0/reply";
    for (pointer, value, code) in [
        ("/interactive/type".to_owned(), json!("product"), 131_051),
        ("/interactive/type".to_owned(), Value::Null, 100),
        ("/interactive/body".to_owned(), Value::Null, 131_008),
        ("/interactive/action".to_owned(), Value::Null, 131_008),
        ("/interactive/body/text".to_owned(), json!("x".repeat(1_025)), 100),
        ("/interactive/header/text".to_owned(), json!("x".repeat(61)), 100),
        ("/interactive/footer/text".to_owned(), json!("x".repeat(61)), 100),
        ("/interactive/action/buttons".to_owned(), json!([]), 131_009),
        ("/interactive/action/buttons/0/type".to_owned(), json!("url"), 131_009),
        (format!("{first}/title"), json!("x".repeat(21)), 100),
        (format!("{first}/title"), json!("Cambiar"), 131_009),
        (format!("{first}/title"), json!(""), 131_008),
        (format!("{first}/id"), json!("b"), 131_009),
        (format!("{first}/id"), json!("x".repeat(257)), 100),
    ] {
        check_body(&with(buttons(), &pointer, value), 400, code);
    }
    let four: Vec<_> = (0..4)
        .map(|it| json!({"type": "reply", "reply": {"id": it.to_string(), "title": it.to_string()}}))
        .collect();
    check_body(&with(buttons(), "/interactive/action/buttons", json!(four)), 400, 131_009);
    send(&world(), &buttons(), 0);
}

#[test]
fn lists() {
    let row = |id: usize| json!({"id": format!("slot_{id}"), "title": "10:30", "description": "Dra. López"});
    let rows = |count: usize| json!((0..count).map(row).collect::<Vec<_>>());
    let list = json!({"messaging_product": "whatsapp", "to": ANA, "type": "interactive", "interactive": {
        "type": "list", "body": {"text": "Elige"}, "action": {"button": "Ver huecos", "sections": [
            {"title": "Martes", "rows": rows(2)}]}}});
    let first = "/interactive/action/sections/0/rows/0";
    for (pointer, value, code) in [
        ("/interactive/action/button".to_owned(), json!("x".repeat(21)), 100),
        ("/interactive/action/sections/0/title".to_owned(), json!("x".repeat(25)), 100),
        ("/interactive/action/sections/0/rows".to_owned(), rows(11), 131_009),
        ("/interactive/action/sections".to_owned(), json!([{"rows": rows(1)}, {"rows": rows(1)}]), 131_008),
        ("/interactive/action/sections".to_owned(), json!([]), 131_009),
        (format!("{first}/title"), json!("x".repeat(25)), 100),
        (format!("{first}/description"), json!("x".repeat(73)), 100),
        (format!("{first}/id"), json!("x".repeat(201)), 100),
        (format!("{first}/id"), json!("slot_1"), 131_009),
    ] {
        check_body(&with(list.clone(), &pointer, value), 400, code);
    }
    let spread: Vec<_> = (0..2)
        .map(|section| json!({"title": "t", "rows": (0..6).map(|it| row(section * 6 + it)).collect::<Vec<_>>()}))
        .collect();
    check_body(&with(list.clone(), "/interactive/action/sections", json!(spread)), 400, 131_009);
    send(&world(), &list, 0);
}

/// A form in the conversation, as Meta documents it.
fn form() -> Value {
    json!({"messaging_product": "whatsapp", "to": ANA, "type": "interactive", "interactive": {
        "type": "flow", "body": {"text": "¿Nos cuenta más?"}, "action": {"name": "flow", "parameters": {
            "flow_message_version": "3", "flow_token": "s1.a", "flow_id": "1197715005513101", "flow_cta": "Responder",
            "flow_action": "navigate", "flow_action_payload": {"screen": "VISIT"}}}}})
}

#[test]
fn forms() {
    let parameters = "/interactive/action/parameters";
    for (pointer, value, code) in [
        ("/interactive/body".to_owned(), Value::Null, 131_008),
        ("/interactive/action/name".to_owned(), json!("form"), 131_009),
        (parameters.to_owned(), Value::Null, 131_008),
        (format!("{parameters}/flow_message_version"), json!("2"), 131_009),
        (format!("{parameters}/flow_id"), Value::Null, 131_008),
        (format!("{parameters}/flow_id"), json!("7"), 131_009),
        (format!("{parameters}/mode"), json!("draft"), 131_009),
        (format!("{parameters}/flow_cta"), json!(""), 131_008),
        (format!("{parameters}/flow_cta"), json!("x".repeat(31)), 100),
        (format!("{parameters}/flow_action"), json!("data_exchange"), 131_009),
        (format!("{parameters}/flow_action_payload"), Value::Null, 131_008),
        (format!("{parameters}/flow_action_payload/screen"), json!(""), 131_008),
        (format!("{parameters}/flow_action_payload"), json!({"screen": "VISIT", "data": {}}), 131_009),
    ] {
        check_body(&with(form(), &pointer, value), 400, code);
    }
    send(&world(), &form(), 0);
    let survey = json!({"messaging_product": "whatsapp", "to": ANA, "type": "template", "template": {
        "name": "survey", "language": {"code": "es"}, "components": [
            {"type": "body", "parameters": [{"type": "text", "parameter_name": "nombre", "text": "Ana"}]},
            {"type": "button", "sub_type": "flow", "index": "0",
             "parameters": [{"type": "action", "action": {"flow_token": "s1.a"}}]}]}});
    let button = "/template/components/1";
    for (pointer, value, code) in [
        (format!("{button}/sub_type"), json!("quick_reply"), 132_012),
        (format!("{button}/index"), json!("1"), 132_012),
        (format!("{button}/parameters"), json!([]), 132_012),
        (format!("{button}/parameters/0/type"), json!("payload"), 132_012),
        (format!("{button}/parameters/0/action/flow_token"), json!(7), 132_012),
        // A template that opens a form is not sent without saying so.
        (button.to_owned(), Value::Null, 131_008),
    ] {
        let mut body = with(survey.clone(), &pointer, value);
        body["template"]["components"].as_array_mut().unwrap().retain(|it| !it.is_null());
        check_body(&body, 400, code);
    }
    send(&world(), &survey, 0);
    let quick =
        with(with(survey, "/template/name", json!("reminder")), &format!("{button}/sub_type"), json!("flow"));
    check_body(&quick, 400, 132_012);
}

#[test]
fn a_form_is_filled_in_and_not_tapped() {
    let world = world();
    world.type_text(ANA, "Hola", domain::delivery::Channel::Whatsapp, at(0)).unwrap();
    send(&world, &form(), 1);
    world.advance(at(60)).unwrap();
    let messages = world.messages(ANA).unwrap();
    let opened = messages.iter().find(|it| it.text.contains("más")).unwrap();
    assert!(opened.buttons[0].opens_form);
    assert_eq!(world.tap(ANA, &opened.id, 0, at(61)).unwrap_err().status(), 409);
    let answers = json!({"score": "4", "flow_token": "of somebody else's"});
    world.fill(ANA, &opened.id, answers.as_object().unwrap(), at(62)).unwrap();
    let webhooks = run(&world, 70);
    let said = |it: &super::Webhook| value_of(it)["messages"][0].clone();
    let reply = webhooks.iter().map(|it| said(&it.1)).find(|it| it["interactive"]["type"] == "nfm_reply");
    let reply = reply.unwrap();
    assert_eq!(reply["context"]["id"], json!(opened.id));
    let given: Value =
        serde_json::from_str(reply["interactive"]["nfm_reply"]["response_json"].as_str().unwrap()).unwrap();
    assert_eq!(given, json!({"score": "4", "flow_token": "s1.a"}));
    let plain = messages.iter().find(|it| it.from == "patient").unwrap();
    assert!(world.fill(ANA, &plain.id, answers.as_object().unwrap(), at(63)).is_err());
}

#[test]
fn contact_requests() {
    let asked = json!({"messaging_product": "whatsapp", "to": ANA, "type": "interactive", "interactive": {
        "type": "request_contact_info", "body": {"text": "¿Su número?"}, "action": {"name": "request_contact_info"}}});
    for (pointer, value, code) in [
        ("/interactive/type", json!("contact_request"), 131_051),
        ("/interactive/body", Value::Null, 131_008),
        ("/interactive/body/text", json!("x".repeat(1_025)), 100),
        ("/interactive/action", Value::Null, 131_008),
        ("/interactive/action/name", json!("contact_request"), 131_009),
        ("/interactive/action/name", Value::Null, 131_008),
        ("/interactive/action/buttons", json!([]), 131_009),
        ("/interactive/footer", json!({"text": "f"}), 131_009),
    ] {
        check_body(&with(asked.clone(), pointer, value), 400, code);
    }
    send(&world(), &asked, 0);
}

#[test]
fn accepted_sends_answer_as_meta_does() {
    let world = world();
    let body = json_of(&world.call(&graph_request(&reminder("+525512345678")), at(0)).unwrap());
    let id = body["messages"][0]["id"].as_str().unwrap();
    assert_eq!(
        body,
        json!({"messaging_product": "whatsapp",
            "contacts": [{"input": "+525512345678", "wa_id": "5215512345678"}],
            "messages": [{"id": id, "message_status": "accepted"}]})
    );
    let accepted = world.accepted().unwrap();
    assert_eq!(accepted[0].provider_id, id);
    assert_eq!(accepted[0].reference.as_deref(), Some("m=01"));
    assert_eq!(accepted[0].template.as_deref(), Some("reminder"));
    assert_eq!(accepted[0].body, "Hola Ana, tu cita está cerca");
}

#[test]
fn user_ids_are_recipients_too() {
    let world = world();
    send(&world, &reminder(ANA), 0);
    let user_id = super::super::ids::user_id(ANA);
    let body = with(with(reminder(ANA), "/to", Value::Null), "/recipient", json!(user_id));
    let answer = json_of(&world.call(&graph_request(&body), at(1)).unwrap());
    assert_eq!(answer["contacts"], json!([{"input": user_id, "user_id": user_id}]));
    let unknown = with(with(reminder(ANA), "/to", Value::Null), "/recipient", json!("ES.1"));
    check_body(&unknown, 400, 131_009);
}

#[test]
fn templates_of_an_account_are_listed() {
    let get = |path: &str| {
        let request = Request::get(format!("https://graph.facebook.com{path}"))
            .header("authorization", "Bearer graph-token")
            .body(Vec::new())
            .unwrap();
        world().call(&request, at(0)).unwrap()
    };
    let body = json_of(&get("/v26.0/102290129340398/message_templates?limit=100"));
    assert_eq!(body["data"].as_array().unwrap().len(), 5);
    assert_eq!(body["data"][0]["status"], "APPROVED");
    assert_eq!(body["data"][1]["parameter_format"], "POSITIONAL");
    let body = json_of(&get("/v26.0/102290129340398/message_templates?fields=name,components&limit=100"));
    let reply = |title: &str| json!({"type": "QUICK_REPLY", "text": title});
    let buttons = [reply("Confirmar"), reply("Cambiar cita")];
    let components = json!([{"type": "BODY", "text": "Hola {{nombre}}, tu cita está cerca"},
                            {"type": "BUTTONS", "buttons": buttons}]);
    assert_eq!(body["data"][0], json!({"name": "reminder", "components": components}));
    assert_eq!(get("/v26.0/1/message_templates").status(), 400);
}
