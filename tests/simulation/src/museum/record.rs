//! What came to be in a world, as somebody outside of every system sees it: what clinics said, what phones received,
//! what people wrote.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::words;
use crate::life::Life;
use crate::state::instant;

/// What a message is about to whoever reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Booked,
    Moved,
    Cancelled,
    Reinstated,
    Delayed,
    Reminder,
    Instructions,
    /// After the visit: thanks, a missed visit, a survey.
    Afterwards,
    /// An answer to what the person wrote.
    Reply,
    Other,
}

impl Kind {
    /// It says that a visit is ahead, so it is wrong when none is.
    pub(crate) const fn speaks_of_a_visit_ahead(self) -> bool {
        matches!(
            self,
            Self::Booked
                | Self::Moved
                | Self::Reinstated
                | Self::Delayed
                | Self::Reminder
                | Self::Instructions
        )
    }
}

/// Something a clinic said of a visit.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) change: &'static str,
    /// When the system under test was first told, in milliseconds: it may act on a word whose caller still waits for
    /// the answer.
    pub(crate) told_at: i64,
    /// When the system under test took it, in milliseconds.
    pub(crate) known_at: i64,
    /// By the clinic's clock, after this word.
    pub(crate) start: DateTime,
    pub(crate) starts_at: i64,
    /// Whether the visit takes place, after this word.
    pub(crate) stands: bool,
}

/// A visit.
pub(crate) struct Appointment {
    pub(crate) clinic: usize,
    /// Which of [`Record::people`].
    pub(crate) person: usize,
    pub(crate) video: bool,
    /// The clinic's.
    pub(crate) zone: TimeZone,
    /// In the order in which they were said.
    pub(crate) words: Vec<Word>,
    /// Its patient changed it in the conversation, so that the clinic's words are not the whole truth.
    pub(crate) changed_by_patient: bool,
}

impl Appointment {
    /// Whether a text names a start that the visit has or had.
    pub(crate) fn is_named(&self, text: &str) -> bool {
        self.words.iter().any(|it| words::names_hour(text, it.start) && words::names_day(text, it.start))
    }

    /// The word in force at an instant, if anything was known.
    pub(crate) fn standing(&self, at: i64) -> Option<usize> {
        self.words.iter().rposition(|it| it.known_at <= at)
    }

    /// Which word a message follows: the last before it whose start it names, or else the one in force. One that names
    /// no hour may have been under way for `grace_ms`.
    pub(crate) fn meant(&self, received: &Received, grace_ms: i64) -> Option<usize> {
        let standing = self.standing(received.at)?;
        let hourless = words::times(&received.text).is_empty();
        let until = if hourless { received.at - grace_ms } else { received.at };
        let names = |it: &Word| {
            words::names_day(&received.text, it.start)
                && (hourless || words::names_hour(&received.text, it.start))
        };
        self.words[..=standing].iter().rposition(|it| it.known_at <= until && names(it)).or(Some(standing))
    }

    /// What could rightly be believed at an instant: the word in force, those in force up to `grace_ms` before, and
    /// those that were being told.
    pub(crate) fn standings(&self, at: i64, grace_ms: i64) -> Vec<&Word> {
        let first = self.standing(at - grace_ms);
        let mut indexes: Vec<usize> = first.into_iter().collect();
        // Words of the last minutes may have been read in any order, and some not yet.
        let lately = |it: &Word| it.known_at > at - grace_ms && it.told_at <= at;
        indexes.extend((0..self.words.len()).filter(|it| lately(&self.words[*it])));
        indexes.into_iter().map(|it| &self.words[it]).collect()
    }
}

/// A patient of a clinic.
pub(crate) struct Person {
    /// Whoever reads their phone.
    pub(crate) phone: String,
    pub(crate) clinic: usize,
    pub(crate) given_name: String,
    /// They signed that they want nothing on WhatsApp.
    pub(crate) refuses_whatsapp: bool,
    /// Where they live.
    pub(crate) zone: TimeZone,
    /// Since when a clinic says which language, in the order of its words.
    pub(crate) languages: Vec<(i64, String)>,
}

/// A message that a provider took.
pub(crate) struct Received {
    pub(crate) at: i64,
    pub(crate) channel: &'static str,
    pub(crate) phone: String,
    pub(crate) clinic: usize,
    /// Which of [`Record::appointments`] it speaks for.
    pub(crate) about: Vec<usize>,
    pub(crate) kind: Kind,
    /// Which of several of its kind.
    pub(crate) step: String,
    pub(crate) text: String,
    /// Its sender was not told whether the one before was taken.
    pub(crate) unknowing: bool,
    /// The network reported that it did not arrive.
    pub(crate) lost: bool,
}

