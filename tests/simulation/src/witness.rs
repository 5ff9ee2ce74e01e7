//! What must always hold, checked at every write, every call and at the end.
//!
//! The witness believes nobody: it compares what providers took with what is stored at that very instant, and at the
//! end what phones received with what the product says of it. Its own arithmetic of hours and limits is not the
//! product's.

mod account;
mod campaigns;
mod claim;
mod counts;
mod covered;
mod finally;
mod portfolio;
mod reader;
mod reasons;
mod steps;

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::delivery::Channel;
use domain::ids::{ClinicId, PatientId};
use domain::message::{About, Dispatch, DispatchStatus, Form, Message, Phase};
use domain::patient::Patient;
use domain::slot::{Slot, SlotState};
use frame::http::Response;
use jiff::Timestamp;
use ports::directory::Directory;
use ports::records::patient_key;
use serde::Deserialize as _;

pub(crate) use covered::{EVENTS, OUTCOMES, name_of};
pub(crate) use finally::finally;
pub(crate) use reasons::not_taken;

use crate::carrier::Told;
use crate::faults::kind_of;
use crate::request::{From, Request};
use crate::state::State;

/// After so many violations a run ends.
const ENOUGH: usize = 12;
/// How many records of one patient are looked through: more than the product follows.
const MERGES_MAX: usize = 8;

/// Something that must not be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// When, in milliseconds since the epoch.
    pub at: i64,
    /// What.
    pub words: String,
    /// The message, case or thread it is about, for its story; may be empty.
    pub about: String,
}

/// What is known of a message.
struct Known {
    phase: Phase,
    statuses: Vec<(Channel, DispatchStatus)>,
    message: Message,
    /// What forbade it at the instant it was claimed: to be withdrawn before the provider is called.
    forbidden: Vec<String>,
    /// Which run of a function claimed it last, and when.
    claimed_by: u64,
    claimed_at: i64,
    /// A function whose clock is wrong took the lease for over while it ran: the call that it waits for still comes.
    overtaken: bool,
}

/// What was seen so far.
#[derive(Default)]
pub(crate) struct Witness {
    pub(crate) now: i64,
    violations: Vec<Violation>,
    known: HashMap<String, Known>,
    /// How often a provider took a message on a channel.
    taken: HashMap<String, u32>,
    /// Which message spoke first for a step of a version.
    spoke: HashMap<(String, String, u32, String), String>,
    /// By which message a patient of a clinic heard a campaign.
    campaigns: BTreeMap<(String, String, String), String>,
    /// What was written that was looked at for what it confirms.
    yeses: HashSet<String>,
    /// When a patient was written to unasked.
    written: BTreeMap<(String, String), Vec<i64>>,
    /// How wrong the clock of a running function is.
    skews: HashMap<u64, i64>,
    /// What a running function handles.
    records: HashMap<u64, &'static str>,
    states: HashMap<String, &'static str>,
    /// When an item was last written, but for messages.
    written_at: HashMap<String, i64>,
    refusals: reasons::Refusals,
    /// When Meta said what is stored of a template, by its account's key.
    words: HashMap<(String, String, Told), Option<Timestamp>>,
    /// A patient's number as it was stored last, and which one it replaced when.
    numbers: HashMap<String, (String, Option<(String, i64)>)>,
    /// Calls of which the caller was not told whether the provider took the message.
    pub(crate) ambiguous: u64,
    /// Messages that a person got twice because of that.
    pub(crate) doubled: u64,
    /// Webhooks that their provider gave up.
    pub(crate) given_up: u64,
    /// Messages decided.
    pub(crate) messages: u64,
    canaries: Vec<String>,
}

impl Witness {
    pub(crate) fn is_enough(&self) -> bool {
        self.violations.len() >= ENOUGH
    }

    pub(crate) fn violation(&mut self, words: &str) {
        self.violation_about(words, String::new());
    }

    pub(crate) fn violation_about(&mut self, words: &str, about: String) {
        self.violations.push(Violation { at: self.now, words: words.to_owned(), about });
    }

    pub(crate) fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// A message as it was stored last.
    pub(crate) fn message(&self, id: &str) -> Option<&Message> {
        self.known.get(id).map(|it| &it.message)
    }

