//! Staff with accounts: what the gateway says of them opens their clinics and nothing else, and stands under what they
//! do.

use console::{Accounts, Callers, ClinicKeys};
use domain::case::Handover;
use domain::clinic::Clinic;
use domain::phone::{E164, Identity};
use domain::thread::{Event, Thread, decide};
use frame::http::Request;
use jiff::Timestamp;
use local::clinic_files;
use ports::commit::Together;
use ports::table::Written;
use serde_json::{Value, json};
use tests::Answered;

use crate::intercepted::Intercepted;
use crate::leaks::Captured;
use crate::test_ports::{Mortal, TestPorts};
use crate::usual::ANA;

const ISSUER: &str = "https://id.example/realm";
const CLAIM: &str = "cognito:groups";

fn now() -> Timestamp {
    tests::START.parse().unwrap()
}

fn callers() -> Callers {
    let accounts = Accounts::new(ISSUER.to_owned(), "desk".to_owned(), CLAIM.to_owned(), None);
    Callers { keys: ClinicKeys::parse("sol/agent=desk", None), accounts: Some(accounts) }
}

/// A conversation that waits for a person, who owes it an answer.
pub(crate) fn waiting(clinic: &Clinic) -> Thread {
    let identity = Identity::Phone(E164::new(ANA).unwrap());
    let event = Event::HandedOver { why: Handover::Asked, cause: None };
    decide(None, clinic, &identity, &event, now()).next.unwrap()
}

type Ports = TestPorts<Intercepted<Mortal>>;

/// The ports of a clinic in which one conversation waits, and its id.
async fn with_waiting(clinic: &Clinic) -> (Ports, String) {
    let (ports, _) = TestPorts::mortal(clinic);
    let thread = waiting(clinic);
    let mut together = Together::default();
    together.add(&thread, 0).unwrap();
    assert_eq!(together.write(&ports).await.unwrap(), Written::Yes);
    (ports, thread.id.to_string())
}

async fn ask(ports: &Ports, claims: &Value, method: &str, path: &str, body: &Value) -> (u16, Value) {
    ask_by(ports, "token", claims, method, path, body).await
}

/// Asks with what is in the header, and what the gateway says of it.
async fn ask_by(
    ports: &Ports,
    bearer: &str,
    claims: &Value,
    method: &str,
    target: &str,
    body: &Value,
) -> (u16, Value) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let event = json!({
        "rawPath": path, "rawQueryString": query,
        "headers": { "authorization": format!("Bearer {bearer}"), "idempotency-key": "k1" },
        "requestContext": { "http": { "method": method }, "authorizer": { "jwt": { "claims": claims } } },
        "body": body.to_string(),
    })
    .to_string();
    let request = Request::from_event(event.as_bytes()).unwrap();
    let response = console::handle(ports, &callers(), &request, now()).await;
    (response.status_code, serde_json::from_str(&response.body).unwrap())
}

/// What `/staff/me` answers to whom the gateway let in with those claims.
pub(crate) fn me(claims: &Value, method: &str) -> Answered {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (status, json) = runtime.block_on(async {
        let (ports, _) = with_waiting(&clinic_files::example()).await;
        ask(&ports, claims, method, "/staff/me", &Value::Null).await
    });
    Answered { status, text: json.to_string(), json }
}

pub(crate) fn marta() -> Value {
    json!({ "sub": "f3a1", "name": " Marta Gómez ", "email": "marta@sol.example", "cognito:groups": "[other sol]" })
}

#[tokio::test]
async fn an_account_knows_its_clinics_and_its_name() {
    let (ports, _) = with_waiting(&clinic_files::example()).await;
    let (status, me) = ask(&ports, &marta(), "GET", "/staff/me", &Value::Null).await;
    let clinics = json!([{ "id": "sol", "name": "Clínica del Sol", "role": "manager" }]);
    assert_eq!((status, me), (200, json!({ "name": "Marta Gómez", "clinics": clinics })));
    let unnamed = json!({ "sub": "f3a1", "name": "" });
    let (status, me) = ask(&ports, &unnamed, "GET", "/staff/me", &Value::Null).await;
    assert_eq!((status, me), (200, json!({ "name": "f3a1", "clinics": [] })));
}

