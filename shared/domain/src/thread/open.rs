//! The questions that are open in a conversation: which of them words may answer, and when none any more.
//!
//! Guarantees: a message asks once on each channel, however often it is sent; of several questions about one visit
//! words answer the last alone; on a number that is in doubt nothing is open. What an answer changes is its case's to
//! decide.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::heard::Heard;
use super::{Effect, Quoted, Speaker, Thread, WINDOW_HOURS};
use crate::bounded::keep_count;
use crate::case::{Answer, OPTIONS_TEMPLATE};
use crate::delivery::Channel;
use crate::ids::{CaseId, MessageId};
use crate::message::{About, MessageSpec};
use crate::phi::Phi;
use crate::reply::{Intent, acknowledges, number, only_agrees};

/// Most open questions remembered.
pub const ASKED_MAX: usize = 20;
/// Most cases remembered as last spoken of.
pub const SPOKE_OF_MAX: usize = 8;

/// A question that waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// In which message.
    pub message: MessageId,
    /// On which channel.
    pub channel: Channel,
    /// What an answer is about.
    #[serde(default)]
    pub about: About,
    /// When.
    pub at: Timestamp,
    /// Open until then, or until it is answered.
    pub until: Timestamp,
    /// It was answered.
    pub answered: bool,
    /// It is the question after *Reschedule*, whose buttons are others than a reminder's.
    #[serde(default)]
    pub options: bool,
    /// The visit that it is about, the first of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<CaseId>,
    /// As the visit then stood; `None` of questions that are older than this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
}

/// A question that words may answer.
#[derive(Clone, PartialEq)]
pub(super) struct Open {
    pub(super) message: MessageId,
    pub(super) about: About,
    /// The visit that it is about, where that is known.
    pub(super) visit: Option<CaseId>,
    /// It is the question after *Reschedule*.
    pub(super) options: bool,
}

impl Open {
    fn of(asked: &Asked) -> Self {
        let (message, visit) = (asked.message.clone(), asked.visit.clone());
        Self { message, about: asked.about, visit, options: asked.options }
    }

    /// What an answer in words is to it. Whoever is asked what to do instead has said that they want another time, and
    /// is offered some when they say so again. Its buttons show no numbers: a "1" is the first, a "2" is asked again,
    /// since no number that nobody was shown cancels a visit. In text messages the reminder's numbers hold on.
    pub(super) fn means(&self, answer: Answer, channel: Channel, text: &Phi<String>) -> Answer {
        let number = number(text.expose()).filter(|_| channel == Channel::Whatsapp);
        match (answer, number) {
            (Answer::Confirm, Some(1)) | (Answer::Reschedule, None) if self.options => Answer::Move,
            (answer, _) => answer,
        }
    }
}

impl Thread {
    /// Remembers what was sent to them: the visits that it speaks of, and the question that it asks.
    pub(super) fn remember_sent(&mut self, spec: &MessageSpec, channel: Channel, now: Timestamp) {
        if spec.about == About::Visit {
            for covered in &spec.covers {
                self.spoke_of.retain(|it| *it != covered.case);
                self.spoke_of.push(covered.case.clone());
            }
            keep_count(&mut self.spoke_of, SPOKE_OF_MAX);
        }
        if spec.about == About::Campaign {
            self.campaign_at = Some(now);
        }
        if spec.asks {
            self.asked.retain(|it| it.message != spec.id || it.channel != channel);
            let visit = spec.covers.first().filter(|_| spec.about == About::Visit);
            self.asked.push(Asked {
                message: spec.id.clone(),
                channel,
                about: spec.about,
                at: now,
                until: spec.not_after,
                answered: false,
                options: spec.template == OPTIONS_TEMPLATE,
                visit: visit.map(|it| it.case.clone()),
                version: visit.map(|it| it.version),
            });
            keep_count(&mut self.asked, ASKED_MAX);
        }
    }

    /// The questions that words may answer: the quoted one, else all that are still open, of several about one visit the
    /// last.
    fn open_questions(&self, quotes: Option<&Quoted>, now: Timestamp) -> Vec<Open> {
        if self.in_doubt_since.is_some() {
            // Whoever has the number now was asked nothing.
            return Vec::new();
        }
        match quotes {
            Some(Quoted::Question(asked)) => {
                return self.asked.iter().find(|it| it.message == *asked).map(Open::of).into_iter().collect();
            }
            Some(Quoted::Notice(_) | Quoted::Other) => return Vec::new(),
            None => {}
        }
        let still: Vec<&Asked> = self.asked.iter().filter(|it| !it.answered && now < it.until).collect();
        let is_last = |(at, it): &(usize, &&Asked)| {
            it.visit.is_none() || still[at + 1..].iter().all(|later| later.visit != it.visit)
        };
        let mut all: Vec<Open> =
            still.iter().enumerate().filter(is_last).map(|(_, it)| Open::of(it)).collect();
        all.dedup();
        all
    }

    /// The questions that those very words may answer.
    pub(super) fn questions_for(
        &self,
        heard: &Heard<'_>,
        text: &Phi<String>,
        quotes: Option<&Quoted>,
    ) -> Vec<Open> {
        let open = self.open_questions(quotes, heard.now);
        if open.is_empty() { self.answered_anew(heard, text, quotes).into_iter().collect() } else { open }
    }