    /// All messages as they were stored last.
    pub(crate) fn messages_known(&self) -> impl Iterator<Item = &Message> {
        self.known.values().map(|it| &it.message)
    }

    pub(crate) fn skewed(&mut self, run: u64, skew_ms: i64) {
        self.skews.insert(run, skew_ms);
    }

    /// A running function begins a record.
    pub(crate) fn begins(&mut self, run: u64, record: &'static str) {
        self.records.insert(run, record);
    }

    pub(crate) fn ended(&mut self, run: u64) {
        self.skews.remove(&run);
        self.records.remove(&run);
    }

    /// What must be found nowhere but in stored bodies, messages and queues' bodies.
    pub(crate) fn watch_for(&mut self, canaries: Vec<String>) {
        self.canaries = canaries;
    }
}

/// A text that leaves the house: a queue's attribute, a key, a list's name, an error.
pub(crate) fn attribute(state: &mut State, what: &str, text: &str) {
    let witness = &mut state.witness;
    if witness.canaries.iter().any(|it| text.contains(it.as_str())) {
        witness.violation(&format!("a patient's data stands in a {what}"));
    }
}

/// A request was answered.
pub(crate) fn answered(state: &mut State, request: &Request, response: &Response) {
    let errs = response.status_code >= 400;
    if errs && !matches!(request.from, From::Staff(_)) {
        attribute(state, "answer that refuses", &response.body);
    }
}

/// Reads a stored aggregate.
pub(crate) fn stored_state<T: serde::de::DeserializeOwned>(body: &str) -> Option<T> {
    #[derive(serde::Deserialize)]
    struct Stored<T> {
        state: T,
    }
    let mut reader = serde_json::Deserializer::from_str(body);
    Stored::deserialize(&mut reader).ok().map(|it| it.state)
}

/// The record that stands for a patient, by what is stored, and all that were looked at for it.
fn standing(state: &State, clinic: &ClinicId, id: &PatientId) -> (Option<Patient>, Vec<String>) {
    let (mut id, mut looked_at) = (id.clone(), Vec::new());
    loop {
        let key = patient_key(clinic, &id).0;
        let patient: Option<Patient> = state.items.get(&key).and_then(|it| stored_state(&it.body));
        looked_at.push(key);
        match patient.as_ref().and_then(|it| it.merged_into.clone()) {
            Some(survivor) if looked_at.len() < MERGES_MAX => id = survivor,
            _ => return (patient, looked_at),
        }
    }
}

/// So long may a function take from reading something to writing, or sending, what it makes of it, in milliseconds.
const READ_TO_WRITE_MS: i64 = 3 * 60_000;

/// Whether one of those items was written so lately that what was read may have been another.
fn written_lately(state: &State, keys: &[String]) -> bool {
    let written_at = &state.witness.written_at;
    keys.iter().filter_map(|it| written_at.get(it)).any(|it| state.now - it < READ_TO_WRITE_MS)
}

/// An item was stored.
pub(crate) fn stored(state: &mut State, directory: &Directory, run: u64, key: &str) {
    let now = state.now;
    state.witness.now = now;
    let Some(item) = state.items.get(key) else { return };
    let names = match &item.listing {
        Some(listing) => format!("{key} {} {}", listing.list, listing.order),
        None => key.to_owned(),
    };
    let body = item.body.clone();
    let (revision, is_due) = (item.revision, item.due.is_some());
    if let Some(samples) = &mut state.samples {
        samples.item(key, &body);
    }
    attribute(state, "key or list", &names);
    state.trace.note((key, revision));
    state.tell(|| format!("run {run} stores {key} revision {revision}"));
    match kind_of(key) {
        "message" => match stored_state::<Message>(&body) {
            Some(message) => message_stored(state, directory, run, message),
            None => state.witness.violation("a stored message does not read"),
        },
        kind => {
            match kind {
                "case" => case_stored(state, run, key, &body),
                "patient" => patient_stored(state, key, &body),
                "account" => account::stored(state, key, &body),
                "slot" => slot_stored(state, key, &body, is_due),
                "thread" => campaigns::heard(state, key, &body),
                _ => {}
            }
            state.witness.written_at.insert(key.to_owned(), now);
        }
    }
}

