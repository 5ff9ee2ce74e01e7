//! Release: everything the gates look at, loaded now; and the reservations that make a pass count once.

use std::sync::Arc;

use domain::account::{Account, Sender};
use domain::case::Case;
use domain::clinic::Clinic;
use domain::decision::{Decision, Outcome};
use domain::delivery::Channel;
use domain::gate::{Gate, GateRecord, Release, Verdict, judge as ask_gates, object};
use domain::language::Language;
use domain::message::{Cost, Event, Form, Message, MessageSpec, Recipient};
use domain::money::Micros;
use domain::patient::Patient;
use domain::pause::Pause;
use domain::phi::Phi;
use domain::phone::Identity;
use domain::rate::Rate;
use domain::reason::Reason;
use domain::render::{Matter, Rendered, render};
use domain::slot::Slot;
use domain::thread::{Reach, Thread};
use frame::Failure;
use jiff::{SignedDuration, Timestamp};
use ports::commit::{Aggregate, AsRead, Revised, commit_on, load, load_revised};
use ports::patients::{ReachedAt, language_of, reached_at, standing_patient_revised};
use ports::records::{
    account_key, case_key, message_key, patient_key, pause_key, sender_key, slot_key, thread_key,
};
use ports::table::Key;
use ports::{PortError, Ports};

use crate::providers::{self, Credentials, ProviderRequest};

/// What a release looks at.
pub(crate) struct Around {
    clinic: Arc<Clinic>,
    subject: Subject,
    predecessor: Option<Message>,
    sender: Revised<Sender>,
    account: Revised<Account>,
}

/// What a message is about and to whom: what a cancellation, a move, a stop or a pause may have changed since it was
/// looked at.
struct Subject {
    /// Not read for what answers somebody: no pause holds it.
    pause: Option<Pause>,
    patient: AsRead<Patient>,
    identity: Option<Identity>,
    cases: Vec<Case>,
    primary: Option<Case>,
    thread: AsRead<Thread>,
    /// What those read who are written to as nobody in particular.
    language: Option<Language>,
    slot: Option<Slot>,
}

impl Subject {
    async fn load<P: Ports>(
        ports: &P,
        clinic: &Clinic,
        message: &Message,
        channel: Channel,
    ) -> Result<Self, PortError> {
        let spec = &message.spec;
        let pause = if spec.is_unasked() { load(ports, &pause_key(&clinic.id)).await? } else { None };
        let (primary, cases) = spoken_of(ports, spec).await?;
        let (patient, identity, thread) = recipient(ports, clinic, &spec.to, channel).await?;
        let language = match (&patient.state, &thread.state) {
            (None, Some(thread)) => Some(language_of(ports, clinic, thread, None).await?),
            _ => None,
        };
        let slot = match &spec.slot {
            Some(id) => load(ports, &slot_key(&clinic.id, id)).await?.map(|it: Slot| it.said_in(&spec.id)),
            None => None,
        };
        Ok(Self { pause, patient, identity, cases, primary, thread, language, slot })
    }

    /// Whether somebody else is reached there too: a record that became one with the patient's is nobody else.
    fn is_shared(&self) -> bool {
        let (Some(thread), Some(patient)) = (&self.thread.state, &self.patient.state) else { return false };
        thread.patients.iter().any(|it| !patient.is_known_as(&it.patient))
    }
}

/// The case that a message is about, and all that it still speaks of.
pub(crate) async fn spoken_of<P: Ports>(
    ports: &P,
    spec: &MessageSpec,
) -> Result<(Option<Case>, Vec<Case>), PortError> {
    let mut cases = Vec::new();
    let mut primary = None;
    for (index, covered) in spec.covers.iter().enumerate() {
        let case: Option<Case> = load(ports, &case_key(&spec.clinic, &covered.case)).await?;
        let Some(case) = case else { continue };
        if index == 0 {
            primary = Some(case.clone());
        }
        if index == 0 || case.obsoletes(covered.version, spec.only_unanswered).is_none() {
            cases.push(case);
        }
    }
    Ok((primary, cases))
}

