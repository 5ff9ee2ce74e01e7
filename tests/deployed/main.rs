//! The deployed stack: `template.yaml`, deployed by the real command to a local AWS engine that runs the built
//! functions and enforces their roles, driven from outside over HTTP.
//!
//! One test, because a stack is dear to deploy; its stages run in order and are printed.
#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests")]

mod accounts;
mod base;
mod dialogue;
mod faults;
mod flow;
mod interface;
mod leaks;
mod ledger;
mod notifications;
mod permissions;
mod stack;

use stack::Stack;

type Stage = fn(&Stack);

#[test]
fn the_deployed_stack() {
    let Some(stack) = Stack::deploy() else { return };
    let stages: [(&str, Stage); 15] = [
        ("the interface answers as the local bundle's does", interface::same_as_local),
        ("whom the issuer vouches for works for their clinics", accounts::signed_in),
        ("a schedule is lost", faults::lose_schedule),
        ("a canary goes from booking over its reminder to the answer", flow::canary),
        ("a patient moves, asks, complains and is answered by a person", dialogue::evening),
        (
            "a mail is delivered, as the topic says, and its links answer it and stop the next",
            notifications::email,
        ),
        ("doubled and disordered deliveries change nothing", faults::doubled),
        ("a poison message is parked, its batch-mates are handled, and redrive works", faults::poison),
        ("refusals, failures and silence of a provider end in one message", faults::providers),
        ("throttled writes lose nothing", faults::throttled),
        ("the lost schedule is repaired by the sweep", faults::lost_schedule),
        ("an appointment costs what the ledger says", ledger::appointment),
        ("who of the staff asked is in the log", accounts::logged),
        ("nothing that leaves the bodies speaks of a patient", leaks::none),
        ("every role grants what its function calls and nothing else", permissions::exact),
    ];
    for (name, stage) in stages {
        eprintln!("== {name}");
        let started = std::time::Instant::now();
        stage(&stack);
        eprintln!("   {:.1} s", started.elapsed().as_secs_f64());
    }
}
