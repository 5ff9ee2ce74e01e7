//! A patient: who they are to the clinic, how they are reached, what they agreed to, and how much they were sent.

mod merge;
mod sends;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use merge::{absorb, give_way};
pub(crate) use sends::REPLIES_PER_DAY_MAX;
pub use sends::{Counted, SendRecord};

use crate::bounded::keep_count;
use crate::case::Covered;
use crate::civil::Zone;
use crate::clinic::Clinic;
use crate::decision::Decision;
use crate::delivery::{Channel, Purpose};
use crate::event::{ConsentFact, PatientFacts};
use crate::ids::{ClinicId, PatientId};
use crate::language::Language;
use crate::phi::Phi;
use crate::phone::{E164, Identity};
use crate::reason::Reason;

/// A visit's number that is told anew within this many days still stands for the same visit, corrected. A number that is
/// used week by week stands for another one each time.
const CORRECTED_DAYS: u16 = 5;
/// A channel that failed is tried again after this many days: people install WhatsApp, and unblock.
pub const UNREACHABLE_DAYS: i64 = 7;
/// So many wrong answers in 24 hours, from whatever numbers, and a patient is not found by answers any more.
const MISSES_MAX: usize = 10;
/// Hours that a wrong answer counts.
const MISS_HOURS: i64 = 24;

/// A patient of a clinic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patient {
    /// Whose patient.
    pub clinic: ClinicId,
    /// The clinic's number.
    pub id: PatientId,
    /// Given name.
    pub given_name: Option<Phi<String>>,
    /// Family name.
    pub family_name: Option<Phi<String>>,
    /// For WhatsApp and SMS.
    pub phone: Option<E164>,
    /// The WhatsApp user id under which they were identified, for somebody of whom the clinic tells no number. It holds
    /// while the conversation under it is tied to them.
    pub whatsapp_user: Option<Phi<String>>,
    /// For e-mail.
    pub email: Option<Phi<String>>,
    /// What they read.
    pub language: Option<Language>,
    /// Where they live.
    pub time_zone: Option<Zone>,
    /// The number of their identity document, as [`crate::identify::document`] spells it.
    #[serde(default)]
    pub document: Option<Phi<String>>,
    /// The day they were born.
    #[serde(default)]
    pub birth_date: Option<Phi<Date>>,
    /// When somebody gave one fact about them right and another one wrong, newest last.
    #[serde(default)]
    pub misses: Vec<Timestamp>,
    /// The clinic's groups.
    pub groups: Vec<Phi<String>>,
    /// What they agreed to or refused; the newest word for a purpose and channel counts.
    pub consents: Vec<Consent>,
    /// When the clinic said the newest of this.
    pub told_at: Timestamp,
    /// The record that took this one's place.
    pub merged_into: Option<PatientId>,
    /// When the clinic said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_at: Option<Timestamp>,
    /// Records that this one took the place of.
    pub aliases: Vec<PatientId>,
    /// Sent to them in the last days, for the caps.
    pub sends: Vec<SendRecord>,
    /// Channels that did not reach them lately.
    pub unreachable: Vec<Unreachable>,
    /// The visit they were last asked about.
    #[serde(default)]
    pub surveyed: Option<Surveyed>,
}

/// A visit that a patient was asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surveyed {
    /// Which, as it then stood.
    pub visit: Covered,
    /// When.
    pub at: Timestamp,
}

/// What a patient agreed to or refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// For which purpose.
    pub purpose: Purpose,
    /// On which channel.
    pub channel: Channel,
    /// Given or refused.
    pub granted: bool,
    /// Where it is written down.
    pub evidence: Phi<String>,
    /// Since when.
    pub at: Timestamp,
}

/// A channel that did not reach the patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreachable {
    /// Which.
    pub channel: Channel,
    /// Why.
    pub reason: Reason,
    /// Since when.
    pub since: Timestamp,
}

impl Patient {
    /// A patient of whom only the number is known.
    #[must_use]
    pub fn new(clinic: ClinicId, id: PatientId) -> Self {
        Self {
            clinic,
            id,
            given_name: None,
            family_name: None,
            phone: None,
            whatsapp_user: None,
            email: None,
            language: None,
            time_zone: None,
            document: None,
            birth_date: None,
            misses: Vec::new(),
            groups: Vec::new(),
            consents: Vec::new(),
            told_at: Timestamp::MIN,
            merged_into: None,
            merged_at: None,
            aliases: Vec::new(),
            sends: Vec::new(),
            unreachable: Vec::new(),
            surveyed: None,
        }
    }

