//! Prints the incident museum's table: wrongs to phones per 100,000 appointments, Pulso beside three rivals.
#![expect(clippy::print_stdout, reason = "a command speaks on its output")]

use clap::Parser;
use simulation::museum::{Tour, walk};

/// Lives through the same worlds with Pulso and three rivals, and counts what phones were wronged by.
#[derive(Parser)]
struct Arguments {
    /// Worlds of Pulso's.
    #[arg(long, default_value_t = 3)]
    worlds: u64,
    /// Worlds of the rivals', the same ones first.
    #[arg(long, default_value_t = 30)]
    rival_worlds: u64,
    /// Appointments in each.
    #[arg(long, default_value_t = 1_000)]
    appointments: u32,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Worlds beside each other.
    #[arg(long, default_value_t = std::thread::available_parallelism().map_or(1, usize::from))]
    threads: usize,
    /// Tell stories of a system too: 0 is Pulso, then as in the table.
    #[arg(long)]
    stories: Option<usize>,
}

fn main() {
    let it = Arguments::parse();
    let tour = Tour {
        seed: it.seed,
        worlds: it.worlds,
        rival_worlds: it.rival_worlds,
        appointments: it.appointments,
        threads: it.threads,
    };
    let hall = walk(&tour);
    print!("{}", hall.table());
    if let Some(system) = it.stories {
        for (wrong, story) in hall.stories(system.min(3)) {
            println!("{wrong:?}: {story}");
        }
    }
    for broken in &hall.broken {
        println!("the witness: {broken}");
    }
}
