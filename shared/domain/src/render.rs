//! Rendering: a message's text for one channel, in the patient's language as it is now, with its price.
//!
//! Strict: a text with a variable that has no value is not sent ([`Reason::Hole`]); a text that the clinic does not
//! have in the patient's language is sent in the clinic's first, and otherwise not ([`Reason::NoTemplate`]).

mod hour;
mod page;
mod values;

pub use hour::whose_hour;
pub use page::{OnPage, on_page};
pub use values::VARIABLES;
use values::Values;

use crate::account::Charge;
use crate::case::{Answer, Case, OPTIONS_TEMPLATE};
use crate::clinic::Clinic;
use crate::delivery::{Channel, Purpose};
use crate::language::Language;
use crate::message::{About, Form, MessageSpec, Tapped};
use crate::money::Micros;
use crate::patient::Patient;
use crate::phi::Phi;
use crate::reason::Reason;
use crate::slot::Slot;
use crate::sms;
use crate::survey::Question;
use crate::template::{Template, Text};
use crate::thread::{CONTACT_TEMPLATE, Spoken};
use crate::words;

/// The variables that say whose a message is.
pub(crate) const NAMES: [&str; 2] = ["patient_given_name", "patient_full_name"];

/// A text ready for a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// What to send.
    pub content: Content,
    /// In which language.
    pub language: Language,
    /// SMS segments.
    pub segments: Option<u32>,
    /// By the clinic's rate card; the month's allowance may pay for it.
    pub price: Micros,
    /// The WhatsApp template it is, if it is one.
    pub whatsapp_template: Option<(String, Language)>,
}

impl Rendered {
    /// What it takes out of its sender on that channel.
    #[must_use]
    pub fn charge(&self, channel: Channel) -> Charge {
        let service = channel == Channel::Whatsapp && self.whatsapp_template.is_none();
        Charge { price: self.price, service }
    }
}

/// What to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A WhatsApp template.
    Template {
        /// Its name at Meta.
        name: String,
        /// Named parameters.
        parameters: Vec<(String, Phi<String>)>,
        /// What its buttons say, in order.
        buttons: Vec<Tapped>,
        /// Its one button opens the survey's form inside WhatsApp.
        flow: bool,
    },
    /// Free text on WhatsApp with a button that opens the survey's form there.
    Flow {
        /// The words.
        body: Phi<String>,
        /// The button's title.
        title: String,
        /// Which form, by its id at Meta.
        flow: String,
        /// The screen that it begins with.
        screen: String,
    },
    /// Free text on WhatsApp.
    Reply {
        /// The words.
        body: Phi<String>,
        /// Buttons: what each says, and its title, which may name a patient.
        buttons: Vec<(Tapped, Phi<String>)>,
    },
    /// Free text on WhatsApp with a list to choose from.
    List {
        /// The words.
        body: Phi<String>,
        /// Title of what opens the list.
        opens: &'static str,
        /// What each row says, its title, and a second line.
        rows: Vec<(Tapped, Phi<String>, Option<Phi<String>>)>,
    },
    /// Free text on WhatsApp with the platform's own button to share one's number.
    ContactRequest {
        /// The words.
        body: Phi<String>,
    },
    /// A text message.
    Sms {
        /// The words.
        body: Phi<String>,
    },
    /// An e-mail.
    Email {
        /// Its subject.
        subject: Phi<String>,
        /// Its body, as plain text.
        body: Phi<String>,
    },
}

/// Most buttons under a free text, and most characters of a button's title. More choices, or longer
/// ones, are a list.
const REPLY_BUTTONS_MAX: usize = 3;
const BUTTON_CHARS_MAX: usize = 20;

/// What a message speaks of beside its patient.
#[derive(Debug, Clone, Copy, Default)]
pub struct Matter<'a> {
    /// The cases it still speaks for, the first being its own.
    pub cases: &'a [&'a Case],
    /// Its words and choices, if they stand in the thread.
    pub spoken: Option<&'a Spoken>,
    /// The slot that it offers.
    pub slot: Option<&'a Slot>,
    /// The address of its web form.
    pub survey_link: Option<&'a str>,
    /// The address of the page that answers it.
    pub answer_link: Option<&'a str>,
    /// What the patient can say to be known from another number.
    pub patient_code: Option<&'a Phi<String>>,
    /// Others are reached at the same number or address.
    pub is_shared: bool,
    /// What those read who are written to as nobody in particular; `None` is the clinic's own language.
    pub language: Option<Language>,
}

impl Matter<'_> {
    fn read_by(&self, patient: Option<&Patient>, clinic: &Clinic) -> Language {
        patient.map_or_else(|| self.language.unwrap_or(clinic.default_language()), |it| it.reads(clinic))
    }
}

