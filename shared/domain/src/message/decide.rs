//! The life of a message.
//!
//! | phase \ event | judged | withdrawn | answered | reported | woken |
//! |---|---|---|---|---|---|
//! | waiting | sending, later, next channel, or ended | stale | stale | receipt noted | judged again |
//! | sending | stale | later, next channel, or ended | accepted, waiting (retry), next channel, unsettled | accepted | unsettled when the lease is over |
//! | unsettled | stale | stale | stale | accepted or next channel | sent once more, given more time, next channel, or ended |
//! | accepted | stale | stale | stale | receipt noted; next channel on failure | next channel when undelivered or unread; given more time; ended |
//! | ended | stale | stale | stale | receipt noted | stale |

use jiff::Timestamp;

use super::{
    Cost, Dispatch, DispatchStatus, Effect, Event, Failure, Message, Phase, ProviderAnswer,
    UNDELIVERED_HOURS, UNSETTLED_MINUTES, after_minutes,
};
use crate::decision::{Decision, Outcome};
use crate::delivery::{Channel, FailureClass, Receipt};
use crate::gate::{GateRecord, Verdict};
use crate::ids::ThreadId;
use crate::reason::Reason;
use crate::retry::{self, RetryPolicy};

/// The next state of a message.
pub fn decide(message: &Message, event: &Event, now: Timestamp) -> Decision<Message, Effect> {
    match (message.phase, event) {
        // Somebody else has taken another channel since: what the gates said of the one before is not true of it.
        (Phase::Waiting, Event::Judged { channel, .. }) if message.channel() != Some(*channel) => {
            Decision { next: None, effects: vec![Effect::Judge], outcome: Outcome::Stale }
        }
        (Phase::Waiting, Event::Judged { channel, thread, verdict, gates, cost }) => {
            let mut next = message.clone();
            next.gates.clone_from(gates);
            judged(next, *channel, verdict, thread.as_ref(), cost.as_ref(), now)
        }
        (Phase::Sending, Event::Withdrawn { channel, attempt, objection }) => {
            withdrawn(message, *channel, *attempt, *objection, now)
        }
        (Phase::Sending, Event::Answered { channel, attempt, answer, jitter }) => {
            answered(message, *channel, *attempt, answer, *jitter, now)
        }
        (_, Event::Reported { channel, receipt, failure, provider_id }) => {
            reported(message, *channel, *receipt, *failure, provider_id.as_deref(), now)
        }
        (_, Event::Woken) => woken(message, now),
        (Phase::Sending | Phase::Unsettled | Phase::Accepted | Phase::Ended, Event::Judged { .. })
        | (
            Phase::Waiting | Phase::Unsettled | Phase::Accepted | Phase::Ended,
            Event::Answered { .. } | Event::Withdrawn { .. },
        ) => Decision::stale(),
    }
}

fn judged(
    mut next: Message,
    channel: Channel,
    verdict: &Verdict,
    thread: Option<&ThreadId>,
    cost: Option<&Cost>,
    now: Timestamp,
) -> Decision<Message, Effect> {
    match verdict {
        Verdict::Pass => {
            let dispatch = next.dispatch_mut(channel, now);
            dispatch.thread = thread.cloned();
            dispatch.attempts += 1;
            dispatch.at = now;
            dispatch.reason = None;
            if let Some(cost) = cost {
                dispatch.segments = cost.segments;
                dispatch.price = Some(cost.price);
                dispatch.language = Some(cost.language);
            }
            let attempt = dispatch.attempts;
            next.phase = Phase::Sending;
            next.due = Some(next.undelivered_from(now));
            Decision::applied(next, vec![Effect::Call { channel, attempt }])
        }
        Verdict::WaitUntil(until, reason) => {
            next.dispatch_mut(channel, now).reason = Some(*reason);
            next.due = Some(*until);
            Decision::applied(next, vec![Effect::Later(*until)])
        }
        Verdict::OtherChannel(reason) => {
            next.take_next_channel(channel, DispatchStatus::Suppressed, *reason, now)
        }
        Verdict::Stop(reason) => {
            let status =
                if *reason == Reason::TooLate { DispatchStatus::Expired } else { DispatchStatus::Suppressed };
            next.end(channel, status, *reason, now)
        }
    }
}

fn withdrawn(
    message: &Message,
    channel: Channel,
    attempt: u32,
    objection: GateRecord,
    now: Timestamp,
) -> Decision<Message, Effect> {
    if message.dispatch(channel).is_none_or(|it| it.attempts != attempt) || message.channel() != Some(channel)
    {
        return Decision::stale();
    }
    let mut waiting = message.clone();
    waiting.phase = Phase::Waiting;
    waiting.dispatch_mut(channel, now).attempts -= 1;
    waiting.gates.push(objection);
    judged(waiting, channel, &objection.verdict, None, None, now)
}

