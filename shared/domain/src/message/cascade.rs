//! What follows when a channel did not bring a message to its person: the next one, the same once more, or the end.
//!
//! Guarantees: a channel is left with its reason; none is taken after an opt-out, or when the person is in doubt; where
//! nothing else can say it, a provider that is away is waited for.

use jiff::Timestamp;

use super::{Dispatch, DispatchStatus, Effect, Failure, Message, Phase};
use crate::decision::Decision;
use crate::delivery::{Channel, FailureClass, Purpose};
use crate::reason::Reason;
use crate::retry;

/// What a refusal is called. What a provider had taken and then reports as failed for now was not refused: it did not
/// arrive.
const fn reason_of(class: FailureClass, taken: bool) -> Reason {
    match class {
        FailureClass::Transient | FailureClass::Backoff if taken => Reason::Undelivered,
        FailureClass::Transient | FailureClass::Backoff => Reason::ProviderFault,
        FailureClass::PairRate => Reason::PairRate,
        FailureClass::Unreachable => Reason::NoAddress,
        FailureClass::Fallback | FailureClass::GiveUp => Reason::Refused,
        FailureClass::Template => Reason::Template,
        FailureClass::WindowClosed => Reason::WindowClosed,
        FailureClass::OptedOut | FailureClass::MarketingOptedOut => Reason::OptedOut,
        FailureClass::SenderStopped => Reason::SenderStopped,
        FailureClass::Defect => Reason::Defect,
        FailureClass::BadAddress => Reason::BadAddress,
        FailureClass::IdentityChanged => Reason::Unverified,
        FailureClass::Expired => Reason::Undelivered,
    }
}

/// Whether another channel may say what this one could not. Not after an opt-out, nor when the person is in doubt.
const fn may_take_next_channel(class: FailureClass) -> bool {
    !matches!(
        class,
        FailureClass::OptedOut
            | FailureClass::MarketingOptedOut
            | FailureClass::GiveUp
            | FailureClass::IdentityChanged
    )
}

impl Message {
    /// The provider refused it for good on this channel.
    pub(super) fn failed(
        mut self,
        channel: Channel,
        failure: Failure,
        now: Timestamp,
    ) -> Decision<Self, Effect> {
        let is_of_use = matches!(self.spec.purpose, Purpose::Care | Purpose::Administrative);
        // Meta takes its template for marketing, which the person stopped: not this.
        let is_mistaken = is_of_use && failure.class == FailureClass::MarketingOptedOut;
        let dispatch = self.dispatch_mut(channel, now);
        dispatch.error_code = failure.code;
        let reason = if is_mistaken {
            Reason::Category
        } else {
            reason_of(failure.class, dispatch.accepted_at.is_some())
        };
        let mut decision = if is_mistaken || may_take_next_channel(failure.class) {
            self.take_next_channel(channel, DispatchStatus::Failed, reason, now)
        } else {
            self.end(channel, DispatchStatus::Failed, reason, now)
        };
        decision.effects.push(Effect::Learn { channel, failure });
        decision
    }

    /// Nobody told what became of the call. What its patient has to know is sent once more; if that is not answered
    /// either, it has the time of what is not delivered, and then the next channel says it: a provider that answers
    /// nothing for so long has hardly taken it. What has no time for a second call is said by the next channel at once.
    pub(super) fn give_up_waiting(mut self, channel: Channel, now: Timestamp) -> Decision<Self, Effect> {
        let must_be_heard = matches!(self.spec.purpose, Purpose::Care | Purpose::Administrative);
        let Some(called) = self.dispatch(channel).filter(|_| must_be_heard && now < self.spec.not_after)
        else {
            return self.end(channel, DispatchStatus::Failed, Reason::Unsettled, now);
        };
        let undelivered_from = self.undelivered_from(called.at);
        if self.has_next_channel() && undelivered_from <= now {
            return self.take_next_channel(channel, DispatchStatus::Failed, Reason::Unsettled, now);
        }
        if !self.resent_unsettled {
            self.resent_unsettled = true;
            self.phase = Phase::Waiting;
            self.due = Some(now);
            return Decision::applied(self, vec![Effect::Judge]);
        }
        if self.has_next_channel() {
            self.due = Some(undelivered_from);
            return Decision::applied(self, vec![Effect::Later(undelivered_from)]);
        }
        self.end(channel, DispatchStatus::Failed, Reason::Unsettled, now)
    }

