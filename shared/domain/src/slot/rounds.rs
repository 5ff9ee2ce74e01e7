//! The offers of a slot to those who wait, in rounds, and what comes of them.
//!
//! Guarantees: it is kept for the first who accepts in time; whoever may still be hoping is told once that it is gone,
//! and once more for each time that they accept it after that, unless both crossed; the next round begins as soon as
//! nobody of this one is left to answer, at an hour and a lead at which the clinic offers. Who is offered it is
//! [`crate::waiting`]'s to know.

use jiff::{SignedDuration, Timestamp};

use super::decide::after;
use super::{Claim, Context, Effect, Filled, Offer, Slot, SlotState};
use crate::clinic::{Clinic, WaitingList};
use crate::ids::MessageId;

/// Most offers made of one slot, over all its rounds.
const OFFERS_MAX: usize = 60;
/// How long nobody is looked for again when nobody could be offered a slot, in hours.
const LOOK_AGAIN_HOURS: i64 = 6;
/// Whoever says yes within this many seconds after somebody else got it has not read yet that it is gone.
const CROSSED_SECONDS: i64 = 60;
/// A round that was called for and has not begun is called for again after this many minutes.
const ROUND_CALL_MINUTES: i64 = 2;

impl Slot {
    /// Whether who accepted that offer neither has the slot nor heard that it is gone.
    pub(super) fn owes_answer(&self, message: &MessageId) -> bool {
        self.offer(message).is_some_and(|it| it.said == Some(true) && !it.gone && !self.is_for(&it.claim()))
    }

    pub(super) fn accepted(
        &mut self,
        message: &MessageId,
        context: &Context<'_>,
        now: Timestamp,
    ) -> Option<Vec<Effect>> {
        let at = self.offers.iter().position(|it| it.message == *message)?;
        let has_crossed = self.has_crossed(&self.offers[at], now);
        let offer = &mut self.offers[at];
        offer.said = Some(true);
        if has_crossed {
            return Some(Vec::new());
        }
        // Should it be gone once more, they are told so in another message.
        offer.late += u32::from(offer.gone);
        offer.gone = false;
        let claim = offer.claim();
        let stands = self.offers[at].moved_from.is_none() && !context.overlaps && !context.has_another;
        // Whose time to answer is over may have it while it would still be offered.
        let rules = context.clinic.waiting_list.as_ref();
        let in_time =
            now < self.offers[at].until || rules.is_some_and(|rules| now <= self.offered_until(rules));
        if self.is_free(now) && in_time && stands {
            self.hold(claim, now);
            return Some(Vec::new());
        }
        if self.is_for(&claim) {
            return Some(Vec::new());
        }
        self.offers[at].gone = true;
        let offer = self.offers[at].clone();
        if context.has_another {
            let told = self.answer_old(&offer, now);
            return Some(std::iter::once(told).chain(self.ask_the_next(context, now)).collect());
        }
        Some(vec![self.answer_gone(&offer, now)])
    }

    /// Whether their first yes came while they were being told that somebody else has it: that answers it.
    fn has_crossed(&self, offer: &Offer, now: Timestamp) -> bool {
        let lately = SignedDuration::from_secs(CROSSED_SECONDS);
        let is_just_given = |it: &Filled| now.duration_since(it.at) < lately;
        matches!(self.state, SlotState::Taken { .. })
            && offer.said.is_none()
            && offer.gone
            && self.filled.as_ref().is_some_and(is_just_given)
    }

    pub(super) fn declined(
        &mut self,
        message: &MessageId,
        context: &Context<'_>,
        now: Timestamp,
    ) -> Option<Vec<Effect>> {
        let offer = self.offers.iter_mut().find(|it| it.message == *message)?;
        offer.said = Some(false);
        Some(self.ask_the_next(context, now))
    }

    /// Whose offer never reaches them has had their turn; should it arrive after all, they answer late.
    pub(super) fn unsaid(
        &mut self,
        message: &MessageId,
        context: &Context<'_>,
        now: Timestamp,
    ) -> Option<Vec<Effect>> {
        let offer = self.offers.iter_mut().find(|it| it.message == *message && it.is_awaited(now))?;
        offer.until = now;
        Some(self.ask_the_next(context, now))
    }