/// Renders a message for one channel.
pub fn render(
    clinic: &Clinic,
    spec: &MessageSpec,
    channel: Channel,
    patient: Option<&Patient>,
    matter: &Matter<'_>,
) -> Result<Rendered, Reason> {
    let wanted = matter.read_by(patient, clinic);
    // A template's own buttons are the choices; everywhere else they are put beside or under the words.
    let as_template = spec.form == Form::Template && channel == Channel::Whatsapp;
    if let Some(spoken) = matter.spoken.filter(|_| !as_template) {
        return spoken_words(clinic, spec, channel, patient, matter, spoken);
    }
    if let Some(name) = Question::further_of(spec) {
        return further(clinic, spec, channel, wanted, name);
    }
    let name = spec.template_of(matter.cases);
    let (template, language) = written(clinic, name, wanted).ok_or(Reason::NoTemplate)?;
    let values = values::of(clinic, patient, matter, language);
    let fill = |text: &Text| text.render(|name| values.get(name)).map_err(|_| Reason::Hole);
    let heading = |text: &Text| {
        let named =
            |said| if matter.is_shared { for_one_of(clinic, spec, patient, text, said) } else { said };
        fill(text).map(named)
    };
    match channel {
        Channel::Whatsapp => whatsapp(clinic, spec, template, language, &values, heading),
        Channel::Sms => {
            let body = heading(template.sms.as_ref().ok_or(Reason::NoTemplate)?)?;
            Ok(text_message(clinic, body, language))
        }
        Channel::Email => {
            let email = template.email.as_ref().ok_or(Reason::NoTemplate)?;
            let content = Content::Email { subject: heading(&email.subject)?, body: fill(&email.body)? };
            Ok(Rendered {
                content,
                language,
                segments: None,
                price: clinic.rates.email,
                whatsapp_template: None,
            })
        }
    }
}

/// A template in that language, or else in the clinic's first.
fn written<'a>(clinic: &'a Clinic, name: &str, wanted: Language) -> Option<(&'a Template, Language)> {
    let languages = [wanted, clinic.default_language()];
    languages.into_iter().find_map(|language| clinic.template(name, language).map(|it| (it, language)))
}

/// A text message, or an e-mail's subject, to where several patients are reached says whose it is, as the clinic wants
/// them told apart, unless it does already. A subject does so whatever its body says: a list of mail shows it alone,
/// and two of one subject as one. WhatsApp's approved templates say it in their own words; that a visit was confirmed is
/// free text there.
fn for_one_of(
    clinic: &Clinic,
    spec: &MessageSpec,
    patient: Option<&Patient>,
    text: &Text,
    said: Phi<String>,
) -> Phi<String> {
    let names = text.variables().any(|it| NAMES.contains(&it));
    let given = patient.and_then(|it| it.given_name.as_ref());
    match given {
        Some(given) if (spec.form == Form::Template || spec.acknowledges) && !names => {
            let who = clinic.policy.household_names.shown(given.expose());
            Phi::new(format!("{who}: {}", said.expose()))
        }
        _ => said,
    }
}

fn text_message(clinic: &Clinic, body: Phi<String>, language: Language) -> Rendered {
    let body =
        if clinic.policy.keep_accents { body } else { Phi::new(sms::fold(body.expose()).into_owned()) };
    let segments = sms::segments(body.expose()).count;
    let price = Micros(clinic.rates.sms_segment.0.saturating_mul(u64::from(segments)));
    let content = Content::Sms { body };
    Rendered { content, language, segments: Some(segments), price, whatsapp_template: None }
}

/// What stands in the thread: somebody's own words, or a template's with choices.
fn spoken_words(
    clinic: &Clinic,
    spec: &MessageSpec,
    channel: Channel,
    patient: Option<&Patient>,
    matter: &Matter<'_>,
    spoken: &Spoken,
) -> Result<Rendered, Reason> {
    let (body, language) = if let Some(body) = &spoken.body {
        (body.clone(), matter.read_by(patient, clinic))
    } else {
        let plain = render(clinic, spec, channel, patient, &Matter { spoken: None, ..*matter })?;
        match plain.content {
            Content::Reply { body, .. } | Content::Sms { body } => (body, plain.language),
            // The choices stand on the page behind its link.
            Content::Email { ref body, .. }
                if matter.answer_link.is_some_and(|it| body.expose().contains(it)) =>
            {
                return Ok(plain);
            }
            _ => return Err(Reason::NoTemplate),
        }
    };
    let taps = (1..).map(Tapped::Choice);
    let content = match channel {
        Channel::Email => return Err(Reason::NoTemplate),
        Channel::Sms => return Ok(text_message(clinic, numbered(body, spoken), language)),
        Channel::Whatsapp if fits_buttons(spoken) => {
            let titles = spoken.choices.iter().map(|it| it.title.clone());
            Content::Reply { body, buttons: taps.zip(titles).collect() }
        }
        Channel::Whatsapp => {
            let row = |(tapped, choice): (Tapped, &crate::thread::Choice)| {
                (tapped, choice.title.clone(), choice.detail.clone())
            };
            let rows = taps.zip(&spoken.choices).map(row).collect();
            Content::List { body, opens: words::choose(language), rows }
        }
    };
    let price = clinic.rates.whatsapp_utility;
    Ok(Rendered { content, language, segments: None, price, whatsapp_template: None })
}

