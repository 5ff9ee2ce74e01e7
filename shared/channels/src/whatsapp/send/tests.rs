#![expect(clippy::unwrap_used, reason = "tests")]

use domain::delivery::FailureClass;
use domain::phi::Phi;
use domain::phone::E164;
use http::header;
use serde_json::{Value, json};

use super::*;
use crate::provider::{Address, Content, ListRow};

fn number() -> WhatsappNumber {
    WhatsappNumber::new("106540352242922", "EAAB-token")
}

fn outgoing(content: Content) -> Outgoing {
    Outgoing {
        reference: "msg_1.whatsapp".to_owned(),
        to: Address::Phone(E164::new("+34600111222").unwrap()),
        content,
        validity_seconds: None,
    }
}

fn phi(text: &str) -> Phi<String> {
    Phi::new(text.to_owned())
}

fn text(body: &str) -> Content {
    Content::Text { body: phi(body) }
}

fn template(parameters: &[(&str, &str)], payloads: &[&str]) -> Content {
    Content::Template {
        name: "cita_recordatorio_48h".to_owned(),
        language: "es".to_owned(),
        parameters: parameters.iter().map(|(name, value)| ((*name).to_owned(), phi(value))).collect(),
        button_payloads: payloads.iter().map(|it| (*it).to_owned()).collect(),
        flow_token: None,
    }
}

fn buttons(body: &str, buttons: &[(&str, &str)]) -> Content {
    let buttons = buttons.iter().map(|(payload, title)| ((*payload).to_owned(), phi(title))).collect();
    Content::Buttons { body: phi(body), buttons }
}

fn flow(id: &str, title: &str) -> Content {
    Content::Flow {
        body: phi("¿Nos cuenta más?"),
        title: title.to_owned(),
        flow_id: id.to_owned(),
        screen: "VISIT".to_owned(),
        token: "s1.msg_1.1.ab".to_owned(),
    }
}

fn list(rows: Vec<ListRow>) -> Content {
    Content::List { body: phi("Elige hueco"), button: "Ver huecos".to_owned(), rows }
}

fn row(id: &str, title: &str, description: Option<&str>) -> ListRow {
    ListRow { id: id.to_owned(), title: phi(title), description: description.map(phi) }
}

fn body(outgoing: &Outgoing) -> Value {
    serde_json::from_slice(number().request(outgoing).unwrap().body()).unwrap()
}

#[test]
fn a_request_goes_to_the_number_with_its_token() {
    let request = number().request(&outgoing(text("Hola"))).unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://graph.facebook.com/v26.0/106540352242922/messages");
    assert_eq!(request.headers()[header::AUTHORIZATION], "Bearer EAAB-token");
    assert_eq!(request.headers()[header::CONTENT_TYPE], "application/json");
    assert!(!format!("{request:?}").contains("EAAB"));
    assert!(!format!("{:?}", number()).contains("EAAB"));
    assert_eq!(number().channel(), Channel::Whatsapp);
}

#[test]
fn bodies_are_as_meta_reads_them() {
    let check = |content: Content, kind: &str, expected: Value| {
        let body = body(&outgoing(content));
        assert_eq!(body["messaging_product"], "whatsapp");
        assert_eq!(body["recipient_type"], "individual");
        assert_eq!(body["to"], "+34600111222");
        assert_eq!(body["biz_opaque_callback_data"], "msg_1.whatsapp");
        assert_eq!(body["type"], kind);
        assert_eq!(body[kind], expected);
    };
    check(text("Hola, Ana"), "text", json!({"preview_url": false, "body": "Hola, Ana"}));
    check(
        template(&[("nombre", "Ana"), ("hora", "10:30")], &["v1:confirm", "v1:resched"]),
        "template",
        json!({"name": "cita_recordatorio_48h", "language": {"code": "es"}, "components": [
            {"type": "body", "parameters": [
                {"type": "text", "parameter_name": "nombre", "text": "Ana"},
                {"type": "text", "parameter_name": "hora", "text": "10:30"}]},
            {"type": "button", "sub_type": "quick_reply", "index": "0",
             "parameters": [{"type": "payload", "payload": "v1:confirm"}]},
            {"type": "button", "sub_type": "quick_reply", "index": "1",
             "parameters": [{"type": "payload", "payload": "v1:resched"}]}]}),
    );
    check(
        template(&[], &[]),
        "template",
        json!({"name": "cita_recordatorio_48h", "language": {"code": "es"}}),
    );
    // Meta has no Portuguese without a country.
    check(
        Content::Template {
            name: "reminder".to_owned(),
            language: "pt".to_owned(),
            parameters: Vec::new(),
            button_payloads: Vec::new(),
            flow_token: None,
        },
        "template",
        json!({"name": "reminder", "language": {"code": "pt_BR"}}),
    );
    check(
        buttons("¿Confirmas?", &[("c", "Confirmar"), ("r", "Cambiar cita")]),
        "interactive",
        json!({"type": "button", "body": {"text": "¿Confirmas?"}, "action": {"buttons": [
            {"type": "reply", "reply": {"id": "c", "title": "Confirmar"}},
            {"type": "reply", "reply": {"id": "r", "title": "Cambiar cita"}}]}}),
    );
    let asks = |token: Option<&str>| Content::Template {
        name: "visit_survey".to_owned(),
        language: "es".to_owned(),
        parameters: Vec::new(),
        button_payloads: Vec::new(),
        flow_token: token.map(str::to_owned),
    };
    check(
        asks(Some("s1.msg_1.1.ab")),
        "template",
        json!({"name": "visit_survey", "language": {"code": "es"}, "components": [
            {"type": "button", "sub_type": "flow", "index": "0",
             "parameters": [{"type": "action", "action": {"flow_token": "s1.msg_1.1.ab"}}]}]}),
    );
    check(
        flow("1197715005513101", "Responder"),
        "interactive",
        json!({"type": "flow", "body": {"text": "¿Nos cuenta más?"}, "action": {"name": "flow", "parameters": {
            "flow_message_version": "3", "flow_token": "s1.msg_1.1.ab", "flow_id": "1197715005513101",
            "flow_cta": "Responder", "flow_action": "navigate", "flow_action_payload": {"screen": "VISIT"}}}}),
    );
    // The platform's own button: its title is not ours.
    check(
        Content::ContactRequest { body: phi("¿Su número?") },
        "interactive",
        json!({"type": "request_contact_info", "body": {"text": "¿Su número?"}, "action": {"name": "request_contact_info"}}),
    );
    check(
        list(vec![row("slot_7", "10:30", Some("Dra. López")), row("slot_8", "11:00", None)]),
        "interactive",
        json!({"type": "list", "body": {"text": "Elige hueco"}, "action": {"button": "Ver huecos", "sections": [
            {"rows": [{"id": "slot_7", "title": "10:30", "description": "Dra. López"}, {"id": "slot_8", "title": "11:00"}]}]}}),
    );
}

