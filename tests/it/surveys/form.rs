//! The web form, over HTTP as a browser asks for it.

use channels::button::ButtonKey;
use channels::link::LinkKey;
use jiff::SignedDuration;

use super::*;

/// What the bundle's links are signed with.
fn links() -> LinkKey {
    LinkKey::new(ButtonKey::new("local-button-key"))
}

/// The token of a link in the message that asked about a visit.
pub(crate) fn token(bundle: &Bundle, case: &str) -> String {
    let step = bundle.step(case, "survey");
    let dispatch = step["messages"][0]["id"].as_str().unwrap();
    let message = dispatch.rsplit_once('.').unwrap().0;
    let until = bundle.now().checked_add(SignedDuration::from_hours(24)).unwrap();
    links().sign(&domain::ids::MessageId::new(message).unwrap(), until)
}

/// The link in the e-mail that asked somebody who has no phone.
fn mailed(bundle: &Bundle) -> String {
    let mail = bundle.sim("GET", "mail", &Value::Null).json;
    let texts: Vec<String> = mail.as_array().unwrap().iter().map(ToString::to_string).collect();
    let asks = texts.iter().find(|it| it.contains("/s/s1.")).unwrap_or_else(|| panic!("{texts:#?}"));
    let from = asks.find("/s/").unwrap();
    asks[from..].chars().take_while(|it| !it.is_whitespace() && *it != '\\' && *it != '"').collect()
}

fn post(bundle: &Bundle, path: &str, form: &str) -> tests::Answered {
    let answer =
        bundle.send("POST", path, &[("content-type", "application/x-www-form-urlencoded")], form.as_bytes());
    bundle.settle();
    answer
}

/// A visit of somebody who has an e-mail address and nothing else.
fn visited_by_mail(bundle: &Bundle) {
    let tell = |kind: &str| {
        let mut event = bundle.event_now(kind, "a1", "p1", ANA, FRIDAY);
        event["patient"] =
            json!({ "id": "p1", "given_name": "Ana", "email": "ana@example.com", "language": "es" });
        bundle.tell(&event);
    };
    tell("appointment.booked");
    bundle.advance_to(OVER);
    tell("appointment.completed");
    bundle.advance_to(ASKED);
}

#[test]
fn who_has_no_other_address_is_not_asked_once_more() {
    let bundle = Bundle::new();
    visited_by_mail(&bundle);
    bundle.advance_hours(49);
    post(&bundle, &mailed(&bundle), "score=5");
    let [survey] = answers(&bundle).try_into().unwrap();
    assert_eq!((&survey["reminded"], &survey["not_reminded"]), (&json!(false), &json!("no_address")));
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_form_is_opened_sent_once_and_followed_up() {
    let bundle = Bundle::new();
    visited_by_mail(&bundle);
    let path = mailed(&bundle);
    // A link carries nothing of the patient, the clinic or the visit.
    assert!(!path.contains("sol") && !path.contains("a1") && !path.contains("p1"), "{path}");
    for _ in 0..2 {
        // Previews of links open them too.
        let page = bundle.send("GET", &path, &[], b"");
        assert_eq!(page.status, 200);
        for part in [
            "<html lang=\"es\">",
            "Clínica del Sol",
            "viernes 4 de diciembre",
            "¿Qué le pareció el tiempo de espera?",
            // Words that fit any question; those of the visit agree with it alone.
            "1: muy mal · 5: muy bien",
            "<fieldset",
            "<legend>",
            "for=\"comment\"",
        ] {
            assert!(page.text.contains(part), "{part}: {}", page.text);
        }
        assert!(!page.text.contains("<script") && !page.text.contains("Ana"), "{}", page.text);
    }
    let incomplete = post(&bundle, &path, "comment=Una+espera+larga&q_waiting=1");
    assert_eq!(incomplete.status, 422);
    for part in ["role=\"alert\"", "Una espera larga", "name=\"q_waiting\" value=\"1\" checked"] {
        assert!(incomplete.text.contains(part), "{part}: {}", incomplete.text);
    }
    assert_eq!(answers(&bundle).len(), 0);
    let form = "score=2&q_waiting=1&q_explained=4&comment=Me+cobraron+de+m%C3%A1s+%3Cb%3E";
    for _ in 0..2 {
        // The browser's back and forward send it again.
        assert!(post(&bundle, &path, form).text.contains("Gracias"));
    }
    assert!(bundle.send("GET", &path, &[], b"").text.contains("Ya hemos recibido"));
    let [survey] = answers(&bundle).try_into().unwrap();
    assert_eq!((&survey["score"], &survey["by"]), (&json!(2), &json!("form")));
    assert_eq!(survey["further"], json!({ "explained": 4, "waiting": 1 }));
    assert_eq!(survey["comments"][0]["words"], "Me cobraron de más <b>");
    let [ticket] = tickets(&bundle).try_into().unwrap();
    assert_eq!((&ticket["team"], &ticket["severity"]), (&json!("billing"), &json!("high")));
    assert_eq!((total(&bundle)["answered"].clone(), bundle.dead_letters()), (json!(1), 0));
}

#[test]
fn only_our_own_links_open_and_only_in_time() {
    let bundle = Bundle::new();
    visited_by_mail(&bundle);
    let path = mailed(&bundle);
    let forged = format!("{}0", &path[..path.len() - 1]);
    let other = if forged == path { format!("{}1", &path[..path.len() - 1]) } else { forged };
    for odd in [&other, "/s/", "/s/s1.msg_x.1.00", &format!("/s/{}", "x".repeat(5_000))] {
        let page = bundle.send("GET", odd, &[], b"");
        assert_eq!(page.status, 404, "{odd}: {}", page.text);
        assert_eq!(post(&bundle, odd, "score=1").status, 404, "{odd}");
    }
    assert_eq!(bundle.send("PUT", &path, &[], b"").status, 405);
    assert_eq!(bundle.send("HEAD", &path, &[], b"score=1").status, 200);
    assert_eq!(post(&bundle, &path, &"x".repeat(64 * 1024)).status, 413);
    for odd in ["score=6", "score=0", "score=x", "score=-1", ""] {
        assert_eq!(post(&bundle, &path, odd).status, 422, "{odd}");
    }
    assert_eq!(bundle.send("GET", "/s/form.css", &[], b"").status, 200);
    bundle.advance_hours(24 * 30);
    assert_eq!(bundle.send("GET", &path, &[], b"").status, 410);
    assert_eq!(post(&bundle, &path, "score=5").status, 410);
    assert_eq!(answers(&bundle).len(), 0);
}
