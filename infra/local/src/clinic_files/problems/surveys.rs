//! Surveys: each questionnaire is asked by a step, each step that asks a survey has its questionnaire, and the buttons,
//! forms and links that answers come by are there.

use domain::clinic::Clinic;
use domain::delivery::{Channel, Purpose};
use domain::journey::{Journey, Step};
use domain::language::Language;
use domain::survey::{FURTHER_CHARS_MAX, FURTHER_IN_CHAT_MAX, FURTHER_MAX, Questionnaire, Scale, TOPICS_MAX};

use super::Found;
use crate::clinic_files::{Key, step_key, template_file};

/// Longest id of a form inside WhatsApp, in digits: no message with a longer one is sent.
const FLOW_ID_DIGITS_MAX: usize = 32;
/// Longest name of a form's screen, in characters: no message with a longer one is sent.
const FLOW_SCREEN_CHARS_MAX: usize = 80;

/// What is wrong with a questionnaire, each with its field.
type Wrong = Vec<(&'static str, String)>;

impl Found<'_> {
    /// Every questionnaire is asked by a step, and every survey step asks a questionnaire.
    pub(super) fn surveys(&mut self) {
        let clinic = self.clinic;
        for (index, survey) in clinic.surveys.iter().enumerate() {
            for (field, what) in of_survey(clinic, &clinic.surveys[..index], survey) {
                self.at_clinic(&[Key::Name("surveys"), Key::At(index), Key::Name(field)], what);
            }
            self.review(index, survey);
            self.comment(index, survey);
        }
        for (index, journey) in clinic.journeys.iter().enumerate() {
            for (at, step) in journey.steps.iter().enumerate() {
                let asks = clinic.surveys.iter().any(|it| it.template == step.template);
                if is_survey(step) && !asks {
                    let what = format!("step '{}' asks for what no [[surveys]] collects", step.name);
                    self.at_clinic(&step_key(index, at, "template"), what);
                }
                if let Some(other) = asks_before(journey, at) {
                    let what = format!(
                        "step '{}' asks about the same visits as step '{other}': of a visit there is one survey",
                        step.name
                    );
                    self.at_clinic(&step_key(index, at, "on"), what);
                }
            }
        }
    }

    /// A public review is asked for with a template of its own, for marketing.
    fn review(&mut self, index: usize, survey: &Questionnaire) {
        let Some(review) = &survey.review_template else { return };
        for language in self.clinic.languages.clone() {
            let template = self.clinic.template(review, language);
            if template.is_none_or(|it| it.purpose != Purpose::Marketing) {
                let what = format!("{} has no template '{review}' for marketing", template_file(language));
                let keys = [Key::Name("surveys"), Key::At(index), Key::Name("review_template")];
                self.at_clinic(&keys, what);
            }
        }
    }

    /// Words are asked for wherever patients can write.
    fn comment(&mut self, index: usize, survey: &Questionnaire) {
        let Some(comment) = &survey.comment_template else { return };
        let channels = self.reply_channels();
        for language in self.clinic.languages.clone() {
            if self.clinic.template(comment, language).is_some() {
                self.forms(comment, language, &channels, "the question for words");
            } else {
                let what = format!("{} has no template '{comment}'", template_file(language));
                let keys = [Key::Name("surveys"), Key::At(index), Key::Name("comment_template")];
                self.at_clinic(&keys, what);
            }
        }
    }
}

fn is_survey(step: &Step) -> bool {
    step.asks && step.purpose == Purpose::Survey
}

/// The earlier step that asks a survey after the same change: answers to both would count as those to one question.
fn asks_before(journey: &Journey, at: usize) -> Option<&str> {
    let step = journey.steps.get(at).filter(|it| is_survey(it))?;
    let same = |it: &&Step| is_survey(it) && it.on.iter().any(|on| step.on.contains(on));
    journey.steps.iter().take(at).find(same).map(|it| it.name.as_str())
}

fn of_survey(clinic: &Clinic, earlier: &[Questionnaire], survey: &Questionnaire) -> Wrong {
    let mut wrong = Wrong::new();
    // The name stands in keys and addresses.
    if !is_name(&survey.name) {
        wrong.push(("name", "is not small letters, digits and '_'".to_owned()));
    }
    if earlier.iter().any(|it| it.name == survey.name) {
        wrong.push(("name", format!("another questionnaire is named '{}'", survey.name)));
    }
    let (low, high) = survey.scale.range();
    if !(low..high).contains(&survey.low_at) {
        wrong.push(("low_at", format!("is not from {low} to {}", high - 1)));
    }
    let mut steps = clinic.journeys.iter().flat_map(|it| &it.steps);
    if !steps.any(|it| it.template == survey.template && is_survey(it)) {
        wrong.push(("template", format!("no step of purpose survey asks '{}'", survey.template)));
    }
    for language in &clinic.languages {
        wrong.extend(of_template(clinic, survey, *language).into_iter().map(|it| ("template", it)));
    }
    if survey.further.len() > FURTHER_MAX || survey.topics.len() > TOPICS_MAX {
        let what = format!("has over {FURTHER_MAX} further questions or over {TOPICS_MAX} topics");
        wrong.push(("name", what));
    }
    if survey.further_in_chat && survey.further.len() > FURTHER_IN_CHAT_MAX {
        let what = format!("asks over {FURTHER_IN_CHAT_MAX} further questions in the conversation");
        wrong.push(("further_in_chat", what));
    }
    wrong.extend(of_flow(clinic, survey));
    wrong.extend(of_further(clinic, survey).into_iter().map(|it| ("name", it)));
    wrong
}

