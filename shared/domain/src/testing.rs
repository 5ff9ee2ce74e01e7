//! What the tests of this crate build on: a clinic with its journeys, its patient, and a visit that things happen to.

#![expect(clippy::unwrap_used, reason = "tests")]

use jiff::Timestamp;
use serde_json::json;

use crate::case::{Answer, Case, Context, Effect, Event, Heard, Reached, decide};
use crate::civil::{CivilTime, Zone};
use crate::clinic::Clinic;
use crate::decision::Decision;
use crate::delivery::{Channel, Purpose};
use crate::event::{AppointmentChange, AppointmentFacts};
use crate::ids::{CaseId, MessageId, PatientId, ThreadId};
use crate::journey::Topic;
use crate::language::Language;
use crate::message::MessageSpec;
use crate::patient::Patient;
use crate::phone::E164;
use crate::reason::Reason;
use crate::slot::Slot;
use crate::template::{Category, EmailForm, Template, Text, WhatsappForm};

/// When the clinic books the visit of most tests, and when that visit starts.
pub(crate) const BOOKED_ON: &str = "2026-11-20 12:00";
pub(crate) const STARTS: &str = "2026-11-26 10:30";

/// UTC−3 all year.
pub(crate) fn zone() -> Zone {
    Zone::new("America/Argentina/Buenos_Aires").unwrap()
}

/// A wall-clock time at the clinic, `YYYY-MM-DD HH:MM`.
pub(crate) fn local(text: &str) -> CivilTime {
    CivilTime::from_local(text.parse().unwrap(), zone()).unwrap()
}

pub(crate) fn clock(text: &str) -> Timestamp {
    local(text).at
}

/// Every kind of step, three channels, hours from 9 to 21, and caps that no ordinary journey reaches.
pub(crate) fn clinic() -> Clinic {
    let mut clinic: Clinic = serde_json::from_value(json!({
        "id": "sol", "name": "Clínica Sol", "phone": "+541143210000", "country": "AR",
        "time_zone": zone().as_str(), "languages": ["es"],
        "senders": {
            "whatsapp": {
                "phone_number_id": "106540352242922", "waba_id": "102290129340398", "portfolio_id": "2729063490586005",
                "display_phone_number": "+541143210001", "messaging_limit": 250, "messages_per_second": 80
            },
            "sms": { "provider": "twilio", "from": "+541143210002", "messages_per_second": 1 },
            "email": { "from": "turnos@sol.example", "messages_per_second": 14 }
        },
        "release_hours": { "opens": "09:00", "closes": "21:00" },
        "policy": {
            "messages_per_day_max": 4, "messages_per_week_max": 12, "consent_implied": ["care", "administrative"]
        },
        "rates": {
            "currency": "USD", "whatsapp_utility": 26_000, "whatsapp_marketing": 61_800, "sms_segment": 80_000, "email": 100
        },
        "journeys": [{ "topic": "appointment", "steps": steps() }, { "topic": "result_ready", "steps": [
            { "name": "result", "on": ["booked"], "template": "result", "purpose": "care", "channels": ["whatsapp", "sms"] }
        ] }]
    }))
    .unwrap();
    for name in [
        "reminder", "reminder_day", "reminder_remote", "booking", "cancellation", "moved", "delayed",
        "result",
    ] {
        clinic.templates.insert(name, Language::Es, template());
    }
    clinic
}

