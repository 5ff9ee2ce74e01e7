//! Time from an API Gateway event to verified, typed events: `cargo bench -p tests --bench ingest`.
//!
//! Targets: 4 µs for one status and 130 µs for a hundred, all of them read. The profile `bench` is the shipped one with
//! debug information. On a shared machine, take the lowest of the three figures that are printed.
#![expect(clippy::unwrap_used, reason = "a benchmark panics where it fails")]

mod kernel;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kernel::Kernel;

fn ingest(criterion: &mut Criterion) {
    let kernel = Kernel::new();
    let mut group = criterion.benchmark_group("ingest");
    group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    for (name, statuses) in [("whatsapp status", 1), ("whatsapp 100 statuses", 100)] {
        let events = kernel::whatsapp_events(&kernel, statuses);
        let mut next = events.iter().cycle();
        group.throughput(Throughput::Elements(statuses as u64));
        group.bench_function(name, |it| it.iter(|| kernel.whatsapp(black_box(next.next().unwrap()))));
    }
    let events = kernel::twilio_events(&kernel);
    let mut next = events.iter().cycle();
    group.throughput(Throughput::Elements(1));
    group.bench_function("twilio status", |it| it.iter(|| kernel.twilio(black_box(next.next().unwrap()))));
    group.finish();
}

criterion_group!(benches, ingest);
criterion_main!(benches);
