//! Reservations: what makes a pass of the gates count once.
//!
//! Guarantees: a message is let out only after it was counted against every limit, each in a conditional write on what
//! the gates looked at, the rarest limit first; where others took the room meanwhile, it waits as the gate would have
//! it. Nothing is given back: what was counted for a message that then waits stays counted, so that limits err on the
//! safe side.

use domain::account::{Account, Sender};
use domain::decision::{Decision, Outcome};
use domain::delivery::Channel;
use domain::gate::Gate;
use domain::message::{Form, Message};
use domain::money::Micros;
use domain::patient::{Counted, Patient};
use domain::reason::Reason;
use domain::render::Rendered;
use domain::thread::{Reach, Thread};
use jiff::{SignedDuration, Timestamp};
use ports::commit::{Aggregate, AsRead, commit_on};
use ports::records::{account_key, patient_key, sender_key, thread_key};
use ports::table::Key;
use ports::{PortError, Ports};

use crate::release::Around;

/// What everybody takes from at once is asked for again after this many seconds, spread by what asks: with its record it
/// would come back minutes later.
const CONTENDED_SECONDS: i64 = 1;
const CONTENDED_SPREAD_SECONDS: i64 = 4;

/// Why a message that passed the gates is not let out.
pub(crate) enum NotReserved {
    /// What a gate counts on was taken by others since it was asked.
    Full {
        gate: Gate,
        /// From when there is room again.
        until: Timestamp,
        reason: Reason,
    },
    /// The table failed.
    Port(PortError),
}

impl From<PortError> for NotReserved {
    fn from(error: PortError) -> Self {
        Self::Port(error)
    }
}

/// A message that passed the gates, and what they looked at.
pub(crate) struct Reservation<'a, P> {
    pub(crate) ports: &'a P,
    pub(crate) around: &'a Around,
    pub(crate) message: &'a Message,
    pub(crate) channel: Channel,
    pub(crate) now: Timestamp,
}

impl<P: Ports> Reservation<'_, P> {
    /// Counts the message against every limit. Gives what it costs, which is nothing while the month's allowance pays.
    pub(crate) async fn make(&self, rendered: &Rendered) -> Result<Micros, NotReserved> {
        self.of_portfolio().await?;
        self.of_patient().await?;
        self.of_conversation().await?;
        self.of_sender(rendered).await
    }

    async fn of_portfolio(&self) -> Result<(), NotReserved> {
        let starts = self.channel == Channel::Whatsapp && self.message.spec.form == Form::Template;
        let reach = match &self.around.subject.thread.state {
            _ if !starts => Reach::Counted,
            Some(thread) => thread.reach(self.now),
            None => Reach::New,
        };
        if reach == Reach::Counted {
            return Ok(());
        }
        let limit = self.around.clinic.senders.whatsapp.as_ref().map_or(0, |it| it.messaging_limit);
        let (read, blank, now) = (self.around.account.as_read(), &self.around.account.state, self.now);
        let key = account_key(&blank.id);
        let admit = |known: Option<&Account>| {
            let known = known.unwrap_or(blank);
            if reach == Reach::New { known.reach(limit, now) } else { Ok(known.reach_again(now)) }
        };
        let taken = self.take(Gate::Portfolio, Reason::PortfolioLimit, &key, read, admit).await;
        if matches!(taken, Err(NotReserved::Full { reason: Reason::PortfolioLimit, .. })) {
            tracing::warn!(metric = "portfolio_full", "the portfolio's messaging limit is reached");
        }
        taken
    }

    async fn of_patient(&self) -> Result<(), NotReserved> {
        let read = &self.around.subject.patient;
        let Some(patient) = &read.state else { return Ok(()) };
        let (clinic, now) = (&self.around.clinic, self.now);
        let dispatch = self.message.dispatch_id(self.channel);
        let counted = Counted::of(&self.message.spec, self.around.subject.thread.state.as_ref());
        let survey = self.message.spec.asks_survey(clinic);
        let key = patient_key(&clinic.id, &patient.id);
        let admit = |known: Option<&Patient>| {
            let known = known.unwrap_or(patient);
            let Some((about, days)) = survey else { return known.admit(&dispatch, counted, clinic, now) };
            // Another survey was let out in between: the gates are asked again and say so.
            if known.is_tired_of_surveys(about, days, now) {
                return Err(now);
            }
            Ok(known.admit(&dispatch, counted, clinic, now)?.surveyed_about(about, now))
        };
        self.take(Gate::Cap, Reason::Cap, &key, read.clone(), admit).await
    }

    async fn of_conversation(&self) -> Result<(), NotReserved> {
        let subject = &self.around.subject;
        let Some(identity) = &subject.identity else { return Ok(()) };
        let blank = Thread::new(self.around.clinic.id.clone(), identity.clone());
        let key = thread_key(&subject.thread.state.as_ref().unwrap_or(&blank).id);
        let admit = |known: Option<&Thread>| {
            known.unwrap_or(&blank).admit(&self.message.spec, self.channel, self.now)
        };
        self.take(Gate::Pair, Reason::PairRate, &key, subject.thread.clone(), admit).await
    }

    async fn of_sender(&self, rendered: &Rendered) -> Result<Micros, NotReserved> {
        let (clinic, now) = (&self.around.clinic, self.now);
        let rate = self.message.spec.rate(clinic, self.channel);
        let today = clinic.time_zone.local(now).date();
        let (read, blank) = (self.around.sender.as_read(), &self.around.sender.state);
        let key = sender_key(&blank.id);
        let charge = rendered.charge(self.channel);
        let mut costs = charge.price;
        let admit = |known: Option<&Sender>| {
            let known = known.unwrap_or(blank);
            costs = known.costs(charge, today);
            known.admit(rate, charge, today, now)
        };
        self.take(Gate::Pace, Reason::Pace, &key, read, admit).await?;
        Ok(costs)
    }

    /// Commits the state after taking something, on what was read for the gates. Where there is no room, `reason` is
    /// why; contention is no limit that is reached, but messages that are let out too fast.
    async fn take<A: Aggregate>(
        &self,
        gate: Gate,
        reason: Reason,
        key: &Key,
        read: AsRead<A>,
        mut admit: impl FnMut(Option<&A>) -> Result<A, Timestamp> + Send,
    ) -> Result<(), NotReserved> {
        let committed = commit_on(self.ports, key, read, |known: Option<&A>| {
            Ok::<_, PortError>(match admit(known) {
                Ok(next) => Decision::applied(next, Vec::new()),
                Err(until) => Decision { next: None, effects: vec![until], outcome: Outcome::Stale },
            })
        })
        .await;
        match committed {
            Ok(committed) => match committed.effects.first() {
                None => Ok(()),
                Some(until) => Err(NotReserved::Full { gate, until: *until, reason }),
            },
            Err(error) if error.is_contended() => {
                let spread = i64::from(crate::jitter_of(self.message, 0)) % CONTENDED_SPREAD_SECONDS;
                let later = SignedDuration::from_secs(CONTENDED_SECONDS + spread);
                let until = self.now.checked_add(later).unwrap_or(Timestamp::MAX);
                Err(NotReserved::Full { gate, until, reason: Reason::Pace })
            }
            Err(error) => Err(error.into()),
        }
    }
}