/// Notes when a patient's number became another one.
fn patient_stored(state: &mut State, key: &str, body: &str) {
    let Some(patient) = stored_state::<Patient>(body) else {
        return state.witness.violation("a stored patient does not read");
    };
    let Some(number) = patient.phone.map(|it| it.expose().to_owned()) else { return };
    let (now, numbers) = (state.now, &mut state.witness.numbers);
    match numbers.get_mut(key) {
        Some(known) if known.0 != number => *known = (number, Some((std::mem::take(&mut known.0), now))),
        Some(_) => {}
        None => {
            numbers.insert(key.to_owned(), (number, None));
        }
    }
}

/// Whoever keeps a time for somebody is woken for its end, whatever becomes of those who asked for it.
fn slot_stored(state: &mut State, key: &str, body: &str, is_due: bool) {
    let Some(slot) = stored_state::<Slot>(body) else {
        return state.witness.violation("a stored slot does not read");
    };
    if matches!(slot.state, SlotState::Held { .. }) && !is_due {
        state.witness.violation_about("a time is kept for somebody, and nothing ends it", key.to_owned());
    }
}

/// Counts which states met which events.
fn case_stored(state: &mut State, run: u64, key: &str, body: &str) {
    #[derive(serde::Deserialize)]
    struct Brief {
        state: domain::case::CaseState,
        version: u32,
    }
    let Some(case) = stored_state::<Brief>(body) else {
        return state.witness.violation("a stored case does not read");
    };
    let event = state.witness.records.get(&run).copied().unwrap_or("request");
    let before = state.witness.states.insert(key.to_owned(), case.state.as_str()).unwrap_or("none");
    *state.coverage.cases.entry((before, event)).or_default() += 1;
    state.tell(|| format!("case {key} is {} in version {} after {event}", case.state.as_str(), case.version));
}

fn message_stored(state: &mut State, directory: &Directory, run: u64, message: Message) {
    let id = message.spec.id.as_str().to_owned();
    let before = state.witness.known.get(&id);
    if before.is_none() {
        state.witness.messages += 1;
    }
    let before_phase = before.map_or(Phase::Waiting, |it| it.phase);
    let record = state.witness.records.get(&run).copied().unwrap_or_default();
    covered::message(&mut state.coverage, before, &message, run, record);
    let (claimed_by, claimed_at) = before.map_or((0, 0), |it| (it.claimed_by, it.claimed_at));
    let overtaken = message.phase == Phase::Unsettled
        && match before_phase {
            Phase::Sending => claim::overtakes(state, run, (claimed_by, claimed_at)),
            _ => before.is_some_and(|it| it.overtaken),
        };
    let fell = before.and_then(|it| fallen(&it.statuses, &message));
    let claims = message.phase == Phase::Sending && before_phase != Phase::Sending;
    if let Some(words) = fell {
        state.witness.violation_about(&words, id.clone());
    }
    if claims && before_phase != Phase::Waiting {
        state.witness.violation_about("a message was claimed that did not wait", id.clone());
    }
    state.tell(|| {
        let covers: Vec<String> =
            message.spec.covers.iter().map(|it| format!("{} v{}", it.case, it.version)).collect();
        format!("message {id} ({} of {}) is {:?}", message.spec.step, covers.join(", "), message.phase)
    });
    let (claimed_by, claimed_at) = if claims { (run, state.now) } else { (claimed_by, claimed_at) };
    let forbidden = if claims { claim::objections(state, directory, run, &message) } else { Vec::new() };
    if message.phase == Phase::Ended && before_phase != Phase::Ended {
        note_end(state, &message);
    }
    for words in untrue(state, directory, run, &message) {
        state.witness.violation_about(&words, id.clone());
    }
    let statuses: Vec<_> = message.dispatches.iter().map(|it| (it.channel, it.status)).collect();
    let phase = message.phase;
    state
        .witness
        .known
        .insert(id, Known { phase, statuses, message, forbidden, claimed_by, claimed_at, overtaken });
}

/// The reasons now given that are none.
fn untrue(state: &State, directory: &Directory, run: u64, message: &Message) -> Vec<String> {
    let before = state.witness.message(message.spec.id.as_str());
    let known = |it: &Dispatch| {
        before.and_then(|before| before.dispatch(it.channel)).is_some_and(|old| old.reason == it.reason)
    };
    let given = message.dispatches.iter().filter(|it| it.reason.is_some() && !known(it));
    given.filter_map(|it| reasons::unfounded(state, directory, run, message, it)).collect()
}