    /// The question asked last, where a text message showed numbers to answer it with and another one comes after the
    /// answer: they changed their mind, as who taps another button does. Not where a person is in between.
    fn answered_anew(&self, heard: &Heard<'_>, text: &Phi<String>, quotes: Option<&Quoted>) -> Option<Open> {
        let is_number = quotes.is_none() && number(text.expose()).is_some();
        let by_text = |it: &&Asked| it.channel == Channel::Sms && heard.channel == Channel::Sms;
        let was_answered = |it: &&Asked| it.about == About::Visit && it.answered && heard.now < it.until;
        let last = self.asked.last().filter(by_text).filter(was_answered).filter(|_| is_number)?;
        let staff_spoke = self.spoken.iter().any(|it| it.by != Speaker::Assistant && it.at > last.at);
        let is_alone = self.in_doubt_since.is_none() && self.waiting.is_none() && !staff_spoke;
        is_alone.then(|| Open::of(last))
    }

    /// The questions that are open about visits, the oldest first: what an answer in words could belong to.
    #[must_use]
    pub fn open_visits(&self, now: Timestamp) -> Vec<MessageId> {
        let about_visit = |it: &Open| it.about == About::Visit || self.offers_times(&it.message);
        self.open_questions(None, now).into_iter().filter(about_visit).map(|it| it.message).collect()
    }

    /// Whether a person is waited for, or the person wrote something since that was asked.
    pub(super) fn was_written_on_since(&self, question: &MessageId) -> bool {
        let asked = self.asked.iter().find(|it| it.message == *question);
        let wrote_since = |at: Timestamp| self.inbound.iter().any(|it| it.at > at);
        self.waiting.is_some() || asked.is_some_and(|it| wrote_since(it.at))
    }

    /// Whether words under what asked nothing only say that it was read: they wake nobody.
    pub(super) fn needs_nothing(&self, heard: &Heard<'_>, text: &Phi<String>) -> bool {
        self.was_only_told(heard) && acknowledges(text.expose())
    }

    /// Whether nothing was asked of them. Not where somebody of the clinic may have asked something, where a question
    /// ran out unanswered, or where messages were stopped; and only who is known has been told something.
    pub(super) fn was_only_told(&self, heard: &Heard<'_>) -> bool {
        let day = SignedDuration::from_hours(WINDOW_HOURS);
        let lately = |at: Timestamp| heard.now.duration_since(at) < day;
        let staff_spoke = self.spoken.iter().any(|it| it.by != Speaker::Assistant && lately(it.at));
        let ran_out = self.asked.iter().any(|it| !it.answered && it.until <= heard.now && lately(it.until));
        let is_told =
            !self.patients.is_empty() && self.in_doubt_since.is_none() && self.identifying.is_none();
        is_told
            && self.held.is_none()
            && !staff_spoke
            && !ran_out
            && !self.stops.iter().any(|it| it.is_of_all(heard.channel))
    }

    pub(super) fn close_question(&mut self, message: &MessageId) {
        for asked in self.asked.iter_mut().filter(|it| it.message == *message) {
            asked.answered = true;
        }
    }

    /// Whether a campaign spoke since a question was asked, so that a mere yes is hardly to that one. A campaign is
    /// answered by no number.
    pub(super) fn is_before_campaign(&self, open: &Open, text: &Phi<String>) -> bool {
        let asked = self.asked.iter().rfind(|it| it.message == open.message);
        let is_older = asked.zip(self.campaign_at).is_some_and(|(it, at)| at >= it.at);
        let is_yes = || number(text.expose()).is_none() && only_agrees(text.expose());
        is_older && open.about != About::Dialogue && is_yes()
    }

    /// Whether the talk has gone past the last open question, so that a mere number, or a yes, is hardly to that one:
    /// since it was asked, another question was asked and is over, and a person is waited for, or another time is wanted
    /// for the visit.
    pub(super) fn is_past(&self, open: &Open, intent: Intent, text: &Phi<String>) -> bool {
        let asked = self.asked.iter().rfind(|it| it.message == open.message);
        let Some(asked) = asked.filter(|_| matches!(open.about, About::Visit | About::Offer)) else {
            return false;
        };
        let is_number = number(text.expose()).is_some();
        let is_older = self.asked.last().is_some_and(|it| it.message != open.message);
        let agrees = is_number || intent == Intent::Confirm;
        let waits = self.waiting.is_some_and(|it| it.since > asked.at);
        is_older && ((is_number && waits) || (agrees && self.wants_another_time(asked)))
    }

    /// Whether the last answer about a question's visit, since it was asked, was that it suits them no more.
    fn wants_another_time(&self, question: &Asked) -> bool {
        let Some(visit) = &question.visit else { return false };
        let answer = |it: &Effect| match it {
            Effect::Answer { message, case, answer, .. }
                if case.as_ref().or_else(|| self.visit_asked_in(message)) == Some(visit) =>
            {
                Some(*answer)
            }
            _ => None,
        };
        let since = self.inbound.iter().rev().filter(|it| it.at > question.at);
        let last = since.flat_map(|it| &it.effects).find_map(answer);
        matches!(last, Some(Answer::Reschedule | Answer::Move))
    }

    /// The visit that the question in a message is about.
    pub(super) fn visit_asked_in(&self, message: &MessageId) -> Option<&CaseId> {
        self.asked.iter().find(|it| it.message == *message)?.visit.as_ref()
    }
}
