//! What an appointment costs at AWS: every request and unit as the engine counted it, from the booking over the
//! confirmation and a reminder to the patient's answer.
//!
//! Webhooks come twice here, so what they cost is at its worst.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::base;
use crate::stack::{Stack, wait_until};

/// Write units that one appointment with two messages and an answer may cost.
const WRITE_UNITS_MAX: u64 = 60;
/// Calls to SQS that it may cost.
const SENDS_MAX: usize = 36;
/// List prices in dollars a million (us-east-1, on demand): a write unit, a read unit, a request of SQS.
const PRICES: [f64; 3] = [0.625, 0.125, 0.40];

const PHONE: &str = "+5491155550930";

/// Writes of one kind of item.
#[derive(Default)]
struct Writes {
    count: u64,
    units: u64,
}

pub(crate) fn appointment(stack: &Stack) {
    let (units, calls) = (stack.log("units.log").len(), stack.log("calls.log").len());
    stack.base.tell(&base::appointment("appointment.booked", "ledger", PHONE, 48 * 60 + 2));
    wait_until("the reminder is read", 240, || stack.base.arrived("ledger", "reminder_48h"));
    let asks = |it: &Value| it["buttons"].as_array().is_some_and(|it| it.len() == 3);
    let reminder = stack.base.inbox(PHONE).into_iter().find(asks).unwrap();
    stack.base.tap(PHONE, &reminder, 0);
    wait_until("it is confirmed", 60, || stack.base.case("ledger")["state"] == "confirmed");

    let units = stack.log("units.log").split_off(units);
    let calls = stack.log("calls.log").split_off(calls);
    let mut writes: BTreeMap<String, Writes> = BTreeMap::new();
    for put in units.iter().filter(|it| it["action"] == "PutItem") {
        let kind = put["key"].as_str().unwrap().split('#').next().unwrap();
        let kind = writes.entry(kind.to_owned()).or_default();
        kind.count += 1;
        kind.units += put["units"].as_u64().unwrap();
    }
    let write_units: u64 = writes.values().map(|it| it.units).sum();
    // The console's own reads, while this test waits, are not the appointment's.
    let of_functions = |it: &&Value| !it["principal"].as_str().unwrap().contains("ConsoleRole");
    let count = |action: &str| calls.iter().filter(of_functions).filter(|it| it["action"] == action).count();
    let (reads, sends) = (count("dynamodb:GetItem"), count("sqs:SendMessage"));
    eprintln!("   {:<10}{:>8}{:>8}", "item", "writes", "units");
    for (kind, writes) in &writes {
        eprintln!("   {kind:<10}{:>8}{:>8}", writes.count, writes.units);
    }
    let dollars = |units: f64, price: f64| units * price;
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let total = dollars(write_units as f64, PRICES[0])
        + dollars(reads as f64, PRICES[1])
        + dollars(sends as f64, PRICES[2]);
    eprintln!(
        "   {write_units} write units, {reads} reads, {sends} sends: ${total:.2} a million, with two messages and every webhook twice"
    );
    assert!(write_units <= WRITE_UNITS_MAX, "{write_units} write units");
    assert!(sends <= SENDS_MAX, "{sends} sends");
}
