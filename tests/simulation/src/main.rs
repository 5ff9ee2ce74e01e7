//! Runs worlds from the command line and says what came of them.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks on its output")]

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use clap::{Parser, ValueEnum};
use simulation::faults::{Coverage, Fault, Rates};
use simulation::{Kind, Outcome, Settings, floors, run, shrink};

/// A world reads and writes its items all the time, so that much of a run is allocating.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A long run says where it is every so many worlds.
const WORLDS_PER_WORD: usize = 20;

/// Clinics launch campaigns in every so many worlds.
const CAMPAIGNS_EVERY: u64 = 3;

/// In which worlds clinics launch campaigns.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Campaigns {
    /// In those whose seed is a multiple of three.
    Some,
    /// In all.
    All,
    /// In none.
    None,
}

impl Campaigns {
    /// The kind of a seed's world.
    const fn kind(self, seed: u64) -> Kind {
        match self {
            Self::All => Kind::Campaigns,
            Self::Some if seed.is_multiple_of(CAMPAIGNS_EVERY) => Kind::Campaigns,
            Self::Some | Self::None => Kind::Learning,
        }
    }
}

/// Runs the whole bundle in simulated worlds with everything going wrong, and checks what must always hold.
#[derive(Parser)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
struct Arguments {
    /// Messages in all worlds together.
    #[arg(long, default_value_t = 200_000)]
    messages: u64,
    /// Messages of one world.
    #[arg(long, default_value_t = 20_000)]
    per_seed: u32,
    /// Clinics of one world.
    #[arg(long, default_value_t = 4)]
    clinics: usize,
    /// Days on which visits lie.
    #[arg(long, default_value_t = 8)]
    days: i64,
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Worlds beside each other.
    #[arg(long, default_value_t = std::thread::available_parallelism().map_or(1, usize::from))]
    threads: usize,
    /// Only these faults; none at all with `--faults none`.
    #[arg(long, value_delimiter = ',')]
    faults: Vec<String>,
    /// In which worlds clinics launch campaigns.
    #[arg(long, value_enum, default_value_t = Campaigns::Some)]
    campaigns: Campaigns,
    /// End with the first world that breaks a promise.
    #[arg(long)]
    first: bool,
    /// Print the coverage table.
    #[arg(long)]
    coverage: bool,
    /// Write down what `floors.txt` would be by this run.
    #[arg(long)]
    floors: bool,
    /// Tell the story of what the first violation is about.
    #[arg(long)]
    story: bool,
    /// With `--story`: tell of these ids too.
    #[arg(long, value_delimiter = ',')]
    about: Vec<String>,
    /// Make the first failing world small before its story is told.
    #[arg(long)]
    shrink: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let rates = match rates(&arguments.faults) {
        Ok(rates) => rates,
        Err(name) => {
            println!("no fault is called {name}; there are: {}", Fault::ALL.map(Fault::as_str).join(", "));
            return ExitCode::FAILURE;
        }
    };
    let rates_are_whole = rates == Rates::all();
    let (clinics, days) = (arguments.clinics, arguments.days.max(1));
    let settings = Settings { messages: arguments.per_seed, clinics, days, rates, ..Settings::default() };
    let begun = Instant::now();
    let outcomes = run_all(&arguments, &settings, begun);
    let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (coverage, mut sound) = report(&outcomes, milliseconds, arguments.coverage);
    let messages = outcomes.iter().map(|it| it.messages).sum();
    if arguments.floors {
        print!("{}", floors::written(&coverage, messages));
    }
    // With faults left out, in few worlds or after a first failure, nobody can say how often what should have happened.
    if rates_are_whole && !arguments.first && arguments.messages >= floors::FLOORS_AT {
        for missing in floors::missing(&coverage, messages) {
            println!("coverage    {missing}");
            sound = false;
        }
    }
    if let Some(failed) = outcomes.iter().find(|it| !it.violations.is_empty()) {
        let kind = arguments.campaigns.kind(failed.seed);
        explain(failed, Settings { kind, ..settings }, &arguments);
    }
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs the worlds of all seeds, some beside each other; with `--first`, until one breaks a promise.
fn run_all(arguments: &Arguments, settings: &Settings, begun: Instant) -> Vec<Outcome> {
    let seeds = arguments.messages.div_ceil(u64::from(arguments.per_seed)).max(1);
    let next = AtomicU64::new(arguments.seed);
    let found = AtomicBool::new(false);
    let outcomes = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..arguments.threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= arguments.seed + seeds || (arguments.first && found.load(Ordering::Relaxed)) {
                        return;
                    }
                    let kind = arguments.campaigns.kind(seed);
                    let outcome = run(seed, &Settings { kind, ..settings.clone() });
                    found.fetch_or(!outcome.violations.is_empty(), Ordering::Relaxed);
                    if let Ok(mut outcomes) = outcomes.lock() {
                        outcomes.push(outcome);
                        tell_progress(&outcomes, begun.elapsed().as_secs());
                    }
                }
            });
        }
    });
    let mut outcomes = outcomes.into_inner().unwrap_or_default();
    outcomes.sort_by_key(|it| it.seed);
    outcomes
}

