//! Payloads of buttons, tokens of links and patients' codes: the first byte chooses what is changed, the rest is an id
//! or the token.
//!
//! What was signed reads back as it was; whatever is changed in it, and whatever was not signed, does not; neither
//! opens what the other is for.

use channels::button::{ButtonKey, Forged, PAYLOAD_BYTES_MAX};
use channels::identity::IdentityKey;
use channels::link::{LinkKey, NoLink, TOKEN_BYTES_MAX};
use domain::case::Answer;
use domain::ids::{MessageId, PatientId};
use domain::message::Tapped;
use jiff::SignedDuration;

use crate::NOW;
use crate::world::CLINIC;

/// Checks one token.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    // A fuzzer sees what is compared and learns a signature; none that it could learn is of a key made of its own text.
    let strangers = ButtonKey::new(&format!("not {text}"));
    assert_eq!(strangers.read(text), Err(Forged), "a payload that nobody signed");
    let codes = IdentityKey::new(strangers.clone());
    assert_eq!(codes.patient_in(&CLINIC.id, text, NOW), None, "a code that nobody signed");
    let strangers = LinkKey::new(strangers);
    assert_eq!(strangers.read(text, NOW), Err(NoLink::Forged), "a link that nobody signed");
    assert_eq!(strangers.read_stop(text, NOW), Err(NoLink::Forged), "a link that nobody signed");
    let buttons = ButtonKey::new("k");
    let links = LinkKey::new(buttons.clone());

    let ([place, change, choice], Ok(id)) = (
        [0, 1, 2].map(|at| bytes.get(at).copied().unwrap_or_default()),
        MessageId::new(text.chars().filter(char::is_ascii_graphic).collect::<String>()),
    ) else {
        return;
    };
    let tapped =
        Answer::ALL.get(usize::from(choice)).map_or(Tapped::Choice(choice), |it| Tapped::Answer(*it));
    let payload = buttons.sign(&id, tapped);
    assert!(payload.len() <= PAYLOAD_BYTES_MAX);
    assert_eq!(buttons.read(&payload), Ok((id.clone(), tapped)));
    let until = NOW.saturating_add(SignedDuration::from_secs(i64::from(change) + 1)).unwrap_or(NOW);
    let token = links.sign(&id, until);
    assert!(token.len() <= TOKEN_BYTES_MAX);
    assert_eq!(links.read(&token, NOW), Ok(id.clone()));
    assert_eq!(links.read(&token, until), Err(NoLink::Expired));
    let stop = links.sign_stop(&id, until);
    assert!(stop.len() <= TOKEN_BYTES_MAX);
    assert_eq!(links.read_stop(&stop, NOW), Ok(id.clone()));

    // What stands around a code is taken off it, and with it what an id begins with that is no letter or digit.
    if let Ok(patient) = PatientId::new(id.as_str())
        && id.as_str().starts_with(|it: char| it.is_ascii_alphanumeric())
    {
        let codes = IdentityKey::new(buttons.clone());
        let code = codes.code(&CLINIC.id, &patient, NOW);
        assert_eq!(codes.patient_in(&CLINIC.id, &format!("({code})."), NOW), Some(patient));
        assert_eq!(buttons.read(&code), Err(Forged), "a code pressed a button");
        assert_eq!(links.read(&code, NOW), Err(NoLink::Forged), "a code opened a form");
    }

    for link in [&token, &stop] {
        assert_eq!(buttons.read(link), Err(Forged), "a link pressed a button");
    }
    for opens_no_form in [&payload, &stop] {
        assert_eq!(links.read(opens_no_form, NOW), Err(NoLink::Forged), "{opens_no_form}");
    }
    for stops_nothing in [&payload, &token] {
        assert_eq!(links.read_stop(stops_nothing, NOW), Err(NoLink::Forged), "{stops_nothing}");
    }
    for signed in [payload, token, stop] {
        if let Some(changed) = flipped(&signed, place, change) {
            assert_eq!(buttons.read(&changed), Err(Forged), "{changed}");
            assert_eq!(links.read(&changed, NOW), Err(NoLink::Forged), "{changed}");
            assert_eq!(links.read_stop(&changed, NOW), Err(NoLink::Forged), "{changed}");
        }
    }
}

/// The text with some bits of one byte turned, if that is a text and another one.
fn flipped(signed: &str, place: u8, change: u8) -> Option<String> {
    let mut bytes = signed.as_bytes().to_vec();
    let at = usize::from(place) % bytes.len();
    bytes[at] ^= change;
    String::from_utf8(bytes).ok().filter(|it| it != signed)
}
