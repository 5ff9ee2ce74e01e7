//! What the API shows of cases and messages.

use std::collections::BTreeMap;

use domain::case::{Answer, Case, StepRecord, StepState, Subject};
use domain::civil::Zone;
use domain::clinic::Clinic;
use domain::event::Modality;
use domain::ids::{ClinicId, MessageId};
use domain::journey::Topic;
use domain::language::Language;
use domain::message::{Dispatch, DispatchStatus, Message, Phase};
use domain::money::Micros;
use domain::patient::Patient;
use domain::phi::Phi;
use domain::reason::Reason;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::Serialize;

use crate::rights::Role;
use crate::timeline::{self, EntryView};

/// Whose data is opened to whom, and the time that everything goes by.
#[derive(Serialize)]
pub(crate) struct ClinicView<'a> {
    id: &'a ClinicId,
    name: &'a str,
    time_zone: &'a Zone,
    language: Language,
    now: Timestamp,
    role: Role,
}

pub(crate) fn clinic(clinic: &Clinic, role: Role, now: Timestamp) -> ClinicView<'_> {
    let language = clinic.default_language();
    ClinicView { id: &clinic.id, name: &clinic.name, time_zone: &clinic.time_zone, language, now, role }
}

#[derive(Serialize)]
pub(crate) struct Day {
    pub(crate) date: Date,
    pub(crate) cases: Vec<CaseView>,
    pub(crate) next: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct CaseView {
    id: String,
    state: &'static str,
    version: u32,
    start: Timestamp,
    local_start: DateTime,
    time_zone: String,
    tzdb: String,
    topic: Topic,
    patient: PatientView,
    practitioner: Option<String>,
    service: Option<String>,
    site: Option<String>,
    modality: Modality,
    answer: Option<Answer>,
    next_due: Option<Timestamp>,
    steps: Vec<StepView>,
    timeline: Vec<EntryView>,
}

#[derive(Serialize)]
struct PatientView {
    id: String,
    name: String,
    language: Option<Language>,
}

#[derive(Serialize)]
struct StepView {
    step: String,
    version: u32,
    at: Timestamp,
    state: &'static str,
    reason: Option<&'static str>,
    messages: Vec<DispatchView>,
}

#[derive(Serialize)]
pub(crate) struct DispatchView {
    id: String,
    channel: &'static str,
    status: &'static str,
    reason: Option<&'static str>,
    segments: Option<u32>,
    price: Option<f64>,
    currency: Option<String>,
    language: Option<Language>,
    attempts: u32,
    at: Timestamp,
    error_code: Option<u32>,
}

#[derive(Serialize)]
pub(crate) struct MessageView {
    id: String,
    step: String,
    purpose: &'static str,
    template: String,
    phase: Phase,
    channel: Option<&'static str>,
    status: &'static str,
    reason: Option<&'static str>,
    segments: Option<u32>,
    price: Option<f64>,
    currency: Option<String>,
    not_after: Timestamp,
    created_at: Timestamp,
    due: Option<Timestamp>,
    resent_unsettled: bool,
    cases: Vec<String>,
    dispatches: Vec<DispatchView>,
}

pub(crate) fn case(
    clinic: &Clinic,
    case: &Case,
    patient: Option<&Patient>,
    messages: &BTreeMap<MessageId, Message>,
) -> CaseView {
    let (practitioner, service, site) = match &case.subject {
        Subject::Appointment { practitioner, service, site, .. } => {
            let shown = |it: &Option<Phi<String>>| it.as_ref().map(|it| it.expose().clone());
            (shown(practitioner), shown(service), site.clone())
        }
        Subject::Notice { .. } => (None, None, None),
    };
    // The steps in force first; those of earlier versions after them, newest first.
    let mut steps: Vec<&StepRecord> = case.steps.iter().collect();
    steps.sort_by_key(|it| (std::cmp::Reverse(it.version), it.at));
    CaseView {
        id: case.id.to_string(),
        state: case.state.as_str(),
        version: case.version,
        start: case.anchor.at,
        local_start: case.anchor.local,
        time_zone: case.anchor.zone.to_string(),
        tzdb: case.tzdb.clone(),
        topic: case.topic,
        patient: patient_view(case, patient),
        practitioner,
        service,
        site,
        modality: case.modality(),
        answer: case.answer,
        next_due: case.due(),
        steps: steps.iter().map(|it| step(clinic, case, it, messages)).collect(),
        timeline: timeline::of(case, messages),
    }
}

fn patient_view(case: &Case, patient: Option<&Patient>) -> PatientView {
    PatientView {
        id: patient.map_or(&case.patient, |it| &it.id).to_string(),
        name: patient.map(name_of).unwrap_or_default(),
        language: patient.and_then(|it| it.language),
    }
}

pub(crate) fn name_of(patient: &Patient) -> String {
    let names = [patient.given_name.as_ref(), patient.family_name.as_ref()];
    let names: Vec<&str> = names.into_iter().flatten().map(|it| it.expose().as_str()).collect();
    names.join(" ")
}

fn step(
    clinic: &Clinic,
    case: &Case,
    record: &StepRecord,
    messages: &BTreeMap<MessageId, Message>,
) -> StepView {
    let replaced = case.obsoletes(record.version, false);
    let (state, reason) = match &record.state {
        StepState::Planned => replaced.map_or(("planned", None), |it| ("replaced", Some(it.code()))),
        StepState::Released { .. } => ("released", None),
        StepState::Grouped { .. } => ("grouped", Some(Reason::Grouped.code())),
        StepState::Skipped { reason } => ("skipped", Some(reason.code())),
    };
    let message = message_of(record, messages);
    let dispatches =
        message.map(|message| message.dispatches.iter().map(|it| dispatch(clinic, message, it)).collect());
    let reason = reason.or_else(|| message.and_then(Message::unsaid_reason).map(Reason::code));
    StepView {
        step: record.step.clone(),
        version: record.version,
        at: record.at,
        state,
        reason,
        messages: dispatches.unwrap_or_default(),
    }
}

pub(crate) fn message_of<'a>(
    record: &StepRecord,
    messages: &'a BTreeMap<MessageId, Message>,
) -> Option<&'a Message> {
    match &record.state {
        StepState::Released { message, .. } | StepState::Grouped { message } => messages.get(message),
        StepState::Planned | StepState::Skipped { .. } => None,
    }
}

