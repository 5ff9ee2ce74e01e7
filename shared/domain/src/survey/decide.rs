//! What happens to a survey, and what it calls for.
//!
//! | state \ event | asked | a score | words | form | woken |
//! |---|---|---|---|---|---|
//! | none | opened | opened, scored | opened, noted | opened, scored | stale |
//! | asked | noted | scored; asked on | noted | scored | asked once more, unless they wrote since |
//! | answered | noted | the newest stands | noted | the newest stands, a link once | stale |
//!
//! *Asked on*: where the clinic has it so, the further questions follow in the conversation, each when the one before
//! was answered with a number, then the question for words. Who writes instead of choosing, or nothing, is asked no
//! more.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::event::FURTHER_STEP;
use super::{
    Answered, Asked, By, CAUSES_MAX, COMMENT_CHARS_MAX, COMMENTS_MAX, Cause, Comment, Effect, Event,
    FURTHER_MAX, FURTHER_SCALE, Facts, Given, LINKS_MAX, Question, Questionnaire, Survey, calls_for_somebody,
};
use crate::bounded::keep_count;
use crate::case::Covered;
use crate::decision::Decision;
use crate::delivery::{Channel, Purpose};
use crate::ids::{MessageId, ThreadId, derived};
use crate::message::{About, Form, MessageSpec, Recipient, Reply};
use crate::phi::Phi;
use crate::reason::Reason;
use crate::ticket::{Raised, Severity, Why};

/// What is asked in the conversation is of use for this many hours: as long as WhatsApp takes free text.
const CHAT_USEFUL_HOURS: i64 = 24;
/// A reminder, and the wish for a review, are of use for this many hours.
const REMINDER_USEFUL_HOURS: i64 = 48;

/// The next state of a survey, which is opened by whatever comes first.
pub fn decide(
    survey: Option<&Survey>,
    facts: &Facts,
    questionnaire: &Questionnaire,
    event: &Event,
    now: Timestamp,
) -> Decision<Survey, Effect> {
    let cause = event.cause();
    if let Some(known) = survey.and_then(|it| it.causes.iter().find(|it| it.id == cause)) {
        return Decision::repeated(known.effects.clone());
    }
    let mut next = survey.cloned().unwrap_or_else(|| Survey::new(facts, questionnaire));
    let effects = match event {
        Event::Asked { message, channel, at } => next.asked(questionnaire, message, *channel, *at),
        Event::Answered { at, reply, channel, thread, to, .. } => {
            let heard = Heard { cause: &cause, at: *at, channel: *channel, thread };
            next.heard(questionnaire, &heard, reply, to, now)
        }
        Event::Form { at, by, link, score, further, comment, .. } => {
            if next.is_used(link) {
                return Decision::stale();
            }
            next.links_used.push(link.clone());
            keep_count(&mut next.links_used, LINKS_MAX);
            let scored = score.is_some_and(|it| next.scored(it, &cause, *at, *by));
            next.answered_further(questionnaire, further, &cause, *at);
            let noted = comment.as_ref().is_some_and(|it| next.noted(&cause, *at, it));
            let raised = next.raise(questionnaire, scored, noted, &cause, now);
            let by = next.asked.last().map(|it| it.channel);
            let review = by.filter(|_| scored).and_then(|by| next.ask_for_review(questionnaire, by, now));
            raised.into_iter().chain(review).collect()
        }
        Event::Woken { channels, wrote, .. } => {
            if survey.is_none() || next.due.is_none_or(|at| at > now) {
                return Decision::stale();
            }
            next.remind(questionnaire, channels, *wrote, now)
        }
    };
    next.causes.push(Cause { id: cause, effects: effects.clone() });
    keep_count(&mut next.causes, CAUSES_MAX);
    Decision::applied(next, effects)
}

/// Something a patient said, and where.
struct Heard<'a> {
    cause: &'a str,
    at: Timestamp,
    channel: Channel,
    thread: &'a ThreadId,
}

impl Survey {
    fn asked(
        &mut self,
        questionnaire: &Questionnaire,
        message: &MessageId,
        channel: Channel,
        at: Timestamp,
    ) -> Vec<Effect> {
        self.asked.push(Asked { message: message.clone(), channel, at });
        // Whether to ask again is decided once, also where it was decided not to.
        if self.answer.is_none() && !self.reminded && self.not_reminded.is_none() {
            let hours = questionnaire.remind_after_hours.map(i64::from);
            self.due = hours.and_then(|hours| at.checked_add(SignedDuration::from_hours(hours)).ok());
        }
        Vec::new()
    }

