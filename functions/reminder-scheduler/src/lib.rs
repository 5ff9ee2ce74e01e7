//! Cases: open, move, confirm, cancel, wake; what to say next and when. Slots: who gets them; the waiting list.
//!
//! Consumes the journeys queue. Every record ends in one commit of one case and the publishing of its effects; a
//! record that comes again finds its cause applied and publishes the same effects.

mod booking;
mod clinic_event;
mod load;
mod moving;
mod rounds;
mod slots;
mod waits;
mod wake;

use domain::case::{self, Answer, Case, Context, Covered, Effect, Heard, NotYet};
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
use ports::table::{Cursor, Minute};
use ports::wire::{SlotOffer, ToJourneys, ToOutbound, ToThreads, decode};
use ports::{PortError, Ports};

use crate::moving::Wanted;

/// Handles one record of the journeys queue.
pub async fn handle<P: Ports>(ports: &P, body: &str, now: Timestamp) -> Result<(), Failure> {
    match decode(body)? {
        ToJourneys::ClinicEvent { clinic, event } => {
            Box::pin(clinic_event::handle(ports, &clinic, &event, now)).await
        }
        ToJourneys::Answer { clinic, cause, message, case, answer, wish, channel, thread } => {
            let Some(message) = load::<_, Message>(ports, &message_key(&message)).await? else {
                return Err(Failure::park("an answer to a message that is not on record"));
            };
            let covers = message.spec.covers;
            for covered in Box::pin(meant(ports, &clinic, covers, case.as_ref(), answer)).await? {
                let event = case::Event::Answered {
                    cause: cause.clone(),
                    answer,
                    wish: wish.clone(),
                    version: covered.version,
                    channel,
                    thread: thread.clone(),
                };
                apply(ports, &clinic, &covered.case, &event, now).await?;
            }
            Ok(())
        }
        ToJourneys::MinuteDue { minute } => wake::fan_out(ports, Minute(minute)).await,
        ToJourneys::PageDue { minute, shard, after } => {
            wake::page(ports, Minute(minute), shard, after.map(Cursor)).await
        }
        ToJourneys::CaseDue { clinic, case, due } => {
            apply(ports, &clinic, &case, &case::Event::Woken { due }, now).await
        }
        ToJourneys::Unsaid { clinic, case, message, reason } => {
            apply(ports, &clinic, &case, &case::Event::Stopped { message, reason }, now).await
        }
        ToJourneys::AnswerUnsaid { clinic, thread, message } => {
            let unheard = ToThreads::Unheard { thread, message };
            Ok(publish(ports.queue(), clinic.as_str(), &[unheard]).await?)
        }
        ToJourneys::SlotChosen { clinic, cause, case, version, slot, start, channel, thread } => {
            let clinic = ports.directory().clinic(&clinic)?;
            let wanted = Wanted { clinic, cause: &cause, channel, thread: &thread, now };
            Box::pin(moving::choose(ports, &wanted, &Claim { case, version }, &slot, start)).await
        }
        ToJourneys::OtherTimes { clinic, cause, case, version, wish, channel, thread } => {
            let (answer, wish) = (Answer::Move, Some(wish));
            let event = case::Event::Answered { cause, answer, wish, version, channel, thread };
            apply(ports, &clinic, &case, &event, now).await
        }
        ToJourneys::WaitAsked { clinic, cause, case, joins, channel, thread } => {
            let clinic = ports.directory().clinic(&clinic)?;
            let wanted = Wanted { clinic, cause: &cause, channel, thread: &thread, now };
            waits::ask(ports, &wanted, &case, joins).await
        }
        ToJourneys::OfferAnswered { clinic, cause, message, accepted, channel, thread } => {
            let clinic = ports.directory().clinic(&clinic)?;
            let wanted = Wanted { clinic, cause: &cause, channel, thread: &thread, now };
            Box::pin(moving::answer(ports, &wanted, &message, accepted)).await
        }
        ToJourneys::OfferUnsaid { clinic, slot, message, reason } => {
            rounds::unsaid(ports, ports.directory().clinic(&clinic)?, &slot, &message, reason, now).await
        }
        ToJourneys::BookingAnswered { clinic, slot, key, ask, answer } => {
            booking::answered(ports, ports.directory().clinic(&clinic)?, &slot, key, ask, answer, now).await
        }
        ToJourneys::BookingSettled { clinic, slot, asking, settled } => {
            let clinic = ports.directory().clinic(&clinic)?;
            Box::pin(booking::settled(ports, clinic, &slot, &asking, settled, now)).await
        }
        ToJourneys::SlotDue { clinic, slot, due } => {
            slots::wake(ports, ports.directory().clinic(&clinic)?, &slot, due, now).await
        }
        ToJourneys::RoundDue { clinic, slot, round } => {
            let clinic = ports.directory().clinic(&clinic)?;
            Box::pin(rounds::begin(ports, clinic, &slot, round, now)).await
        }
        ToJourneys::Sweep => wake::sweep(ports, now).await,
    }
}