/// What is wrong with the question in a language, as far as answers come by it.
fn of_template(clinic: &Clinic, survey: &Questionnaire, language: Language) -> Vec<String> {
    let mut wrong = Vec::new();
    let file = template_file(language);
    let template = clinic.template(&survey.template, language);
    let buttons = template.and_then(|it| it.whatsapp.as_ref()).map_or(0, |it| it.buttons.len());
    // Button n gives the score n; a scale that begins at 0, or has more than Meta's ten, is answered in words.
    let (_, high) = survey.scale.range();
    let wanted = if survey.scale == Scale::Csat { usize::from(high) } else { 0 };
    if buttons != 0 && buttons != wanted {
        let mend = match wanted {
            0 => format!("scores up to {high} are written, so take them out"),
            _ => format!("{wanted} or none give the scores"),
        };
        wrong.push(format!("has {buttons} buttons in {file}: {mend}"));
    }
    // Nobody reads what is answered to a mail.
    let mail = template.and_then(|it| it.email.as_ref());
    let is_mailed = clinic.survey_channels(survey).contains(&Channel::Email);
    if is_mailed && mail.is_some_and(|it| it.body.variables().all(|name| name != "survey_link")) {
        wrong.push(format!("its mail in {file} has no {{{{survey_link}}}} to answer with"));
    }
    wrong
}

/// A form inside WhatsApp and the buttons that open it go together.
fn of_flow(clinic: &Clinic, survey: &Questionnaire) -> Wrong {
    let mut wrong = Wrong::new();
    let opens = |template: &str, language| {
        let form = clinic.template(template, language).and_then(|it| it.whatsapp.as_ref());
        form.is_some_and(|it| it.flow.is_some())
    };
    let asks = survey.flow.as_ref().and_then(|it| it.template.as_deref());
    for language in &clinic.languages {
        let file = template_file(*language);
        let in_question = opens(&survey.template, *language);
        match (&survey.flow, asks) {
            (None, _) if in_question => {
                let what = format!("opens a form in {file}, and the questionnaire has no [surveys.flow]");
                wrong.push(("template", what));
            }
            (Some(_), None) if !in_question => {
                wrong.push(("flow", format!("no `flow` button of '{}' in {file} opens it", survey.template)));
            }
            (Some(_), Some(template)) if !opens(template, *language) => {
                wrong.push(("flow", format!("no `flow` button of '{template}' in {file} opens it")));
            }
            _ => {}
        }
    }
    if let Some(flow) = &survey.flow {
        let is_number = !flow.id.is_empty() && flow.id.bytes().all(|it| it.is_ascii_digit());
        if !is_number || flow.id.len() > FLOW_ID_DIGITS_MAX {
            let what = format!("the id is not a number, as Meta's are, of up to {FLOW_ID_DIGITS_MAX} digits");
            wrong.push(("flow", what));
        }
        if flow.screen.trim().is_empty() || flow.screen.chars().count() > FLOW_SCREEN_CHARS_MAX {
            let what = format!("the screen has no name, or over {FLOW_SCREEN_CHARS_MAX} characters");
            wrong.push(("flow", what));
        }
    }
    wrong
}

/// What is wrong with the further questions.
fn of_further(clinic: &Clinic, survey: &Questionnaire) -> Vec<String> {
    let mut wrong = Vec::new();
    for (at, question) in survey.further.iter().enumerate() {
        let name = &question.name;
        if survey.further[..at].iter().any(|it| it.name == *name) {
            wrong.push(format!("another question is named '{name}'"));
        }
        if question.words.values().any(|it| it.chars().count() > FURTHER_CHARS_MAX) {
            wrong.push(format!("question '{name}' is longer than {FURTHER_CHARS_MAX} characters"));
        }
        if let Some(language) = clinic.languages.iter().find(|it| !question.words.contains_key(it)) {
            wrong.push(format!("question '{name}' has no words in {}", language.as_str()));
        }
        if !is_name(name) {
            wrong.push(format!("question '{name}' is not small letters, digits and '_'"));
        }
    }
    wrong
}

pub(super) fn is_name(text: &str) -> bool {
    let is_name_byte = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_';
    !text.is_empty() && text.bytes().all(is_name_byte)
}