/// Says of a failing world what was asked for: how small it can be made, and its story.
fn explain(failed: &Outcome, settings: Settings, arguments: &Arguments) {
    let mut failing = (failed.seed, settings);
    if let (Some(violation), true) = (failed.violations.first(), arguments.shrink) {
        failing = shrink(failed.seed, &failing.1, &violation.words);
        let (seed, small) = &failing;
        let on: Vec<&str> = small.rates.on().map(Fault::as_str).collect();
        println!(
            "smallest: --seed {seed} --messages {0} --per-seed {0} --clinics {1} --days {2} --faults {3} \
             --campaigns {4}",
            small.messages,
            small.clinics,
            small.days,
            if on.is_empty() { "none".to_owned() } else { on.join(",") },
            if small.kind == Kind::Campaigns { "all" } else { "none" }
        );
    }
    if arguments.story {
        tell(failing.0, &failing.1, &arguments.about);
    }
}

/// Says on the error stream how far a long run is; a violation at once.
fn tell_progress(outcomes: &[Outcome], seconds: u64) {
    let Some(last) = outcomes.last() else { return };
    if let Some(violation) = last.violations.first() {
        eprintln!("{seconds} s: seed {}: {}", last.seed, violation.words);
    }
    if outcomes.len().is_multiple_of(WORLDS_PER_WORD) {
        let messages: u64 = outcomes.iter().map(|it| it.messages).sum();
        eprintln!("{seconds} s: {} worlds, {messages} messages", outcomes.len());
    }
}

fn rates(names: &[String]) -> Result<Rates, String> {
    if names.is_empty() {
        return Ok(Rates::all());
    }
    let mut rates = Rates::none();
    for name in names.iter().filter(|it| *it != "none") {
        let fault = Fault::parse(name).ok_or_else(|| name.clone())?;
        rates.set(fault, fault.usual_rate());
    }
    Ok(rates)
}

fn report(outcomes: &[Outcome], milliseconds: u64, with_coverage: bool) -> (Coverage, bool) {
    let sum = |of: fn(&Outcome) -> u64| outcomes.iter().map(of).sum::<u64>();
    let messages = sum(|it| it.messages);
    let violations: usize = outcomes.iter().map(|it| it.violations.len()).sum();
    println!("worlds      {}", outcomes.len());
    println!("messages    {messages}");
    println!("accepted    {}", sum(|it| it.accepted));
    println!("inbound     {}", sum(|it| it.inbound));
    println!("ambiguous   {}", sum(|it| it.ambiguous));
    println!("doubled     {}", sum(|it| it.doubled));
    println!("events      {}", sum(|it| it.events));
    println!("violations  {violations}");
    println!("seconds     {}.{}", milliseconds / 1_000, milliseconds % 1_000 / 100);
    println!("messages/s  {}", messages * 1_000 / milliseconds.max(1));
    if let Some(megabytes) = peak_memory_megabytes() {
        println!("memory      {megabytes} MB");
    }
    let mut coverage = Coverage::default();
    for outcome in outcomes {
        coverage.add(&outcome.coverage);
        for violation in outcome.violations.iter().take(3) {
            println!("seed {}: {} [{}]", outcome.seed, violation.words, violation.about);
        }
    }
    if with_coverage {
        for fault in Fault::ALL {
            println!("{:>10}  {}", coverage.of(fault), fault.as_str());
            for ((_, boundary), count) in coverage.faults.iter().filter(|it| it.0.0 == fault) {
                println!("{count:>10}      at {boundary}");
            }
        }
        for ((state, event), count) in &coverage.cases {
            println!("{count:>10}  case {state} × {event}");
        }
        for ((phase, event), count) in &coverage.messages {
            println!("{count:>10}  message {phase} × {event}");
        }
        for ((gate, outcome), count) in &coverage.asked {
            println!("{count:>10}  gate {gate} × {outcome}");
        }
        for ((what, how), count) in &coverage.campaigns {
            println!("{count:>10}  campaign {what} × {how}");
        }
        for ((channel, how), count) in &coverage.gates {
            println!("{count:>10}  {channel} {how}");
        }
        for (boundary, count) in &coverage.passed {
            println!("{count:>10}  {boundary}");
        }
    }
    (coverage, violations == 0)
}

/// The most memory that this process has had, where the system tells (Linux).
fn peak_memory_megabytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let peak = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = peak.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes / 1_024)
}

/// Runs a world again and prints what happened to what its first violation is about.
fn tell(seed: u64, settings: &Settings, about: &[String]) {
    let again = run(seed, &Settings { story: true, ..settings.clone() });
    let Some(violation) = again.violations.first() else { return };
    println!("\n{} [{}]", violation.words, violation.about);
    for (at, words) in &again.story {
        let near = (violation.at - at).abs() < 600_000 && violation.about.is_empty();
        let named = about.iter().any(|it| words.contains(it.as_str()));
        if (!violation.about.is_empty() && words.contains(&violation.about)) || near || named {
            let at = jiff::Timestamp::from_millisecond(*at).unwrap_or_default();
            println!("{at} {words}");
        }
    }
}
