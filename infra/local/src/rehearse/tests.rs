#![expect(clippy::unwrap_used, reason = "tests")]

mod deployment;

use std::time::{Duration, Instant};

use clap::{Args as _, FromArgMatches as _};
use domain::delivery::Channel;
use domain::language::Language;
use domain::template::Category;
use gateway::HttpGateway;
use ports::gateway::{Gateway as _, GatewayError};
use serde_json::{Value, json};

use super::command::{Arguments, greeting};
use super::deliveries::Courier;
use super::{Config, InvalidUrl, Options, StandIn, now, rehearse};
use crate::clinic_files;
use crate::runtime::Engine;
use crate::standin::RegisteredTemplate;
use deployment::{Deployment, Received};

const ANA: &str = "+5491150001234";
/// Longest wait for something that comes after seconds.
const PATIENCE: Duration = Duration::from_secs(15);
/// What a client waits that gives up early.
const IMPATIENCE: Duration = Duration::from_secs(1);
/// How long a client waits that must be answered.
const ANSWERED: Duration = Duration::from_secs(5);

fn options(url: &str) -> Options {
    Options::new(url, vec![clinic_files::example()], |_| None).unwrap()
}

/// Starts a rehearsal and gives its address.
async fn started(options: Options) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { rehearse(options, listener).await });
    url
}

/// One exchange; the error says how it ended without an answer.
async fn ask(request: http::Request<Vec<u8>>, timeout: Duration) -> Result<(u16, Value), ureq::Error> {
    let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(timeout));
    let agent: ureq::Agent = config.build().into();
    let asked = tokio::task::spawn_blocking(move || {
        let mut response = agent.run(request)?;
        let text = response.body_mut().read_to_string()?;
        Ok((response.status().as_u16(), serde_json::from_str(&text).unwrap_or_default()))
    });
    asked.await.unwrap()
}

async fn sim(url: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let request = http::Request::builder().method(method).uri(format!("{url}/sim/{path}")).body(body);
    ask(request.unwrap(), ANSWERED).await.unwrap()
}

/// A reminder with buttons to Ana, as the sender words it for Meta.
fn reminder() -> http::Request<Vec<u8>> {
    let clinic = clinic_files::example();
    let config = Config::of(&[clinic], &options("http://deployment.test").settings);
    let number = &config.numbers[0];
    let language = Language::Es.as_str();
    let with_buttons = |it: &&RegisteredTemplate| {
        it.name == "appointment_reminder" && it.language == language && !it.buttons.is_empty()
    };
    let template = number.templates.iter().find(with_buttons).unwrap();
    let parameter = |name: &String| json!({"type": "text", "parameter_name": name, "text": "algo"});
    let button = |index: usize| {
        json!({"type": "button", "sub_type": "quick_reply", "index": index.to_string(),
               "parameters": [{"type": "payload", "payload": format!("payload {index}")}]})
    };
    let mut components = vec![
        json!({"type": "body", "parameters": template.variables.iter().map(parameter).collect::<Vec<_>>()}),
    ];
    components.extend((0..template.buttons.len()).map(button));
    let body = json!({
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": ANA, "type": "template",
        "template": {"name": template.name, "language": {"code": language}, "components": components},
    });
    http::Request::post(format!("https://graph.facebook.com/v23.0/{}/messages", number.phone_number_id))
        .header("authorization", format!("Bearer {}", config.whatsapp_token))
        .header("content-type", "application/json")
        .body(body.to_string().into_bytes())
        .unwrap()
}

/// The same, to the rehearsal directly.
fn reminder_at(url: &str) -> http::Request<Vec<u8>> {
    let mut request = reminder();
    let path = request.uri().path_and_query().unwrap().clone();
    *request.uri_mut() = format!("{url}{path}").parse().unwrap();
    request
}