impl Around {
    async fn load<P: Ports>(ports: &P, message: &Message, channel: Channel) -> Result<Self, Failure> {
        let spec = &message.spec;
        let clinic = ports.directory().clinic(&spec.clinic)?.clone();
        let subject = Subject::load(ports, &clinic, message, channel).await?;
        let predecessor = match &spec.only_after {
            Some(id) => load(ports, &message_key(id)).await?,
            None => None,
        };
        let sender_id = clinic.sender_id(channel).unwrap_or_default();
        let sender: AsRead<Sender> = load_revised(ports, &sender_key(&sender_id)).await?;
        let sender = sender.or_new(|| Sender::new(sender_id));
        let portfolio =
            clinic.senders.whatsapp.as_ref().map(|it| it.portfolio_id.clone()).unwrap_or_default();
        let account: AsRead<Account> = load_revised(ports, &account_key(&portfolio)).await?;
        let account = account.or_new(|| Account::new(portfolio));
        Ok(Self { clinic, subject, predecessor, sender, account })
    }

    fn rendered(
        &self,
        credentials: &Credentials,
        message: &Message,
        channel: Channel,
    ) -> Result<Rendered, Reason> {
        let subject = &self.subject;
        let cases: Vec<&Case> = subject.cases.iter().collect();
        let spoken = subject.thread.state.as_ref().and_then(|it| it.spoken_in(&message.spec.id));
        // That it was deleted is for staff to read; by another channel it is said in the template's words.
        let spoken = spoken.filter(|it| !it.is_deleted());
        let link = credentials.survey_link(&message.spec);
        let patient = subject.patient.state.as_ref();
        let code = patient.map(|it| Phi::new(credentials.patient_code(it, message.created_at)));
        let matter = Matter {
            cases: &cases,
            spoken,
            slot: subject.slot.as_ref(),
            survey_link: link.as_deref(),
            patient_code: code.as_ref(),
            is_shared: subject.is_shared(),
            language: subject.language,
        };
        render(&self.clinic, &message.spec, channel, patient, &matter)
    }

    fn release<'a>(
        &'a self,
        message: &'a Message,
        channel: Channel,
        rendered: Result<&'a Rendered, Reason>,
    ) -> Release<'a> {
        let subject = &self.subject;
        Release {
            clinic: &self.clinic,
            pause: subject.pause.as_ref(),
            message,
            channel,
            patient: subject.patient.state.as_ref(),
            identity: subject.identity.as_ref(),
            case: subject.primary.as_ref(),
            thread: subject.thread.state.as_ref(),
            predecessor: self.predecessor.as_ref(),
            slot: subject.slot.as_ref(),
            sender: &self.sender.state,
            account: &self.account.state,
            rendered,
        }
    }

    /// The provider's request for a message whose intent is stored, with what is stored now; or why there can be none.
    ///
    /// A cancellation, a move, a stop or a pause that was stored before the intent is seen here, if it was not at the
    /// gates.
    pub(crate) async fn request<P: Ports>(
        mut self,
        ports: &P,
        credentials: &Credentials,
        message: &Message,
        channel: Channel,
        now: Timestamp,
    ) -> Result<Result<ProviderRequest, NoRequest>, Failure> {
        self.subject = Subject::load(ports, &self.clinic, message, channel).await?;
        let rendered = self.rendered(credentials, message, channel);
        let release = self.release(message, channel, rendered.as_ref().map_err(|reason| *reason));
        if let Some(objection) = object(&release, now) {
            return Ok(Err(NoRequest::Objection(objection)));
        }
        let (Ok(rendered), Some(identity)) = (&rendered, &self.subject.identity) else {
            return Ok(Err(NoRequest::Defect));
        };
        let request =
            providers::request(credentials, &self.clinic, message, channel, identity, rendered, now);
        Ok(request.map_err(|_| NoRequest::Defect))
    }
}

/// Why a provider is not called after all.
pub(crate) enum NoRequest {
    /// A gate that let the message pass does not any more.
    Objection(GateRecord),
    /// What was rendered is no request.
    Defect,
}