    /// Whether their number is known and nothing was told of them so far.
    #[must_use]
    pub fn is_untold(&self) -> bool {
        self.told_at == Timestamp::MIN
    }

    /// Where the patient is reached on that channel.
    #[must_use]
    pub fn identity(&self, channel: Channel) -> Option<Identity> {
        match channel {
            Channel::Whatsapp => match (&self.phone, &self.whatsapp_user) {
                (Some(phone), _) => Some(Identity::Phone(phone.clone())),
                (None, Some(user)) => Some(Identity::WhatsappUser(user.clone())),
                (None, None) => None,
            },
            Channel::Sms => self.phone.clone().map(Identity::Phone),
            Channel::Email => self.email.clone().map(Identity::Email),
        }
    }

    /// All by which they are known, also what they are not written to at.
    #[must_use]
    pub fn identities(&self) -> Vec<Identity> {
        let phone = self.phone.clone().map(Identity::Phone);
        let user = self.whatsapp_user.clone().map(Identity::WhatsappUser);
        let email = self.email.clone().map(Identity::Email);
        [phone, user, email].into_iter().flatten().collect()
    }

    /// Whether that is the number of this record, or of one that it took the place of.
    #[must_use]
    pub fn is_known_as(&self, id: &PatientId) -> bool {
        self.id == *id || self.aliases.contains(id)
    }

    /// They were identified under a WhatsApp user id: where the clinic tells no number they are reached by it.
    pub fn writes_as(&self, user: &Phi<String>) -> Decision<Self, ()> {
        if self.phone.is_some() || self.whatsapp_user.as_ref() == Some(user) {
            return Decision::stale();
        }
        let mut next = Self { whatsapp_user: Some(user.clone()), ..self.clone() };
        next.unreachable.retain(|it| it.channel != Channel::Whatsapp);
        Decision::applied(next, Vec::new())
    }

    /// The language to write in: theirs if the clinic writes it, else the clinic's first.
    #[must_use]
    pub fn reads(&self, clinic: &Clinic) -> Language {
        self.language.filter(|it| clinic.languages.contains(it)).unwrap_or_else(|| clinic.default_language())
    }

    /// The zone whose quiet hours hold for them.
    #[must_use]
    pub fn zone<'a>(&'a self, clinic: &'a Clinic) -> &'a Zone {
        self.time_zone.as_ref().unwrap_or(&clinic.time_zone)
    }

    /// Whether they agreed, or agreement follows from treatment by the clinic's policy.
    #[must_use]
    pub fn consents_to(&self, purpose: Purpose, channel: Channel, clinic: &Clinic) -> bool {
        let about = |it: &&Consent| it.purpose == purpose && it.channel == channel;
        match self.consents.iter().filter(about).max_by_key(|it| it.at) {
            Some(word) => word.granted,
            None => clinic.policy.consent_implied.contains(&purpose),
        }
    }

    /// A word on a consent takes the place of the one before.
    fn takes(&mut self, fact: &ConsentFact, at: Timestamp) {
        self.consents.retain(|it| (it.purpose, it.channel) != (fact.purpose, fact.channel));
        let (purpose, channel, granted) = (fact.purpose, fact.channel, fact.granted);
        self.consents.push(Consent { purpose, channel, granted, evidence: fact.evidence.clone(), at });
    }

    /// Whether they were asked about another visit within `days`, or about this one before the clinic corrected
    /// it, which would count it twice. Asking about the same one again is a reminder.
    #[must_use]
    pub fn is_tired_of_surveys(&self, visit: &Covered, days: u16, now: Timestamp) -> bool {
        let Some(last) = self.surveyed.as_ref().filter(|it| it.visit != *visit) else { return false };
        let days = if last.visit.case == visit.case { days.max(CORRECTED_DAYS) } else { days };
        now.duration_since(last.at) < SignedDuration::from_hours(24 * i64::from(days))
    }

    /// Notes that they are asked about a visit.
    #[must_use]
    pub fn surveyed_about(self, visit: &Covered, now: Timestamp) -> Self {
        if self.surveyed.as_ref().is_some_and(|it| it.visit == *visit) {
            return self;
        }
        Self { surveyed: Some(Surveyed { visit: visit.clone(), at: now }), ..self }
    }

    /// Notes that somebody said they were the patient and did not know it all.
    #[must_use]
    pub fn missed(&self, now: Timestamp) -> Self {
        let mut next = self.clone();
        next.misses.retain(|it| now.duration_since(*it) < SignedDuration::from_hours(MISS_HOURS));
        next.misses.push(now);
        keep_count(&mut next.misses, MISSES_MAX);
        next
    }