#[test]
fn a_user_id_is_a_recipient_and_an_address_is_refused() {
    let to = |to| Outgoing { to, ..outgoing(text("Hola")) };
    let body = body(&to(Address::WhatsappUser(phi("ES.1349"))));
    assert_eq!((&body["recipient"], body.get("to")), (&json!("ES.1349"), None));
    let refused = number().request(&to(Address::Email(phi("ana@example.org")))).unwrap_err();
    assert_eq!(refused.field, "to");
}

#[test]
fn limits_are_checked_before_the_call() {
    let check = |content: Content, expected: Option<&str>| {
        let verdict = number().request(&outgoing(content.clone())).err().map(|it| it.field);
        assert_eq!(verdict, expected, "{content:?}");
    };
    let long = |chars: usize| "ñ".repeat(chars);
    check(text(&long(4_096)), None);
    check(text(&long(4_097)), Some("body"));
    check(text(""), Some("body"));

    check(flow("1", &long(30)), None);
    check(flow("1", &long(31)), Some("flow title"));
    check(flow("1a", "Abrir"), Some("flow id"));
    check(flow("", "Abrir"), Some("flow id"));

    let ok = ("c", "Confirmar");
    check(buttons(&long(1_024), &[ok]), None);
    check(buttons(&long(1_025), &[ok]), Some("body"));
    check(buttons("?", &[]), Some("buttons"));
    check(buttons("?", &[ok, ("d", "D"), ("e", "E")]), None);
    check(buttons("?", &[ok, ("d", "D"), ("e", "E"), ("f", "F")]), Some("buttons"));
    check(buttons("?", &[ok, ("d", "Confirmar")]), Some("buttons"));
    check(buttons("?", &[ok, ("c", "Otro")]), Some("buttons"));
    check(buttons("?", &[("c", &long(20))]), None);
    check(buttons("?", &[("c", &long(21))]), Some("button title"));
    check(buttons("?", &[("c", "")]), Some("button title"));
    check(buttons("?", &[(&long(256), "C")]), None);
    check(buttons("?", &[(&long(257), "C")]), Some("button payload"));

    let rows = |count: usize| (0..count).map(|it| row(&it.to_string(), "Hueco", None)).collect::<Vec<_>>();
    check(list(rows(10)), None);
    check(list(rows(11)), Some("rows"));
    check(list(Vec::new()), Some("rows"));
    check(list([rows(1), rows(1)].concat()), Some("rows"));
    check(list(vec![row(&long(200), &long(24), Some(&long(72)))]), None);
    check(list(vec![row(&long(201), "T", None)]), Some("row id"));
    check(list(vec![row("1", &long(25), None)]), Some("row title"));
    check(list(vec![row("1", "T", Some(&long(73)))]), Some("row description"));
    let opened_by = |button: &str| Content::List { body: phi("?"), button: button.to_owned(), rows: rows(1) };
    check(opened_by(&long(21)), Some("list button"));

    check(template(&[("a", &long(1_024))], &[]), None);
    check(template(&[("a", &long(1_000)), ("b", &long(25))], &[]), Some("parameters"));
    for value in ["", "  ", "a\nb", "a\tb", "a     b"] {
        check(template(&[("a", value)], &[]), Some("parameter"));
    }
    check(template(&[("a", "a    b")], &[]), None);
    check(template(&[("a", "1"), ("a", "2")], &[]), Some("parameter name"));
    check(template(&[], &["p"; 10]), None);
    check(template(&[], &["p"; 11]), Some("template buttons"));
    check(template(&[], &[""]), Some("button payload"));
    let named = |name: &str, language: &str| Content::Template {
        name: name.to_owned(),
        language: language.to_owned(),
        parameters: Vec::new(),
        button_payloads: Vec::new(),
        flow_token: None,
    };
    check(named("Cita", "es"), Some("template name"));
    check(named(&"a".repeat(513), "es"), Some("template name"));
    check(named("cita", "en_US"), None);
    check(named("cita", "en-US"), Some("template language"));
    check(named("cita", ""), Some("template language"));
    check(Content::Sms { body: phi("x") }, Some("content"));
    check(Content::Email { subject: phi("x"), body: phi("x") }, Some("content"));
}

