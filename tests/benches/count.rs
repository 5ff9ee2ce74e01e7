//! The kernel of ingest, some number of times: what `tests/count` runs under callgrind.
//!
//! Arguments: `1`, `100` (statuses of Meta's in a webhook) or `twilio`, and the number of webhooks.
#![expect(clippy::unwrap_used, reason = "a benchmark panics where it fails")]

mod kernel;

use std::hint::black_box;

use kernel::Kernel;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let workload = arguments.next().unwrap();
    let webhooks: usize = arguments.next().unwrap().parse().unwrap();
    let kernel = Kernel::new();
    // What reads each event once, to see that all of it is handled, is the warm-up too.
    if workload == "twilio" {
        for event in kernel::twilio_events(&kernel).iter().cycle().take(webhooks) {
            black_box(kernel.twilio(black_box(event)));
        }
    } else {
        for event in kernel::whatsapp_events(&kernel, workload.parse().unwrap()).iter().cycle().take(webhooks)
        {
            black_box(kernel.whatsapp(black_box(event)));
        }
    }
}
