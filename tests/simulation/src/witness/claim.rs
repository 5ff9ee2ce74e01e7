//! The instant at which a message is claimed for sending: everything that forbids it is looked up in what is stored
//! right then, not in what the sender had read.

use domain::account::Account;
use domain::case::{Case, CaseState, Covered, Party, StepState};
use domain::clinic::Clinic;
use domain::delivery::{Channel, Purpose};
use domain::ids::ClinicId;
use domain::language::Language;
use domain::message::{About, Form, LEASE_SECONDS, Message, MessageSpec, Recipient};
use domain::patient::Patient;
use domain::pause::{Pause, Switch};
use domain::phi::Phi;
use domain::phone::Identity;
use domain::thread::Thread;
use jiff::tz::TimeZone;
use ports::directory::Directory;
use ports::records::{account_key, case_key, pause_key, thread_key};

use super::stored_state;
use crate::state::{State, instant};

/// How much time may lie between the clock a handler was given and its claim, in milliseconds.
pub(super) const SLACK_MS: i64 = 61_000;
/// The example clinic's limit: so many messages in so long.
pub(super) const CAP_PER_DAY: usize = 6;
/// A day, less what wrong clocks can make of it.
pub(super) const CAP_DAY_MS: i64 = 24 * 3_600_000 - 1_300_000;
/// The example clinic's hours.
const OPEN_HOURS: std::ops::Range<i8> = 9..21;

/// What forbids a message at the instant of its claim.
pub(super) fn objections(state: &State, directory: &Directory, run: u64, message: &Message) -> Vec<String> {
    let spec = &message.spec;
    let mut found = Vec::new();
    let mut object = |words: &str| found.push(format!("{words}: {}", spec.step));
    let Some(channel) = message.channel() else {
        return vec!["a message was claimed without a channel".to_owned()];
    };
    let slack_ms = SLACK_MS + state.witness.skews.get(&run).copied().unwrap_or(0).abs();
    if state.now > spec.not_after.as_millisecond() + slack_ms {
        object("a message was sent after it was of use");
    }
    if super::reader::too_early(message, channel, state.now, slack_ms) {
        object("another channel was taken before its time");
    }
    // What answers a person in a conversation is said whatever became of the visit, and at any hour.
    if spec.form == Form::Reply {
        return found;
    }
    if let Some(words) = check_case(state, spec) {
        object(words);
    }
    let paused = paused_until(state, &spec.clinic).is_some_and(|it| it > state.now + slack_ms);
    if paused && matches!(spec.to, Recipient::Patient(_)) && !tells_their_own_change(state, spec) {
        object("a message was sent while its clinic had paused");
    }
    let Some(clinic) = directory.by_id(&spec.clinic) else { return found };
    let patient = spec.to.patient().and_then(|it| super::standing(state, &spec.clinic, it).0);
    let Some(patient) = patient else {
        object("a message was sent to nobody");
        return found;
    };
    if channel == Channel::Whatsapp
        && let Some(words) = check_account(state, clinic, &patient, spec, slack_ms)
    {
        object(words);
    }
    if !patient.consents_to(spec.purpose, channel, clinic) {
        object("a message was sent without consent");
    }
    if let Some(words) = super::campaigns::objection(state, spec, channel, &patient) {
        object(words);
    }
    if let Some(identity) = patient.identity(channel) {
        let thread = Thread::new(spec.clinic.clone(), identity).id;
        let thread: Option<Thread> =
            state.items.get(&thread_key(&thread).0).and_then(|it| stored_state(&it.body));
        if let Some(thread) = thread {
            if thread.is_stopped(channel, spec.purpose) {
                object("a message was sent after its reader stopped it");
            }
            if said_stop(state, &thread, channel) {
                object("a message was sent to somebody whose last word was STOP");
            }
            if thread.in_doubt_since.is_some() {
                object("a message was sent to a number in doubt");
            }
            if super::campaigns::is_crowded(&thread, &patient) {
                object("a message was sent to a number that very many others have");
            }
        }
    }
    if channel != Channel::Email {
        let zone = patient.time_zone.as_ref().map_or(clinic.time_zone.as_str(), |it| it.as_str());
        if !open_around(zone, state.now, slack_ms) {
            object("a message was sent at night");
        }
    }
    found
}

