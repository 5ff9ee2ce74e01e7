//! Prints how loads drain: a minute in which all is due, a noisy clinic beside quiet ones, and a day without providers.
#![expect(clippy::print_stdout, reason = "a command speaks on its output")]

use clap::Parser;
use simulation::load::{Drained, Load, drain};

/// Sends loads through the production handlers on a virtual clock.
#[derive(Parser)]
struct Arguments {
    /// Visits whose reminders fall due in one minute.
    #[arg(long, default_value_t = 100_000)]
    due: u32,
    /// Visits of the noisy clinic.
    #[arg(long, default_value_t = 50_000)]
    noisy: u32,
    /// Quiet clinics, of 20 visits each.
    #[arg(long, default_value_t = 99)]
    quiet: usize,
    /// Visits that an outage of a day meets.
    #[arg(long, default_value_t = 20_000)]
    outage: u32,
    /// Messages a second that a number may send.
    #[arg(long, default_value_t = 80)]
    per_second: u32,
    /// How many of one function run beside each other.
    #[arg(long, default_value_t = 50)]
    concurrency: usize,
}

fn main() {
    let it = Arguments::parse();
    let load = |visits: Vec<u32>| Load {
        visits,
        per_second: it.per_second,
        concurrency: it.concurrency,
        hours_after: vec![24],
        at_night: false,
        outage_hours: 0,
        watch_hours: 2,
    };
    if it.due > 0 {
        let drained = drain(&load(vec![it.due]));
        let ideal_ms = i64::from(it.due) * 1_000 / i64::from(it.per_second);
        println!("due in one minute   {}", it.due);
        told(&drained);
        println!(
            "  last               {} ms after nine, {} ms after the rate allows",
            drained.last_ms(0),
            drained.last_ms(0) - ideal_ms
        );
    }
    for at_night in [false, true].into_iter().filter(|_| it.noisy > 0) {
        let mut visits = vec![20; it.quiet + 1];
        visits[0] = 1;
        let alone = drain(&Load { at_night, ..load(visits.clone()) }).p99_ms(1..it.quiet + 1);
        visits[0] = it.noisy;
        let beside = drain(&Load { at_night, ..load(visits) });
        let when = if at_night { "what waits for the morning" } else { "reminders" };
        println!("noisy clinic        {} beside {} × 20, {when}", it.noisy, it.quiet);
        told(&beside);
        let p99 = beside.p99_ms(1..it.quiet + 1);
        println!("  p99 of the quiet   {p99} ms, {alone} ms without it: {} ms more", p99 - alone);
    }
    if it.outage > 0 {
        let drained = drain(&Load {
            hours_after: (20..56).collect(),
            outage_hours: 24,
            watch_hours: 60,
            ..load(vec![it.outage])
        });
        println!("a day's outage      {}", it.outage);
        told(&drained);
        println!("  perhaps said       {}", drained.unsettled);
        println!("  never said         {}", drained.expired.len());
        let of_use = |it: &&i64| **it > 24 * 3_600_000;
        println!("  of use after it    {}", drained.expired.iter().filter(of_use).count());
        println!("  too late           {}", drained.order.iter().filter(|(at, until)| at > until).count());
    }
}

fn told(drained: &Drained) {
    println!("  sent               {}", drained.order.len());
    println!("  batches            {}", drained.records);
    println!("  violations         {}", drained.violations.len());
}
