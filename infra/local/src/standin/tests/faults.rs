//! Trouble to order.

use ports::gateway::GatewayError;

use super::super::{FAULT_TIMES_MAX, Fault, FaultKind, Provider, StandIn, StandInError};
use super::{
    ANA, SMS_NUMBER, at, graph_request, json_of, reminder, run, send, statuses, twilio_request, world,
};

fn arm(world: &StandIn, effect: FaultKind, times: u32) {
    world.arm_fault(Fault { provider: None, to: None, times, effect }).unwrap();
}

#[test]
fn calls_are_refused_as_often_as_ordered() {
    let check = |effect: FaultKind, whatsapp: (u16, u64), twilio: (u16, u64)| {
        let world = world();
        arm(&world, effect, 2);
        let response = world.call(&graph_request(&reminder(ANA)), at(0)).unwrap();
        assert_eq!(
            (response.status().as_u16(), json_of(&response)["error"]["code"].as_u64()),
            (whatsapp.0, Some(whatsapp.1))
        );
        let sms = twilio_request(&[("To", ANA), ("From", SMS_NUMBER), ("Body", "x")]);
        let response = world.call(&sms, at(0)).unwrap();
        assert_eq!(
            (response.status().as_u16(), json_of(&response)["code"].as_u64()),
            (twilio.0, Some(twilio.1))
        );
        assert!(world.accepted().unwrap().is_empty());
        send(&world, &reminder(ANA), 1);
    };
    check(FaultKind::Throttled, (429, 130_429), (429, 20_429));
    check(FaultKind::ServerError, (500, 131_000), (500, 20_500));
    check(FaultKind::Refuse { code: 131_031 }, (403, 131_031), (400, 131_031));
}

#[test]
fn answers_and_requests_get_lost() {
    for (effect, expected, accepted) in [
        (FaultKind::NotSent, GatewayError::NotSent, 0),
        (FaultKind::LostRequest, GatewayError::NoAnswer, 0),
        (FaultKind::LostAnswer, GatewayError::NoAnswer, 1),
    ] {
        let world = world();
        arm(&world, effect, 1);
        assert_eq!(world.call(&graph_request(&reminder(ANA)), at(0)).unwrap_err(), expected);
        assert_eq!(world.accepted().unwrap().len(), accepted);
        assert_eq!(statuses(&run(&world, 300)).len(), 3 * accepted, "what was accepted is delivered");
    }
}

#[test]
fn messages_fail_later_as_ordered() {
    let world = world();
    arm(&world, FaultKind::FailLater { code: 131_049 }, 1);
    send(&world, &reminder(ANA), 0);
    assert_eq!(statuses(&run(&world, 300)), ["2 failed 131049"]);
    arm(&world, FaultKind::FailLater { code: 30_007 }, 1);
    let fields = [
        ("To", ANA),
        ("From", SMS_NUMBER),
        ("Body", "x"),
        ("StatusCallback", "http://127.0.0.1:8787/status"),
    ];
    world.call(&twilio_request(&fields), at(300)).unwrap();
    assert_eq!(statuses(&run(&world, 600)), ["302 failed 30007"]);
}

#[test]
fn statuses_are_lost_doubled_and_overtaken() {
    let check = |effect: FaultKind, expected: &[&str]| {
        let world = world();
        arm(&world, effect, 1);
        send(&world, &reminder(ANA), 0);
        assert_eq!(statuses(&run(&world, 300)), expected);
    };
    let delivered = || Some("delivered".to_owned());
    check(FaultKind::LoseStatus { status: None }, &["3 delivered", "123 read"]);
    check(FaultKind::LoseStatus { status: delivered() }, &["1 sent", "123 read"]);
    check(
        FaultKind::DuplicateStatus { status: delivered() },
        &["1 sent", "3 delivered", "4 delivered", "123 read"],
    );
    check(FaultKind::DelayStatus { status: None, seconds: 10 }, &["3 delivered", "11 sent", "123 read"]);
}

#[test]
fn faults_meet_only_whom_they_should() {
    let world = world();
    let effect = FaultKind::ServerError;
    world
        .arm_fault(Fault { provider: Some(Provider::Twilio), to: None, times: 1, effect: effect.clone() })
        .unwrap();
    world
        .arm_fault(Fault { provider: None, to: Some("+525512345678".to_owned()), times: 1, effect })
        .unwrap();
    send(&world, &reminder(ANA), 0);
    let response = world.call(&graph_request(&reminder("+5215512345678")), at(0)).unwrap();
    assert_eq!(response.status(), 500, "every spelling of the number");
}

#[test]
fn faults_have_limits() {
    let world = world();
    let effect = FaultKind::DelayStatus { status: None, seconds: 604_801 };
    for (times, effect) in
        [(0, FaultKind::Throttled), (FAULT_TIMES_MAX + 1, FaultKind::Throttled), (1, effect)]
    {
        let refused = world.arm_fault(Fault { provider: None, to: None, times, effect });
        assert!(matches!(refused, Err(StandInError::FaultRefused)));
    }
}

#[test]
fn faults_are_written_as_json() {
    let fault: Fault =
        serde_json::from_str(r#"{"times":2,"effect":{"kind":"delay_status","status":"sent","seconds":5}}"#)
            .unwrap();
    let effect = FaultKind::DelayStatus { status: Some("sent".to_owned()), seconds: 5 };
    assert_eq!(fault, Fault { provider: None, to: None, times: 2, effect });
}
