//! Where everything is stored, when it is woken and in which list it stands: a release that says otherwise finds
//! nothing that an earlier one stored.

use domain::account::{Account, Sender};
use domain::case::{Case, Handover};
use domain::delivery::Channel;
use domain::ids::{PatientId, ThreadId};
use domain::pause::Pause;
use domain::phi::Phi;
use domain::phone::Identity;
use domain::survey::Survey;
use domain::survey::score::Tally;
use domain::thread::desk::{Agent, Held};
use domain::thread::{Thread, Waiting as WaitingFor};
use domain::ticket::{Ticket, TicketState};
use domain::waiting::Waiting;
use ports::commit::Aggregate;
use ports::records::{FoundBy, Swept, slots_prefix, tickets_prefix};
use serde_json::{Value, json};

use crate::given::{at, made, message, patient, slot, sol};

const AT: &str = "2026-11-25T13:30:00Z";
/// How the agent Rosalba stands in keys.
const ROSALBA: &str = "agt_1hz40wbh72hbb4tq9evdfm7p3m";

/// All that an aggregate is found by; what it has not is left out.
fn place<A: Aggregate>(state: &A) -> Value {
    let mut place = json!({
        "key": state.key().0,
        "due": state.due(),
        "group": state.group(),
        "listing": state.listing().map(|it| [it.list, it.order]),
        "expires_at": state.expires_at(),
    });
    place.as_object_mut().unwrap().retain(|_, it| !it.is_null());
    place
}

/// A visit in the evening, which is another day in UTC, with a reminder to come.
fn case() -> Case {
    made(json!({
        "clinic": "sol", "id": "a1", "patient": "p1", "topic": "appointment", "state": "booked", "version": 1,
        "subject": { "kind": "appointment", "modality": "on_site" },
        "anchor": {
            "local": "2026-11-26T22:30:00", "zone": "America/Argentina/Buenos_Aires", "at": "2026-11-27T01:30:00Z"
        },
        "tzdb": "2026a", "told": { "occurred_at": "2026-11-20T12:00:00Z" },
        "steps": [{ "step": "reminder_24h", "version": 1, "at": AT, "state": { "kind": "planned" } }],
        "causes": [], "timeline": []
    }))
}

fn thread() -> Thread {
    let identity = Identity::WhatsappUser(Phi::new("AR.1000000000615".to_owned()));
    Thread { id: ThreadId::new("thr_1").unwrap(), answer_by: Some(at(AT)), ..Thread::new(sol(), identity) }
}

fn survey() -> Survey {
    made(json!({
        "clinic": "sol", "id": "srv_1", "case": "a1", "version": 1, "patient": "p1", "questionnaire": "visit",
        "scale": "csat", "visit": { "day": "2026-11-26" }, "asked": [], "further": {}, "comments": [],
        "comment_asked": false, "review_asked": false, "reminded": false, "links_used": [], "due": AT, "causes": []
    }))
}

fn waiting(priority: u8, state: &Value) -> Waiting {
    made(json!({
        "clinic": "sol", "id": "a1", "patient": "p1", "since": AT,
        "wish": { "has_appointment": true, "priority": priority }, "state": state,
        "told": { "occurred_at": AT }, "offers": [], "causes": []
    }))
}

fn ticket(state: TicketState) -> Ticket {
    made(json!({
        "clinic": "sol", "id": "tkt_1", "survey": "srv_1", "case": "a1", "patient": "p1", "state": state.as_str(),
        "severity": "high", "team": "reception", "opened_at": "2026-11-24T13:30:00Z", "due_at": AT, "history": [],
        "causes": []
    }))
}

#[test]
fn what_is_only_looked_up_has_a_key_and_no_more() {
    let found =
        FoundBy { clinic: sol(), digest: "dgt_1".to_owned(), patients: vec![PatientId::new("p1").unwrap()] };
    let agent = format!("agent#sol#{ROSALBA}");
    for (place, key) in [
        (place(&patient("p1")), "patient#sol#p1"),
        (place(&Agent::new(sol(), "Rosalba".to_owned())), agent.as_str()),
        (place(&Sender::new("106540352240002".to_owned())), "sender#106540352240002"),
        (place(&Account { id: "2729".to_owned(), ..Account::default() }), "account#2729"),
        (place(&Pause { clinic: sol(), history: Vec::new(), causes: Vec::new() }), "pause#sol"),
        (place(&found), "found#sol#dgt_1"),
        (place(&Swept { until: 7 }), "sweep"),
    ] {
        assert_eq!(place, json!({ "key": key }));
    }
}

#[test]
fn a_case_is_woken_for_its_next_step_and_stands_in_its_day_at_the_clinic() {
    let expected = json!({
        "key": "case#sol#a1", "due": AT, "group": "sol",
        "listing": ["day#sol#2026-11-26", "p1#2026-11-27T01:30:00Z#a1"]
    });
    assert_eq!(place(&case()), expected);
    let told = Case { steps: Vec::new(), ..case() };
    assert_eq!(told.key().0, "case#sol#a1");
    assert_eq!(Aggregate::due(&told), None);
}