    fn heard(
        &mut self,
        questionnaire: &Questionnaire,
        heard: &Heard<'_>,
        reply: &Reply,
        to: &Question,
        now: Timestamp,
    ) -> Vec<Effect> {
        let scale = if matches!(to, Question::Further(_)) { FURTHER_SCALE } else { self.scale };
        let (number, words) = match reply {
            // Buttons are numbered as they are titled, and so are typed numbers.
            Reply::Choice(number) => (scale.checked(*number), None),
            Reply::Words(words) => {
                let says_more = scale.says_more(words.expose());
                let counts = *to != Question::Words || !says_more;
                let number = scale.parse(words.expose()).filter(|_| counts);
                (number, Some(words).filter(|_| number.is_none() || says_more))
            }
        };
        let (scored, rated) = match (number, to) {
            (None, _) => (false, false),
            (Some(number), Question::Further(name)) => {
                let known = questionnaire.further.iter().any(|it| it.name == *name);
                (false, known && self.rated(name, number, heard.cause, heard.at))
            }
            (Some(number), _) => (self.scored(number, heard.cause, heard.at, heard.channel.into()), false),
        };
        let noted = words.is_some_and(|it| self.noted(heard.cause, heard.at, it));
        let raised = self.raise(questionnaire, scored, noted, heard.cause, now);
        let mut effects: Vec<Effect> = raised.into_iter().collect();
        // One answer, one message: every message costs.
        let waits = self.further_asked.iter().any(|it| !self.further.contains_key(it));
        if !waits && (scored || rated || (noted && *to == Question::Words)) {
            let asked = self
                .ask_further(questionnaire, heard, now)
                .or_else(|| self.ask_for_words(questionnaire, heard, now))
                .or_else(|| self.ask_for_review(questionnaire, heard.channel, now));
            effects.extend(asked);
        }
        effects
    }

    /// Takes a score unless a newer one stands; two of one instant are told apart by their ids, always the same way.
    fn scored(&mut self, score: u8, cause: &str, at: Timestamp, by: By) -> bool {
        let Some(score) = self.scale.checked(score) else { return false };
        if self.answer.as_ref().is_some_and(|it| (it.at, it.cause.as_str()) >= (at, cause)) {
            return false;
        }
        self.answer = Some(Answered { score, at, cause: cause.to_owned(), by });
        self.due = None;
        true
    }

    fn answered_further(
        &mut self,
        questionnaire: &Questionnaire,
        further: &BTreeMap<String, u8>,
        cause: &str,
        at: Timestamp,
    ) {
        for question in questionnaire.further.iter().take(FURTHER_MAX) {
            if let Some(answer) = further.get(&question.name).and_then(|it| FURTHER_SCALE.checked(*it)) {
                self.rated(&question.name, answer, cause, at);
            }
        }
    }

    /// Takes the answer to a further question unless a newer one stands.
    fn rated(&mut self, name: &str, answer: u8, cause: &str, at: Timestamp) -> bool {
        let given = Given { at, cause: cause.to_owned() };
        if self.further_given.get(name).is_some_and(|it| *it >= given) {
            return false;
        }
        self.further_given.insert(name.to_owned(), given);
        self.further.insert(name.to_owned(), answer);
        true
    }

    /// The next further question, or the form with all of them.
    fn ask_further(
        &mut self,
        questionnaire: &Questionnaire,
        heard: &Heard<'_>,
        now: Timestamp,
    ) -> Option<Effect> {
        let form = questionnaire.flow.as_ref().and_then(|it| it.template.as_ref());
        if let Some(template) = form.filter(|_| heard.channel == Channel::Whatsapp) {
            if self.form_sent.is_some() || !self.further.is_empty() {
                return None;
            }
            let spec = self.ask_in_chat("flow", template, heard, now);
            self.form_sent = Some(spec.id.clone());
            return Some(Effect::Say(Box::new(spec)));
        }
        let next = questionnaire.in_chat().iter().find(|it| !self.further.contains_key(&it.name))?;
        self.further_asked.push(next.name.clone());
        let step = format!("{FURTHER_STEP}{}", next.name);
        Some(Effect::Say(Box::new(self.ask_in_chat(&step, &questionnaire.template, heard, now))))
    }

    fn ask_in_chat(&self, step: &str, template: &str, heard: &Heard<'_>, now: Timestamp) -> MessageSpec {
        let to = Recipient::Thread { thread: heard.thread.clone(), patient: Some(self.patient.clone()) };
        let mut spec = self.spec(step, template, to, now, CHAT_USEFUL_HOURS);
        spec.form = Form::Reply;
        spec.channels = vec![heard.channel];
        spec
    }

    fn noted(&mut self, cause: &str, at: Timestamp, words: &Phi<String>) -> bool {
        let words: String = words.expose().trim().chars().take(COMMENT_CHARS_MAX).collect();
        if words.is_empty() || self.comments.len() >= COMMENTS_MAX {
            return false;
        }
        self.comments.push(Comment { at, cause: cause.to_owned(), words: Phi::new(words) });
        self.comments.sort_by(|a, b| (a.at, &a.cause).cmp(&(b.at, &b.cause)));
        true
    }

