#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod templates;

use domain::language::Language;
use domain::template::Text;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::*;
use crate::clinic_files;
use crate::rehearse::{Options, rehearse};
use crate::runtime::{Engine, serve};

/// With it, Meta is asked for the templates.
const TOKEN: (&str, &str) = ("WHATSAPP_TOKEN", "a token");

/// Nobody listens there.
const NOBODY: &str = "http://127.0.0.1:9";

/// What `serve` serves on a port of its own, until the tests end.
fn served<F: Future<Output = ()>>(serve: impl FnOnce(String, TcpListener) -> F + Send + 'static) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let told = url.clone();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        runtime.unwrap().block_on(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            serve(told, listener).await;
        });
    });
    url
}

/// The local bundle.
fn bundle() -> String {
    served(|url, listener| async move {
        let settings = settings(&[("PUBLIC_URL", &url)]);
        let engine = Engine::open(None, vec![clinic_files::example()], settings, Timestamp::now()).unwrap();
        serve(engine, listener).await.unwrap();
    })
}

/// The providers once the deployment at [`NOBODY`] is set up there, the example clinic's templates approved.
fn providers() -> String {
    let token = |name: &str| (name == TOKEN.0).then(|| TOKEN.1.to_owned());
    let options = Options::new(NOBODY, vec![clinic_files::example()], token).unwrap();
    served(|_, listener| async move { rehearse(options, listener).await.unwrap() })
}

/// A provider that answers everything so.
fn answering(status: u16, body: Value) -> String {
    served(move |_, listener| async move {
        let answer = move || {
            let status = axum::http::StatusCode::from_u16(status).unwrap();
            let body = body.to_string();
            async move { (status, body) }
        };
        axum::serve(listener, axum::Router::new().fallback(answer)).await.unwrap();
    })
}

fn settings(variables: &[(&str, &str)]) -> Settings {
    let known = |name: &str| variables.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
    Settings::from_vars(known, crate::runtime::PORT)
}

fn patient(url: &str, settings: Settings) -> Patient {
    Patient {
        url: url.to_owned(),
        public_url: url.to_owned(),
        settings,
        providers_url: Some(NOBODY.to_owned()),
        clinic: clinic_files::example(),
        phone: None,
        patience: Duration::from_secs(5),
    }
}

fn examined(url: &str, settings: Settings) -> Vec<Finding> {
    examine(&patient(url, settings), |_| ())
}

fn wrong(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().filter(|it| it.is_wrong()).map(|it| it.check).collect()
}

#[test]
fn a_healthy_front_door_is_found_healthy() {
    let url = bundle();
    // Where the providers are simulated, nothing is asked of Meta.
    let findings = examined(&url, settings(&[]));
    assert_eq!(wrong(&findings), Vec::<&str>::new(), "{findings:#?}");
    // The providers are not there, and that is all that is wrong.
    let findings = examined(&url, settings(&[TOKEN]));
    assert_eq!(wrong(&findings), ["number at Meta", "account at Twilio"], "{findings:#?}");
}

#[test]
fn every_wrong_secret_is_named_with_what_mends_it() {
    let variables = [
        ("WHATSAPP_APP_SECRET", "another"),
        ("WHATSAPP_VERIFY_TOKEN", "another"),
        ("TWILIO_AUTH_TOKEN", "another"),
        ("CLINIC_API_KEY", "another"),
        TOKEN,
    ];
    let findings = examined(&bundle(), settings(&variables));
    let expected = [
        "handshake of Meta", "signature of Meta", "signature of Twilio", "key of the clinic",
        "number at Meta", "account at Twilio",
    ];
    assert_eq!(wrong(&findings), expected, "{findings:#?}");
    assert!(findings.iter().all(|it| !it.is_wrong() || it.to_string().contains("mend it: ")));
}

#[test]
fn nobody_at_the_address_is_told_as_such() {
    let findings = examined(NOBODY, settings(&[TOKEN]));
    assert!(findings[0].to_string().contains("is not reached"), "{}", findings[0]);
    // The providers are not there either. What the deployment would answer is not guessed at.
    assert_eq!(wrong(&findings), ["address", "number at Meta", "account at Twilio"], "{findings:#?}");
    let skipped: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(skipped[1], "skipped  handshake, signatures and key: mend the address first");
}

#[test]
fn an_address_that_leads_elsewhere_is_not_followed() {
    let moved = served(|_, listener| async move {
        let to = axum::response::Redirect::permanent("http://127.0.0.1:9/healthz");
        axum::serve(listener, axum::Router::new().fallback(|| async move { to })).await.unwrap();
    });
    let findings = examined(&moved, settings(&[]));
    assert!(findings[0].to_string().contains("no provider follows"), "{}", findings[0]);
    assert_eq!(wrong(&findings), ["address"], "{findings:#?}");
}

#[test]
fn the_address_of_a_page_is_told_from_a_deployment_that_is_sick() {
    let findings = examined(&format!("{}/desk", bundle()), settings(&[]));
    assert!(findings[0].to_string().contains("give the address alone"), "{}", findings[0]);
    assert_eq!(wrong(&findings), ["address"], "{findings:#?}");
}