fn answered(
    message: &Message,
    channel: Channel,
    attempt: u32,
    answer: &ProviderAnswer,
    jitter: u8,
    now: Timestamp,
) -> Decision<Message, Effect> {
    if message.dispatch(channel).is_none_or(|it| it.attempts != attempt) || message.channel() != Some(channel)
    {
        return Decision::stale();
    }
    let mut next = message.clone();
    match answer {
        ProviderAnswer::Accepted { provider_id } => {
            next.accepted(channel, Receipt::Sent, Some(provider_id), now)
        }
        ProviderAnswer::Unknown => {
            next.phase = Phase::Unsettled;
            let until = after_minutes(now, UNSETTLED_MINUTES);
            next.due = Some(until);
            Decision::applied(next, vec![Effect::Later(until)])
        }
        ProviderAnswer::Refused(failure) => {
            let retried = retry_policy(failure.class)
                .and_then(|policy| policy.next(attempt, failure.retry_after_seconds, jitter, now))
                .filter(|at| *at < next.spec.not_after);
            match retried {
                Some(at) => {
                    next.phase = Phase::Waiting;
                    next.due = Some(at);
                    next.dispatch_mut(channel, now).error_code = failure.code;
                    Decision::applied(
                        next,
                        vec![Effect::Later(at), Effect::Learn { channel, failure: *failure }],
                    )
                }
                None => next.failed(channel, *failure, now),
            }
        }
    }
}

fn reported(
    message: &Message,
    channel: Channel,
    receipt: Receipt,
    failure: Option<Failure>,
    provider_id: Option<&str>,
    now: Timestamp,
) -> Decision<Message, Effect> {
    let Some(known) = message.dispatch(channel) else { return Decision::stale() };
    // A channel that was given up after a call may still turn out to have taken it.
    let never_taken = known.attempts == 0;
    let unsettled =
        matches!(message.phase, Phase::Sending | Phase::Unsettled) && message.channel() == Some(channel);
    // An attempt whose outcome was unknown failed, and the one after it was taken.
    let of_another = known.provider_id.as_deref().zip(provider_id).is_some_and(|(taken, it)| taken != it);
    let outlived = receipt == Receipt::Failed && of_another;
    if never_taken || outlived || (!receipt.supersedes(known.status.receipt()) && !unsettled) {
        return opt_out_after_all(channel, failure);
    }
    let mut next = message.clone();
    let is_current = message.channel() == Some(channel);
    if receipt == Receipt::Failed {
        let failure = failure.unwrap_or(Failure {
            class: FailureClass::Fallback,
            code: None,
            retry_after_seconds: None,
        });
        // Whatever comes of it, the provider has had it.
        next.dispatch_mut(channel, now).accepted_at.get_or_insert(now);
        if is_current && next.phase != Phase::Ended {
            return next.failed(channel, failure, now);
        }
        let dispatch = next.dispatch_mut(channel, now);
        dispatch.status = DispatchStatus::Failed;
        dispatch.error_code = failure.code;
        dispatch.at = now;
        // It ended as told, because that channel had it.
        let unsaid = next.unsaid_reason().filter(|_| message.was_let_out()).map(Effect::Unsaid);
        let effects = unsaid.into_iter().chain([Effect::Learn { channel, failure }]).collect();
        return Decision::applied(next, effects);
    }
    if is_current && next.phase != Phase::Ended {
        return next.accepted(channel, receipt, provider_id, now);
    }
    if let Some(id) = provider_id {
        // A reply that quotes it names it so.
        next.dispatch_mut(channel, now).provider_id.get_or_insert_with(|| id.to_owned());
    }
    Decision::applied(next.seen_elsewhere(channel, receipt, now), Vec::new())
}

/// A report that moves nothing may still say that the person wants no more: a complaint about a mail that arrived.
fn opt_out_after_all(channel: Channel, failure: Option<Failure>) -> Decision<Message, Effect> {
    let opted_out =
        |it: &Failure| matches!(it.class, FailureClass::OptedOut | FailureClass::MarketingOptedOut);
    let mut decision = Decision::stale();
    decision.effects.extend(failure.filter(opted_out).map(|failure| Effect::Learn { channel, failure }));
    decision
}

fn woken(message: &Message, now: Timestamp) -> Decision<Message, Effect> {
    let Some(channel) = message.channel() else { return Decision::stale() };
    if message.wants_decision_at().is_none_or(|at| at > now) {
        return Decision::stale();
    }
    let mut next = message.clone();
    match message.phase {
        Phase::Waiting => Decision { next: None, effects: vec![Effect::Judge], outcome: Outcome::Applied },
        Phase::Sending => {
            next.phase = Phase::Unsettled;
            let until = after_minutes(now, UNSETTLED_MINUTES);
            next.due = Some(until);
            Decision::applied(next, vec![Effect::Later(until)])
        }
        Phase::Unsettled => next.give_up_waiting(channel, now),
        Phase::Accepted => next.overdue(channel, now),
        Phase::Ended => Decision::stale(),
    }
}

