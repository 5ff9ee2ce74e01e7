//! Release: everything the gates look at, loaded now; and the reservations that make a pass count once.

use std::sync::Arc;

use domain::account::{Account, Sender};
use domain::case::Case;
use domain::clinic::Clinic;
use domain::decision::Decision;
use domain::delivery::Channel;
use domain::gate::{Gate, GateRecord, Release, Verdict, judge as ask_gates};
use domain::message::{Cost, Event, Failure as Refusal, Form, Message, Recipient};
use domain::patient::Patient;
use domain::phone::Identity;
use domain::rate::Rate;
use domain::reason::Reason;
use domain::render::{Matter, Rendered, render};
use domain::slot::Slot;
use domain::thread::Thread;
use frame::Failure;
use jiff::Timestamp;
use ports::commit::{commit, load};
use ports::patients::standing_patient;
use ports::records::{account_key, case_key, message_key, patient_key, sender_key, slot_key, thread_key};
use ports::{PortError, Ports};

use crate::providers::{self, Credentials, ProviderRequest};

/// What a release looks at.
pub(crate) struct Around {
    clinic: Arc<Clinic>,
    patient: Option<Patient>,
    identity: Option<Identity>,
    cases: Vec<Case>,
    primary: Option<Case>,
    thread: Option<Thread>,
    predecessor: Option<Message>,
    slot: Option<Slot>,
    sender: Sender,
    account: Account,
}

impl Around {
    pub(crate) async fn load<P: Ports>(
        ports: &P,
        message: &Message,
        channel: Channel,
    ) -> Result<Self, Failure> {
        let spec = &message.spec;
        let Some(clinic) = ports.directory().by_id(&spec.clinic).cloned() else {
            return Err(Failure::park("the clinic is not configured"));
        };
        let mut cases = Vec::new();
        let mut primary = None;
        for (index, covered) in spec.covers.iter().enumerate() {
            let case: Option<Case> = load(ports, &case_key(&clinic.id, &covered.case)).await?;
            let Some(case) = case else { continue };
            if index == 0 {
                primary = Some(case.clone());
            }
            if index == 0 || case.obsoletes(covered.version, spec.only_unanswered).is_none() {
                cases.push(case);
            }
        }
        let (patient, identity, thread) = recipient(ports, &clinic, &spec.to, channel).await?;
        let predecessor = match &spec.only_after {
            Some(id) => load(ports, &message_key(id)).await?,
            None => None,
        };
        let slot = match &spec.slot {
            Some(id) => load(ports, &slot_key(&clinic.id, id)).await?,
            None => None,
        };
        let sender_id = clinic.sender_id(channel).unwrap_or_default();
        let sender = load(ports, &sender_key(&sender_id)).await?.unwrap_or_else(|| Sender::new(sender_id));
        let portfolio =
            clinic.senders.whatsapp.as_ref().map(|it| it.portfolio_id.clone()).unwrap_or_default();
        let account = load(ports, &account_key(&portfolio)).await?.unwrap_or_else(|| Account::new(portfolio));
        Ok(Self { clinic, patient, identity, cases, primary, thread, predecessor, slot, sender, account })
    }

    fn rendered(
        &self,
        credentials: &Credentials,
        message: &Message,
        channel: Channel,
    ) -> Result<Rendered, Reason> {
        let cases: Vec<&Case> = self.cases.iter().collect();
        let spoken = self.thread.as_ref().and_then(|it| it.spoken_in(&message.spec.id));
        let link = credentials.survey_link(&message.spec);
        let matter = Matter { cases: &cases, spoken, slot: self.slot.as_ref(), survey_link: link.as_deref() };
        render(&self.clinic, &message.spec, channel, self.patient.as_ref(), &matter)
    }

    /// The provider's request, or why there can be none.
    pub(crate) fn request(
        &self,
        credentials: &Credentials,
        message: &Message,
        channel: Channel,
        now: Timestamp,
    ) -> Result<ProviderRequest, Refusal> {
        let defect =
            Refusal { class: domain::delivery::FailureClass::Defect, code: None, retry_after_seconds: None };
        let rendered = self.rendered(credentials, message, channel).map_err(|_| defect)?;
        let identity = self.identity.as_ref().ok_or(defect)?;
        providers::request(credentials, &self.clinic, message, channel, identity, &rendered, now)
            .map_err(|_| defect)
    }
}

async fn recipient<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    to: &Recipient,
    channel: Channel,
) -> Result<(Option<Patient>, Option<Identity>, Option<Thread>), PortError> {
    let patient = match to.patient() {
        Some(id) => standing_patient(ports, &clinic.id, id).await?,
        None => None,
    };
    match to {
        Recipient::Thread { thread, .. } => {
            let thread: Option<Thread> = load(ports, &thread_key(thread)).await?;
            Ok((patient, thread.as_ref().map(|it| it.identity.clone()), thread))
        }
        Recipient::Patient(_) => {
            let identity = patient.as_ref().and_then(|it| it.identity(channel));
            let thread = match &identity {
                Some(identity) => {
                    load(ports, &thread_key(&Thread::new(clinic.id.clone(), identity.clone()).id)).await?
                }
                None => None,
            };
            Ok((patient, identity, thread))
        }
    }
}