#[tokio::test]
async fn a_pause_stands_under_the_name_of_whose_account_it_is() {
    let (ports, _) = with_waiting(&clinic_files::example()).await;
    let asked = json!({ "by": "Luis", "until": "2026-12-01T18:00", "why": "feriado" });
    let (status, json) = ask(&ports, &marta(), "POST", "/staff/sol/v1/pause", &asked).await;
    assert_eq!((status, &json["pause"]["by"]), (200, &json!("Marta Gómez")), "{json}");
    let (_, json) = ask(&ports, &marta(), "POST", "/staff/sol/v1/resume", &json!({})).await;
    assert_eq!(json["history"][1]["by"], "Marta Gómez", "{json}");
    assert_eq!(ask(&ports, &marta(), "POST", "/staff/luna/v1/pause", &asked).await.0, 403);
}

#[tokio::test]
async fn only_what_the_claim_lists_is_open_and_only_to_a_checked_token() {
    let (ports, id) = with_waiting(&clinic_files::example()).await;
    let status = async |claims: &Value, path: &str| ask(&ports, claims, "GET", path, &Value::Null).await.0;
    assert_eq!(status(&marta(), "/staff/sol/v1/threads").await, 200);
    // A clinic that is not hers, one that is not there, and what only begins like one of hers.
    for path in ["/staff/luna/v1/threads", "/staff/other/v1/threads", "/staff/so/v1/threads"] {
        assert_eq!(status(&marta(), path).await, 403, "{path}");
    }
    let in_group = |group: &str| json!({ "sub": "f3a1", "cognito:groups": format!("[{group}]") });
    for none in
        [json!({ "sub": "f3a1" }), in_group(""), in_group("sol/boss"), in_group("sol/"), in_group("x/sol")]
    {
        assert_eq!(status(&none, "/staff/sol/v1/threads").await, 403, "{none}");
    }
    assert_eq!(status(&json!({}), "/staff/sol/v1/threads").await, 401);
    // Claims open nothing where the gateway checks none.
    assert_eq!(status(&marta(), "/v1/threads").await, 401);
    let sought = json!({ "text": ANA });
    let (found, json) = ask(&ports, &marta(), "POST", "/staff/sol/v1/find", &sought).await;
    assert_eq!((found, &json["threads"][0]["id"]), (200, &json!(id)), "{json}");
    assert_eq!(ask(&ports, &marta(), "POST", "/staff/luna/v1/find", &sought).await.0, 403);
    for path in ["/staff/sol", "/staff/sol/v2/threads", "/staff", "/staff/sol/v1/nothing"] {
        assert_eq!(status(&marta(), path).await, 404, "{path}");
    }
}

#[tokio::test]
async fn what_somebody_does_stands_under_the_name_of_their_account() {
    let (ports, id) = with_waiting(&clinic_files::example()).await;
    let take = format!("/staff/sol/v1/threads/{id}/take");
    for said in [json!({}), json!({ "agent": "somebody else" })] {
        let (status, thread) = ask(&ports, &marta(), "POST", &take, &said).await;
        assert_eq!((status, &thread["agent"]), (200, &json!("Marta Gómez")), "{thread:#}");
    }
}

