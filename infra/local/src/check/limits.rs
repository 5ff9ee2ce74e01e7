//! Numbers and hours that can be loaded, and turn off what they are there for or let out at night what they should not.

use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::journey::Step;
use domain::money::Micros;
use domain::template::Severity;
use jiff::civil::{Time, time};

use super::steps::leads_to_answers;
use super::{Line, NO_EFFECT, NO_SENDER, unheeded};
use crate::clinic_files::{CLINIC_FILE, Key, Sources, step_templates};

/// Hours that last until later than this in the night were hardly meant.
const LATE: Time = time(3, 0, 0, 0);
const HOURS_PER_DAY: u32 = 24;

/// A setting that is unwise.
pub(super) struct Found {
    /// Lead to it.
    pub(super) keys: Vec<Key<'static>>,
    /// What kind of mistake it is.
    pub(super) code: &'static str,
    /// What it comes to.
    pub(super) message: String,
}

impl Found {
    pub(super) fn of(names: &[&'static str], code: &'static str, message: impl Into<String>) -> Self {
        Self { keys: names.iter().copied().map(Key::Name).collect(), code, message: message.into() }
    }
}

pub(super) fn findings(sources: &Sources, clinic: &Clinic) -> Vec<Line> {
    let mut found = zeros(clinic);
    found.extend(never(clinic));
    found.extend(night(clinic));
    found.extend(unanswerable(clinic));
    found.extend(budget(clinic));
    found.extend(unsent(clinic));
    found.extend(unheeded::limits(&clinic.policy));
    if clinic.triage.red_flags.iter().any(|it| says_nothing(it)) {
        let message = "has a phrase without letters, which nobody can write";
        found.push(Found::of(&["triage", "red_flags"], "blank-words", message));
    }
    for (index, survey) in clinic.surveys.iter().enumerate() {
        found.extend(unheeded::of_survey(index, survey));
    }
    let placed = found.into_iter().map(|Found { keys, code, message }| {
        let line = sources.clinic_line(&keys);
        Line { file: CLINIC_FILE.into(), line, severity: Severity::Warning, code, message }
    });
    placed.collect()
}

fn zeros(clinic: &Clinic) -> Vec<Found> {
    let mut limits = vec![(
        vec!["policy", "agent_threads_max"],
        clinic.policy.agent_threads_max,
        "is 0, so nobody can take a conversation",
    )];
    if let Some(rules) = &clinic.waiting_list {
        let nobody = "is 0, so nobody who waits is ever offered a time";
        limits.push((vec!["waiting_list", "offers_per_day_max"], rules.offers_per_day_max, nobody));
        limits.push((vec!["waiting_list", "offers_per_week_max"], rules.offers_per_week_max, nobody));
    }
    let senders = &clinic.senders;
    let paces = [
        ("whatsapp", senders.whatsapp.as_ref().map(|it| it.messages_per_second)),
        ("sms", senders.sms.as_ref().map(|it| it.messages_per_second)),
        ("email", senders.email.as_ref().map(|it| it.messages_per_second)),
    ];
    limits.extend(paces.into_iter().filter_map(|(sender, pace)| {
        Some((vec!["senders", sender, "messages_per_second"], pace?, "is 0, which counts as 1"))
    }));
    let is_zero = limits.into_iter().filter(|(_, limit, _)| *limit == 0);
    is_zero.map(|(keys, _, message)| Found::of(&keys, "zero", message)).collect()
}

/// Times that are offered from so late on that it is too late for them.
fn never(clinic: &Clinic) -> Vec<Found> {
    let mut found = Vec::new();
    let hours = |days: u32| days.saturating_mul(HOURS_PER_DAY);
    if let Some(rules) = &clinic.waiting_list
        && hours(rules.within_days) <= rules.lead_hours
    {
        let message = format!(
            "no time is ever offered to who waits: not earlier than {} days ahead, nor later than {} hours",
            rules.within_days, rules.lead_hours
        );
        found.push(Found::of(&["waiting_list", "within_days"], "never-offered", message));
    }
    let slots = &clinic.slots;
    if hours(slots.move_days_max) <= slots.move_notice_hours {
        let message = format!(
            "no visit can be moved: to no time later than {} days, nor earlier than {} hours",
            slots.move_days_max, slots.move_notice_hours
        );
        found.push(Found::of(&["slots", "move_days_max"], "never-offered", message));
    }
    found
}

/// A question by SMS, without a link to answer by, from a sender that takes no answers. What patients write is matched
/// by the number.
fn unanswerable(clinic: &Clinic) -> Option<Found> {
    let sms = clinic.senders.sms.as_ref()?;
    let is_number = sms.from.trim_start_matches('+').bytes().all(|it| it.is_ascii_digit());
    let mut steps = clinic.journeys.iter().flat_map(|it| &it.steps);
    let is_mute = |name: &str| {
        let templates = clinic.languages.iter().filter_map(|it| clinic.template(name, *it));
        templates.filter_map(|it| it.sms.as_ref()).any(|it| !leads_to_answers(it))
    };
    let asks = |it: &&Step| it.asks && it.channels.contains(&Channel::Sms);
    let is_mute_step = |it: &&Step| asks(it) && step_templates(it).any(|(_, name)| is_mute(name));
    let asking = steps.find(is_mute_step).filter(|_| !is_number)?;
    let message = format!(
        "is no number, so nothing that patients answer by SMS comes back, and step '{}' asks them there without \
         `{{{{answer_link}}}}`",
        asking.name
    );
    Some(Found::of(&["senders", "sms", "from"], "no-answers", message))
}

fn night(clinic: &Clinic) -> Option<Found> {
    let hours = &clinic.release_hours;
    let (opens, closes) = (hours.opens(), hours.closes());
    let is_overnight = closes == opens || (closes < opens && closes > LATE);
    let message = format!(
        "closes at {} on the day after it opens, so patients are written to all night",
        closes.strftime("%H:%M")
    );
    is_overnight.then(|| Found::of(&["release_hours", "closes"], "overnight", message))
}

/// A budget that stops nothing, or everything from the start.
fn budget(clinic: &Clinic) -> Option<Found> {
    let policy = &clinic.policy;
    let (field, code, what) = match (policy.budget_per_month, policy.budget_stops.is_empty()) {
        (Some(Micros(0)), false) => {
            ("budget_per_month", "zero", "is 0, so nothing of `budget_stops` is ever sent")
        }
        (Some(_), true) => ("budget_per_month", NO_EFFECT, "stops nothing: no purpose is in `budget_stops`"),
        (None, false) => ("budget_stops", NO_EFFECT, "stops nothing: there is no `budget_per_month`"),
        _ => return None,
    };
    Some(Found::of(&["policy", field], code, what))
}

/// Channels that steps name and that nothing is sent on.
fn unsent(clinic: &Clinic) -> Vec<Found> {
    let mut found = Vec::new();
    for channel in Channel::ALL.into_iter().filter(|it| clinic.sender_id(*it).is_none()) {
        let steps =
            clinic.journeys.iter().flat_map(|it| &it.steps).filter(|it| it.channels.contains(&channel));
        let (count, name) = (steps.count(), channel.as_str());
        if count > 0 {
            let message =
                format!("has no `{name}`: {count} steps name that channel, and nothing is sent there");
            found.push(Found::of(&["senders"], NO_SENDER, message));
        }
    }
    found
}

/// Whether there is nothing in it that could be said.
pub(super) fn says_nothing(phrase: &str) -> bool {
    !phrase.contains(char::is_alphanumeric)
}
