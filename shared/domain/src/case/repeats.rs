//! What a new version of a visit, or another visit of its day (`wake`), need not say again.
//!
//! A step whose text would be the same again, such as instructions without an hour after a move within the day, or
//! thanks for each of two visits, is told by the message that said it (`StepState::Grouped`); if that turns out not to
//! have been sent, the step speaks for itself again.

use jiff::SignedDuration;

use super::Case;
use crate::clinic::Clinic;
use crate::delivery::Purpose;
use crate::event::Modality;
use crate::ids::{MessageId, derived};
use crate::journey::Step;
use crate::phi::Phi;
use crate::template::{Template, Text};

/// The variables that say when on its day a visit is, or how long.
const HOURS: [&str; 5] =
    ["appointment_time", "appointment_times", "appointments", "duration_minutes", "delay"];
/// What is said fewer hours before a visit is about its hour, whether it names it or not: "in two hours", "join now".
const ABOUT_THE_HOUR_HOURS: i64 = 12;

impl Case {
    /// What the step's text says of the visit, digested, if it says it of this visit alone, is not about its hour and
    /// asks nothing: said twice, it would be the same text. A new place is always news, whether it is named or not;
    /// video instead of the telephone is so only where it is named.
    ///
    /// How a visit was is asked once of its day, whatever the clinic corrects of it afterwards: two answers would count
    /// as two visits.
    pub(super) fn says(&self, step: &Step, clinic: &Clinic) -> Option<String> {
        let about_the_hour = SignedDuration::from_hours(ABOUT_THE_HOUR_HOURS);
        let is_early = step.before.is_some_and(|it| it.days > 0 || it.exact() >= about_the_hour);
        if step.purpose == Purpose::Survey && step.follows_visit() {
            let day = self.day().to_string();
            let parts = [self.patient.as_str(), self.id.as_str(), &step.template, &day];
            return Some(derived("asks", &parts));
        }
        let asks = step.asks || step.only_unanswered || step.purpose == Purpose::Survey;
        if !(is_early || step.follows_visit()) || step.template_day.is_some() || asks || self.is_notice() {
            return None;
        }
        let template = self.template(step);
        let forms: Vec<&Template> =
            clinic.templates.iter().filter(|it| it.0 == template).map(|it| it.2).collect();
        let names = |variable: &str| forms.iter().any(|it| has_variable(it, variable));
        if forms.is_empty() || HOURS.into_iter().any(names) {
            return None;
        }
        let told = |variable: &str, value: Option<&Phi<String>>| {
            value.filter(|_| names(variable)).map(|it| it.expose().clone()).unwrap_or_default()
        };
        let practitioner = told("practitioner", self.practitioner());
        let service = told("service", self.service());
        let site = self.site().unwrap_or_default();
        let (place, site) = match self.modality() {
            Modality::OnSite => ("on_site", site),
            _ if !names("appointment_place") => ("remote", ""),
            Modality::Video => ("video", site),
            Modality::Phone => ("phone", site),
        };
        let day = self.day().to_string();
        let parts: [&str; 7] = [self.patient.as_str(), template, &day, place, site, &practitioner, &service];
        Some(derived("says", &parts))
    }

    /// The message that told this last of an earlier version, if it said the same and is not known to be unsent.
    pub(super) fn told_by(&self, step: &Step, says: &str) -> Option<MessageId> {
        let mut of_step = self.steps.iter().rev().filter(|it| it.step == step.name);
        let (record, message) = of_step.find_map(|it| Some((it, it.told_in()?)))?;
        (record.says.as_deref() == Some(says)).then(|| message.clone())
    }
}

/// Whether some text of the template has that variable.
fn has_variable(template: &Template, variable: &str) -> bool {
    let email = template.email.iter().flat_map(|it| [&it.subject, &it.body]);
    let whatsapp = template.whatsapp.iter().map(|it| &it.body);
    whatsapp.chain(&template.sms).chain(email).flat_map(Text::variables).any(|it| it == variable)
}
