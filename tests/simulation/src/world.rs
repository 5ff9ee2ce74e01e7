//! A world from its seed to its rest.

use std::sync::Arc;

use channels::button::ButtonKey;
use channels::link::LinkKey;
use channels::slot_system::SlotSystemKeys;
use channels::whatsapp::language::at_meta;
use console::ClinicKeys;
use fastrand::Rng;
use jiff::tz::TimeZone;
use ports::directory::{Directory, stored_body};
use ports::records::clinic_key;

use crate::carrier::{Carrier, Progress, Turn};
use crate::clinics::{Place, beginning, places};
use crate::faults::{Coverage, Fault, Rates};
use crate::life::{Life, Moment, people, plan_campaigns, plan_merges, plan_visits, slots};
use crate::machine::{Machine, Setup};
use crate::memory::{Items, Queues};
use crate::samples::Samples;
use crate::state::{Act, Agenda, Outages, Shared, State, Trace};
use crate::witness::{Violation, Witness, finally};

const DAY_MS: i64 = 86_400_000;
/// Messages that a visit leads to, on average: so many visits are drawn.
pub(crate) const MESSAGES_PER_VISIT: u32 = 7;
/// A portfolio that is short may reach in a day this part of its clinic's visits, and so many at least.
const PORTFOLIO_SHARE: usize = 12;
const PORTFOLIO_MIN: u32 = 5;
const PUBLIC_URL: &str = "https://pulso.example";
const BUTTON_KEY: &str = "simulated-button-key";

/// What kind of world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// About so many messages are decided.
    pub messages: u32,
    /// Clinics.
    pub clinics: usize,
    /// Visits lie on so many days.
    pub days: i64,
    /// What goes wrong.
    pub rates: Rates,
    /// What clinics do beside telling of visits.
    pub kind: Kind,
    /// Tell what happens, for reading.
    pub story: bool,
    /// Keep samples of what is written.
    pub samples: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            messages: 20_000,
            clinics: 4,
            days: 8,
            rates: Rates::all(),
            kind: Kind::Learning,
            story: false,
            samples: false,
        }
    }
}

/// What clinics do beside telling of visits: each kind has all that those before it have, and draws as they do up to
/// there. A seed gives another world in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Nothing: what rivals could live through as well.
    Plain,
    /// They learn that two records are one person, that somebody has another number, that somebody comes; and stop what
    /// goes out for some hours.
    Learning,
    /// They launch campaigns, and one of them has a number that very many of its patients have.
    Campaigns,
}

/// How a run ended.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The seed.
    pub seed: u64,
    /// Messages decided.
    pub messages: u64,
    /// Messages that providers took.
    pub accepted: u64,
    /// Things people wrote.
    pub inbound: u64,
    /// Calls of which the caller was not told whether the message was taken.
    pub ambiguous: u64,
    /// Messages that a person got twice because of that.
    pub doubled: u64,
    /// What must not be.
    pub violations: Vec<Violation>,
    /// How often what happened.
    pub coverage: Coverage,
    /// A number over everything that happened: the same for every run of the seed.
    pub trace: u64,
    /// How many things that number is over.
    pub events: u64,
    /// What happened, with the instant in milliseconds, if it was asked for.
    pub story: Vec<(i64, String)>,
    /// Samples of what was written, if they were asked for.
    pub samples: Samples,
}

/// Runs a world.
#[must_use]
pub fn run(seed: u64, settings: &Settings) -> Outcome {
    outcome(seed, &mut play(seed, settings).lock())
}

/// A world that has not begun.
pub(crate) struct Prepared {
    pub(crate) state: State,
    directory: Directory,
    setup: Setup,
    begins_at: i64,
    calm_at: i64,
}