/// Sends the reminder as a deployed sender does.
async fn send_reminder(url: &str) -> String {
    let response = HttpGateway::rehearsal(url).unwrap().call(reminder()).await.unwrap();
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(response.status(), 200, "{body}");
    body["messages"][0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_accepted_and_its_statuses_come_signed() {
    let deployment = Deployment::started(200).await;
    let url = started(options(&deployment.url)).await;
    let id = send_reminder(&url).await;
    let status = |received: &Received| {
        let status = &received.whatsapp()["statuses"][0];
        Some((status["id"].as_str()?.to_owned(), status["status"].as_str()?.to_owned()))
    };
    for expected in ["sent", "delivered"] {
        let received = deployment.until(|it| status(it).is_some_and(|(_, it)| it == expected)).await;
        assert_eq!(status(&received).unwrap().0, id);
        assert_eq!((received.method.as_str(), received.target.as_str()), ("POST", "/webhooks/whatsapp"));
        received.assert_signed_by_meta();
    }
    let (_, accepted) = sim(&url, "GET", "accepted", &Value::Null).await;
    assert_eq!(accepted[0]["provider_id"], json!(id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tap_reaches_the_deployment() {
    let deployment = Deployment::started(200).await;
    let url = started(options(&deployment.url)).await;
    let id = send_reminder(&url).await;
    let delivered = |it: &Received| it.whatsapp()["statuses"][0]["status"] == "delivered";
    deployment.until(delivered).await;
    let (_, shown) = sim(&url, "GET", &format!("phones/{ANA}/messages"), &Value::Null).await;
    assert_eq!((&shown[0]["id"], &shown[0]["buttons"][0]["index"]), (&json!(id), &json!(0)));
    let tap = json!({"message_id": id, "button": 0});
    // A client may encode the plus sign.
    let encoded = ANA.replace('+', "%2B");
    assert_eq!(sim(&url, "POST", &format!("phones/{encoded}/tap"), &tap).await.0, 200);
    let is_answer = |it: &Received| it.whatsapp()["messages"][0]["type"] == "button";
    let answer = deployment.until(is_answer).await;
    assert_eq!(answer.whatsapp()["messages"][0]["button"]["payload"], "payload 0");
    answer.assert_signed_by_meta();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_message_from_a_patient_is_signed_for_the_public_address() {
    let deployment = Deployment::started(200).await;
    let mut options = options(&deployment.url);
    assert_eq!(options.settings.public_url, deployment.url);
    options.settings.public_url = "https://pulso.example".to_owned();
    let url = started(options).await;
    let typed = json!({"text": "Sí", "channel": "sms"});
    assert_eq!(sim(&url, "POST", &format!("phones/{ANA}/type"), &typed).await.0, 200);
    let received = deployment.until(|it| it.target == "/webhooks/twilio/inbound").await;
    received.assert_signed_by_twilio("https://pulso.example/webhooks/twilio/inbound");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_is_a_timeout_and_holds_up_nobody_else() {
    let url = started(options("http://127.0.0.1:9")).await;
    for kind in ["lost_request", "lost_answer"] {
        let fault = json!({"times": 1, "effect": {"kind": kind}});
        assert_eq!(sim(&url, "POST", "faults", &fault).await.0, 200);
        let held = tokio::spawn(ask(reminder_at(&url), IMPATIENCE));
        let asked = Instant::now();
        assert_eq!(sim(&url, "GET", "clock", &Value::Null).await.0, 200);
        assert!(asked.elapsed() < IMPATIENCE);
        assert!(matches!(held.await.unwrap(), Err(ureq::Error::Timeout(_))), "{kind}");
    }
    // One was lost on its way, one was taken though nobody was told.
    let (_, accepted) = sim(&url, "GET", "accepted", &Value::Null).await;
    assert_eq!(accepted.as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_to_leave_ends_at_once_and_without_an_answer() {
    let url = started(options("http://127.0.0.1:9")).await;
    let fault = json!({"times": 1, "effect": {"kind": "not_sent"}});
    assert_eq!(sim(&url, "POST", "faults", &fault).await.0, 200);
    let called = Instant::now();
    let ended = HttpGateway::rehearsal(&url).unwrap().call(reminder()).await;
    assert!(called.elapsed() < ANSWERED);
    // As near as it gets from the far end of a connection.
    assert_eq!(ended.unwrap_err(), GatewayError::NoAnswer);
    assert_eq!(sim(&url, "GET", "accepted", &Value::Null).await.1, json!([]));
    send_reminder(&url).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_is_told_and_cannot_be_moved() {
    let url = started(options("http://127.0.0.1:9")).await;
    let (status, clock) = sim(&url, "GET", "clock", &Value::Null).await;
    assert_eq!((status, &clock["providers"]), (200, &json!("simulated")));
    let told: jiff::Timestamp = clock["now"].as_str().unwrap().parse().unwrap();
    assert!(now().duration_since(told).as_secs() < 60);
    let (status, problem) = sim(&url, "POST", "clock", &json!({"advance_seconds": 60})).await;
    assert_eq!((status, &problem["error"]["code"]), (409, &json!("real_clock")));
}

#[tokio::test(flavor = "multi_thread")]
async fn phones_answer_as_in_the_local_bundle_without_names() {
    let options = options("http://127.0.0.1:9");
    let bundle = Engine::open(None, options.clinics.clone(), options.settings.clone(), now()).unwrap();
    let url = started(options).await;
    let phone = format!("phones/{ANA}");
    let (tap, typed) = (format!("{phone}/tap"), format!("{phone}/type"));
    let listed = [
        ("GET", "phones", json!(null), 200),
        ("PUT", &phone, json!({"online": false}), 200),
        ("GET", "phones", json!(null), 200),
        ("PUT", "phones/nobody", json!({}), 400),
        // Before anything is said, which the bundle would answer.
        ("GET", "accepted", json!(null), 200),
        ("POST", &typed, json!({"text": "Hola"}), 409),
        ("POST", &typed, json!({"text": "Hola", "channel": "sms"}), 200),
        ("POST", &tap, json!({"message_id": "none", "button": 0}), 404),
        ("GET", "mail", json!(null), 200),
        ("POST", "faults", json!({}), 400),
        ("POST", "faults", json!({"times": 1, "effect": {"kind": "throttled"}}), 200),
        ("DELETE", "phones", json!(null), 405),
        ("GET", "nothing", json!(null), 404),
    ];
    for (method, path, body, expected) in listed {
        let (status, told) = sim(&url, method, path, &body).await;
        let segments: Vec<&str> = path.split('/').collect();
        let local = bundle.sim(method, &segments, body.to_string().as_bytes()).await;
        let as_local = (local.status_code, serde_json::from_str(&local.body).unwrap());
        assert_eq!((status, &told), (expected, &as_local.1), "{method} {path}");
        assert_eq!(as_local.0, expected, "{method} {path}");
    }
    let (_, listed) = sim(&url, "GET", "phones", &Value::Null).await;
    assert_eq!((&listed[0]["phone"], listed[0].get("name")), (&json!(ANA), Some(&Value::Null)));
    let (_, shown) = sim(&url, "GET", &format!("{phone}/messages"), &Value::Null).await;
    assert_eq!((&shown[0]["text"], &shown[0]["channel"]), (&json!("Hola"), &json!("sms")));
}

#[tokio::test(flavor = "multi_thread")]
async fn deliver_twice_delivers_everything_twice() {
    let deployment = Deployment::started(200).await;
    let url = started(Options { deliver_twice: true, ..options(&deployment.url) }).await;
    let typed = json!({"text": "Hola"});
    assert_eq!(sim(&url, "POST", &format!("phones/{ANA}/type"), &typed).await.0, 200);
    deployment.until_count(2).await;
    // Were it tried again, a round would be enough to see it.
    tokio::time::sleep(IMPATIENCE).await;
    let received = deployment.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].body, received[1].body);
}

/// Two texts, delivered in one round.
async fn texts_delivered(options: Options, deployment: &Deployment) -> Vec<String> {
    let world = StandIn::open(None, Config::of(&options.clinics, &options.settings)).unwrap();
    for text in ["first", "second"] {
        world.type_text(ANA, text, Channel::Whatsapp, now()).unwrap();
    }
    let courier = Courier::new(world, &options);
    tokio::task::spawn_blocking(move || courier.deliver_due()).await.unwrap().unwrap();
    let text = |it: &Received| it.whatsapp()["messages"][0]["text"]["body"].as_str().map(str::to_owned);
    deployment.received().iter().filter_map(text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn shuffle_turns_the_order_round() {
    let deployment = Deployment::started(200).await;
    assert_eq!(texts_delivered(options(&deployment.url), &deployment).await, ["first", "second"]);
    let deployment = Deployment::started(200).await;
    let shuffled = Options { shuffle: true, ..options(&deployment.url) };
    assert_eq!(texts_delivered(shuffled, &deployment).await, ["second", "first"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_is_not_taken_comes_again() {
    let deployment = Deployment::started(500).await;
    let url = started(options(&deployment.url)).await;
    let typed = json!({"text": "Hola"});
    assert_eq!(sim(&url, "POST", &format!("phones/{ANA}/type"), &typed).await.0, 200);
    deployment.until_count(2).await;
}

#[test]
fn an_unreachable_deployment_loses_no_webhook() {
    // Nobody listens where a listener just closed.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let options = options(&format!("http://{nobody}"));
    let world = StandIn::open(None, Config::of(&options.clinics, &options.settings)).unwrap();
    world.type_text(ANA, "Hola", Channel::Whatsapp, now()).unwrap();
    Courier::new(world.clone(), &options).deliver_due().unwrap();
    assert_eq!(world.due_webhooks(now(), 10).unwrap().len(), 1);
}

#[test]
fn a_template_is_in_the_category_that_the_clinics_files_say() {
    let mut clinic = clinic_files::example();
    let mut review = clinic.templates.get("appointment_reminder", Language::Es).unwrap().clone();
    let form = review.whatsapp.as_mut().unwrap();
    (form.name, form.category) = ("review".to_owned(), Category::Marketing);
    clinic.templates.insert("review", Language::Es, review);
    let config = Config::of(&[clinic], &options("http://deployment.test").settings);
    let category = |name: &str| {
        let found = config.numbers[0].templates.iter().find(|it| it.name == name);
        found.map(|it| it.category.as_str())
    };
    assert_eq!((category("review"), category("appointment_reminder")), (Some("MARKETING"), Some("UTILITY")));
}

#[test]
fn a_deployment_is_a_scheme_and_a_host() {
    let new = |url: &str| Options::new(url, Vec::new(), |_| None).map(|it| it.url);
    assert_eq!(new("https://pulso.example/"), Ok("https://pulso.example".to_owned()));
    for wrong in ["", "pulso.example", "ftp://pulso.example", "https://", "https://pulso.example/stage"] {
        assert_eq!(new(wrong), Err(InvalidUrl), "{wrong}");
    }
}

#[test]
fn the_command_needs_no_more_than_the_address() {
    let command = Arguments::augment_args(clap::Command::new("rehearse"));
    command.clone().debug_assert();
    assert!(command.clone().try_get_matches_from(["rehearse"]).is_err());
    let all = "rehearse --url https://pulso.example --listen 0.0.0.0:80 --clinic a --clinic b --deliver-twice --shuffle";
    for line in ["rehearse --url https://pulso.example", all] {
        let matches = command.clone().try_get_matches_from(line.split(' ')).unwrap();
        assert!(Arguments::from_arg_matches(&matches).is_ok(), "{line}");
    }
}

#[test]
fn the_greeting_names_secrets_and_tells_none() {
    let var = |name: &str| Some(format!("value of {name}"));
    let options = Options::new("https://pulso.example", Vec::new(), var).unwrap();
    let said = greeting(&options, "127.0.0.1:8790".parse().unwrap(), |name| name == "WHATSAPP_TOKEN");
    assert!(said.contains("http://127.0.0.1:8790") && said.contains("https://pulso.example"), "{said}");
    assert!(said.contains("WHATSAPP_TOKEN (from the environment)"), "{said}");
    for secret in ["WHATSAPP_APP_SECRET", "WHATSAPP_TOKEN", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"] {
        assert!(said.contains(secret) && !said.contains(&format!("value of {secret}")), "{said}");
    }
}
