//! A report: what was sent, answered, saved and lost, counted from the cases and their messages.
//!
//! Every case is counted in exactly one state, and every released step in exactly one fate, so the columns add up.

use std::collections::BTreeMap;

use domain::account::{SERVICE_FREE_PER_MONTH, Sender};
use domain::case::{Answer, Case, CaseState, Entry, Happened, Party, StepState};
use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::event::AppointmentChange;
use domain::ids::MessageId;
use domain::message::{Dispatch, DispatchStatus, Message, Phase};
use domain::money::Micros;
use domain::reason::Reason;
use domain::slot::{Claim, Slot, SlotState};
use frame::http::{Request, Response};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use jiff::civil::Date;
use ports::commit::load;
use ports::records::{day_list, sender_key};
use ports::{PortError, Ports};
use serde::{Serialize, Serializer};

use crate::dates::{Towards, each_day, range};
use crate::load as read;
use crate::unanswered::Unanswered;

/// `GET /v1/report`: of the days from `from` to `to`; without them, of a month from today on.
pub(crate) async fn answer<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Response, Unanswered> {
    let (from, to) = range(request, Towards::Future, clinic, now)?;
    let month = this_month(ports, clinic, clinic.time_zone.local(now).date()).await?;
    let mut report = Report::new(from, to, month, clinic.rates.currency.clone());
    for day in each_day(from, to) {
        let cases: Vec<Case> = read::all_of(ports, &day_list(&clinic.id, day), "").await?;
        for some in cases.chunks(read::AT_ONCE) {
            let messages = try_join_all(some.iter().map(|it| read::messages(ports, it))).await?;
            for (case, messages) in some.iter().zip(&messages) {
                report.count(case, messages);
            }
        }
        for slot in read::slots(ports, clinic, day).await? {
            report.count_slot(&slot);
        }
    }
    Ok(Response::json(200, &report))
}

/// What the clinic's senders sent and spent this month.
async fn this_month<P: Ports>(ports: &P, clinic: &Clinic, today: Date) -> Result<SoFar, PortError> {
    let mut so_far = SoFar { month: today.first_of_month(), ..SoFar::default() };
    for channel in Channel::ALL {
        let Some(id) = clinic.sender_id(channel) else { continue };
        let sender: Option<Sender> = load(ports, &sender_key(&id)).await?;
        let sender = sender.unwrap_or_else(|| Sender::new(id));
        so_far.spent.0.0 += sender.spent_in(today).0;
        if channel == Channel::Whatsapp {
            so_far.service_sent = sender.service_in(today);
            so_far.service_free = SERVICE_FREE_PER_MONTH;
            so_far.service_free_left = sender.service_left_in(today);
        }
    }
    Ok(so_far)
}

/// The counts.
#[derive(Serialize)]
struct Report {
    from: Date,
    to: Date,
    /// Cases.
    cases: u32,
    /// Those of them that are of a notice and no visit.
    notices: u32,
    /// Cases by state.
    states: BTreeMap<&'static str, u32>,
    /// Whose patient said that they come, also when that is over.
    confirmed: u32,
    /// Whose patient asked for another time, whatever became of it.
    asked_to_move: u32,
    moved: u32,
    cancelled: u32,
    cancelled_by_patient: u32,
    /// Given free because nobody answered.
    released: u32,
    /// Steps given to the sender.
    messages: u32,
    /// Messages that a provider took.
    sent: u32,
    /// Messages on the phone by some channel.
    delivered: u32,
    /// Messages seen.
    read: u32,
    /// Messages that a provider took on another channel than their first.
    fallback: u32,
    /// Messages that no provider took and that still wait.
    waiting: u32,
    /// Messages that ended unsent, by reason.
    suppressed: BTreeMap<&'static str, u32>,
    /// Steps left out before they became a message, by reason.
    skipped: BTreeMap<&'static str, u32>,
    /// Steps told in another case's message.
    grouped: u32,
    sms_segments: u32,
    /// In whole units of the clinic's currency.
    price: Units,
    currency: String,
    slots: Slots,
    this_month: SoFar,
}

/// The month so far of all senders of the clinic, whatever days were asked for. Free-form messages are its WhatsApp
/// number's.
#[derive(Default, Serialize)]
struct SoFar {
    /// Its first day.
    month: Date,
    /// In whole units of the clinic's currency.
    spent: Units,
    /// Free-form WhatsApp messages sent.
    service_sent: u32,
    /// How many of them a month costs nothing.
    service_free: u32,
    /// How many more cost nothing.
    service_free_left: u32,
}

/// An amount that is added up exactly and shown in whole units: a sum of fractions drifts.
#[derive(Default)]
struct Units(Micros);

impl Serialize for Units {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0.units())
    }
}

/// Whether the patient said, to Pulso or to the clinic, that they come to the visit as it stands or stood. What is over
/// keeps no answer: what happened tells.
fn is_confirmed(case: &Case) -> bool {
    let said = |it: &Entry| match &it.what {
        Happened::Answered { answer: Answer::Confirm, .. } => Some(true),
        Happened::Rescheduled { .. } | Happened::Confirmed => Some(case.word_confirms_at(it.at)),
        Happened::Told {
            change: AppointmentChange::Booked | AppointmentChange::Moved | AppointmentChange::Cancelled,
            ..
        }
        | Happened::Released { .. } => Some(false),
        _ => None,
    };
    match case.state {
        CaseState::Confirmed => true,
        CaseState::Booked | CaseState::Cancelled => false,
        CaseState::Arrived | CaseState::Completed | CaseState::Missed => {
            case.timeline.iter().rev().find_map(said).unwrap_or(false)
        }
    }
}

