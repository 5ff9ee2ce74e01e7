//! Cases: an event is decided with what stands around the case, and what follows is published.

use domain::case::{self, Answer, Case, Covered, Effect, Event, NotYet};
use domain::clinic::Clinic;
use domain::decision::Decision;
use domain::ids::{CaseId, ClinicId, InvalidId};
use domain::message::{Form, Message, MessageSpec};
use domain::slot::Claim;
use frame::Failure;
use jiff::Timestamp;
use ports::commit::{AsRead, commit, commit_on, load, load_revised};
use ports::publish::publish;
use ports::records::{case_key, message_key};
use ports::wire::{Answered, SlotOffer, ToJourneys, ToOutbound, ToThreads};
use ports::{PortError, Ports};

use crate::around::Around;
use crate::slots;

/// A patient answered a message: each visit that they mean is told.
pub(crate) async fn answered<P: Ports>(
    ports: &P,
    answered: &Answered,
    now: Timestamp,
) -> Result<(), Failure> {
    let Answered { clinic, cause, message, case: _, answer, wish, channel, thread } = answered;
    let Some(message): Option<Message> = load(ports, &message_key(message)).await? else {
        return Err(Failure::park("an answer to a message that is not on record"));
    };
    let Meant { visits, together } = Meant::of(ports, answered, message.spec.covers, now).await?;
    for covered in visits {
        let event = Event::Answered {
            cause: cause.clone(),
            answer: *answer,
            wish: wish.clone(),
            version: covered.version,
            together: together.clone(),
            channel: *channel,
            thread: thread.clone(),
        };
        apply(ports, clinic, &covered.case, &event, now).await?;
    }
    Ok(())
}

/// What an answer is about.
struct Meant {
    /// The visits, as the message spoke of them.
    visits: Vec<Covered>,
    /// Those of several that it confirms, as they stand.
    together: Vec<Covered>,
}

impl Meant {
    /// Of several visits, the one that they chose. Who says that they come means those that stand as they were asked
    /// about, or were given free unanswered; where there are none, they are told so, once.
    async fn of<P: Ports>(
        ports: &P,
        answered: &Answered,
        covers: Vec<Covered>,
        now: Timestamp,
    ) -> Result<Self, PortError> {
        let is_meant = |it: &Covered| answered.case.as_ref().is_none_or(|case| it.case == *case);
        let mut meant: Vec<Covered> = covers.into_iter().filter(is_meant).collect();
        let (mut left, mut together) = (Vec::new(), Vec::new());
        if meant.len() < 2 || answered.answer != Answer::Confirm {
            return Ok(Self { visits: meant, together });
        }
        for covered in &meant {
            let case: Option<Case> = load(ports, &case_key(&answered.clinic, &covered.case)).await?;
            let Some(case) = case else { continue };
            let stands = case.stands_at(covered.version, now);
            if stands {
                together.push(Covered { case: case.id.clone(), version: case.version });
            }
            if stands || case.released_slot(now).is_some() {
                left.push(covered.clone());
            }
        }
        meant.truncate(1);
        Ok(Self { visits: if left.is_empty() { meant } else { left }, together })
    }
}

/// Decides an event on a case, stores the outcome and publishes its effects.
pub(crate) async fn apply<P: Ports>(
    ports: &P,
    clinic_id: &ClinicId,
    case: &CaseId,
    event: &Event,
    now: Timestamp,
) -> Result<(), Failure> {
    // Boxed, for the futures of all who call it.
    Box::pin(apply_unboxed(ports, clinic_id, case, event, now)).await
}

