//! What WhatsApp lets us send to the person: free text while the window is open, and how fast.
//!
//! Guarantees: the window only ever grows, by what the person wrote; whoever is counted towards the portfolio's limit
//! in this hour is not counted again. What the limit of a portfolio is, [`crate::account`] knows; whether a message may
//! go out at all, [`crate::gate`].

use jiff::{SignedDuration, Timestamp};

use super::{Said, Thread};
use crate::account::hour_of;
use crate::delivery::Channel;
use crate::message::{Form, MessageSpec};
use crate::patient::{Counted, REPLIES_PER_DAY_MAX};
use crate::rate::{Meter, PAIR, Rate};

/// How long free text is allowed after the patient wrote, in hours (Meta's customer-service window).
pub const WINDOW_HOURS: i64 = 24;

/// A day, over which answers are counted, in microseconds.
const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

/// How a conversation that we start counts for its portfolio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Not at all: the person wrote to us within the window, or is counted in this hour.
    Counted,
    /// The person is counted in an earlier hour and now in this one too, since the day begins anew for them; no room is
    /// needed for somebody who has it.
    Again,
    /// One more person.
    New,
}

impl Thread {
    /// Whether free text is allowed on WhatsApp.
    #[must_use]
    pub fn window_is_open(&self, now: Timestamp) -> bool {
        self.window_until.is_some_and(|until| now < until)
    }

    /// How a conversation started now counts among the people whom a portfolio reaches in 24 hours.
    #[must_use]
    pub fn reach(&self, now: Timestamp) -> Reach {
        let day = SignedDuration::from_hours(WINDOW_HOURS);
        match self.reached_at {
            _ if self.window_is_open(now) => Reach::Counted,
            Some(at) if hour_of(at) == hour_of(now) => Reach::Counted,
            Some(at) if now.duration_since(at) < day => Reach::Again,
            _ => Reach::New,
        }
    }

    /// Takes a message to this person out of the rates, and remembers its question. Once per message and channel.
    pub fn admit(&self, spec: &MessageSpec, channel: Channel, now: Timestamp) -> Result<Self, Timestamp> {
        let mut next = self.clone();
        if channel == Channel::Whatsapp {
            next.pair = self.pair.take(PAIR, now)?;
            if spec.form == Form::Template && self.reach(now) != Reach::Counted {
                next.reached_at = Some(now);
            }
        }
        if let Some(answers) = self.answers_after(spec, now) {
            next.answers = answers?;
        }
        next.remember_sent(spec, channel, now);
        Ok(next)
    }

    /// The rate of answers after one more, or from when there is room for it: as many a day as a patient gets. `None`
    /// where it is not counted here: it is counted with a patient, or no machine says it.
    pub(crate) fn answers_after(
        &self,
        spec: &MessageSpec,
        now: Timestamp,
    ) -> Option<Result<Meter, Timestamp>> {
        let burst = Counted::of(spec, Some(self)).answers_max()?;
        let rate = Rate { interval_micros: DAY_MICROS / i64::from(REPLIES_PER_DAY_MAX), burst };
        spec.to.patient().is_none().then(|| self.answers.take(rate, now))
    }

    /// What the person wrote on WhatsApp opens the window anew.
    pub(super) fn opens_window(&mut self, said: &Said, channel: Channel, at: Timestamp) {
        let spoke =
            !matches!(said, Said::IdentityChanged { .. } | Said::Stopped { .. } | Said::Resumed { .. });
        if spoke && channel == Channel::Whatsapp {
            let until = at.checked_add(SignedDuration::from_hours(WINDOW_HOURS)).ok();
            self.window_until = self.window_until.max(until);
        }
    }
}
