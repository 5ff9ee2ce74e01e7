//! Campaigns: what a clinic says to a list of people.

use serde_json::{Value, json};
use tests::Bundle;

use crate::screen::{last, text};
use crate::usual::{ANA, EVA, LUZ};

const LIST: &str = "paciente_id;nombre;telefono\np1;Ana;+5491155550101\np2;Eva;+5491155550102\n";

fn launch(bundle: &Bundle, campaign: &str, list: &str) -> Value {
    let answer = bundle.v1("POST", &format!("/v1/campaigns/{campaign}"), list.as_bytes());
    assert_eq!(answer.status, 202, "{}", answer.text);
    bundle.advance_minutes(2);
    answer.json
}

fn heard(bundle: &Bundle) -> [usize; 3] {
    [ANA, EVA, LUZ].map(|it| bundle.inbox(it).len())
}

/// The agreement of Ana's to news, or her refusal.
fn agrees(bundle: &Bundle, event: &str, granted: bool) {
    let consent =
        json!({ "purpose": "marketing", "channel": "whatsapp", "granted": granted, "evidence": "form 7" });
    bundle.tell(&json!({
        "event_id": event, "type": "patient.updated", "occurred_at": bundle.now(),
        "patient": { "id": "p1", "phone": ANA, "consents": [consent] },
    }));
}

#[test]
fn everybody_in_the_list_hears_it_once_whatever_list_they_stand_in() {
    let bundle = Bundle::new();
    let taken = launch(&bundle, "yearly_check_up", LIST);
    assert_eq!(taken, json!({ "accepted": 2, "rejected": [] }));
    assert_eq!(heard(&bundle), [1, 1, 0]);
    assert!(text(&last(&bundle, ANA)).contains("Ya le toca su revisión anual"), "{:#}", last(&bundle, ANA));
    // The list is sent again, with one more in it.
    launch(&bundle, "yearly_check_up", &format!("{LIST}p3;Luz;+5491155550103\n"));
    assert_eq!(heard(&bundle), [1, 1, 1]);
    // Who answers is heard by a person, and who wants no more is left alone.
    bundle.type_text(ANA, "quiero hablar con una persona", "whatsapp");
    bundle.type_text(EVA, "BAJA", "whatsapp");
    bundle.advance_minutes(2);
    assert_eq!(bundle.waiting().len(), 1);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn marketing_is_for_who_agreed_to_it() {
    let bundle = Bundle::new();
    agrees(&bundle, "e1", true);
    launch(&bundle, "new_centre", LIST);
    assert_eq!(heard(&bundle), [1, 0, 0]);
    assert!(text(&last(&bundle, ANA)).contains("estrenamos centro"), "{:#}", last(&bundle, ANA));
    let cases = bundle.v1("GET", "/v1/cases?campaign=new_centre", b"").json;
    assert_eq!(bundle.v1("GET", "/v1/cases?campaign=flu", b"").status, 400);
    // A campaign hides no day's visits.
    assert_eq!(bundle.v1("GET", "/v1/cases", b"").json["cases"], json!([]));
    let of = |patient: &str| {
        let all = cases["cases"].as_array().unwrap();
        all.iter().find(|it| it["patient"]["id"] == patient).unwrap_or_else(|| panic!("{cases:#}"))["id"]
            .clone()
    };
    let eva = bundle.step(of("p2").as_str().unwrap(), "new_centre");
    assert_eq!(
        (&eva["messages"][0]["status"], &eva["messages"][0]["reason"]),
        (&json!("suppressed"), &json!("no_consent"))
    );
    // What Ana takes back holds for the next campaign.
    agrees(&bundle, "e2", false);
    launch(&bundle, "yearly_check_up", LIST);
    assert_eq!(heard(&bundle), [2, 1, 0], "her care is another matter");
}

#[test]
fn a_system_tells_one_by_one_whom_a_campaign_is_for() {
    let bundle = Bundle::new();
    let launched = |campaign: &str| {
        let event = json!({
            "event_id": "e1", "type": "campaign.launched", "occurred_at": bundle.now(),
            "patient": { "id": "p1", "phone": ANA, "given_name": "Ana" }, "notice": { "id": "recall-7", "campaign": campaign },
        });
        bundle.v1("POST", "/v1/events", event.to_string().as_bytes()).json
    };
    let rejected = launched("flu")["rejected"][0].clone();
    assert_eq!(
        rejected,
        json!({ "index": 0, "field": "notice.campaign", "reason": "is no campaign of this clinic" })
    );
    assert_eq!(launched("yearly_check_up")["accepted"], 1);
    bundle.advance_minutes(2);
    assert_eq!(bundle.step("recall-7", "yearly_check_up")["messages"][0]["status"], "delivered");
    assert_eq!(bundle.case("recall-7")["steps"].as_array().unwrap().len(), 1);
}