/// Draws a world: its clinics, its people, and what will be told of their visits.
pub(crate) fn prepare(seed: u64, settings: &Settings) -> Prepared {
    let mut rng = Rng::with_seed(seed);
    let mut places = places(settings.clinics.max(1), &mut rng);
    let begin = beginning(&mut rng);
    let begins_at =
        TimeZone::UTC.to_timestamp(begin.at(0, 0, 0, 0)).map_or(0, jiff::Timestamp::as_millisecond);
    let visits = (settings.messages / MESSAGES_PER_VISIT).max(1) as usize;

    // In one world of four in which Meta interferes, a portfolio is allowed less than its clinic needs.
    places[0].is_short = settings.rates.of(Fault::Drift) > 0 && rng.u32(0..4) == 0;
    if let (true, Some(sender)) = (places[0].is_short, &mut places[0].clinic.senders.whatsapp) {
        let share = visits / settings.clinics.max(1) / PORTFOLIO_SHARE;
        sender.messaging_limit = u32::try_from(share).unwrap_or(u32::MAX).max(PORTFOLIO_MIN);
    }
    let directory = Directory::new(places.iter().map(|it| it.clinic.clone()).collect());
    let setup = setup_of(&places);

    let carrier = carrier_of(&places);
    let activity_ends = begins_at + (settings.days + 4) * DAY_MS;
    let movers = rng.u32(0..4) == 0;
    let clinics_learn = settings.kind >= Kind::Learning;
    let mut life = Life { movers, clinics_learn, until: activity_ends, ..Life::default() };
    people(&mut life, &places, (visits * 3 / 4).max(1), &mut rng);
    let canaries = canaries_of(&life);
    life.places = places;

    let mut state = blank(begins_at, rng, settings, carrier, life);
    state.witness.watch_for(canaries);
    if let Some(samples) = &mut state.samples {
        // All of them are of one kind, and large.
        for clinic in directory.iter().take(1) {
            samples.item(&clinic_key(&clinic.id).0, &stored_body(clinic).unwrap_or_default());
        }
    }
    plan_visits(&mut state, begin, settings.days, visits);
    plan_merges(&mut state, begin, settings.days);
    slots(&mut state, begin, settings.days);
    if settings.kind >= Kind::Campaigns {
        plan_campaigns(&mut state, begin, settings.days);
    }
    for clinic in 0..settings.clinics.max(1) {
        state.agenda.at(begins_at + 3_600_000, Act::Life(Moment::Staff(clinic)));
    }
    let numbers = state.carrier.numbers.iter().enumerate().filter(|it| !it.1.waba.is_empty());
    for number in numbers.map(|it| it.0).collect::<Vec<_>>() {
        let first_ms = state.rng.i64(0..24 * 3_600_000);
        state.agenda.at(begins_at + first_ms, Act::Carrier(Progress::Health(number, Turn::Look)));
    }
    state.agenda.at(begins_at + 1_000, Act::Sweep);
    state.agenda.at(begins_at + 60_000, Act::Life(Moment::Stranger));
    state.agenda.at(begins_at + 30_000, Act::Life(Moment::Poison));
    state.agenda.at(begins_at + 7_200_000, Act::Outage);
    state.agenda.at(begins_at + 3 * 3_600_000, Act::Redrive);
    // A day after the last visit comes its survey, a day later that one's reminder; then the calm, and a day of rest.
    let calm_at = activity_ends + 2 * DAY_MS;
    state.agenda.at(calm_at, Act::Calm);

    Prepared { state, directory, setup, begins_at, calm_at }
}

/// What the functions are set up with.
pub(crate) fn setup_of(places: &[Place]) -> Setup {
    let keys: Vec<String> = places.iter().map(|it| format!("{}={}", it.clinic.id, it.key)).collect();
    Setup {
        ingest: webhook_ingest::Config::new(
            "new-secret,old-secret", "verify", "new-token,old-token", PUBLIC_URL,
        ),
        credentials: sender::Credentials::new(
            "whatsapp-token",
            "AC00000000000000000000000000000000",
            "new-token,old-token",
            PUBLIC_URL,
            ButtonKey::new(BUTTON_KEY),
        )
        .with_configuration_set(Some("pulso".to_owned()))
        .with_slot_systems(SlotSystemKeys::parse(&keys.join(","))),
        buttons: ButtonKey::new(BUTTON_KEY),
        answers: concierge::Answers::default(),
        links: LinkKey::new(ButtonKey::new(BUTTON_KEY)),
        callers: ClinicKeys::parse(&keys.join(","), None).into(),
    }
}