    /// Whether so many guessed lately that no answer counts for now, right or wrong.
    #[must_use]
    pub fn is_guessed_at(&self, now: Timestamp) -> bool {
        let lately = |it: &&Timestamp| now.duration_since(**it) < SignedDuration::from_hours(MISS_HOURS);
        self.misses.iter().filter(lately).count() >= MISSES_MAX
    }

    /// Notes that a channel did not reach the patient.
    #[must_use]
    pub fn unreachable_by(&self, channel: Channel, reason: Reason, now: Timestamp) -> Self {
        let mut next = self.clone();
        next.unreachable.retain(|it| it.channel != channel);
        next.unreachable.push(Unreachable { channel, reason, since: now });
        next
    }

    /// Why a channel is not tried: it did not reach the patient in the last [`UNREACHABLE_DAYS`].
    #[must_use]
    pub fn why_unreachable(&self, channel: Channel, now: Timestamp) -> Option<Reason> {
        let remembered = SignedDuration::from_hours(24 * UNREACHABLE_DAYS);
        let lately = |it: &&Unreachable| it.channel == channel && now.duration_since(it.since) < remembered;
        self.unreachable.iter().find(lately).map(|it| it.reason)
    }
}

/// What the clinic says of a patient, told at an instant. Older words never replace newer ones.
///
/// | state \ facts | newer | same age, nothing new | same age, differs | older |
/// |---|---|---|---|---|
/// | unknown | created | – | – | – |
/// | known | replaces what it says | stale | replaces what it says | stale |
/// | merged away | stale | stale | stale | stale |
///
/// A number alone makes a record of whoever has none, and is no word about them: what was told before it counts all the
/// same when it comes.
pub fn decide(
    patient: Option<&Patient>,
    clinic: &ClinicId,
    facts: &PatientFacts,
    told_at: Timestamp,
) -> Decision<Patient, ()> {
    let mut next = match patient {
        Some(known) if known.merged_into.is_some() => return Decision::stale(),
        Some(known) if told_at < known.told_at => return overtaken(known, facts, told_at),
        Some(_) if facts.is_a_number_alone() => return Decision::stale(),
        Some(known) => known.clone(),
        None => Patient::new(clinic.clone(), facts.id.clone()),
    };
    if facts.is_a_number_alone() {
        return Decision::applied(next, Vec::new());
    }
    replace(&mut next.given_name, facts.given_name.as_ref());
    replace(&mut next.family_name, facts.family_name.as_ref());
    if replace(&mut next.phone, facts.phone.as_ref()) {
        next.unreachable.retain(|it| it.channel == Channel::Email);
    }
    if replace(&mut next.email, facts.email.as_ref()) {
        next.unreachable.retain(|it| it.channel != Channel::Email);
    }
    replace(&mut next.language, facts.language.as_ref());
    replace(&mut next.time_zone, facts.time_zone.as_ref());
    replace(&mut next.document, facts.document.as_ref());
    replace(&mut next.birth_date, facts.birth_date.as_ref());
    if let Some(groups) = &facts.groups {
        next.groups.clone_from(groups);
    }
    for fact in &facts.consents {
        let same = |it: &Consent| it.purpose == fact.purpose && it.channel == fact.channel;
        if next
            .consents
            .iter()
            .any(|it| same(it) && it.granted == fact.granted && it.evidence == fact.evidence)
        {
            continue;
        }
        next.takes(fact, told_at);
    }
    // A newer word that says nothing new still counts: what comes later, but is older than it, is stale.
    next.told_at = told_at;
    if patient == Some(&next) {
        return Decision::stale();
    }
    Decision::applied(next, Vec::new())
}

/// What a newer word overtook is not believed any more, but for what that one need not have told: a refusal counts
/// against an older agreement, and whatever was said counts where nothing was.
fn overtaken(known: &Patient, facts: &PatientFacts, told_at: Timestamp) -> Decision<Patient, ()> {
    let mut next = known.clone();
    for fact in &facts.consents {
        let same = |it: &&Consent| it.purpose == fact.purpose && it.channel == fact.channel;
        let stands = next.consents.iter().find(same);
        if stands.is_none_or(|it| it.granted && !fact.granted && it.at < told_at) {
            next.takes(fact, told_at);
        }
    }
    if next == *known { Decision::stale() } else { Decision::applied(next, Vec::new()) }
}

fn replace<T: Clone + PartialEq>(known: &mut Option<T>, told: Option<&T>) -> bool {
    match told {
        Some(value) if known.as_ref() != Some(value) => {
            *known = Some(value.clone());
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