/// Asks the gates and, when all pass, reserves what they counted. A reservation that finds the room taken in the
/// meantime turns the pass into a wait.
pub(crate) async fn judge<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    message: &Message,
    now: Timestamp,
) -> Result<Event, Failure> {
    let Some(channel) = message.channel() else {
        return Err(Failure::park("a message without channels"));
    };
    let around = Around::load(ports, message, channel).await?;
    let rendered = around.rendered(credentials, message, channel);
    let release = Release {
        clinic: &around.clinic,
        message,
        channel,
        patient: around.patient.as_ref(),
        identity: around.identity.as_ref(),
        case: around.primary.as_ref(),
        thread: around.thread.as_ref(),
        predecessor: around.predecessor.as_ref(),
        slot: around.slot.as_ref(),
        sender: &around.sender,
        account: &around.account,
        rendered: rendered.as_ref().map_err(|reason| *reason),
    };
    let (mut verdict, mut gates) = ask_gates(&release, now);
    let cost = rendered.as_ref().ok().map(|it| Cost {
        segments: it.segments,
        price: it.price,
        language: it.language,
    });
    if let (Verdict::Pass, Ok(rendered)) = (verdict, &rendered)
        && let Err((gate, until, reason)) = reserve(ports, &around, message, channel, rendered, now).await?
    {
        verdict = Verdict::WaitUntil(until, reason);
        gates.push(GateRecord { gate, verdict });
    }
    Ok(Event::Judged { verdict, gates, cost })
}

type Taken = (Gate, Timestamp, Reason);

/// Counts the message against every limit, the rarest first. What was counted for a message that then waits stays
/// counted: limits err on the safe side.
async fn reserve<P: Ports>(
    ports: &P,
    around: &Around,
    message: &Message,
    channel: Channel,
    rendered: &Rendered,
    now: Timestamp,
) -> Result<Result<(), Taken>, Failure> {
    let clinic = &around.clinic;
    let starts = channel == Channel::Whatsapp && message.spec.form == Form::Template;
    if starts && around.thread.as_ref().is_none_or(|it| it.counts_as_new(now)) {
        let limit = clinic.senders.whatsapp.as_ref().map_or(0, |it| it.messaging_limit);
        let blank = around.account.clone();
        let reached = take(ports, &account_key(&blank.id), |known: Option<&Account>| {
            known.unwrap_or(&blank).reach(limit, now)
        })
        .await?;
        if let Err(until) = reached {
            tracing::warn!(metric = "portfolio_full", "the portfolio's messaging limit is reached");
            return Ok(Err((Gate::Portfolio, until, Reason::PortfolioLimit)));
        }
    }
    if let Some(patient) = &around.patient {
        let dispatch = message.dispatch_id(channel);
        let reply = message.spec.form == Form::Reply;
        let survey = message.spec.asks_survey(clinic);
        let admitted = take(ports, &patient_key(&clinic.id, &patient.id), |known: Option<&Patient>| {
            let known = known.unwrap_or(patient);
            let Some((about, days)) = survey else { return known.admit(&dispatch, reply, clinic, now) };
            // Another survey was let out in between: the gates are asked again and say so.
            if known.is_tired_of_surveys(about, days, now) {
                return Err(now);
            }
            Ok(known.admit(&dispatch, reply, clinic, now)?.surveyed_about(about, now))
        })
        .await?;
        if let Err(until) = admitted {
            return Ok(Err((Gate::Cap, until, Reason::Cap)));
        }
    }
    if let Some(identity) = &around.identity {
        let blank = Thread::new(clinic.id.clone(), identity.clone());
        let blank = around.thread.clone().unwrap_or(blank);
        let admitted = take(ports, &thread_key(&blank.id), |known: Option<&Thread>| {
            known.unwrap_or(&blank).admit(&message.spec, channel, now)
        })
        .await?;
        if let Err(until) = admitted {
            return Ok(Err((Gate::Pair, until, Reason::PairRate)));
        }
    }
    let rate = Rate::per_second(clinic.messages_per_second(channel));
    let today = clinic.time_zone.local(now).date();
    let blank = &around.sender;
    let paced = take(ports, &sender_key(&blank.id), |known: Option<&Sender>| {
        known.unwrap_or(blank).admit(rate, rendered.price, today, now)
    })
    .await?;
    Ok(paced.map_err(|until| (Gate::Pace, until, Reason::Pace)))
}

/// Commits the state after taking something, or gives the instant from which there is room.
async fn take<P: Ports, A: ports::commit::Aggregate>(
    ports: &P,
    key: &ports::table::Key,
    mut admit: impl FnMut(Option<&A>) -> Result<A, Timestamp> + Send,
) -> Result<Result<(), Timestamp>, PortError> {
    let committed = commit(ports, key, |known: Option<&A>| {
        Ok::<_, PortError>(match admit(known) {
            Ok(next) => Decision::applied(next, Vec::new()),
            Err(until) => {
                Decision { next: None, effects: vec![until], outcome: domain::decision::Outcome::Stale }
            }
        })
    })
    .await?;
    Ok(committed.effects.first().map_or(Ok(()), |until| Err(*until)))
}