#[tokio::test]
async fn an_account_does_what_its_role_at_the_clinic_may_and_nothing_else() {
    let (ports, id) = with_waiting(&clinic_files::example()).await;
    let of_role = |role: &str| {
        let groups = format!("[{role} other/manager]");
        json!({ "sub": role, "name": role, "cognito:groups": groups })
    };
    let pause = json!({ "until": "2026-12-01T18:00", "why": "feriado" });
    let asks = [
        ("GET", "/staff/sol/v1/cases".to_owned(), json!(null)),
        ("GET", format!("/staff/sol/v1/threads/{id}"), json!(null)),
        ("POST", "/staff/sol/v1/find".to_owned(), json!({ "text": ANA })),
        ("POST", format!("/staff/sol/v1/threads/{id}/take"), json!({})),
        ("POST", "/staff/sol/v1/pause".to_owned(), pause),
    ];
    let statuses = async |role: &str| {
        let mut statuses = Vec::new();
        for (method, path, body) in &asks {
            statuses.push(ask(&ports, &of_role(role), method, path, body).await.0);
        }
        statuses
    };
    assert_eq!(statuses("sol/calls").await, [403, 403, 403, 403, 403]);
    assert_eq!(statuses("sol/events").await, [200, 403, 403, 403, 403]);
    assert_eq!(statuses("sol/reader").await, [200, 200, 200, 403, 403]);
    assert_eq!(statuses("sol/agent").await, [200, 200, 200, 200, 403]);
    // Who held it by then was another.
    assert_eq!(statuses("/sol/manager").await, [200, 200, 200, 409, 200]);
    let (_, me) = ask(&ports, &of_role("sol/agent"), "GET", "/staff/me", &Value::Null).await;
    assert_eq!(me["clinics"][0]["role"], "agent", "{me}");
    let (_, clinic) = ask(&ports, &of_role("sol/reader"), "GET", "/staff/sol/v1/clinic", &Value::Null).await;
    assert_eq!(clinic["role"], "reader", "{clinic}");
    let take = format!("/staff/sol/v1/threads/{id}/take");
    let (_, refused) = ask(&ports, &of_role("sol/reader"), "POST", &take, &json!({})).await;
    let why = "this takes the role agent or manager, and yours is reader";
    assert_eq!(refused["error"], json!({ "code": "role_needed", "message": why }));
}

/// What the lines of the log have after those words.
fn fields<'a>(log: &'a str, words: &str) -> Vec<&'a str> {
    log.lines().filter_map(|it| it.split_once(words)).map(|(_, fields)| fields.trim()).collect()
}

#[test]
fn who_saw_a_patients_data_is_in_the_log_and_what_was_asked_by_is_not() {
    let id = waiting(&clinic_files::example()).id;
    let asks = [
        ("GET", format!("/v1/threads/{id}"), json!(null), "GetThread", id.as_str(), "", 200),
        ("GET", "/v1/cases?date=2026-12-04".to_owned(), json!(null), "ListCases", "", "2026-12-04", 200),
        (
            "GET",
            "/v1/threads?patient=Ana&date=Ana&agent=Ana".to_owned(),
            json!(null),
            "ListThreads",
            "",
            "",
            200,
        ),
        ("GET", "/v1/cases/Ana".to_owned(), json!(null), "GetCase", "", "", 404),
        ("POST", "/v1/find".to_owned(), json!({ "text": ANA }), "Find", "", "", 200),
        (
            "POST",
            format!("/v1/threads/{id}/take"),
            json!({ "agent": "Ana" }),
            "ActOnThread",
            id.as_str(),
            "",
            403,
        ),
    ];
    let log = Captured::during(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (ports, _) = with_waiting(&clinic_files::example()).await;
            let reader = json!({ "sub": "f3a1", "name": "Ana", "cognito:groups": "[sol/reader]" });
            for (method, path, body, ..) in &asks {
                ask(&ports, &reader, method, &format!("/staff/sol{path}"), body).await;
                ask_by(&ports, "desk", &json!({}), method, path, body).await;
            }
            ask(&ports, &reader, "GET", "/staff/Ana/v1/threads", &Value::Null).await;
        });
    });
    let line = |who: &str, role: &str, what: &str, id: &str, day: &str, status: u16| {
        format!(
            r#"who="{who}" clinic="sol" role="{role}" operation={what} id="{id}" day="{day}" status={status}"#
        )
    };
    let mut expected = Vec::new();
    for (.., what, id, day, status) in asks {
        // An id is told where something was shown of it, or done: the key is that of an agent.
        let of_account = if status == 403 { "" } else { id };
        expected.push(line("f3a1", "reader", what, of_account, day, status));
        expected.push(line("key", "agent", what, id, day, if status == 403 { 200 } else { status }));
    }
    assert_eq!(
        fields(&log, "somebody asked who"),
        expected.iter().map(|it| &it[3..]).collect::<Vec<_>>(),
        "{log}"
    );
    let nobody = r#"found="""#;
    let found = format!(r#"found="{id}""#);
    assert_eq!(fields(&log, "somebody was searched for "), [nobody, nobody, &found, &found], "{log}");
    let shut_out = r#"who="f3a1" status=403"#;
    assert_eq!(fields(&log, "somebody asked of a clinic that is not theirs "), [shut_out], "{log}");
    assert!(!log.contains("Ana") && !log.contains(ANA.trim_start_matches('+')), "{log}");
}
