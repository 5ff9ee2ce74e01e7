//! What a patient hears back who says that they come, where the clinic's journey wants it said.
//!
//! | what confirms the visit | said |
//! |---|---|
//! | their answer, by tap, number or words | once, on the channel that they wrote on, if the step has it |
//! | the same answer again | nothing |
//! | the same after another answer, or of a visit that has changed since | once more |
//! | the clinic's word, or a time that they chose | nothing: they heard so there |
//!
//! Of several visits that one message asked about, one answer is said of all. It stands for what they have just been
//! told: of a visit that has changed by then it is not sent, and nobody is called if it does not arrive.

use jiff::Timestamp;

use super::{Answer, Case, Context, Covered, Effect, Entry, Happened, Inbound, StepRecord, StepState};
use crate::event::Modality;
use crate::ids::{MessageId, derived};
use crate::journey::Step;
use crate::message::MessageSpec;

impl Case {
    /// Whether the patient themselves said last, of the visit as it stands, that they come.
    pub(super) fn has_confirmed(&self) -> bool {
        let said = |it: &Entry| matches!(it.what, Happened::Answered { answer: Answer::Confirm, .. });
        let is_said = self.stands_again_as().is_some() || self.of_this_version().any(said);
        self.answer == Some(Answer::Confirm) && is_said
    }

    /// Tells them so. `together` are the visits that the same answer is about and that stand.
    pub(super) fn acknowledge(
        &mut self,
        inbound: Inbound<'_>,
        together: &[Covered],
        context: &Context<'_>,
        now: Timestamp,
    ) -> Vec<Effect> {
        let Some(journey) = context.clinic.journey(self.topic) else { return Vec::new() };
        let is_wanted = |it: &&Step| {
            it.acknowledges()
                && it.channels.contains(&inbound.channel)
                && (!it.only_on_site || self.modality() == Modality::OnSite)
                && it.is_for(self.service().map(|it| it.expose().as_str()))
        };
        let steps: Vec<&Step> = journey.steps.iter().filter(is_wanted).collect();
        let say = |step: &Step| {
            let spec = self.acknowledgement(step, inbound, together, now);
            let state = StepState::Released { message: spec.id.clone(), covers: spec.covers.clone() };
            let (step, version) = (step.name.clone(), self.version);
            self.steps.retain(|it| it.version != version || it.step != step);
            self.note(now, Happened::Said { step: step.clone() });
            self.steps.push(StepRecord { step, version, at: now, state, says: None });
            Effect::Say(Box::new(spec))
        };
        steps.into_iter().map(say).collect()
    }

    /// Whichever of the visits is decided first says the same message of all of them. What differs by service is said
    /// of each alone.
    fn acknowledgement(
        &self,
        step: &Step,
        inbound: Inbound<'_>,
        together: &[Covered],
        now: Timestamp,
    ) -> MessageSpec {
        let own = Covered { case: self.id.clone(), version: self.version };
        let is_for_all =
            !step.only_on_site && step.only_services.is_empty() && step.except_services.is_empty();
        let is_of_all = is_for_all && together.contains(&own);
        let covers = if is_of_all { together.to_vec() } else { vec![own.clone()] };
        let first = covers.first().unwrap_or(&own);
        let name = derived("acknowledged", &[&step.name, inbound.cause]);
        let id = MessageId::derive(&self.clinic, &first.case, first.version, &name);
        let (template, to) = (self.template(step), self.who_wrote(inbound));
        MessageSpec {
            step: step.name.clone(),
            template_day: step.template_day.clone().filter(|_| covers.len() > 1),
            covers,
            acknowledges: true,
            ..MessageSpec::reply(id, &self.clinic, to, template, inbound.channel, now)
        }
    }
}
