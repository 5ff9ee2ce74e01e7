//! Fast-forwarding three days of a clinic is not to be slowed down by the stand-in. Time is the processor's: what else
//! runs on the machine does not count.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use super::super::StandIn;
use super::{at, config, graph_request, persistence::Scratch, reminder, run};

const PATIENTS: i64 = 250;
const ROUNDS: i64 = 6;
/// Unoptimised builds; optimised ones are many times faster.
const CALL_P95_MAX: Duration = Duration::from_millis(5);
const WHOLE_MAX: Duration = Duration::from_secs(20);

/// What the processor has spent on this thread.
fn spent() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap()
}

#[test]
fn three_days_of_250_patients_take_seconds() {
    let mut config = config();
    config.numbers[0].portfolio_limit = 1_000;
    let scratch = Scratch::new("speed");
    let world = StandIn::open(Some(scratch.path()), config).unwrap();
    let begin = spent();
    let (mut calls, mut webhooks) = (Vec::new(), 0);
    for round in 0..ROUNDS {
        let start = round * 12 * 3_600;
        for patient in 0..PATIENTS {
            let request = graph_request(&reminder(&format!("+34600{patient:06}")));
            let call = spent();
            let response = world.call(&request, at(start + patient / 50)).unwrap();
            calls.push(spent().saturating_sub(call));
            assert_eq!(response.status(), 200);
        }
        webhooks += run(&world, start + 12 * 3_600 - 1).len();
    }
    let whole = spent().saturating_sub(begin);
    calls.sort();
    let p95 = calls[calls.len() * 95 / 100];
    assert_eq!(world.accepted().unwrap().len(), calls.len());
    assert!(webhooks > 0);
    assert!(p95 < CALL_P95_MAX && whole < WHOLE_MAX, "p95 of a call {p95:?}, whole {whole:?}");
}