/// A further question of a survey: its words and the five answers.
fn further(
    clinic: &Clinic,
    spec: &MessageSpec,
    channel: Channel,
    wanted: Language,
    name: &str,
) -> Result<Rendered, Reason> {
    let asked =
        clinic.questionnaire(&spec.template).and_then(|it| it.further.iter().find(|it| it.name == name));
    let words = |language| asked?.words.get(&language).map(|it| (it, language));
    let (question, language) =
        [wanted, clinic.default_language()].into_iter().find_map(words).ok_or(Reason::NoTemplate)?;
    let ratings = words::ratings(language);
    match channel {
        Channel::Email => Err(Reason::NoTemplate),
        Channel::Sms => {
            let body = Phi::new(format!("{question}\n{}", ratings.join("\n")));
            Ok(text_message(clinic, body, language))
        }
        Channel::Whatsapp => {
            let row = |(tapped, title): (Tapped, &str)| (tapped, Phi::new(title.to_owned()), None);
            let rows = (1..).map(Tapped::Choice).zip(ratings).map(row).collect();
            let body = Phi::new(question.clone());
            let content = Content::List { body, opens: words::choose(language), rows };
            let price = clinic.rates.whatsapp_utility;
            Ok(Rendered { content, language, segments: None, price, whatsapp_template: None })
        }
    }
}

fn fits_buttons(spoken: &Spoken) -> bool {
    let fits = |it: &crate::thread::Choice| {
        it.detail.is_none() && it.title.expose().chars().count() <= BUTTON_CHARS_MAX
    };
    spoken.choices.len() <= REPLY_BUTTONS_MAX && spoken.choices.iter().all(fits)
}

/// The choices under the words, each with the number to answer.
fn numbered(body: Phi<String>, spoken: &Spoken) -> Phi<String> {
    let line = |(number, choice): (u8, &crate::thread::Choice)| {
        let detail = choice.detail.as_ref().map(|it| format!(", {}", it.expose())).unwrap_or_default();
        format!("\n{number} {}{detail}", choice.title.expose())
    };
    let mut text = body.into_exposed();
    text.extend((1..).zip(&spoken.choices).map(line));
    Phi::new(text)
}

fn whatsapp(
    clinic: &Clinic,
    spec: &MessageSpec,
    template: &Template,
    language: Language,
    values: &Values,
    fill: impl Fn(&Text) -> Result<Phi<String>, Reason>,
) -> Result<Rendered, Reason> {
    let form = template.whatsapp.as_ref().ok_or(Reason::NoTemplate)?;
    let body = fill(&form.body)?;
    let taps = taps(spec, form.buttons.len());
    let price = if spec.purpose == Purpose::Marketing {
        clinic.rates.whatsapp_marketing
    } else {
        clinic.rates.whatsapp_utility
    };
    let rendered =
        |content, whatsapp_template| Rendered { content, language, segments: None, price, whatsapp_template };
    let flow = match &form.flow {
        Some(title) => {
            let configured = clinic.questionnaire(&spec.template).and_then(|it| it.flow.as_ref());
            Some((title, configured.ok_or(Reason::NoTemplate)?))
        }
        None => None,
    };
    if spec.form == Form::Reply {
        if let Some((title, flow)) = flow {
            let (title, screen, flow) = (title.clone(), flow.screen.clone(), flow.id.clone());
            return Ok(rendered(Content::Flow { body, title, flow, screen }, None));
        }
        if spec.template == CONTACT_TEMPLATE {
            return Ok(rendered(Content::ContactRequest { body }, None));
        }
        let buttons = taps.into_iter().zip(form.buttons.iter().cloned().map(Phi::new)).collect();
        return Ok(rendered(Content::Reply { body, buttons }, None));
    }
    let parameters = form.body.parameters(|name| values.get(name)).map_err(|_| Reason::Hole)?;
    let content =
        Content::Template { name: form.name.clone(), parameters, buttons: taps, flow: flow.is_some() };
    Ok(rendered(content, Some((form.name.clone(), language))))
}

/// What the buttons of a message say, in order.
fn taps(spec: &MessageSpec, buttons: usize) -> Vec<Tapped> {
    if !spec.asks {
        return Vec::new();
    }
    let answers = if spec.template == OPTIONS_TEMPLATE { Answer::OPTIONS } else { Answer::REMINDER };
    match spec.about {
        About::Visit => answers.into_iter().map(Tapped::Answer).take(buttons).collect(),
        About::Campaign => Vec::new(),
        About::Dialogue | About::Survey | About::Offer => (1..).map(Tapped::Choice).take(buttons).collect(),
    }
}

#[cfg(test)]
mod tests;
