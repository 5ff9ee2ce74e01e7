//! Twilio's forms: text messages that come in, and reports.
//!
//! A signed form is taken or refused with a reason; nothing unsigned, and nothing signed and then added to, is. In
//! which order the parameters stand does not matter to the signature.

use channels::signature::sign_twilio;
use frame::http::Request;
use webhook_ingest::Config;

use crate::NOW;
use crate::leak::{CANARY, in_no_log};
use crate::world::{World, at_once, check_answer, event};

const TOKEN: &str = "token";
const HOST: &str = "https://a.example";
type Form = Vec<(String, String)>;

/// Checks one form at both addresses.
pub fn check(body: &[u8]) {
    let form: Form = form_urlencoded::parse(body).into_owned().collect();
    for (path, query) in [("/webhooks/twilio/inbound", ""), ("/webhooks/twilio/status", "reference=m.sms")] {
        let url = format!("{HOST}{path}{}{query}", if query.is_empty() { "" } else { "?" });
        let sign = |form: &Form| sign_twilio(TOKEN, &url, form);
        let ask = |signature: &str, body: &[u8]| ask(path, query, signature, body);
        let (status, published) = ask(&sign(&form), body);
        assert!(status == 200 || (status == 400 && published == 0), "{path}: {status}");
        assert!(published <= 1, "one form is one message");

        let mut turned = form.clone();
        turned.reverse();
        assert_ne!(ask(&sign(&turned), body).0, 401, "the order of the parameters counted");
        let mut added = form.clone();
        added.push(("Zz".to_owned(), "1".to_owned()));
        if !form.contains(&added[form.len()]) {
            assert_eq!(ask(&sign(&form), written(&added).as_bytes()), (401, 0), "an unsigned parameter");
        }
        assert_eq!(ask(&sign_twilio("another", &url, &form), body), (401, 0), "another token");

        for (_, value) in turned.iter_mut().filter(|(name, _)| name == "Body" || name == "ProfileName") {
            CANARY.clone_into(value);
        }
        ask(&sign(&turned), written(&turned).as_bytes());
    }
}

/// The status, and how many messages came of it.
fn ask(path: &str, query: &str, signature: &str, body: &[u8]) -> (u16, usize) {
    let config = Config::new("", "", TOKEN, HOST);
    let event = event("POST", path, query, &[("x-twilio-signature", signature)], body);
    let request = Request::from_event(&event).expect("an event of API Gateway reads");
    let world = World::new();
    let answer = in_no_log(|| at_once(webhook_ingest::handle(&world, &config, &request, NOW)));
    check_answer(&request, &answer);
    (answer.status_code, world.published().len())
}

fn written(form: &Form) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}
