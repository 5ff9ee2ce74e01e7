//! Things that are no message, put where messages stand: they must end in the dead letters and hurt nobody.

use ports::queue::{Outgoing, QueueName};

use crate::access::put_on_queue;
use crate::faults::{Boundary, Fault, Function, Op, kind_of};
use crate::state::State;

const MARK: &str = "poison";

/// Whether a body is one of these.
pub(crate) fn is_poison(body: &str) -> bool {
    body.contains(MARK)
}

/// Puts something on some queue, if it strikes.
pub(crate) fn strike(state: &mut State) {
    let queue = QueueName::ALL[state.rng.usize(0..QueueName::ALL.len())];
    let kind = kind_of(queue.as_str());
    if !state.strikes(Fault::Poison, Boundary { function: Function::World, op: Op::Deliver, kind }) {
        return;
    }
    let body = match state.rng.u32(0..5) {
        0 => format!("{MARK} that is no JSON"),
        1 => format!("{{\"v\":1,\"message\":{{\"type\":\"{MARK}\"}}}}"),
        2 => format!("{{\"v\":999,\"message\":{{\"type\":\"sweep\",\"{MARK}\":1}}}}"),
        3 => format!("{MARK}{}", "[".repeat(2_000)),
        _ => format!("{{\"v\":1,\"message\":{{\"type\":\"case_due\",\"clinic\":\"{MARK}\",\"case\":17}}}}"),
    };
    put_on_queue(state, queue, &Outgoing { body, delay_seconds: 0, group: MARK.to_owned() });
}