fn steps() -> serde_json::Value {
    let cascade = json!(["whatsapp", "sms", "email"]);
    let reminder = |name: &str, lead: &str| {
        json!({
            "name": name, "before": lead, "template": "reminder", "template_remote": "reminder_remote",
            "template_day": "reminder_day", "purpose": "care", "asks": true, "only_unanswered": true, "channels": cascade
        })
    };
    let notice = |name: &str, on: &str| json!({ "name": name, "on": [on], "template": name, "purpose": "care", "channels": cascade });
    json!([
        { "name": "booking", "on": ["booked"], "template": "booking", "purpose": "care", "channels": cascade },
        reminder("reminder_48h", "48h"),
        reminder("reminder_24h", "1d"),
        {
            "name": "instructions", "before": "20h", "template": "instructions", "purpose": "care", "only_on_site": true,
            "if_late": "send", "useless_minutes_before": 60, "channels": cascade
        },
        notice("cancellation", "cancelled"),
        notice("moved", "moved"),
        notice("reinstated", "reinstated"),
        notice("delayed", "delayed"),
        {
            "name": "thanks", "on": ["completed"], "after_minutes": 120, "template": "thanks", "purpose": "survey",
            "useful_hours": 48, "channels": ["whatsapp"]
        },
        {
            "name": "missed", "on": ["missed"], "template": "missed", "purpose": "care", "useful_hours": 48,
            "channels": ["whatsapp", "sms"]
        }
    ])
}

fn template() -> Template {
    let body = Text::parse("{{patient_given_name}}, {{appointment_date}} {{appointment_times}}").unwrap();
    Template {
        purpose: Purpose::Care,
        whatsapp: Some(WhatsappForm {
            name: "recordatorio".to_owned(),
            category: Category::Utility,
            body: body.clone(),
            buttons: vec!["Confirmo".to_owned(), "Cambiar".to_owned(), "Hablar".to_owned()],
            flow: None,
        }),
        sms: Some(body.clone()),
        email: Some(EmailForm { subject: body.clone(), body }),
    }
}

pub(crate) fn patient() -> Patient {
    Patient {
        given_name: Some("Ana".to_owned().into()),
        phone: Some(E164::new("+5491150001111").unwrap()),
        email: Some("ana@example.org".to_owned().into()),
        ..Patient::new(clinic().id, PatientId::new("p1").unwrap())
    }
}

pub(crate) fn facts(id: &str, start: &str) -> AppointmentFacts {
    AppointmentFacts {
        id: CaseId::new(id).unwrap(),
        start: Some(local(start)),
        duration_minutes: None,
        practitioner: None,
        service: None,
        site: None,
        modality: None,
        sequence: None,
        delay_minutes: None,
        confirmed: false,
    }
}

/// An appointment, and what its case says about it.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) clinic: Clinic,
    pub(crate) facts: AppointmentFacts,
    pub(crate) case: Option<Case>,
    /// Event ids given out.
    pub(crate) told: u32,
    /// Whose word is told next.
    pub(crate) patient: PatientId,
    /// All numbers of that patient.
    pub(crate) numbers: Vec<PatientId>,
    /// Free slots that suit the visit.
    pub(crate) slots: Vec<Slot>,
    /// Whether the patient was reached by a question.
    pub(crate) reached: Option<Reached>,
    /// What the patient heard of the visit.
    pub(crate) heard: Heard,
}

impl Visit {
    /// One that nobody has told of yet.
    pub(crate) fn unknown(id: &str, start: &str) -> Self {
        Self {
            clinic: clinic(),
            facts: facts(id, start),
            case: None,
            told: 0,
            patient: PatientId::new("p1").unwrap(),
            numbers: Vec::new(),
            slots: Vec::new(),
            reached: None,
            heard: Heard::Last,
        }
    }

    pub(crate) fn booked(id: &str, start: &str, now: &str) -> Self {
        let mut visit = Self::unknown(id, start);
        visit.told(AppointmentChange::Booked, now);
        visit
    }

    pub(crate) fn case(&self) -> &Case {
        self.case.as_ref().unwrap()
    }

    /// Decides, among these other visits of the patient, and keeps the next state.
    pub(crate) fn among(
        &mut self,
        siblings: &[&Self],
        event: &Event,
        now: Timestamp,
    ) -> Decision<Case, Effect> {
        let siblings: Vec<Case> = siblings.iter().map(|it| it.case().clone()).collect();
        let context = Context {
            clinic: &self.clinic,
            zone: &self.clinic.time_zone,
            numbers: &self.numbers,
            siblings: &siblings,
            slots: &self.slots,
            reached: self.reached,
            heard: self.heard,
        };
        let decision = decide(self.case.as_ref(), event, &context, now).unwrap();
        if let Some(next) = &decision.next {
            self.case = Some(next.clone());
        }
        decision
    }