async fn apply_unboxed<P: Ports>(
    ports: &P,
    clinic_id: &ClinicId,
    case: &CaseId,
    event: &Event,
    now: Timestamp,
) -> Result<(), Failure> {
    let clinic = ports.directory().clinic(clinic_id)?;
    let mut read: AsRead<Case> = load_revised(ports, &case_key(clinic_id, case)).await?;
    let too_long =
        |it: InvalidId| Failure::park(format!("the number is another case's, and with its topic it {it}"));
    let beside = match &read.state {
        Some(known) => event.beside(known).map_err(too_long)?,
        None => None,
    };
    let (case, event) = match &beside {
        Some((case, event)) => {
            read = load_revised(ports, &case_key(clinic_id, case)).await?;
            (case, event)
        }
        None => (case, event),
    };
    tracing::Span::current().record("case.id", case.as_str());
    let mut around = Box::pin(Around::load(ports, clinic, case, read, event, now)).await?;
    let read = std::mem::take(&mut around.case);
    let context = around.context(clinic);
    let committed = commit_on(ports, &case_key(clinic_id, case), read, |known| -> Result<_, Undecided> {
        Ok(case::decide(known, event, &context, now)?)
    })
    .await?;
    publish_effects(ports, clinic, case, committed.effects, now).await
}

pub(crate) async fn publish_effects<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    case: &CaseId,
    effects: Vec<Effect>,
    now: Timestamp,
) -> Result<(), Failure> {
    let id = &clinic.id;
    let (mut outbound, mut threads) = (Vec::new(), Vec::new());
    let (mut journeys, mut freed) = (Vec::new(), Vec::new());
    for effect in effects {
        match effect {
            Effect::Say(spec) => {
                // Before it is on its way: that it was stopped must not be heard before that it speaks.
                group(ports, clinic, &spec, now).await?;
                outbound.push(ToOutbound::Say { spec });
            }
            Effect::HandOver { patient, thread, why, cause } => {
                let clinic = id.clone();
                threads.push(ToThreads::HandOver { clinic, patient, thread, why, cause: Some(cause) });
            }
            Effect::Offer { cause, channel, thread, patient, version, slots, unlike, gone, released } => {
                threads.push(ToThreads::Offer(Box::new(SlotOffer {
                    clinic: id.clone(),
                    thread,
                    channel,
                    case: case.clone(),
                    version,
                    patient,
                    cause,
                    slots,
                    unlike,
                    gone,
                    released,
                })));
            }
            Effect::Free { cause, version, slot } => freed.push((cause, version, slot)),
            Effect::TakeBack { cause, version, slot, channel, thread } => {
                let (clinic, case) = (id.clone(), case.clone());
                journeys.push(ToJourneys::SlotChosen {
                    clinic,
                    cause,
                    case,
                    version,
                    slot,
                    start: None,
                    channel,
                    thread,
                });
            }
        }
    }
    publish(ports.queue(), id.as_str(), &outbound).await?;
    publish(ports.queue(), id.as_str(), &threads).await?;
    publish(ports.queue(), id.as_str(), &journeys).await?;
    for (cause, version, slot) in freed {
        let by = Claim { case: case.clone(), version };
        slots::free(ports, clinic, by, &cause, &slot, now).await?;
    }
    Ok(())
}

/// Tells the other visits of which a message speaks.
async fn group<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    spec: &MessageSpec,
    now: Timestamp,
) -> Result<(), PortError> {
    // An answer covers what was asked about; only a step of a plan is taken over.
    if spec.form == Form::Reply {
        return Ok(());
    }
    for covered in spec.covers.iter().skip(1) {
        let (message, step) = (spec.id.clone(), spec.step.clone());
        let event = Event::Grouped { message, step, version: covered.version };
        let around = Around::default();
        let context = around.context(clinic);
        let _ = commit(ports, &case_key(&clinic.id, &covered.case), |known| {
            Ok::<_, PortError>(
                case::decide(known, &event, &context, now).unwrap_or_else(|_| Decision::stale()),
            )
        })
        .await?;
    }
    Ok(())
}

/// Why a case could not be decided.
pub(crate) enum Undecided {
    Port(PortError),
    NotYet(NotYet),
}

impl From<PortError> for Undecided {
    fn from(error: PortError) -> Self {
        Self::Port(error)
    }
}

impl From<NotYet> for Undecided {
    fn from(error: NotYet) -> Self {
        Self::NotYet(error)
    }
}

impl From<Undecided> for Failure {
    fn from(undecided: Undecided) -> Self {
        match undecided {
            Undecided::Port(error) => error.into(),
            // Its booking may still be on the way, or its number was given away just now; the dead-letter queue shows it
            // to a person if it stays so.
            Undecided::NotYet(error) => Self::retry(error.to_string()),
        }
    }
}
