//! Cases: open, move, confirm, cancel, wake; what to say next and when.
//!
//! Consumes the journeys queue. Every record ends in one commit of one case and the publishing of its effects; a
//! record that comes again finds its cause applied and publishes the same effects.

mod clinic_event;
mod load;
mod wake;

use domain::case::{self, Context, Effect, NotOnRecord};
use domain::ids::{CaseId, ClinicId};
use frame::Failure;
use jiff::Timestamp;
use ports::commit::{Committed, commit, load};
use ports::publish::publish;
use ports::records::{case_key, message_key};
use ports::wire::{ToJourneys, ToOutbound, ToThreads, decode};
use ports::{PortError, Ports};

/// Handles one record of the journeys queue.
pub async fn handle<P: Ports>(ports: &P, body: &str, now: Timestamp) -> Result<(), Failure> {
    match decode(body)? {
        ToJourneys::ClinicEvent { clinic, event } => clinic_event::handle(ports, &clinic, &event, now).await,
        ToJourneys::Answer { clinic, cause, message, answer, channel, thread } => {
            let Some(message) = load::<_, domain::message::Message>(ports, &message_key(&message)).await?
            else {
                return Err(Failure::park("an answer to a message that is not on record"));
            };
            for covered in &message.spec.covers {
                let event = case::Event::Answered {
                    cause: cause.clone(),
                    answer,
                    version: covered.version,
                    channel,
                    thread: thread.clone(),
                };
                apply(ports, &clinic, &covered.case, &event, now).await?;
            }
            Ok(())
        }
        ToJourneys::MinuteDue { minute } => wake::fan_out(ports, ports::table::Minute(minute)).await,
        ToJourneys::CaseDue { clinic, case, due } => {
            apply(ports, &clinic, &case, &case::Event::Woken { due }, now).await
        }
        ToJourneys::Unsaid { clinic, case, message, reason } => {
            apply(ports, &clinic, &case, &case::Event::Stopped { message, reason }, now).await
        }
        ToJourneys::SlotChosen { .. } | ToJourneys::OfferAnswered { .. } => {
            Err(Failure::park("no slots are kept here"))
        }
        ToJourneys::Sweep => wake::sweep(ports, now).await,
    }
}

/// Decides an event on a case, stores the outcome and publishes its effects.
async fn apply<P: Ports>(
    ports: &P,
    clinic_id: &ClinicId,
    case: &CaseId,
    event: &case::Event,
    now: Timestamp,
) -> Result<(), Failure> {
    tracing::Span::current().record("case.id", case.as_str());
    let Some(clinic) = ports.directory().by_id(clinic_id) else {
        return Err(Failure::park("the clinic is not configured"));
    };
    let around = load::around(ports, clinic, case, event).await?;
    let context = Context { clinic, zone: around.zone(clinic), siblings: &around.siblings };
    let committed = commit(ports, &case_key(clinic_id, case), |known| -> Result<_, Undecided> {
        Ok(case::decide(known, event, &context, now)?)
    })
    .await?;
    publish_effects(ports, clinic_id, committed).await
}

async fn publish_effects<P: Ports>(
    ports: &P,
    clinic: &ClinicId,
    committed: Committed<case::Case, Effect>,
) -> Result<(), Failure> {
    let (mut outbound, mut threads) = (Vec::new(), Vec::new());
    for effect in committed.effects {
        match effect {
            Effect::Say(spec) => outbound.push(ToOutbound::Say { spec }),
            Effect::HandOver { patient, thread, why, cause: _ } => {
                threads.push(ToThreads::HandOver { clinic: clinic.clone(), patient, thread, why });
            }
        }
    }
    publish(ports.queue(), clinic.as_str(), &outbound).await?;
    publish(ports.queue(), clinic.as_str(), &threads).await?;
    Ok(())
}

/// Why a case could not be decided.
enum Undecided {
    Port(PortError),
    NotOnRecord(NotOnRecord),
}

impl From<PortError> for Undecided {
    fn from(error: PortError) -> Self {
        Self::Port(error)
    }
}

impl From<NotOnRecord> for Undecided {
    fn from(error: NotOnRecord) -> Self {
        Self::NotOnRecord(error)
    }
}

impl From<Undecided> for Failure {
    fn from(undecided: Undecided) -> Self {
        match undecided {
            Undecided::Port(error) => error.into(),
            // Its booking may still be on the way; the dead-letter queue shows it to a person if it is not.
            Undecided::NotOnRecord(error) => Self::retry(error.to_string()),
        }
    }
}