#[test]
fn references_and_credentials_must_be_writable() {
    let reference = |reference: String| {
        let outgoing = Outgoing { reference, ..outgoing(text("Hola")) };
        number().request(&outgoing).err().map(|it| it.field)
    };
    assert_eq!(reference("r".repeat(512)), None);
    assert_eq!(reference("r".repeat(513)), Some("reference"));
    assert_eq!(reference(String::new()), Some("reference"));
    let number = |base_url: &str, token: &str| {
        let number = WhatsappNumber { base_url: base_url.to_owned(), ..WhatsappNumber::new("1", token) };
        number.request(&outgoing(text("Hola"))).err().map(|it| it.field)
    };
    assert_eq!(number("http://127.0.0.1:8080", "t"), None);
    assert_eq!(number("not an address", "t"), Some("base_url"));
    assert_eq!(number(BASE_URL, "t\n"), Some("credentials"));
}

fn response(status: u16, body: &str) -> Response<Vec<u8>> {
    Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap()
}

#[test]
fn a_success_names_the_message() {
    let body = r#"{"messaging_product":"whatsapp","contacts":[{"input":"+34600111222","wa_id":"34600111222"}],
        "messages":[{"id":"wamid.OUR","message_status":"held_for_quality_assessment"}]}"#;
    assert_eq!(
        number().answer(&response(200, body)),
        Answer::Accepted { provider_id: "wamid.OUR".to_owned() }
    );
    for unclear in ["", "{}", r#"{"messages":[]}"#, r#"{"messages":[{"id":""}]}"#, "<html>"] {
        assert_eq!(number().answer(&response(200, unclear)), Answer::Unclear, "{unclear}");
    }
}

#[test]
fn a_refusal_is_classed_by_its_code() {
    let check = |status: u16, body: &str, expected: (FailureClass, Option<u32>, &str)| {
        let answer = number().answer(&response(status, body));
        let (class, code, name) = expected;
        let name = name.to_owned();
        assert_eq!(answer, Answer::Refused { class, code, name, retry_after_seconds: None }, "{body}");
    };
    let body = r#"{"error":{"message":"(#130429) Rate limit hit","type":"OAuthException","code":130429,
        "error_data":{"messaging_product":"whatsapp","details":"Too many messages to +34600111222."},"fbtrace_id":"A1"}}"#;
    check(400, body, (FailureClass::Backoff, Some(130_429), "status 400"));
    let body = r#"{"error":{"message":"Invalid OAuth access token.","code":190,"fbtrace_id":"A1"}}"#;
    check(401, body, (FailureClass::SenderStopped, Some(190), "status 401"));
    let body = r#"{"error":{"message":"Re-engagement","code":131047,"error_data":{}}}"#;
    check(400, body, (FailureClass::WindowClosed, Some(131_047), "status 400"));
    check(503, "", (FailureClass::Transient, None, "status 503"));
    let body = r#"{"error":{"message":"Please reduce the amount of data","code":1}}"#;
    check(504, body, (FailureClass::Transient, Some(1), "status 504"));
    check(429, "", (FailureClass::Backoff, None, "status 429"));
    check(404, r#"{"error":{}}"#, (FailureClass::Fallback, None, "status 404"));
    check(302, "", (FailureClass::Fallback, None, "status 302"));
}

#[test]
fn what_a_gateway_says_in_metas_place_is_no_refusal() {
    for (status, body) in [(502, "<html>Bad gateway</html>"), (504, ""), (504, r#"{"error":{}}"#)] {
        assert_eq!(number().answer(&response(status, body)), Answer::Unclear, "{status} {body}");
    }
}

#[test]
fn a_refusal_may_ask_to_wait_and_none_of_its_words_are_kept() {
    let body = json!({"error": {"code": 4, "message": "+34600111222 ".repeat(100)}}).to_string();
    let mut response = response(400, &body);
    response.headers_mut().insert(header::RETRY_AFTER, http::HeaderValue::from_static("30"));
    let answer = number().answer(&response);
    assert!(matches!(&answer, Answer::Refused { retry_after_seconds: Some(30), .. }), "{answer:?}");
    assert!(!format!("{answer:?}").contains("600111222"), "{answer:?}");
}
