//! The life of clinics and patients: visits that are booked, moved, cancelled and reinstated, people who answer or do
//! not, staff who take conversations.
//!
//! It knows nothing of the product but its documented interface: events, webhooks, and what arrives on phones.

mod campaigns;
mod people;
mod react;
mod staff;
mod visits;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use campaigns::{Campaigns, NEWS, YESES, plan_campaigns, says_news};
pub(crate) use people::{Patient, Persona, Phone, people};
pub(crate) use react::{WORDS, answers_after_ms};
pub(crate) use visits::{Tell, Visit, book, plan_merges, plan_visits, slots};

use crate::carrier::Said;
use crate::request::{Answered, From, Request};
use crate::state::{Act, State};

/// Something in the life of clinics and patients.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Moment {
    /// A clinic's system tells its event of that number.
    Tell(usize),
    /// A person answers what arrived.
    React(usize),
    /// Somebody writes out of the blue.
    Stranger,
    /// A clinic's staff looks at the conversations that wait.
    Staff(usize),
    /// A clinic uploads that one of its lists.
    Launch(usize),
    /// Somebody puts garbage somewhere.
    Poison,
}

/// Clinics and patients.
#[derive(Default)]
pub(crate) struct Life {
    pub(crate) places: Vec<crate::clinics::Place>,
    pub(crate) patients: Vec<Patient>,
    pub(crate) phones: Vec<Phone>,
    /// Phones by number and by WhatsApp user id.
    pub(crate) by_address: BTreeMap<String, usize>,
    /// Which of [`Self::patients`] a clinic's number of one names.
    pub(crate) by_id: BTreeMap<(usize, String), usize>,
    pub(crate) visits: Vec<Visit>,
    pub(crate) tells: Vec<Tell>,
    pub(crate) said: Vec<Said>,
    /// Which of them are a STOP, a BAJA or a START.
    pub(crate) keywords: Vec<usize>,
    pub(crate) staff: Vec<staff::Task>,
    /// People here would mostly rather have another time: many want the same few.
    pub(crate) movers: bool,
    /// Some are on record twice until their clinic finds out, some get another number, some tell it that they come; and
    /// clinics pause.
    pub(crate) clinics_learn: bool,
    /// Patients who got another number in the course of things.
    pub(crate) renumbered: BTreeSet<usize>,
    /// What clinics say to many at once.
    pub(crate) campaigns: Campaigns,
    /// Nobody starts anything new after this.
    pub(crate) until: i64,
}

impl Life {
    /// The phone at an address; one never heard of is a usual one.
    pub(crate) fn phone(&self, address: &str) -> Phone {
        self.by_address
            .get(address)
            .map_or_else(|| Phone::unknown(address), |index| self.phones[*index].clone())
    }

    /// Whom an address belongs to: a number and a WhatsApp user id may be one person's.
    pub(crate) fn person(&self, address: &str) -> String {
        self.by_address
            .get(address)
            .map_or_else(|| address.to_owned(), |index| self.phones[*index].user_id.clone())
    }

    /// How whoever reads a phone answers.
    pub(crate) fn persona(&self, number: &str) -> Persona {
        self.patients.iter().find(|it| it.phone == number).map_or(Persona::Usual, |it| it.persona)
    }

    /// A phone has that number, whether it shows it or not.
    pub(crate) fn add_phone(&mut self, number: &str, phone: Phone) {
        let index = self.phones.len();
        self.by_address.insert(number.to_owned(), index);
        self.by_address.insert(phone.user_id.clone(), index);
        self.phones.push(phone);
    }
}

/// Something happens.
pub(crate) fn happen(state: &mut State, moment: Moment) {
    match moment {
        Moment::Tell(index) => visits::tell(state, index),
        Moment::React(index) => react::react(state, index),
        Moment::Stranger => react::stranger(state),
        Moment::Staff(clinic) => staff::look(state, clinic),
        Moment::Launch(list) => campaigns::launch(state, list),
        Moment::Poison => {
            crate::poison::strike(state);
            if state.now < state.life.until {
                let after_ms = state.rng.i64(1_000..60_000);
                state.after(after_ms, Act::Life(Moment::Poison));
            }
        }
    }
}

/// A message arrived on a phone.
pub(crate) fn arrived(state: &mut State, index: usize) {
    react::arrived(state, index);
}

/// A request was answered, or its function died.
pub(crate) fn answered(state: &mut State, request: Request, answer: Answered) {
    let taken = answer.as_ref().is_some_and(|it| (200..300).contains(&it.status_code));
    match &request.from {
        From::Clinic(tell) => visits::answered(state, *tell, answer),
        From::Meta(said) | From::Twilio(said) if taken => {
            if let Some(said) = said {
                let now = state.now;
                state.life.said[*said].taken_at.get_or_insert(now);
            }
        }
        From::Meta(_) | From::Twilio(_) => {
            if answer.as_ref().is_some_and(|it| it.status_code < 500) {
                state.witness.violation("a genuine webhook was refused");
            }
            crate::carrier::retry(state, request);
        }
        From::Staff(task) => staff::answered(state, *task, answer),
        From::List(list) => campaigns::answered(state, *list, answer),
        From::Forger => {
            if taken {
                state.witness.violation("a forged webhook was taken");
            }
        }
    }
}
