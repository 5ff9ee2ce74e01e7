//! A canary: one appointment of a test patient, from its booking over the reminder to the answer on the test phone.
//!
//! It is booked 48 hours and two minutes ahead, so that its reminder is due in two minutes and only a wake-up that
//! really fires can bring it. Whatever happens, it is cancelled at the end, without a notice to the phone being
//! awaited.

use std::thread::sleep;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Finding, Http, Patient};

/// How far ahead of its reminder's lead the canary is booked, in minutes.
const REMINDER_MINUTES: i64 = 2;
/// The lead of the reminder that is waited for, in hours.
const LEAD_HOURS: i64 = 48;
/// How often its case is looked at, in seconds.
const LOOK_SECONDS: u64 = 2;

const BOOKED: &str = "canary: booking is told";
/// The step that tells of a booking.
const CONFIRMATION: &str = "booking_confirmation";
/// The step that reminds [`LEAD_HOURS`] before.
const REMINDER: &str = "reminder_48h";

/// What the canary goes through.
struct Stage {
    check: &'static str,
    /// What is seen of the case once it has come so far.
    reached: fn(&Value) -> Option<String>,
    mend: &'static str,
}

/// One after the other: where one is not reached, none behind it can be.
const STAGES: [Stage; 3] = [
    Stage {
        check: BOOKED,
        reached: |case| sent(case, CONFIRMATION).map(|status| format!("the confirmation is {status}")),
        mend: "look at why with `pulso why`, at the dead-letter queues, and at the logs of reminder-scheduler and sender",
    },
    Stage {
        check: "canary: reminder fires",
        reached: |case| sent(case, REMINDER).map(|status| format!("the reminder is {status}")),
        mend: "outside the clinic's release hours it waits; else look at the schedule group and the due index: without \
               the schedule the sweep brings it within minutes",
    },
    Stage {
        check: "canary: answer arrives",
        reached: |case| (case["state"] == "confirmed").then(|| "the appointment is confirmed".to_owned()),
        mend: "tap Confirm on the test phone; if you did, the address at the provider's page is not this deployment's, \
               or the webhook field `messages` is not subscribed",
    },
];

pub(super) fn run(patient: &Patient, http: &Http, sick: bool) -> Vec<Finding> {
    let Some(phone) = &patient.phone else {
        return vec![Finding::skipped("canary", "no test phone was given (--phone)")];
    };
    let steps = || patient.clinic.journeys.iter().flat_map(|it| &it.steps);
    if let Some(missing) =
        [CONFIRMATION, REMINDER].into_iter().find(|it| steps().all(|step| step.name != *it))
    {
        return vec![Finding::skipped(
            "canary",
            format!("the clinic has no step {missing}, which it waits for"),
        )];
    }
    if sick {
        return vec![Finding::skipped("canary", "mend what is wrong first")];
    }
    let now = Timestamp::now();
    let Some(canary) = Canary::new(patient, http, phone, now) else {
        return vec![Finding::skipped("canary", "the clinic has no key")];
    };
    if let Err(seen) = canary.tell("appointment.booked", now) {
        let mend = "the clinic's key or the journeys queue; see the log of console";
        return vec![Finding::wrong(BOOKED, seen, mend)];
    }
    let mut findings = Vec::new();
    for stage in &STAGES {
        let finding = canary.wait(stage);
        let is_stuck = finding.is_wrong();
        findings.push(finding);
        if is_stuck {
            break;
        }
    }
    if let Err(seen) = canary.tell("appointment.cancelled", Timestamp::now()) {
        findings.push(Finding::wrong(
            "canary: cancelled",
            seen,
            "cancel the appointment of the canary yourself",
        ));
    }
    findings
}

/// The status of a step's message once a provider has it.
fn sent(case: &Value, step: &str) -> Option<String> {
    let steps = case["steps"].as_array()?;
    let step = steps.iter().find(|it| it["step"] == step)?;
    let statuses = step["messages"].as_array()?.iter().filter_map(|it| it["status"].as_str());
    let mut sent = statuses.filter(|it| matches!(*it, "sent" | "delivered" | "read"));
    sent.next().map(str::to_owned)
}

struct Canary<'a> {
    patient: &'a Patient,
    http: &'a Http,
    phone: &'a str,
    key: &'a str,
    id: String,
    start: Timestamp,
}

impl<'a> Canary<'a> {
    fn new(patient: &'a Patient, http: &'a Http, phone: &'a str, now: Timestamp) -> Option<Self> {
        let key = patient.settings.key_of(&patient.clinic.id)?;
        let lead = SignedDuration::from_hours(LEAD_HOURS) + SignedDuration::from_mins(REMINDER_MINUTES);
        let start = now.checked_add(lead).ok()?;
        Some(Self { patient, http, phone, key, id: format!("canary-{}", now.as_second()), start })
    }

    fn request(&self, request: http::request::Builder) -> http::request::Builder {
        request.header("authorization", format!("Bearer {}", self.key))
    }

    /// Tells the deployment something of the canary, as the clinic's system would.
    fn tell(&self, what: &str, now: Timestamp) -> Result<(), String> {
        let local = self.patient.clinic.time_zone.local(self.start);
        let event = json!({
            "event_id": format!("{what}-{}", self.id),
            "type": what,
            "occurred_at": now,
            "patient": {
                "id": "canary", "given_name": "Canario", "phone": self.phone,
                "language": self.patient.clinic.default_language(),
            },
            "appointment": {
                "id": self.id, "start": local.strftime("%Y-%m-%dT%H:%M").to_string(),
                "time_zone": self.patient.clinic.time_zone, "modality": "on_site",
            },
        });
        let request = self.request(http::Request::post(format!("{}/v1/events", self.patient.url)));
        let (status, text) = self.http.ask(request, event.to_string().into_bytes())?;
        if status == 202 && text.contains("\"accepted\":1") {
            return Ok(());
        }
        Err(format!("{what} is answered {status}: {text}"))
    }

    fn case(&self) -> Option<Value> {
        let request = self.request(http::Request::get(format!("{}/v1/cases/{}", self.patient.url, self.id)));
        let (status, text) = self.http.ask(request, Vec::new()).ok()?;
        (status == 200).then(|| serde_json::from_str(&text).ok()).flatten()
    }

    /// Looks at the case until it has reached the stage, or patience ends.
    fn wait(&self, stage: &Stage) -> Finding {
        let until = Instant::now() + self.patient.patience;
        loop {
            let case = self.case();
            if let Some(seen) = case.as_ref().and_then(stage.reached) {
                return Finding::healthy(stage.check, seen);
            }
            if Instant::now() >= until {
                let seen = match case {
                    Some(case) => format!("{} is {} and stays so", self.id, case["state"]),
                    None => format!("{} is not on record", self.id),
                };
                return Finding::wrong(stage.check, seen, stage.mend);
            }
            sleep(Duration::from_secs(LOOK_SECONDS));
        }
    }
}
