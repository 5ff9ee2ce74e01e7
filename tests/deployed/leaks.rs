//! All patients of this test are canaries: afterwards what left the stored and queued bodies is looked through.

use serde_json::Value;
use tests::canary::{found, names_nobody};

use crate::stack::Stack;

pub(crate) fn none(stack: &Stack) {
    let lines = |name: &str| stack.log(name).iter().map(ToString::to_string).collect::<Vec<_>>();
    let (functions, outside, calls) = (lines("functions.log"), lines("outside.log"), lines("calls.log"));
    // There is something to look through: log lines and metrics of every function, and requests to every service.
    let metrics = functions.iter().filter(|it| it.contains("CloudWatchMetrics")).count();
    assert!(functions.len() > 100 && metrics > 20, "{} lines, {metrics} metrics", functions.len());
    let services = ["dynamodb", "sqs", "scheduler"];
    let of = |service: &str| {
        outside.iter().filter(|it| it.contains(&format!("\"service\":\"{service}\""))).count()
    };
    for service in services {
        assert!(of(service) > 0, "no request to {service}");
    }
    assert!(
        outside.iter().any(|it| it.contains("MessageGroupId"))
            && outside.iter().any(|it| it.contains("/schedules/minute-"))
    );
    names_nobody("a function's log", &functions.join("\n"));
    names_nobody("what stands beside the bodies", &outside.join("\n"));
    names_nobody("what was authorised", &calls.join("\n"));
    names_nobody("an output of the stack", &stack.outputs().join("\n"));
    // The canaries were there: the clinic's own screen shows them.
    assert!(!found(&Value::to_string(&stack.base.case("ledger"))).is_empty());
    eprintln!(
        "   {} lines of functions with {metrics} metrics, {} requests, {} authorisations: 0 speak of a patient",
        functions.len(),
        outside.len(),
        calls.len(),
    );
}