async fn recipient<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    to: &Recipient,
    channel: Channel,
) -> Result<(AsRead<Patient>, Option<Identity>, AsRead<Thread>), PortError> {
    let patient = match to.patient() {
        Some(id) => standing_patient_revised(ports, &clinic.id, id).await?,
        None => AsRead::default(),
    };
    match to {
        Recipient::Thread { thread, .. } => {
            let thread: AsRead<Thread> = load_revised(ports, &thread_key(thread)).await?;
            Ok((patient, thread.state.as_ref().map(|it| it.identity.clone()), thread))
        }
        Recipient::Patient(_) => {
            let reached = match &patient.state {
                Some(patient) => reached_at(ports, patient, channel).await?,
                None => None,
            };
            Ok(match reached {
                Some(ReachedAt { identity, thread }) => (patient, Some(identity), thread),
                None => (patient, None, AsRead::default()),
            })
        }
    }
}

/// Asks the gates and, when all pass, reserves what they counted. Where others took the room in the meantime, the pass
/// becomes what it would have been after them. What was looked at is given back for the call.
pub(crate) async fn judge<P: Ports>(
    ports: &P,
    credentials: &Credentials,
    message: &Message,
    now: Timestamp,
) -> Result<(Event, Around), Failure> {
    let Some(channel) = message.channel() else {
        return Err(Failure::park("a message without channels"));
    };
    let around = Around::load(ports, message, channel).await?;
    let rendered = around.rendered(credentials, message, channel);
    let release = around.release(message, channel, rendered.as_ref().map_err(|reason| *reason));
    let (mut verdict, mut gates) = ask_gates(&release, now);
    let mut cost = rendered.as_ref().ok().map(|it| Cost {
        segments: it.segments,
        price: it.price,
        language: it.language,
    });
    if let (Verdict::Pass, Ok(rendered)) = (verdict, &rendered) {
        match reserve(ports, &around, message, channel, rendered, now).await? {
            Ok(price) => cost = cost.map(|it| Cost { price, ..it }),
            Err(Full { gate, until, reason }) => {
                verdict = release.without_room(until, reason);
                gates.push(GateRecord { gate, verdict });
            }
        }
    }
    let thread = around.subject.identity.as_ref();
    let thread = thread.map(|it| Thread::new(around.clinic.id.clone(), it.clone()).id);
    Ok((Event::Judged { channel, thread, verdict, gates, cost }, around))
}

/// What a gate counts on was taken by others since it was asked.
struct Full {
    gate: Gate,
    /// From when there is room again.
    until: Timestamp,
    reason: Reason,
}

/// Why nothing was taken, and from when it may be tried again.
enum NoRoom {
    /// There is none until then.
    Until(Timestamp),
    /// Others took from the same at once.
    Contended(Timestamp),
}

impl NoRoom {
    /// As what a gate says: contention is no limit that is reached, but messages that are let out too fast.
    const fn at(self, gate: Gate, limit: Reason) -> Full {
        match self {
            Self::Until(until) => Full { gate, until, reason: limit },
            Self::Contended(until) => Full { gate, until, reason: Reason::Pace },
        }
    }
}

