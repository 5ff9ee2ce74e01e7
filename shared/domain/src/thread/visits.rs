//! What somebody asks of the visits that they have: told in the clinic's words, as far as these tell it.
//!
//! Guarantees: nothing is told on an identity that is in doubt, of nobody but its patients, and of several each by
//! name. With whom a visit is, and where, is told only where the clinic's own text says that.

use super::heard::{Ending, Heard};
use super::{Effect, Ended, Thread};
use crate::case::{Covered, Handover};
use crate::clinic::Clinic;
use crate::delivery::Channel;
use crate::ids::PatientId;
use crate::language::Language;
use crate::message::{About, MessageSpec};
use crate::render::NAMES;
use crate::reply::{Detail, Intent, VisitQuestion};

/// Tells a patient when their visit is; a clinic without it has a person answer.
pub const VISIT_TEMPLATE: &str = "reply_visit";
/// The same of several visits.
pub const VISITS_TEMPLATE: &str = "reply_visits";
/// Most patients of a household who are told of at once, a message each.
const PATIENTS_MAX: usize = 4;

/// What words ask of visits, and whose these are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitsAsked {
    /// What they ask.
    pub question: VisitQuestion,
    /// Patient by patient; empty where there is no visit to tell of, or it is not certain who asks.
    pub theirs: Vec<TheirVisits>,
}

/// The visits ahead of one patient that words ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TheirVisits {
    /// Whose.
    pub patient: PatientId,
    /// As they stand now, the earliest first.
    pub visits: Vec<Covered>,
    /// What is on record of each of them.
    pub known: Vec<Detail>,
}

impl Thread {
    /// Words that ask about a visit. When it is no text of the clinic's tells: that is for a person where it cannot be
    /// told.
    pub(super) fn hears_of_visit(&mut self, heard: &Heard<'_>, intent: Intent) -> Option<Ending> {
        let asked =
            heard.aside.asked.as_ref().filter(|_| intent == Intent::Unclear && self.held.is_none())?;
        if let Some(told) = self.tells_visits(heard) {
            return Some((Ended::AskedBack, told));
        }
        let VisitQuestion { details, names_visit } = &asked.question;
        let is_certain = *names_visit && details.contains(&Detail::When);
        is_certain.then(|| self.asks_who(heard, Handover::NotUnderstood))
    }

    /// A message for each patient whose visits are asked about; `None` where that is not all that they ask.
    pub(super) fn tells_visits(&self, heard: &Heard<'_>) -> Option<Vec<Effect>> {
        let asked = heard.aside.asked.as_ref().filter(|_| self.in_doubt_since.is_none())?;
        let is_shared = self.patients.len() > 1;
        let can_tell = |it: &TheirVisits| {
            let text = Told::of(heard.clinic, it, heard.aside.language, heard.channel);
            let says = |detail: &Detail| it.known.contains(detail) && text.says(*detail);
            asked.question.details.iter().all(says) && (!is_shared || NAMES.iter().any(|it| text.has(it)))
        };
        let theirs = &asked.theirs;
        let is_told = !theirs.is_empty() && theirs.len() <= PATIENTS_MAX && theirs.iter().all(can_tell);
        is_told.then(|| theirs.iter().map(|it| self.visits_of(heard, it).into()).collect())
    }

    fn visits_of(&self, heard: &Heard<'_>, theirs: &TheirVisits) -> MessageSpec {
        let cause = format!("{} {}", heard.id, theirs.patient);
        let id = self.message_id(VISIT_TEMPLATE, &cause);
        MessageSpec {
            to: self.addressed(&theirs.patient),
            about: About::Visit,
            covers: theirs.visits.clone(),
            template_day: Some(VISITS_TEMPLATE.to_owned()),
            ..self.spec(VISIT_TEMPLATE, id, heard.channel, heard.now)
        }
    }
}

/// The variables of the clinic's text that would tell of visits; none where it has no such text.
struct Told<'a>(Vec<&'a str>);

impl<'a> Told<'a> {
    fn of(clinic: &'a Clinic, theirs: &TheirVisits, language: Language, channel: Channel) -> Self {
        let name = if theirs.visits.len() > 1 { VISITS_TEMPLATE } else { VISIT_TEMPLATE };
        let languages = [language, clinic.default_language()];
        let template = languages.into_iter().find_map(|it| clinic.template(name, it));
        let text = template.and_then(|it| match channel {
            Channel::Whatsapp => it.whatsapp.as_ref().map(|it| &it.body),
            Channel::Sms => it.sms.as_ref(),
            Channel::Email => None,
        });
        Self(text.map(|it| it.variables().collect()).unwrap_or_default())
    }

    fn has(&self, variable: &str) -> bool {
        self.0.contains(&variable)
    }

    fn says(&self, detail: Detail) -> bool {
        match detail {
            Detail::When => {
                self.has("appointments") || (self.has("appointment_date") && self.has("appointment_time"))
            }
            Detail::Whom => self.has("practitioner"),
            Detail::Where => self.has("appointment_place") || self.has("site"),
        }
    }
}