pub(crate) fn dispatch(clinic: &Clinic, message: &Message, dispatch: &Dispatch) -> DispatchView {
    let price = dispatch.price.filter(|_| dispatch.is_charged());
    DispatchView {
        id: message.dispatch_id(dispatch.channel),
        channel: dispatch.channel.as_str(),
        status: dispatch.status.as_str(),
        reason: dispatch.reason.map(Reason::code),
        segments: dispatch.segments,
        price: price.map(Micros::units),
        currency: price.map(|_| clinic.rates.currency.clone()),
        language: dispatch.language,
        attempts: dispatch.attempts,
        at: dispatch.at,
        error_code: dispatch.error_code,
    }
}

pub(crate) fn message(clinic: &Clinic, message: &Message) -> MessageView {
    let best = furthest(message);
    let charged = message.dispatches.iter().filter(|it| it.is_charged());
    let price = charged.map(|it| it.price.map(|it| it.0)).reduce(|sum, it| Some(sum? + it?)).flatten();
    MessageView {
        id: message.spec.id.to_string(),
        step: message.spec.step.clone(),
        purpose: message.spec.purpose.as_str(),
        template: message.spec.template.clone(),
        phase: message.phase,
        channel: best.map(|it| it.channel.as_str()),
        status: best.map_or("queued", |it| it.status.as_str()),
        reason: best.and_then(|it| it.reason).map(Reason::code),
        segments: best.and_then(|it| it.segments),
        price: price.map(|it| Micros(it).units()),
        currency: price.map(|_| clinic.rates.currency.clone()),
        not_after: message.spec.not_after,
        created_at: message.created_at,
        due: message.due,
        resent_unsettled: message.resent_unsettled,
        cases: message.spec.covers.iter().map(|it| it.case.to_string()).collect(),
        dispatches: message.dispatches.iter().map(|it| dispatch(clinic, message, it)).collect(),
    }
}

/// The dispatch that speaks for a message: on its channel it came furthest.
pub(crate) fn furthest(message: &Message) -> Option<&Dispatch> {
    message.dispatches.iter().max_by_key(|it| progress(it.status))
}

const fn progress(status: DispatchStatus) -> u8 {
    match status {
        DispatchStatus::Suppressed => 0,
        DispatchStatus::Expired => 1,
        DispatchStatus::Failed => 2,
        DispatchStatus::Queued => 3,
        DispatchStatus::Sent => 4,
        DispatchStatus::Delivered => 5,
        DispatchStatus::Read => 6,
    }
}
