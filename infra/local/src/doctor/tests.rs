#![expect(clippy::unwrap_used, reason = "tests")]

use jiff::Timestamp;

use super::*;
use crate::clinic_files;
use crate::runtime::{Engine, serve};

/// With it, Meta is asked for the templates.
const TOKEN: (&str, &str) = ("WHATSAPP_TOKEN", "a token");

/// The local bundle, served on a port of its own.
fn bundle() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let settings = settings(&[("PUBLIC_URL", &url)]);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        runtime.unwrap().block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let engine =
                Engine::open(None, vec![clinic_files::example()], settings, Timestamp::now()).unwrap();
            serve(engine, listener).await.unwrap();
        });
    });
    url
}

fn settings(variables: &[(&str, &str)]) -> Settings {
    let known = |name: &str| variables.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
    Settings::from_vars(known, crate::runtime::PORT)
}

fn examined(url: &str, settings: Settings) -> Vec<Finding> {
    let patient = Patient {
        url: url.to_owned(),
        public_url: url.to_owned(),
        settings,
        meta_url: "http://127.0.0.1:9".to_owned(),
        clinic: clinic_files::example(),
        phone: None,
        patience: Duration::from_secs(5),
    };
    examine(&patient, |_| ())
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
        "handshake of Meta",
        "signature of Meta",
        "signature of Twilio",
        "key of the clinic",
        "templates at Meta",
    ];
    assert_eq!(wrong(&findings), expected, "{findings:#?}");
    assert!(findings.iter().all(|it| !it.is_wrong() || it.to_string().contains("mend it: ")));
}

#[test]
fn nobody_at_the_address_is_told_as_such() {
    let findings = examined("http://127.0.0.1:9", settings(&[TOKEN]));
    assert_eq!(wrong(&findings).len(), 6);
    assert!(findings[0].to_string().contains("is not reached"), "{}", findings[0]);
}