#[test]
fn a_message_is_woken_for_its_next_look_and_stands_in_no_list() {
    let sent = message("msg_1", &json!([{ "channel": "sms", "status": "sent", "attempts": 1, "at": AT }]));
    assert!(sent.dispatch(Channel::Sms).is_some());
    let expected = json!({ "key": "message#msg_1", "due": "2026-11-25T14:00:00Z", "group": "sol" });
    assert_eq!(place(&sent), expected);
}

#[test]
fn a_thread_stands_where_a_person_looks_for_it_and_emergencies_stand_first() {
    let waits = |why: Handover| Some(WaitingFor { since: at("2026-11-25T13:00:00Z"), why });
    let held = Held { agent: "Rosalba".to_owned(), since: at(AT), waited: waits(Handover::Asked) };
    for (what, thread, listing) in [
        ("for nobody", thread(), Value::Null),
        (
            "for anybody",
            Thread { waiting: waits(Handover::Asked), ..thread() },
            json!(["waiting#sol", "1#2026-11-25T13:00:00Z#thr_1"]),
        ),
        (
            "an emergency",
            Thread { waiting: waits(Handover::Emergency), ..thread() },
            json!(["waiting#sol", "0#2026-11-25T13:00:00Z#thr_1"]),
        ),
        (
            "held, whatever it waits for",
            Thread { held: Some(held), waiting: waits(Handover::Emergency), ..thread() },
            json!(["held#sol", format!("{ROSALBA}#{AT}#thr_1")]),
        ),
    ] {
        let place = place(&thread);
        assert_eq!(place["listing"], listing, "{what}");
        let found = (&place["key"], &place["due"], &place["group"], &place["expires_at"]);
        assert_eq!(found, (&json!("thread#thr_1"), &json!(AT), &json!("sol"), &Value::Null), "{what}");
    }
}

#[test]
fn a_slot_stands_by_its_start_with_the_free_ones_and_is_kept_for_400_days() {
    let claim = json!({ "case": "a1", "version": 1 });
    for (state, due, part) in [
        (json!({ "kind": "open" }), json!("2026-11-27T01:30:00Z"), "free"),
        (json!({ "kind": "held", "claim": claim, "until": AT }), json!(AT), "free"),
        (json!({ "kind": "taken", "claim": claim }), Value::Null, "other"),
        (json!({ "kind": "closed" }), Value::Null, "other"),
    ] {
        let place = place(&slot(&state));
        let order = format!("{part}#2026-11-26T22:30:00#s1");
        assert!(order.starts_with(&slots_prefix(part == "free", "2026-11-26")), "{state}");
        assert_eq!(place["listing"], json!(["slots#sol", order]), "{state}");
        let found = (&place["key"], &place["due"], &place["group"], &place["expires_at"]);
        let (key, group, expires_at) = (json!("slot#sol#s1"), json!("sol"), json!("2028-01-01T01:30:00Z"));
        assert_eq!(found, (&key, &due, &group, &expires_at), "{state}");
    }
}

#[test]
fn who_waits_stands_before_who_does_not_and_the_highest_priority_first_and_nobody_for_ever() {
    const A_YEAR_AND_30_DAYS: &str = "2027-12-25T13:30:00Z";
    const DAYS_30: &str = "2026-12-25T13:30:00Z";
    let waits = json!({ "kind": "waiting" });
    for (priority, state, order, expires_at) in [
        (0, &waits, format!("waits#9#{AT}#a1"), A_YEAR_AND_30_DAYS),
        (7, &waits, format!("waits#2#{AT}#a1"), A_YEAR_AND_30_DAYS),
        (9, &waits, format!("waits#0#{AT}#a1"), A_YEAR_AND_30_DAYS),
        (7, &json!({ "kind": "left" }), format!("done#2#{AT}#a1"), DAYS_30),
        (7, &json!({ "kind": "accepted", "slot": "s1" }), format!("done#2#{AT}#a1"), DAYS_30),
    ] {
        let expected =
            json!({ "key": "wait#sol#a1", "listing": ["waits#sol", order], "expires_at": expires_at });
        assert_eq!(place(&waiting(priority, state)), expected);
    }
}

#[test]
fn a_survey_is_woken_for_its_reminder_and_stands_with_its_tally_in_the_visits_day() {
    let survey = survey();
    let expected = json!({
        "key": "survey#srv_1", "due": AT, "group": "sol", "listing": ["surveys#sol", "2026-11-26#srv_1"]
    });
    assert_eq!(place(&survey), expected);
    let tally = Tally { shard: 3, ..Tally::of(&survey) };
    let expected =
        json!({ "key": "tally#sol#visit#2026-11-26#3", "listing": ["tallies#sol", "2026-11-26#visit#3"] });
    assert_eq!(place(&tally), expected);
}

#[test]
fn a_ticket_stands_by_its_state_and_when_it_is_due() {
    for (state, part) in TicketState::ALL.into_iter().zip(["open#", "in_progress#", "resolved#", "closed#"]) {
        assert_eq!(tickets_prefix(state), part);
        let listing = json!(["tickets#sol", format!("{part}{AT}#tkt_1")]);
        assert_eq!(place(&ticket(state)), json!({ "key": "ticket#sol#tkt_1", "listing": listing }));
    }
}
