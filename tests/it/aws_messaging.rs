//! Text messages and e-mail over AWS: sent, reported over its topic, answered, and stopped.

use domain::clinic::SmsProvider;
use local::clinic_files;
use ports::Ports as _;
use serde_json::{Value, json};
use tests::{Bundle, START, booked};

use crate::incidents::arm;
use crate::screen::mails;
use crate::test_ports::TestPorts;
use crate::usual::{ANA, FRIDAY};

const MAIL: &str = "ana@example.com";

/// A clinic whose text messages go over AWS.
fn bundle() -> Bundle {
    let mut clinic = clinic_files::example();
    clinic.senders.sms.as_mut().unwrap().provider = SmsProvider::Aws;
    Bundle::of(vec![clinic], START, None)
}

fn dispatches(bundle: &Bundle, case: &str, step: &str) -> Value {
    let all = bundle.step(case, step)["messages"].clone();
    let all = all.as_array().unwrap_or_else(|| panic!("{all}"));
    all.iter().map(|it| json!([it["channel"], it["status"]])).collect()
}

#[test]
fn a_text_message_is_delivered_and_answered() {
    let bundle = bundle();
    bundle.set_phone(ANA, &json!({ "whatsapp": false }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_minutes(5);
    let expected = json!([["whatsapp", "failed"], ["sms", "delivered"]]);
    assert_eq!(dispatches(&bundle, "a1", "booking_confirmation"), expected);
    bundle.advance_to("2026-12-02T13:35:00Z");
    bundle.type_text(ANA, "1", "sms");
    assert_eq!(bundle.case("a1")["state"], "confirmed");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_stop_by_text_message_is_heard() {
    let bundle = bundle();
    bundle.set_phone(ANA, &json!({ "whatsapp": false }));
    bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
    bundle.advance_minutes(5);
    let before = bundle.inbox(ANA).len();
    bundle.type_text(ANA, "STOP", "sms");
    bundle.advance_to("2026-12-04T13:00:00Z");
    assert_eq!(bundle.inbox(ANA).len(), before, "nothing is sent after a stop");
    assert_eq!(bundle.dead_letters(), 0);
}

/// The booking of somebody who has an e-mail address and nothing else.
fn booked_by_mail() -> Value {
    let mut event = booked("a1", "p1", ANA, FRIDAY);
    event["patient"]["phone"] = Value::Null;
    event["patient"]["email"] = json!(MAIL);
    event
}

/// The path of the link that stands under a mail.
fn way_out(mail: &str) -> &str {
    let last = mail.trim_end().lines().last().unwrap();
    let (_, link) =
        last.split_once("Para no recibir más correos nuestros: ").unwrap_or_else(|| panic!("{mail}"));
    &link[link.find("/s/u1.").unwrap_or_else(|| panic!("{mail}"))..]
}

#[test]
fn email_is_stopped_by_the_link_in_any_mail_and_not_by_opening_it() {
    let bundle = bundle();
    bundle.tell(&booked_by_mail());
    bundle.advance_minutes(5);
    let confirmation = mails(&bundle).pop().unwrap();
    let path = way_out(&confirmation);
    let name = clinic_files::example().name;
    // Scanners of mail open every link, and try methods.
    assert_eq!(bundle.send("HEAD", path, &[], b"List-Unsubscribe=One-Click").status, 200);
    for _ in 0..2 {
        let page = bundle.send("GET", path, &[], b"");
        assert_eq!(page.status, 200);
        for part in ["<html lang=\"es\">", &name, "<form method=\"post\">", "No recibir más correos"] {
            assert!(page.text.contains(part), "{part}: {}", page.text);
        }
        assert!(!page.text.contains("Ana") && !page.text.contains(MAIL), "{}", page.text);
    }
    assert_eq!(bundle.send("PUT", path, &[], b"").status, 405);
    // What nobody signed, and what was signed for something else, stops nothing.
    let (signed, signature) = path.rsplit_once('.').unwrap();
    let forged = format!("{signed}.{}", signature.chars().rev().collect::<String>());
    for odd in [&*forged, &path.replace("/s/u1.", "/s/s1."), &path[..path.len() - 1], "/s/u1."] {
        for method in ["GET", "POST"] {
            assert_eq!(bundle.send(method, odd, &[], b"List-Unsubscribe=One-Click").status, 404, "{odd}");
        }
    }
    bundle.advance_to("2026-12-02T13:35:00Z");
    let told = mails(&bundle);
    assert!(told.len() > 1, "a reminder comes by mail: {told:#?}");

    // The click of mail programs on an old mail, made in both its forms, and the page's button in a newer one.
    let (form, multipart) = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=b");
    let part =
        "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
    let one_click = "List-Unsubscribe=One-Click";
    for (path, kind, body) in
        [(path, form, one_click), (path, multipart, part), (way_out(&told[1]), form, "")]
    {
        let page = bundle.send("POST", path, &[("content-type", kind)], body.as_bytes());
        assert!(page.status == 200 && page.text.contains("No le enviaremos más correos"), "{}", page.text);
    }
    bundle.advance_to("2026-12-04T13:00:00Z");
    assert_eq!(mails(&bundle).len(), told.len(), "nothing is mailed after a stop");
    let unsaid = bundle.step("a1", "reminder_24h");
    assert!(unsaid.to_string().contains("opted_out"), "{unsaid}");
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn the_page_that_stopped_email_says_so_when_it_is_opened_again() {
    let bundle = bundle();
    bundle.tell(&booked_by_mail());
    bundle.advance_minutes(5);
    let confirmation = mails(&bundle).pop().unwrap();
    let path = way_out(&confirmation);
    let asks = |text: &str| text.contains("<form method=\"post\">");
    assert!(asks(&bundle.send("GET", path, &[], b"").text), "{confirmation}");
    assert_eq!(bundle.send("POST", path, &[], b"").status, 200);
    // Later, since a stop is of its instant.
    bundle.advance_minutes(5);
    let again = bundle.send("GET", path, &[], b"");
    assert!(again.status == 200 && !asks(&again.text), "{}", again.text);
    assert!(again.text.contains("No le enviaremos más correos"), "{}", again.text);
}

#[test]
fn an_email_is_delivered_and_one_that_bounces_is_a_failure() {
    for (fault, status) in [(None, "delivered"), (Some(json!({"kind": "fail_later", "code": 1})), "failed")] {
        let bundle = bundle();
        if let Some(fault) = fault {
            let mut armed = json!({"provider": "aws_email", "to": MAIL, "times": 1});
            armed["effect"] = fault;
            arm(&bundle, &armed);
        }
        bundle.tell(&booked_by_mail());
        bundle.advance_minutes(5);
        let all = dispatches(&bundle, "a1", "booking_confirmation");
        assert_eq!(all.as_array().unwrap().last(), Some(&json!(["email", status])), "{all}");
    }
}

/// What is told over the topic, and how many records follow from it; an error is one for an operator.
fn notified(body: &Value) -> Result<usize, String> {
    let (ports, _) = TestPorts::mortal(&clinic_files::example());
    let now = START.parse().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let told = runtime.block_on(webhook_ingest::handle_notification(ports.queue(), &body.to_string(), now));
    told.map(|()| ports.take_sent().len()).map_err(|failure| format!("{failure:?}"))
}

#[test]
fn what_nobody_can_be_answered_for_is_no_work_for_an_operator() {
    let text = |from: &str| {
        json!({ "originationNumber": from, "destinationNumber": "+541150000002", "messageBody": "Su saldo",
            "messageKeyword": "KEYWORD_1", "inboundMessageId": "in-1", "previousPublishedMessageId": "" })
    };
    assert_eq!(notified(&text(ANA)), Ok(1));
    for from in ["2175", "MOVISTAR"] {
        assert_eq!(notified(&text(from)), Ok(0), "{from}");
    }
    let subscribed = json!({ "notificationType": "AmazonSnsSubscriptionSucceeded", "message": "You have …" });
    let wrapped = json!({ "Type": "Notification", "Message": format!("{subscribed}\n") });
    for setting_up in [subscribed, wrapped] {
        assert_eq!(notified(&setting_up), Ok(0), "{setting_up}");
    }
    // What AWS always tells and does not any more is for an operator: a stop may be in it.
    for lacking in ["originationNumber", "destinationNumber"] {
        let mut text = text(ANA);
        text.as_object_mut().unwrap().remove(lacking);
        assert!(notified(&text).is_err(), "{lacking}");
    }
}