/// Counts the message against every limit, the rarest first. What was counted for a message that then waits stays
/// counted: limits err on the safe side. Gives what the message costs, which is nothing while the month's allowance
/// pays.
async fn reserve<P: Ports>(
    ports: &P,
    around: &Around,
    message: &Message,
    channel: Channel,
    rendered: &Rendered,
    now: Timestamp,
) -> Result<Result<Micros, Full>, Failure> {
    let (clinic, subject) = (&around.clinic, &around.subject);
    let starts = channel == Channel::Whatsapp && message.spec.form == Form::Template;
    let reach = match &subject.thread.state {
        _ if !starts => Reach::Counted,
        Some(thread) => thread.reach(now),
        None => Reach::New,
    };
    if reach != Reach::Counted {
        let limit = clinic.senders.whatsapp.as_ref().map_or(0, |it| it.messaging_limit);
        let blank = &around.account.state;
        let key = account_key(&blank.id);
        let reached = take(ports, &key, around.account.as_read(), message, now, |known: Option<&Account>| {
            let known = known.unwrap_or(blank);
            if reach == Reach::New { known.reach(limit, now) } else { Ok(known.reach_again(now)) }
        })
        .await?;
        if let Err(no_room) = reached {
            if matches!(no_room, NoRoom::Until(_)) {
                tracing::warn!(metric = "portfolio_full", "the portfolio's messaging limit is reached");
            }
            return Ok(Err(no_room.at(Gate::Portfolio, Reason::PortfolioLimit)));
        }
    }
    if let Some(patient) = &subject.patient.state {
        let dispatch = message.dispatch_id(channel);
        let reply = message.spec.form == Form::Reply;
        let survey = message.spec.asks_survey(clinic);
        let key = patient_key(&clinic.id, &patient.id);
        let admitted = take(ports, &key, subject.patient.clone(), message, now, |known: Option<&Patient>| {
            let known = known.unwrap_or(patient);
            let Some((about, days)) = survey else { return known.admit(&dispatch, reply, clinic, now) };
            // Another survey was let out in between: the gates are asked again and say so.
            if known.is_tired_of_surveys(about, days, now) {
                return Err(now);
            }
            Ok(known.admit(&dispatch, reply, clinic, now)?.surveyed_about(about, now))
        })
        .await?;
        if let Err(no_room) = admitted {
            return Ok(Err(no_room.at(Gate::Cap, Reason::Cap)));
        }
    }
    if let Some(identity) = &subject.identity {
        let blank = Thread::new(clinic.id.clone(), identity.clone());
        let key = thread_key(&subject.thread.state.as_ref().unwrap_or(&blank).id);
        let admitted = take(ports, &key, subject.thread.clone(), message, now, |known: Option<&Thread>| {
            known.unwrap_or(&blank).admit(&message.spec, channel, now)
        })
        .await?;
        if let Err(no_room) = admitted {
            return Ok(Err(no_room.at(Gate::Pair, Reason::PairRate)));
        }
    }
    let rate = Rate::per_second(clinic.messages_per_second(channel));
    let today = clinic.time_zone.local(now).date();
    let blank = &around.sender.state;
    let key = sender_key(&blank.id);
    let charge = rendered.charge(channel);
    let mut costs = charge.price;
    let paced = take(ports, &key, around.sender.as_read(), message, now, |known: Option<&Sender>| {
        let known = known.unwrap_or(blank);
        costs = known.costs(charge, today);
        known.admit(rate, charge, today, now)
    })
    .await?;
    Ok(paced.map(|()| costs).map_err(|no_room| no_room.at(Gate::Pace, Reason::Pace)))
}

/// What everybody takes from at once is asked for again after so many seconds, spread by what asks. It would else come
/// back with its record, minutes later.
const CONTENDED_SECONDS: i64 = 1;
const CONTENDED_SPREAD_SECONDS: i64 = 4;

/// Commits the state after taking something, on what was read for the gates, or gives the instant from which there is
/// room.
async fn take<P: Ports, A: Aggregate>(
    ports: &P,
    key: &Key,
    read: AsRead<A>,
    message: &Message,
    now: Timestamp,
    mut admit: impl FnMut(Option<&A>) -> Result<A, Timestamp> + Send,
) -> Result<Result<(), NoRoom>, PortError> {
    let committed = commit_on(ports, key, read, |known: Option<&A>| {
        Ok::<_, PortError>(match admit(known) {
            Ok(next) => Decision::applied(next, Vec::new()),
            Err(until) => Decision { next: None, effects: vec![until], outcome: Outcome::Stale },
        })
    })
    .await;
    match committed {
        Ok(committed) => Ok(committed.effects.first().map_or(Ok(()), |until| Err(NoRoom::Until(*until)))),
        Err(error) if error.is_contended() => {
            let spread = i64::from(crate::jitter_of(message, 0)) % CONTENDED_SPREAD_SECONDS;
            let later = SignedDuration::from_secs(CONTENDED_SECONDS + spread);
            Ok(Err(NoRoom::Contended(now.checked_add(later).unwrap_or(Timestamp::MAX))))
        }
        Err(error) => Err(error),
    }
}