/// Something a person did.
pub(crate) struct Wrote {
    pub(crate) at: i64,
    /// When the system took it. Never, if its provider gave up bringing it: the system was away for longer than it
    /// tries.
    pub(crate) taken_at: Option<i64>,
    pub(crate) channel: &'static str,
    pub(crate) phone: String,
    pub(crate) clinic: usize,
    pub(crate) text: String,
    /// They said yes to that one of [`Record::received`].
    pub(crate) confirms: Option<usize>,
    /// It was applied, answered or given to a person.
    pub(crate) heard: bool,
    /// The system took it for a wish to hear nothing more.
    pub(crate) unsubscribed: bool,
}

/// Everything seen in a world.
#[derive(Default)]
pub(crate) struct Record {
    pub(crate) appointments: Vec<Appointment>,
    pub(crate) people: Vec<Person>,
    pub(crate) received: Vec<Received>,
    pub(crate) wrote: Vec<Wrote>,
    /// Which channels a phone can receive on: WhatsApp, SMS.
    pub(crate) reachable: BTreeMap<String, (bool, bool)>,
}

impl Record {
    /// Whether a message can come to its phone at all.
    pub(crate) fn arrives(&self, received: &Received) -> bool {
        let (whatsapp, sms) = self.reachable.get(&received.phone).copied().unwrap_or((true, true));
        match received.channel {
            "whatsapp" => whatsapp,
            "sms" => sms,
            _ => true,
        }
    }
}

/// The clinics' side of a record. `known_at` says when the system under test took an event.
pub(crate) fn clinics_side(life: &Life, known_at: impl Fn(usize) -> Option<i64>) -> Record {
    let mut record = Record::default();
    let mut ids = BTreeMap::new();
    for (index, patient) in life.patients.iter().enumerate() {
        let home = patient.zone.unwrap_or(life.places[patient.clinic].clinic.time_zone.as_str());
        ids.insert((patient.clinic, patient.id.clone()), index);
        record.people.push(Person {
            phone: life.person(&patient.phone),
            clinic: patient.clinic,
            given_name: patient.given_name.clone(),
            refuses_whatsapp: patient.refuses_whatsapp,
            zone: zone(home),
            languages: Vec::new(),
        });
    }
    for phone in &life.phones {
        record.reachable.insert(phone.user_id.clone(), (phone.whatsapp, phone.sms));
    }
    let mut order: Vec<(String, usize, i64, String)> = Vec::new();
    for (index, tell) in life.tells.iter().enumerate() {
        let Some(known) = known_at(index) else { continue };
        let event: Value = serde_json::from_slice(&tell.body).unwrap_or_default();
        let patient = &event["patient"];
        let whose = (tell.clinic, patient["id"].as_str().unwrap_or_default().to_owned());
        if let (Some(person), Some(language)) = (ids.get(&whose), patient["language"].as_str()) {
            let said = event["occurred_at"].as_str().unwrap_or_default().to_owned();
            order.push((said, *person, known, language.to_owned()));
        }
    }
    order.sort();
    for (_, person, known, language) in order {
        record.people[person].languages.push((known, language));
    }
    for (index, visit) in life.visits.iter().enumerate() {
        let place = &life.places[visit.clinic];
        let zone = zone(place.clinic.time_zone.as_str());
        let mut start = None;
        let mut stands = true;
        let mut words = Vec::new();
        for tell in &visit.tells {
            let it = &life.tells[*tell];
            start = it.start.or(start);
            stands = match it.change {
                "cancelled" => false,
                "booked" | "moved" | "reinstated" => true,
                _ => stands,
            };
            let (Some(starts_at), Some(known_at)) = (start, known_at(*tell)) else { continue };
            let local = zone.to_datetime(instant(starts_at));
            let told_at = it.told_at.unwrap_or(known_at);
            words.push(Word { change: it.change, told_at, known_at, start: local, starts_at, stands });
        }
        record.appointments.push(Appointment {
            clinic: visit.clinic,
            person: visit.patient,
            video: index.is_multiple_of(9),
            zone,
            words,
            changed_by_patient: false,
        });
    }
    record
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// An instant by a clock, for stories.
pub(crate) fn by_clock(at: i64, zone: &TimeZone) -> String {
    Timestamp::from_millisecond(at).map_or_else(|_| at.to_string(), |it| zone.to_datetime(it).to_string())
}
