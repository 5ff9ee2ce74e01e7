//! Release: everything the gates look at, loaded now, and what they say of it.
//!
//! Nothing is remembered from when the message was decided, and a pass is one only when `reserve` has counted it.

use std::sync::Arc;

use domain::account::{Account, Sender};
use domain::case::Case;
use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::gate::{GateRecord, Release, Verdict, judge as ask_gates, object};
use domain::language::Language;
use domain::message::{Cost, Event, Message, MessageSpec, Recipient};
use domain::patient::Patient;
use domain::pause::Pause;
use domain::phi::Phi;
use domain::phone::Identity;
use domain::reason::Reason;
use domain::render::{Matter, Rendered, render};
use domain::slot::Slot;
use domain::thread::Thread;
use frame::Failure;
use jiff::Timestamp;
use ports::commit::{AsRead, Revised, load, load_revised};
use ports::patients::{ReachedAt, language_of, reached_at, standing_patient_revised};
use ports::records::{account_key, case_key, message_key, pause_key, sender_key, slot_key, thread_key};
use ports::{PortError, Ports};

use crate::providers::{self, Credentials, ProviderRequest};
use crate::reserve::{NotReserved, Reservation};

/// What a release looks at.
pub(crate) struct Around {
    pub(crate) clinic: Arc<Clinic>,
    pub(crate) subject: Subject,
    predecessor: Option<Message>,
    pub(crate) sender: Revised<Sender>,
    pub(crate) account: Revised<Account>,
}

/// What a message is about and to whom: what a cancellation, a move, a stop or a pause may have changed since it was
/// looked at.
pub(crate) struct Subject {
    /// Not read for what answers somebody: no pause holds it.
    pause: Option<Pause>,
    pub(crate) patient: AsRead<Patient>,
    pub(crate) identity: Option<Identity>,
    pub(crate) thread: AsRead<Thread>,
    cases: SpokenOf,
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
        let cases = SpokenOf::load(ports, spec).await?;
        let Addressee { patient, identity, thread } =
            Addressee::load(ports, clinic, &spec.to, channel).await?;
        let language = match (&patient.state, &thread.state) {
            (None, Some(thread)) => Some(language_of(ports, clinic, thread, None).await?),
            _ => None,
        };
        let slot = match &spec.slot {
            Some(id) => load(ports, &slot_key(&clinic.id, id)).await?.map(|it: Slot| it.said_in(&spec.id)),
            None => None,
        };
        Ok(Self { pause, patient, identity, thread, cases, language, slot })
    }

    /// Whether somebody else is reached there too: a record that became one with the patient's is nobody else.
    fn is_shared(&self) -> bool {
        let (Some(thread), Some(patient)) = (&self.thread.state, &self.patient.state) else { return false };
        thread.patients.iter().any(|it| !patient.is_known_as(&it.patient))
    }
}

/// The cases that a message speaks for.
#[derive(Default)]
pub(crate) struct SpokenOf {
    /// The one that decided it.
    primary: Option<Case>,
    /// All that it still speaks of; the primary one in any case.
    still: Vec<Case>,
}

impl SpokenOf {
    pub(crate) async fn load<P: Ports>(ports: &P, spec: &MessageSpec) -> Result<Self, PortError> {
        let mut spoken_of = Self::default();
        for (index, covered) in spec.covers.iter().enumerate() {
            let case: Option<Case> = load(ports, &case_key(&spec.clinic, &covered.case)).await?;
            let Some(case) = case else { continue };
            if index == 0 {
                spoken_of.primary = Some(case.clone());
            }
            if index == 0 || case.obsoletes(covered.version, spec.only_unanswered).is_none() {
                spoken_of.still.push(case);
            }
        }
        Ok(spoken_of)
    }

    pub(crate) fn still(&self) -> Vec<&Case> {
        self.still.iter().collect()
    }
}

/// To whom a message goes on a channel, and where they are reached there.
#[derive(Default)]
struct Addressee {
    patient: AsRead<Patient>,
    identity: Option<Identity>,
    thread: AsRead<Thread>,
}

impl Addressee {
    async fn load<P: Ports>(
        ports: &P,
        clinic: &Clinic,
        to: &Recipient,
        channel: Channel,
    ) -> Result<Self, PortError> {
        let patient = match to.patient() {
            Some(id) => standing_patient_revised(ports, &clinic.id, id).await?,
            None => AsRead::default(),
        };
        if let Recipient::Thread { thread, .. } = to {
            let thread: AsRead<Thread> = load_revised(ports, &thread_key(thread)).await?;
            let identity = thread.state.as_ref().map(|it| it.identity.clone());
            return Ok(Self { patient, identity, thread });
        }
        let reached = match &patient.state {
            Some(patient) => reached_at(ports, patient, channel).await?,
            None => None,
        };
        Ok(match reached {
            Some(ReachedAt { identity, thread }) => Self { patient, identity: Some(identity), thread },
            None => Self { patient, ..Self::default() },
        })
    }
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
        let cases = subject.cases.still();
        let spoken = subject.thread.state.as_ref().and_then(|it| it.spoken_in(&message.spec.id));
        // That it was deleted is for staff to read; by another channel it is said in the template's words.
        let spoken = spoken.filter(|it| !it.is_deleted());
        let link = credentials.survey_link(&message.spec);
        let answers = credentials.answer_link(message, channel);
        let patient = subject.patient.state.as_ref();
        let code = patient.map(|it| Phi::new(credentials.patient_code(it, message.created_at)));
        let matter = Matter {
            cases: &cases,
            spoken,
            slot: subject.slot.as_ref(),
            survey_link: link.as_deref(),
            answer_link: answers.as_deref(),
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
            case: subject.cases.primary.as_ref(),
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
        let reservation = Reservation { ports, around: &around, message, channel, now };
        match reservation.make(rendered).await {
            Ok(price) => cost = cost.map(|it| Cost { price, ..it }),
            Err(NotReserved::Full { gate, until, reason }) => {
                verdict = release.without_room(until, reason);
                gates.push(GateRecord { gate, verdict });
            }
            Err(NotReserved::Port(error)) => return Err(error.into()),
        }
    }
    let thread = around.subject.identity.as_ref();
    let thread = thread.map(|it| Thread::new(around.clinic.id.clone(), it.clone()).id);
    Ok((Event::Judged { channel, thread, verdict, gates, cost }, around))
}