#[test]
fn what_meta_approved_is_compared_with_what_the_clinic_took_over() {
    let mut patient = Patient { providers_url: Some(providers()), ..patient(NOBODY, settings(&[TOKEN])) };
    let mut found = |name: &str, body: &str| {
        let mut template = patient.clinic.templates.get(name, Language::Es).unwrap().clone();
        template.whatsapp.as_mut().unwrap().body = Text::parse(body).unwrap();
        patient.clinic.templates.insert(name, Language::Es, template);
        super::meta::checks(&patient, &Http::new()).pop().unwrap().outcome
    };
    let said =
        "Lo sentimos: la hora del {{slot_date}} a las {{slot_time}} ya no está libre en {{clinic_name}}.";
    let Outcome::Doubtful { seen, .. } = found("slot_gone", said) else { panic!("other words are not told") };
    assert_eq!(seen, "slot_gone/es says it in other words");

    let asks = "Hola, {{patient_full_name}}: su cita del {{appointment_date}} ya no es.";
    let Outcome::Wrong { seen, .. } = found("appointment_cancelled", asks) else {
        panic!("what Meta would refuse is not wrong")
    };
    let lines: Vec<&str> = seen.split("; ").collect();
    assert_eq!(
        lines,
        [
            "appointment_cancelled/es lacks patient_full_name",
            "appointment_cancelled/es asks for appointment_time, clinic_name, clinic_phone, patient_given_name",
            "slot_gone/es says it in other words"
        ]
    );
}

/// What the providers' checks find with these settings and a change of what is examined.
fn at_providers(url: &str, variables: &[(&str, &str)], change: impl FnOnce(&mut Patient)) -> Vec<String> {
    let variables: Vec<(&str, &str)> = variables.iter().copied().chain([TOKEN]).collect();
    let mut patient =
        Patient { providers_url: Some(url.to_owned()), ..patient(NOBODY, settings(&variables)) };
    change(&mut patient);
    let http = Http::new();
    let mut findings = super::meta::checks(&patient, &http);
    findings.push(super::twilio::account(&patient, &http));
    findings.iter().map(ToString::to_string).filter(|it| !it.starts_with("ok")).collect()
}

#[test]
fn what_the_providers_know_better_than_the_secrets_is_asked_of_them() {
    let url = providers();
    assert_eq!(at_providers(&url, &[], |_| ()), Vec::<String>::new());
    // The deployment has the same secret, and would find what is signed with it well signed.
    let found = |variables: &[(&str, &str)]| at_providers(&url, variables, |_| ()).join("\n");
    for (variable, check, mend) in [
        ("WHATSAPP_APP_SECRET", "WRONG    app secret at Meta", "into the secret meta-webhooks"),
        ("TWILIO_AUTH_TOKEN", "WRONG    account at Twilio: Twilio answers 401", "into the secret twilio"),
        ("TWILIO_ACCOUNT_SID", "WRONG    account at Twilio: Twilio answers 401", "into the secret twilio"),
    ] {
        let found = found(&[(variable, "zz-not-it")]);
        assert!(found.starts_with(check) && found.contains(mend) && !found.contains("zz-not-it"), "{found}");
    }
    let found = |change: fn(&mut Patient)| at_providers(&url, &[], change).join("\n");
    let unknown = found(|it| it.clinic.senders.whatsapp.as_mut().unwrap().phone_number_id = "1".to_owned());
    assert!(unknown.contains("has no number with the id 1"), "{unknown}");
    let account = found(|it| it.clinic.senders.whatsapp.as_mut().unwrap().waba_id = "1".to_owned());
    assert!(
        account.starts_with("WRONG    number at Meta: Meta answers 400 (code 100) about account 1"),
        "{account}"
    );
    assert!(account.contains("skipped  webhooks, app secret and templates at Meta"), "{account}");
    let elsewhere = found(|it| it.public_url = "https://pulso.example".to_owned());
    assert!(elsewhere.contains("WRONG    webhooks at Meta: Meta calls http://127.0.0.1:9/webhooks/whatsapp"));
    assert!(elsewhere.contains("warning  account at Twilio: what is written to the number goes to http"));
    let sms = found(|it| it.clinic.senders.sms.as_mut().unwrap().from = "+541150000009".to_owned());
    assert!(sms.starts_with("WRONG    account at Twilio: the account has no number +541150000009"), "{sms}");
    // What is no number cannot be looked up.
    assert_eq!(found(|it| it.clinic.senders.sms.as_mut().unwrap().from = "SOL".to_owned()), "");
}

#[test]
fn what_meta_says_of_a_token_is_not_repeated() {
    let quoted = json!({"error": {"message": "Malformed access token zz-token", "code": 190}});
    let found = at_providers(&answering(401, quoted), &[], |_| ()).join("\n");
    assert!(found.starts_with("WRONG    number at Meta: Meta answers 401 (code 190)"), "{found}");
    assert!(!found.contains("zz-token"), "{found}");
}

#[test]
fn a_number_that_is_not_in_service_and_an_account_that_nobody_hears_are_wrong() {
    for (status, told) in [
        ("PENDING", "WRONG    number at Meta: it is PENDING"),
        ("FLAGGED", "warning  number at Meta: it sends, and is FLAGGED"),
    ] {
        let number = json!({"data": [{"id": "106540352242922", "status": status}]});
        assert!(at_providers(&answering(200, number), &[], |_| ())[0].starts_with(told), "{status}");
    }
    let empty = at_providers(&answering(200, json!({"data": []})), &[], |_| ()).join("\n");
    assert!(empty.contains("WRONG    webhooks at Meta: no app is told what happens in account"), "{empty}");
}

#[test]
fn a_canary_waits_for_no_step_that_the_clinic_has_not() {
    let mut patient = Patient { phone: Some("+5491155550901".to_owned()), ..patient(NOBODY, settings(&[])) };
    patient.clinic.journeys.iter_mut().for_each(|it| it.steps.retain(|step| step.name != "reminder_48h"));
    let findings = super::canary::run(&patient, &Http::new(), false);
    let told = findings[0].to_string();
    assert_eq!(told, "skipped  canary: the clinic has no step reminder_48h, which it waits for");
}