/// Until when a clinic has paused, if a pause is what was asked for last.
pub(super) fn paused_until(state: &State, clinic: &ClinicId) -> Option<i64> {
    let pause: Pause = stored_state(&state.items.get(&pause_key(clinic).0)?.body)?;
    match pause.history.last()?.what {
        Switch::Paused { until, .. } => Some(until.as_millisecond()),
        Switch::Resumed => None,
    }
}

/// Whether patients hear of a visit that they cancelled or moved themselves.
fn tells_their_own_change(state: &State, spec: &MessageSpec) -> bool {
    let case = spec.covers.first().and_then(|it| state.items.get(&case_key(&spec.clinic, &it.case).0));
    let Some(case) = case.and_then(|it| stored_state::<Case>(&it.body)) else { return false };
    (spec.step.contains("cancel") && case.cancelled_by == Some(Party::Patient))
        || (spec.step.contains("moved") && case.moved_from.is_some())
}

/// What Meta said of the template, as far as it is stored.
fn check_account(
    state: &State,
    clinic: &Clinic,
    patient: &Patient,
    spec: &MessageSpec,
    slack_ms: i64,
) -> Option<&'static str> {
    let sender = clinic.senders.whatsapp.as_ref()?;
    let account: Account = stored_state(&state.items.get(&account_key(&sender.portfolio_id).0)?.body)?;
    let language = patient.reads(clinic);
    let health = template_of(state, clinic, spec, language)
        .map(|it| account.template(&Account::template_key(&sender.waba_id, &it, language.as_str())))?;
    let usable = |at: i64| health.is_usable(instant(at));
    let never = [state.now - slack_ms, state.now, state.now + slack_ms].into_iter().all(|it| !usable(it));
    if never {
        return Some("a template that Meta has paused was used");
    }
    (health.is_marketing() && spec.purpose != Purpose::Marketing)
        .then_some("a template that Meta calls marketing was used for care")
}

/// The name at Meta of the template that a message uses: the one for the visits that it still speaks of.
fn template_of(state: &State, clinic: &Clinic, spec: &MessageSpec, language: Language) -> Option<String> {
    let standing = |it: &Covered| {
        let case: Case =
            state.items.get(&case_key(&spec.clinic, &it.case).0).and_then(|it| stored_state(&it.body))?;
        let stands = case.version == it.version && !(spec.only_unanswered && case.answer.is_some());
        stands.then_some(case)
    };
    let cases: Vec<Case> = spec.covers.iter().filter_map(standing).collect();
    let cases: Vec<&Case> = cases.iter().collect();
    let name = spec.template_of(&cases);
    Some(clinic.template(name, language)?.whatsapp.as_ref()?.name.clone())
}

/// Whether a run took the lease of another for over before it was, since the clock of one of them is wrong.
pub(super) fn overtakes(state: &State, run: u64, (claimed_by, claimed_at): (u64, i64)) -> bool {
    let skew_ms = |run: u64| state.witness.skews.get(&run).copied().unwrap_or(0);
    skew_ms(run) > skew_ms(claimed_by) && state.now < claimed_at + LEASE_SECONDS * 1_000
}

/// Whether STOP is the last keyword that a person wrote and the product heard. It does not ask what the product made of
/// it.
fn said_stop(state: &State, thread: &Thread, channel: Channel) -> bool {
    let hidden = hidden(state, thread);
    let inbound = || hidden.iter().flat_map(|it| &it.inbound).chain(&thread.inbound);
    let heard = |it: &&crate::carrier::Said| inbound().any(|known| known.id == it.provider_id);
    let last = state.life.keywords.iter().rev().map(|it| &state.life.said[*it]).find(heard);
    let of_channel = |it: &crate::carrier::Said| {
        let whatsapp = !state.carrier.numbers[it.number].waba.is_empty();
        whatsapp == (channel == Channel::Whatsapp)
    };
    last.is_some_and(|it| it.text != "START" && of_channel(it))
}