/// The visits that an answer is about: of several, the one that they chose. Who says that they come means those that
/// they have not called off or moved themselves; where none is left, they are told so.
async fn meant<P: Ports>(
    ports: &P,
    clinic: &ClinicId,
    covers: Vec<Covered>,
    chosen: Option<&CaseId>,
    answer: Answer,
) -> Result<Vec<Covered>, PortError> {
    let is_meant = |it: &Covered| chosen.is_none_or(|case| it.case == *case);
    let meant: Vec<Covered> = covers.into_iter().filter(is_meant).collect();
    if meant.len() < 2 || answer != Answer::Confirm {
        return Ok(meant);
    }
    let mut left = Vec::new();
    for covered in &meant {
        let case: Option<Case> = load(ports, &case_key(clinic, &covered.case)).await?;
        if case.is_none_or(|it| !it.was_changed_by_patient(covered.version)) {
            left.push(covered.clone());
        }
    }
    Ok(if left.is_empty() { meant } else { left })
}

/// Decides an event on a case, stores the outcome and publishes its effects.
async fn apply<P: Ports>(
    ports: &P,
    clinic_id: &ClinicId,
    case: &CaseId,
    event: &case::Event,
    now: Timestamp,
) -> Result<(), Failure> {
    // Boxed, for the futures of all who call it.
    Box::pin(apply_unboxed(ports, clinic_id, case, event, now)).await
}

async fn apply_unboxed<P: Ports>(
    ports: &P,
    clinic_id: &ClinicId,
    case: &CaseId,
    event: &case::Event,
    now: Timestamp,
) -> Result<(), Failure> {
    let clinic = ports.directory().clinic(clinic_id)?;
    let mut read: AsRead<Case> = load_revised(ports, &case_key(clinic_id, case)).await?;
    let too_long =
        |it: InvalidId| Failure::park(format!("the number is another case's, and with its topic it {it}"));
    let beside =
        read.state.as_ref().map(|known| event.beside(known)).transpose().map_err(too_long)?.flatten();
    let (case, event) = beside.as_ref().map_or((case, event), |(case, event)| (case, event));
    if beside.is_some() {
        read = load_revised(ports, &case_key(clinic_id, case)).await?;
    }
    tracing::Span::current().record("case.id", case.as_str());
    let mut around = Box::pin(load::around_read(ports, clinic, case, read, event, now)).await?;
    let read = std::mem::take(&mut around.case);
    let context = around.context(clinic);
    let committed = commit_on(ports, &case_key(clinic_id, case), read, |known| -> Result<_, Undecided> {
        Ok(case::decide(known, event, &context, now)?)
    })
    .await?;
    publish_effects(ports, clinic, case, committed.effects, now).await
}

async fn publish_effects<P: Ports>(
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
        let event = case::Event::Grouped { message, step, version: covered.version };
        let zone = &clinic.time_zone;
        let context = Context {
            clinic,
            zone,
            numbers: &[],
            siblings: &[],
            slots: &[],
            reached: None,
            heard: Heard::Last,
        };
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
enum Undecided {
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