    /// An accepted message was not delivered, or not seen, in time.
    pub(super) fn overdue(mut self, channel: Channel, now: Timestamp) -> Decision<Self, Effect> {
        let Some(dispatch) = self.dispatch(channel) else { return Decision::stale() };
        // It moved since that look was planned, and has more time.
        if let Some(watch) = self.watch_until(dispatch).filter(|watch| *watch > now) {
            self.due = Some(watch);
            return Decision::applied(self, vec![Effect::Later(watch)]);
        }
        let (status, reason) = match dispatch.status {
            DispatchStatus::Delivered => (DispatchStatus::Delivered, Reason::Unread),
            status => (status, Reason::Undelivered),
        };
        if now < self.spec.not_after {
            self.take_next_channel(channel, status, reason, now)
        } else {
            self.end(channel, status, reason, now)
        }
    }

    pub(super) fn take_next_channel(
        mut self,
        channel: Channel,
        status: DispatchStatus,
        reason: Reason,
        now: Timestamp,
    ) -> Decision<Self, Effect> {
        let dispatch = self.dispatch_mut(channel, now);
        dispatch.status = status;
        dispatch.reason = Some(reason);
        self.phase = Phase::Waiting;
        let next = self.next_channel();
        let again = self.to_call_again().filter(|_| next.is_none());
        self.resent_unsettled |= again.is_some();
        let Some(index) = next.or(again) else {
            return match self.provider_away(now) {
                Some((index, back)) => self.wait_for_provider(index, back),
                None => self.end(channel, status, reason, now),
            };
        };
        self.turn_to(index);
        self.due = Some(now);
        Decision::applied(self, vec![Effect::Judge])
    }

    /// The channel that was left in a hurry, its provider having answered nothing, if it was called once only and no
    /// other took the message: what nothing else can say is sent once more there.
    fn to_call_again(&self) -> Option<usize> {
        let is_unanswered =
            |it: &Channel| self.dispatch(*it).is_some_and(|it| it.reason == Some(Reason::Unsettled));
        let once = !self.resent_unsettled && !self.dispatches.iter().any(Dispatch::is_taken);
        self.spec.channels.iter().position(is_unanswered).filter(|_| once)
    }

    /// Makes that channel the current one. If it was tried before, it waits again.
    fn turn_to(&mut self, index: usize) {
        self.channel_index = index;
        let channel = self.channel();
        if let Some(again) = self.dispatches.iter_mut().find(|it| Some(it.channel) == channel) {
            again.status = DispatchStatus::Queued;
        }
    }

    /// The first channel whose provider did not work or let nothing out, and when it is tried again, if no provider may
    /// have taken the message: where nothing else can say it, a provider that is away for long is waited for.
    fn provider_away(&self, now: Timestamp) -> Option<(usize, Timestamp)> {
        let is_away = |it: &Channel| self.dispatch(*it).is_some_and(Dispatch::was_away);
        let index = self.spec.channels.iter().position(is_away).filter(|_| !self.was_let_out())?;
        Some((index, retry::while_of_use(self.spec.not_after, now)?))
    }

    fn wait_for_provider(mut self, index: usize, back: Timestamp) -> Decision<Self, Effect> {
        self.turn_to(index);
        self.due = Some(back);
        Decision::applied(self, vec![Effect::Later(back)])
    }

    pub(super) fn end(
        mut self,
        channel: Channel,
        status: DispatchStatus,
        reason: Reason,
        now: Timestamp,
    ) -> Decision<Self, Effect> {
        let dispatch = self.dispatch_mut(channel, now);
        dispatch.status = status;
        dispatch.reason = Some(reason);
        dispatch.at = now;
        self.phase = Phase::Ended;
        self.due = None;
        let untold = if self.was_let_out() {
            self.may_leave_unanswered().is_some().then_some(Effect::MaybeUnanswered)
        } else {
            Some(Effect::Unsaid(reason))
        };
        Decision::applied(self, untold.into_iter().collect())
    }
}