/// How a message ended, for the table of gates.
fn note_end(state: &mut State, message: &Message) {
    for dispatch in &message.dispatches {
        let how = dispatch.reason.map_or(dispatch.status.as_str(), domain::reason::Reason::code);
        *state.coverage.gates.entry((dispatch.channel.as_str(), how)).or_default() += 1;
        campaigns::note_end(state, &message.spec, how);
    }
}

/// What providers report only moves forward.
fn fallen(before: &[(Channel, DispatchStatus)], message: &Message) -> Option<String> {
    let rank = |status: DispatchStatus| match status {
        DispatchStatus::Delivered => 1,
        DispatchStatus::Read => 2,
        _ => 0,
    };
    before.iter().find_map(|(channel, old)| {
        let new = message.dispatch(*channel).map_or(DispatchStatus::Queued, |it| it.status);
        let falls = rank(new) < rank(*old);
        falls.then(|| format!("{} went back from {} to {}", channel.as_str(), old.as_str(), new.as_str()))
    })
}

/// A provider took a message.
pub(crate) fn accepted(state: &mut State, index: usize) {
    state.witness.now = state.now;
    if let Some(words) = portfolio::over(state, index) {
        state.witness.violation(&words);
    }
    let sent = &state.carrier.sent[index];
    let reference = sent.reference.clone();
    let (clock, parameters) = (sent.at, sent.parameters.clone());
    let Some((id, channel)) = Message::parse_dispatch_id(&reference) else {
        return state.witness.violation("a provider was sent a message with a reference that is none");
    };
    let id = id.as_str().to_owned();
    let Some(known) = state.witness.known.get(&id) else {
        return state.witness.violation_about("a provider took a message that was never stored", id);
    };
    let spec = known.message.spec.clone();
    let (phase, resent) = (known.phase, known.message.resent_unsettled);
    let forbidden = known.forbidden.clone();
    // That nobody knows what becomes of it is then true, and the provider's report will say.
    if phase != Phase::Sending && !known.overtaken {
        let words = format!("a provider was called for a message that is {phase:?}");
        state.witness.violation_about(&words, id.clone());
    }
    for words in forbidden {
        state.witness.violation_about(&words, id.clone());
    }
    let times = state.witness.taken.entry(reference).or_default();
    *times += 1;
    if *times > 1 {
        if resent && *times == 2 {
            state.witness.doubled += 1;
            *state.coverage.gates.entry((channel.as_str(), "doubled")).or_default() += 1;
        } else {
            state.witness.violation_about("a provider took a message twice", id.clone());
        }
    }
    if let Some(words) = reader::wrong(state, index, &spec) {
        state.witness.violation_about(words, id.clone());
    }
    if let Some(words) = campaigns::wrong(state, index, &spec) {
        state.witness.violation_about(&words, id.clone());
    }
    if reader::refers_to_nothing(state, &spec) {
        state.witness.violation_about("a message refers to one that was never sent", id.clone());
    }
    claim::check_words(state, &spec, channel, &parameters);
    if spec.form == Form::Template {
        // What is said again on purpose has a cause of its own: delays, offers, reminders of a survey.
        let repeats = spec.step.contains("delay") || spec.about != About::Visit;
        for covered in spec.covers.iter().filter(|_| !repeats) {
            let step =
                (spec.clinic.to_string(), covered.case.to_string(), covered.version, spec.step.clone());
            let first = state.witness.spoke.insert(step, id.clone()).filter(|it| *it != id);
            if let Some(first) = first.filter(|it| !reader::left_unsaid(state, it)) {
                let words = format!("two messages spoke for one step of one version: {first} before");
                state.witness.violation_about(&words, id.clone());
            }
        }
        if let Some(patient) = spec.to.patient() {
            let whose = (spec.clinic.to_string(), patient.to_string());
            let times = state.witness.written.entry(whose).or_default();
            // A message that is sent again after nobody knew counts once.
            if !resent {
                times.push(clock);
            }
            let day = times.iter().filter(|it| clock - **it < claim::CAP_DAY_MS).count();
            if day > claim::CAP_PER_DAY {
                state.witness.violation_about("a patient was written to more often than the cap allows", id);
            }
        }
    }
}