    pub(crate) fn takes(&mut self, event: &Event, now: &str) -> Vec<Effect> {
        self.among(&[], event, clock(now)).effects
    }

    /// A word of the clinic, with its own event id, that happened `now`.
    pub(crate) fn word(&mut self, change: AppointmentChange, now: &str) -> Event {
        self.told += 1;
        Event::Told {
            cause: format!("{}-{}", self.facts.id, self.told),
            occurred_at: clock(now),
            change,
            facts: self.facts.clone(),
            patient: Some(self.patient.clone()),
        }
    }

    pub(crate) fn told(&mut self, change: AppointmentChange, now: &str) -> Vec<Effect> {
        let word = self.word(change, now);
        self.takes(&word, now)
    }

    /// The patient answers a message about that version.
    pub(crate) fn answered(&mut self, answer: Answer, version: u32, now: &str) -> Vec<Effect> {
        self.told += 1;
        let cause = format!("wamid-{}", self.told);
        let thread = ThreadId::new("thr_1").unwrap();
        let channel = Channel::Whatsapp;
        let together = Vec::new();
        self.takes(&Event::Answered { cause, answer, wish: None, version, together, channel, thread }, now)
    }

    /// Wakes as often as the case wants, up to and including `until`.
    pub(crate) fn wakes_until(&mut self, until: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        while let Some(due) = self.case().due().filter(|it| *it <= clock(until)) {
            effects.extend(self.among(&[], &Event::Woken { due }, due).effects);
        }
        effects
    }

    pub(crate) fn wakes_among(&mut self, siblings: &[&Self], now: &str) -> Vec<Effect> {
        let due = self.case().due().unwrap();
        self.among(siblings, &Event::Woken { due }, clock(now)).effects
    }

    pub(crate) fn stopped(&mut self, message: &MessageId, reason: Reason, now: &str) -> Vec<Effect> {
        self.takes(&Event::Stopped { message: message.clone(), reason }, now)
    }

    pub(crate) fn grouped(&mut self, spec: &MessageSpec, now: &str) -> Vec<Effect> {
        let (message, step, version) = (spec.id.clone(), spec.step.clone(), self.case().version);
        self.takes(&Event::Grouped { message, step, version }, now)
    }

    /// The journey without that step, as after a change of configuration.
    pub(crate) fn without_step(&mut self, name: &str) {
        let journey = self.clinic.journeys.iter_mut().find(|it| it.topic == Topic::Appointment).unwrap();
        journey.steps.retain(|it| it.name != name);
    }
}

/// The messages among the effects.
pub(crate) fn said(effects: &[Effect]) -> Vec<MessageSpec> {
    let spec = |it: &Effect| match it {
        Effect::Say(spec) => Some(spec.as_ref().clone()),
        Effect::HandOver { .. } | Effect::Offer { .. } | Effect::Free { .. } | Effect::TakeBack { .. } => {
            None
        }
    };
    effects.iter().filter_map(spec).collect()
}

/// Effects in short: the steps said, and why a person is asked.
pub(crate) fn short(effects: &[Effect]) -> String {
    let words = effects.iter().map(|it| match it {
        Effect::Say(spec) => spec.step.clone(),
        Effect::HandOver { why, .. } => format!("person: {why:?}"),
        Effect::Offer { slots, gone, .. } => {
            format!("{} slots{}", slots.len(), if *gone { ", gone" } else { "" })
        }
        Effect::Free { version, .. } => format!("frees version {version}"),
        Effect::TakeBack { version, .. } => format!("takes back version {version}"),
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() { "-".to_owned() } else { words.join(", ") }
}
