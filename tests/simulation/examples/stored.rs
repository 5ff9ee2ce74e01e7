//! Prints what this release stores and puts on its queues, as a fixture that later releases have to read.
#![expect(clippy::print_stdout, reason = "a command speaks on its output")]

use clap::Parser;
use simulation::{Kind, Settings, run};

/// Samples of a world's items and of the messages on its queues, by what they are.
#[derive(Parser)]
struct Arguments {
    /// The world.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Messages in it.
    #[arg(long, default_value_t = 20_000)]
    messages: u32,
}

fn main() -> Result<(), serde_json::Error> {
    let it = Arguments::parse();
    let settings =
        Settings { messages: it.messages, kind: Kind::Campaigns, samples: true, ..Settings::default() };
    let outcome = run(it.seed, &settings);
    let samples = outcome.samples.needed();
    let mut kinds = Vec::new();
    for (kind, bodies) in &samples {
        // A body a line: what a later release adds or drops shows in a difference of the files.
        let bodies: Vec<String> = bodies.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
        kinds.push(format!("{}: [\n{}\n]", serde_json::to_string(kind)?, bodies.join(",\n")));
    }
    println!("{{\n{}\n}}", kinds.join(",\n"));
    Ok(())
}