    /// What somebody of the clinic has to look at: a low score, a complaint, or what a dissatisfied person adds.
    fn raise(
        &self,
        questionnaire: &Questionnaire,
        scored: bool,
        noted: bool,
        cause: &str,
        now: Timestamp,
    ) -> Option<Effect> {
        let low = self.score().filter(|it| questionnaire.is_low(*it));
        let newest = self.comments.iter().find(|it| it.cause == cause).filter(|_| noted);
        let complaint = newest.is_some_and(|it| calls_for_somebody(it.words.expose()));
        let why = match (complaint, low) {
            (true, _) => Why::Complaint,
            (false, Some(_)) if scored || noted => Why::LowScore,
            _ => return None,
        };
        let comments: Vec<&str> = self.comments.iter().map(|it| it.words.expose().as_str()).collect();
        let (topic, team) = questionnaire.route(&comments);
        let lowest = low == Some(self.scale.range().0);
        Some(Effect::Raise(Raised {
            survey: self.id.clone(),
            case: self.case.clone(),
            patient: self.patient.clone(),
            cause: cause.to_owned(),
            why,
            severity: Severity::of(team, lowest, why),
            topic: topic.map(str::to_owned),
            team,
            at: now,
        }))
    }

    fn ask_for_words(
        &mut self,
        questionnaire: &Questionnaire,
        heard: &Heard<'_>,
        now: Timestamp,
    ) -> Option<Effect> {
        let template = questionnaire.comment_template.as_ref()?;
        let low = self.score().is_some_and(|it| questionnaire.is_low(it));
        // The form that they were sent has room for words.
        if self.form_sent.is_some()
            || self.comment_asked
            || !self.comments.is_empty()
            || (questionnaire.comment_only_low && !low)
        {
            return None;
        }
        self.comment_asked = true;
        Some(Effect::Say(Box::new(self.ask_in_chat("comment", template, heard, now))))
    }

    /// Asks for a public review. The sender lets it out only with consent to marketing.
    fn ask_for_review(
        &mut self,
        questionnaire: &Questionnaire,
        channel: Channel,
        now: Timestamp,
    ) -> Option<Effect> {
        let template = questionnaire.review_template.as_ref()?;
        let pleased = self.score().is_some_and(|it| self.scale.is_promoter(it));
        if self.review_asked
            || !pleased
            || self.comments.iter().any(|it| calls_for_somebody(it.words.expose()))
        {
            return None;
        }
        self.review_asked = true;
        let to = Recipient::Patient(self.patient.clone());
        let spec = self.spec("review", template, to, now, REMINDER_USEFUL_HOURS);
        Some(Effect::Say(Box::new(MessageSpec {
            purpose: Purpose::Marketing,
            about: About::Visit,
            asks: false,
            channels: vec![channel],
            ..spec
        })))
    }

    /// It wanted to be woken, and the clinic asks that no more: nobody is asked once more.
    #[must_use]
    pub fn without_questionnaire(&self, now: Timestamp) -> Option<Self> {
        let is_due = self.due.is_some_and(|at| at <= now);
        is_due.then(|| Self { due: None, not_reminded: Some(Reason::NoTemplate), ..self.clone() })
    }

    /// Asks once more, by channels that were not tried. Who has written since has seen the question, and may have told
    /// of an emergency or stopped the messages: they are not asked again how it was.
    fn remind(
        &mut self,
        questionnaire: &Questionnaire,
        channels: &[Channel],
        wrote: bool,
        now: Timestamp,
    ) -> Vec<Effect> {
        self.due = None;
        let untried: Vec<Channel> = channels
            .iter()
            .copied()
            .filter(|it| !self.asked.iter().any(|asked| asked.channel == *it))
            .collect();
        if wrote || self.answer.is_some() || !self.comments.is_empty() {
            self.not_reminded = Some(Reason::Answered);
            return Vec::new();
        }
        if untried.is_empty() {
            self.not_reminded = Some(Reason::NoAddress);
            return Vec::new();
        }
        self.reminded = true;
        let to = Recipient::Patient(self.patient.clone());
        let mut spec = self.spec("survey_reminder", &questionnaire.template, to, now, REMINDER_USEFUL_HOURS);
        spec.channels = untried;
        vec![Effect::Say(Box::new(spec))]
    }

    fn spec(&self, step: &str, template: &str, to: Recipient, now: Timestamp, hours: i64) -> MessageSpec {
        let id = derived("msg", &[self.clinic.as_str(), self.id.as_str(), step]);
        let id = MessageId::new(id).unwrap_or_else(|_| unreachable!("derived ids are valid"));
        let not_after = now.checked_add(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX);
        MessageSpec {
            step: step.to_owned(),
            purpose: Purpose::Survey,
            about: About::Survey,
            covers: vec![Covered { case: self.case.clone(), version: self.version }],
            asks: true,
            ..MessageSpec::new(id, &self.clinic, to, template, not_after)
        }
    }
}