/// Whether the visit that gave it free has it again.
fn is_taken_back(slot: &Slot) -> bool {
    let gave = |claim: &Claim| slot.freed_by.as_ref().is_some_and(|it| it.by.case == claim.case);
    matches!(&slot.state, SlotState::Taken { claim } if gave(claim))
}

/// Whether the visit moved, by its clinic's word or its patient's choice.
fn is_a_move(entry: &Entry) -> bool {
    matches!(
        entry.what,
        Happened::Told { change: AppointmentChange::Moved, .. } | Happened::Rescheduled { .. }
    )
}

fn asks_to_move(entry: &Entry) -> bool {
    matches!(entry.what, Happened::Answered { answer: Answer::Reschedule | Answer::Move, .. })
}

/// The slots of those days.
#[derive(Default, Serialize)]
struct Slots {
    /// On record.
    known: u32,
    /// Given free by a visit that moved, was cancelled by its patient, or that nobody answered for.
    freed: u32,
    /// Offered to somebody who waits.
    offered: u32,
    /// To how many, all slots together.
    offers: u32,
    /// Offers accepted, the late ones among them.
    accepted: u32,
    /// Taken by a patient other than who had given it free.
    filled: u32,
    /// Of these, by an offer.
    filled_from_waiting_list: u32,
    /// Whole days by which patients are seen earlier.
    days_gained: u32,
}

impl Report {
    fn new(from: Date, to: Date, this_month: SoFar, currency: String) -> Self {
        Self {
            from,
            to,
            cases: 0,
            notices: 0,
            states: BTreeMap::new(),
            confirmed: 0,
            asked_to_move: 0,
            moved: 0,
            cancelled: 0,
            cancelled_by_patient: 0,
            released: 0,
            messages: 0,
            sent: 0,
            delivered: 0,
            read: 0,
            fallback: 0,
            waiting: 0,
            suppressed: BTreeMap::new(),
            skipped: BTreeMap::new(),
            grouped: 0,
            sms_segments: 0,
            price: Units::default(),
            currency,
            slots: Slots::default(),
            this_month,
        }
    }

    fn count_slot(&mut self, slot: &Slot) {
        let counts = &mut self.slots;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        counts.known += 1;
        counts.freed += u32::from(slot.freed_by.is_some());
        counts.offered += u32::from(!slot.offers.is_empty());
        counts.offers += count(slot.offers.len());
        counts.accepted += count(slot.offers.iter().filter(|it| it.said == Some(true)).count());
        if let Some(filled) = slot.filled.as_ref().filter(|_| !is_taken_back(slot)) {
            counts.filled += 1;
            counts.filled_from_waiting_list += u32::from(filled.by_offer);
            counts.days_gained += filled.days_gained;
        }
    }

    fn count(&mut self, case: &Case, messages: &BTreeMap<MessageId, Message>) {
        self.cases += 1;
        self.notices += u32::from(case.is_notice());
        *self.states.entry(case.state.as_str()).or_default() += 1;
        self.confirmed += u32::from(is_confirmed(case));
        // Not what the patient did whose number it was before.
        let mut story = case.timeline.rsplit(|it| it.what == Happened::Reassigned);
        let story = story.next().unwrap_or_default();
        self.asked_to_move += u32::from(story.iter().any(asks_to_move));
        self.moved += u32::from(story.iter().any(is_a_move));
        self.cancelled += u32::from(case.state == CaseState::Cancelled && !case.is_withdrawn());
        self.cancelled_by_patient += u32::from(case.cancelled_by == Some(Party::Patient));
        self.released += u32::from(case.cancelled_by == Some(Party::Deadline));
        for step in &case.steps {
            match &step.state {
                StepState::Released { message, .. } => self.count_message(messages.get(message)),
                StepState::Grouped { .. } => self.grouped += 1,
                StepState::Skipped { reason } => *self.skipped.entry(reason.code()).or_default() += 1,
                StepState::Planned => {}
            }
        }
    }

    fn count_message(&mut self, message: Option<&Message>) {
        self.messages += 1;
        let Some(message) = message else {
            self.waiting += 1;
            return;
        };
        let dispatches = &message.dispatches;
        let read = dispatches.iter().any(|it| it.status == DispatchStatus::Read);
        let taken: Vec<&Dispatch> = dispatches.iter().filter(|it| it.accepted_at.is_some()).collect();
        let is_first = |it: &&Dispatch| message.spec.channels.first() == Some(&it.channel);
        self.fallback += u32::from(!taken.iter().all(is_first));
        self.read += u32::from(read);
        self.delivered += u32::from(message.has_arrived());
        if !taken.is_empty() {
            self.sent += 1;
        } else if message.phase == Phase::Ended {
            let reason = message.unsaid_reason().unwrap_or(Reason::Unsettled);
            *self.suppressed.entry(reason.code()).or_default() += 1;
        } else {
            self.waiting += 1;
        }
        for dispatch in taken.into_iter().filter(|it| it.is_charged()) {
            self.price.0.0 += dispatch.price.unwrap_or_default().0;
            if dispatch.channel == Channel::Sms {
                self.sms_segments += dispatch.segments.unwrap_or(0);
            }
        }
    }
}