/// What the person of a number said under their user id, before the product knew of whom that was and since: who hides
/// their number is heard there alone, and what goes to the number goes to them.
fn hidden(state: &State, thread: &Thread) -> Option<Thread> {
    let Identity::Phone(number) = &thread.identity else { return None };
    let user = Identity::WhatsappUser(Phi::new(state.life.phone(number.expose()).user_id));
    let alone = Thread::new(thread.clinic.clone(), user).id;
    let alone: Thread = stored_state(&state.items.get(&thread_key(&alone).0)?.body)?;
    (alone.same_as.as_ref() == Some(&thread.id)).then_some(alone)
}

/// Whether people may be written to before an instant, at it and after it.
fn open(zone: &str, now: i64, slack_ms: i64) -> [bool; 3] {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    [now - slack_ms, now, now + slack_ms].map(|at| OPEN_HOURS.contains(&zone.to_datetime(instant(at)).hour()))
}

/// Whether people may be written to at some instant around.
fn open_around(zone: &str, now: i64, slack_ms: i64) -> bool {
    open(zone, now, slack_ms).contains(&true)
}

/// Whether people may be written to at an instant and all around it.
pub(super) fn open_throughout(zone: &str, now: i64, slack_ms: i64) -> bool {
    !open(zone, now, slack_ms).contains(&false)
}

/// What the visit forbids.
fn check_case(state: &State, spec: &MessageSpec) -> Option<&'static str> {
    if spec.about == About::Offer {
        return None;
    }
    let covered = spec.covers.first()?;
    let item = state.items.get(&case_key(&spec.clinic, &covered.case).0)?;
    let case: Case = stored_state(&item.body)?;
    let announces_end = spec.step.contains("cancel");
    let says_the_same = case
        .step(&spec.step)
        .is_some_and(|it| matches!(&it.state, StepState::Grouped { message } if *message == spec.id));
    if case.version != covered.version && !says_the_same {
        return Some(match case.state {
            CaseState::Cancelled => "a message was sent after the visit was cancelled",
            _ => "a message of an old version was sent",
        });
    }
    if case.state == CaseState::Cancelled && !announces_end {
        return Some("a message was sent after the visit was cancelled");
    }
    if spec.only_unanswered && case.answer.is_some() {
        return Some("a patient who had answered was reminded");
    }
    None
}

/// A text names the hour of the visit as it stands, or stood when the message was claimed.
pub(super) fn check_words(
    state: &mut State,
    spec: &MessageSpec,
    channel: Channel,
    parameters: &[(String, String)],
) {
    if channel != Channel::Whatsapp || spec.covers.len() != 1 || spec.about != About::Visit {
        return;
    }
    let Some((_, time)) = parameters.iter().find(|it| it.0 == "appointment_time") else { return };
    let Some(covered) = spec.covers.first() else { return };
    let Some(item) = state.items.get(&case_key(&spec.clinic, &covered.case).0) else { return };
    let Some(case) = stored_state::<Case>(&item.body) else { return };
    if case.version != covered.version {
        return;
    }
    let at = case.anchor.local;
    let twelve = match at.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    let forms = [format!("{}:{:02}", at.hour(), at.minute()), format!("{twelve}:{:02}", at.minute())];
    let digits: String = time.chars().filter(|it| it.is_ascii_digit() || *it == ':').collect();
    let digits = digits.trim_start_matches('0').to_owned();
    let right = forms.iter().any(|it| digits == it.trim_start_matches('0'));
    if !right {
        let words = format!("a text says {time} of a visit at {at}");
        state.witness.violation_about(&words, spec.id.as_str().to_owned());
    }
}
