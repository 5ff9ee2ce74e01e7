#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod templates;

use domain::language::Language;
use domain::template::Text;
use jiff::Timestamp;
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

/// Meta, where the example clinic's templates are approved.
fn meta() -> String {
    let token = |name: &str| (name == TOKEN.0).then(|| TOKEN.1.to_owned());
    let options = Options::new(NOBODY, vec![clinic_files::example()], token).unwrap();
    served(|_, listener| async move { rehearse(options, listener).await.unwrap() })
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
        meta_url: NOBODY.to_owned(),
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
    // Meta is not there, and that is all that is wrong.
    let findings = examined(&url, settings(&[TOKEN]));
    assert_eq!(wrong(&findings), ["templates at Meta"], "{findings:#?}");
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
        "templates at Meta",
    ];
    assert_eq!(wrong(&findings), expected, "{findings:#?}");
    assert!(findings.iter().all(|it| !it.is_wrong() || it.to_string().contains("mend it: ")));
}

#[test]
fn nobody_at_the_address_is_told_as_such() {
    let findings = examined(NOBODY, settings(&[TOKEN]));
    assert!(findings[0].to_string().contains("is not reached"), "{}", findings[0]);
    // Meta is not there either. What the deployment would answer is not guessed at.
    assert_eq!(wrong(&findings), ["address", "templates at Meta"], "{findings:#?}");
    let skipped: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(skipped[1], "skipped  handshake, signatures and key: mend the address first");
}

#[test]
fn the_address_of_a_page_is_told_from_a_deployment_that_is_sick() {
    let findings = examined(&format!("{}/desk", bundle()), settings(&[]));
    assert!(findings[0].to_string().contains("give the address alone"), "{}", findings[0]);
    assert_eq!(wrong(&findings), ["address"], "{findings:#?}");
}

#[test]
fn what_meta_approved_is_compared_with_what_the_clinic_took_over() {
    let mut patient = Patient { meta_url: meta(), ..patient(NOBODY, settings(&[TOKEN])) };
    let mut found = |name: &str, body: &str| {
        let mut template = patient.clinic.templates.get(name, Language::Es).unwrap().clone();
        template.whatsapp.as_mut().unwrap().body = Text::parse(body).unwrap();
        patient.clinic.templates.insert(name, Language::Es, template);
        super::meta::templates(&patient, &Http::new()).outcome
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