/// A world in which nothing is planned.
pub(crate) fn blank(begins_at: i64, rng: Rng, settings: &Settings, carrier: Carrier, life: Life) -> State {
    State {
        now: begins_at,
        rng,
        rates: settings.rates.clone(),
        coverage: Coverage::default(),
        items: Items::default(),
        queues: Queues::default(),
        minutes: std::collections::BTreeSet::new(),
        agenda: Agenda::default(),
        outages: Outages::default(),
        carrier,
        life,
        witness: Witness::default(),
        paused: None,
        trace: Trace::default(),
        story: settings.story.then(Vec::new),
        samples: settings.samples.then(Samples::default),
    }
}

/// Runs a world until it is at rest, and looks at it.
pub(crate) fn play(seed: u64, settings: &Settings) -> Arc<Shared> {
    let Prepared { state, directory, setup, begins_at, calm_at } = prepare(seed, settings);
    let shared = Arc::new(Shared::new(state, directory));
    let mut machine = Machine::new(Arc::clone(&shared), setup);
    // In the middle the providers change their secrets.
    machine.run_until(begins_at + (settings.days * DAY_MS) / 2);
    {
        let mut state = shared.lock();
        state.carrier.change_secrets("new-secret", "new-token");
    }
    machine.run_until(calm_at + DAY_MS);

    {
        let mut state = shared.lock();
        if !state.witness.is_enough() {
            finally(&mut state, machine.running());
        }
    }
    shared
}

fn outcome(seed: u64, state: &mut State) -> Outcome {
    Outcome {
        seed,
        messages: state.witness.messages,
        accepted: state.carrier.sent.len() as u64,
        inbound: state.life.said.len() as u64,
        ambiguous: state.witness.ambiguous,
        doubled: state.witness.doubled,
        violations: state.witness.violations().to_vec(),
        coverage: state.coverage.clone(),
        trace: state.trace.value(),
        events: state.trace.len(),
        story: state.story.take().unwrap_or_default(),
        samples: state.samples.take().unwrap_or_default(),
    }
}

/// The providers, with the numbers of all clinics.
pub(crate) fn carrier_of(places: &[Place]) -> Carrier {
    let mut carrier = Carrier::at(PUBLIC_URL, "old-secret", "old-token");
    let written = places.first().map(|it| it.clinic.templates.iter());
    let forms = written.into_iter().flatten();
    carrier.templates = forms
        .filter_map(|(_, language, template)| {
            Some((template.whatsapp.as_ref()?.name.clone(), at_meta(language.as_str()).to_owned()))
        })
        .collect();
    for (index, place) in places.iter().enumerate() {
        let senders = &place.clinic.senders;
        if let Some(it) = &senders.whatsapp {
            carrier.add_number(index, &it.phone_number_id, &it.waba_id, &it.display_phone_number);
        }
        if let Some(it) = &senders.sms {
            carrier.add_number(index, &it.from, "", &it.from);
        }
        if let Some(it) = &senders.email {
            carrier.add_number(index, &it.from, "", "");
        }
    }
    carrier
}

/// What must be found nowhere but in bodies: names, some of them whole, and pieces of what is said of visits.
fn canaries_of(life: &Life) -> Vec<String> {
    const WHOLE_NAMES: usize = 40;
    let names = life.patients.iter().flat_map(|it| [it.family_name.clone(), it.given_name.clone()]);
    let mut canaries: Vec<String> = names.collect();
    canaries.sort();
    canaries.dedup();
    canaries.truncate(WHOLE_NAMES);
    canaries.extend(["zqmail", "Xenoterapia", "Zirconia"].map(str::to_owned));
    canaries
}
