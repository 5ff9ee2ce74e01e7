//! What goes wrong as a whole: ports and providers that are away, dead letters that an operator puts back, and the
//! calm after which everything has to come to rest.

use ports::queue::{Outgoing, QueueName};

use crate::access::put_on_queue;
use crate::faults::{Boundary, Fault, Function, Op, Rates, kind_of};
use crate::state::{Act, State};

/// How long something is away, in milliseconds: from minutes to most of a day, mostly short.
pub(crate) const OUTAGE_MS: [(i64, i64); 4] =
    [(60_000, 600_000), (600_000, 1_800_000), (1_800_000, 3_600_000), (3_600_000, 86_400_000)];
/// How long until the next thing is away.
pub(crate) const BETWEEN_MS: std::ops::Range<i64> = 43_200_000..172_800_000;
/// How often an operator looks at the dead letters while things go wrong: from hours to days.
const REDRIVE_MS: std::ops::Range<i64> = 7_200_000..172_800_000;
/// How often an operator looks at them afterwards.
const REDRIVE_CALM_MS: i64 = 3_600_000;

/// Something goes away for a while.
pub(crate) fn outage(state: &mut State) {
    let until_next = state.rng.i64(BETWEEN_MS);
    state.after(until_next, Act::Outage);
    let kind = ["case", "whatsapp", "sms"][state.rng.usize(0..3)];
    if !state.strikes(Fault::Outage, Boundary { function: Function::World, op: Op::Deliver, kind }) {
        return;
    }
    let longest = if state.rng.u32(0..100) < 10 { 4 } else { 3 };
    let (least, most) = OUTAGE_MS[state.rng.usize(0..longest)];
    let until = state.now + state.rng.i64(least..most);
    match kind {
        "case" => state.outages.ports = until,
        "whatsapp" => state.outages.whatsapp = until,
        _ => state.outages.sms = until,
    }
    let minutes = (until - state.now) / 60_000;
    state.tell(|| format!("away for {minutes} minutes: {kind}"));
}

/// An operator puts the dead letters back on their queues.
pub(crate) fn redrive(state: &mut State) {
    let calm = state.rates == Rates::none();
    let pause = if calm { REDRIVE_CALM_MS } else { state.rng.i64(REDRIVE_MS) };
    state.after(pause, Act::Redrive);
    for queue in QueueName::ALL {
        for dead in state.queues.take_dead(queue) {
            if crate::poison::is_poison(&dead.body) {
                continue;
            }
            let kind = kind_of(queue.as_str());
            state
                .coverage
                .struck(Fault::Redrive, Boundary { function: Function::World, op: Op::Deliver, kind });
            put_on_queue(state, queue, &Outgoing { body: dead.body, delay_seconds: 0, group: dead.group });
        }
    }
}

/// Nothing goes wrong any more.
pub(crate) fn calm(state: &mut State) {
    state.rates = Rates::none();
    state.outages = crate::state::Outages::default();
    state.after(1, Act::Redrive);
    state.tell(|| "calm".to_owned());
}