    /// The next round begins as soon as nobody of this one is left to answer.
    fn ask_the_next(&mut self, context: &Context<'_>, now: Timestamp) -> Vec<Effect> {
        let is_over = !self.offers.iter().any(|it| it.round == self.rounds && it.is_awaited(now));
        let next_now = is_over && self.state == SlotState::Open && self.next_round.is_some_and(|at| at > now);
        if next_now { self.plan_round(now, context, now) } else { Vec::new() }
    }

    /// The clinic tells another time, person or place of it: whoever may still be hoping for what it was is told that
    /// this is gone, but for whom it is kept already, and nobody can have it by an offer of that. When the next round
    /// was due is of no use either.
    pub(super) fn end_offers(&mut self, now: Timestamp) -> Vec<Effect> {
        let kept_for = self.claim().cloned();
        let told = self.tell_hopeful(kept_for.as_ref(), now);
        self.next_round = None;
        for offer in self.offers.iter_mut().filter(|it| it.moved_from.is_none()) {
            offer.moved_from = Some(self.start.clone());
        }
        told
    }

    /// Tells those who may still be hoping that it is gone, each once: somebody else has it, or nobody gets it.
    pub(super) fn tell_hopeful(&mut self, winner: Option<&Claim>, now: Timestamp) -> Vec<Effect> {
        let hopes = |it: &&mut Offer| {
            let waits = it.said == Some(true) || (it.said.is_none() && it.until > now);
            winner != Some(&it.claim()) && !it.gone && waits
        };
        let told: Vec<Offer> = self
            .offers
            .iter_mut()
            .filter(hopes)
            .map(|it| {
                it.gone = true;
                it.clone()
            })
            .collect();
        told.iter().map(|it| self.say_gone(it, now)).collect()
    }

    pub(super) fn begin(
        &mut self,
        round: u32,
        offers: &[Offer],
        context: &Context<'_>,
        now: Timestamp,
    ) -> Vec<Effect> {
        self.rounds = round;
        self.offers.extend_from_slice(offers);
        let ends = offers.iter().map(|it| it.until).max();
        let look_again = after(now, SignedDuration::from_hours(LOOK_AGAIN_HOURS));
        let _ = self.plan_round(ends.unwrap_or(look_again), context, now);
        offers.iter().map(|it| self.say_offer(it)).collect()
    }

    /// Plans the next round of offers for `at` or the first fitting instant after it, and calls for it if that is now.
    pub(super) fn plan_round(&mut self, at: Timestamp, context: &Context<'_>, now: Timestamp) -> Vec<Effect> {
        self.next_round = None;
        let Some(rules) = &context.clinic.waiting_list else { return Vec::new() };
        let Some(at) = self.round_from(at, rules, context.clinic) else { return Vec::new() };
        if at > now {
            self.next_round = Some(at);
            return Vec::new();
        }
        self.next_round = Some(after(now, SignedDuration::from_mins(ROUND_CALL_MINUTES)));
        vec![Effect::BeginRound { round: self.rounds.saturating_add(1) }]
    }

    /// The first instant from `at` on at which it may be offered; `None` when there is none.
    fn round_from(&self, at: Timestamp, rules: &WaitingList, clinic: &Clinic) -> Option<Timestamp> {
        let days = SignedDuration::from_hours(24 * i64::from(rules.within_days));
        let earliest = self.start.at.checked_sub(days).unwrap_or(Timestamp::MIN);
        let at = clinic.release_hours.next_open(at.max(earliest), &clinic.time_zone);
        (at <= self.offered_until(rules) && self.offers.len() < OFFERS_MAX).then_some(at)
    }

    /// The last instant at which it is offered.
    fn offered_until(&self, rules: &WaitingList) -> Timestamp {
        let lead = SignedDuration::from_hours(i64::from(rules.lead_hours));
        self.start.at.checked_sub(lead).unwrap_or(Timestamp::MIN)
    }
}