const fn retry_policy(class: FailureClass) -> Option<RetryPolicy> {
    match class {
        FailureClass::Transient => Some(retry::TRANSIENT),
        FailureClass::Backoff => Some(retry::BACKOFF),
        FailureClass::PairRate => Some(retry::PAIR_RATE),
        FailureClass::Unreachable
        | FailureClass::Fallback
        | FailureClass::Template
        | FailureClass::WindowClosed
        | FailureClass::OptedOut
        | FailureClass::MarketingOptedOut
        | FailureClass::SenderStopped
        | FailureClass::Defect
        | FailureClass::BadAddress
        | FailureClass::GiveUp
        | FailureClass::IdentityChanged
        | FailureClass::Expired => None,
    }
}

impl Message {
    fn accepted(
        mut self,
        channel: Channel,
        receipt: Receipt,
        provider_id: Option<&str>,
        now: Timestamp,
    ) -> Decision<Self, Effect> {
        let dispatch = self.dispatch_mut(channel, now);
        if receipt.supersedes(dispatch.status.receipt()) || dispatch.accepted_at.is_none() {
            dispatch.status = receipt.into();
            dispatch.at = now;
        }
        dispatch.accepted_at.get_or_insert(now);
        dispatch.reason = None;
        dispatch.error_code = None;
        let mut effects = Vec::new();
        if let (None, Some(id)) = (&dispatch.provider_id, provider_id) {
            dispatch.provider_id = Some(id.to_owned());
            effects.push(Effect::Taken { channel });
        }
        let watched = dispatch.clone();
        let was_called = matches!(self.phase, Phase::Sending | Phase::Accepted);
        self.phase = Phase::Accepted;
        self.due = match (self.due, self.watch_until(&watched)) {
            // The earlier look stays: moving it costs more than a look in vain, and mostly it is seen before.
            (Some(due), Some(watch)) if was_called && now < due && due <= watch => Some(due),
            (_, watch) => watch,
        };
        match self.due {
            Some(due) => effects.push(Effect::Later(due)),
            None => self.phase = Phase::Ended,
        }
        Decision::applied(self, effects)
    }

    /// When a message that a provider takes now counts as not delivered.
    pub(super) fn undelivered_from(&self, now: Timestamp) -> Timestamp {
        let fallback = self.spec.undelivered_after_minutes.filter(|_| self.has_next_channel());
        after_minutes(now, fallback.map_or(UNDELIVERED_HOURS * 60, i64::from))
    }

    /// When an accepted dispatch wants to be looked at again; `None` when there is nothing left to do.
    pub(super) fn watch_until(&self, dispatch: &Dispatch) -> Option<Timestamp> {
        let accepted_at = dispatch.accepted_at?;
        match dispatch.status {
            DispatchStatus::Queued | DispatchStatus::Sent => Some(self.undelivered_from(accepted_at)),
            DispatchStatus::Delivered => {
                let may_be_unread = dispatch.channel.tells_of_reading() && self.has_next_channel();
                let minutes = self.spec.unread_after_minutes.filter(|_| may_be_unread)?;
                let at = after_minutes(dispatch.at, i64::from(minutes));
                (at < self.spec.not_after).then_some(at)
            }
            DispatchStatus::Read
            | DispatchStatus::Failed
            | DispatchStatus::Suppressed
            | DispatchStatus::Expired => None,
        }
    }

    /// A channel that was given up moved after all. If that answers why the next one was taken, and the next one has
    /// not been called yet, it is not: the person has the message. Once they have read it, no channel after that one
    /// is waited for either.
    fn seen_elsewhere(mut self, channel: Channel, receipt: Receipt, now: Timestamp) -> Self {
        let dispatch = self.dispatch_mut(channel, now);
        let settled = match dispatch.reason {
            Some(Reason::Undelivered | Reason::Unsettled) => receipt >= Receipt::Delivered,
            Some(Reason::Unread) => receipt == Receipt::Read,
            _ => false,
        };
        dispatch.status = receipt.into();
        dispatch.at = now;
        // Whatever it was given up for, its provider has it: it is not waited for.
        dispatch.accepted_at.get_or_insert(now);
        if settled {
            dispatch.reason = None;
        }
        let current = self.channel();
        let uncalled = |it: &Dispatch| Some(it.channel) == current && it.attempts == 0;
        let called = self.dispatches.iter().any(|it| Some(it.channel) == current && it.attempts > 0);
        let is_needless = settled && self.phase == Phase::Waiting && !called;
        if is_needless {
            self.dispatches.retain(|it| !uncalled(it));
        }
        if is_needless || (receipt == Receipt::Read && self.phase == Phase::Accepted) {
            self.phase = Phase::Ended;
            self.due = None;
        }
        self
    }
}
