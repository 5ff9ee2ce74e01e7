//! What a survey's decision looks at: the clinic, the questionnaire, the visit that a message asked about, and what its
//! patient wrote.

use std::sync::Arc;

use domain::case::Case;
use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::ids::MessageId;
use domain::language::Language;
use domain::message::{About, Message, Reply};
use domain::reply::plain_words;
use domain::survey::{Asked, Facts, Question, Questionnaire, Survey};
use domain::thread::Thread;
use frame::Failure;
use ports::commit::load;
use ports::patients::standing_patient;
use ports::records::{case_key, message_key, thread_key};
use ports::{PortError, Ports};

pub(crate) struct Around {
    pub(crate) clinic: Arc<Clinic>,
    pub(crate) questionnaire: Questionnaire,
    pub(crate) facts: Facts,
    /// What the message asks.
    pub(crate) asks: Question,
}

impl Around {
    pub(crate) async fn of_message<P: Ports>(ports: &P, id: &MessageId) -> Result<Self, Failure> {
        tracing::Span::current().record("message.id", id.as_str());
        let Some(message): Option<Message> = load(ports, &message_key(id)).await? else {
            return Err(Failure::retry("a survey's message that is not on record"));
        };
        let spec = &message.spec;
        let clinic = ports.directory().clinic(&spec.clinic)?;
        let questionnaire = clinic.questionnaire(&spec.template).filter(|_| spec.about == About::Survey);
        let (Some(questionnaire), Some(covered)) = (questionnaire, spec.covers.first()) else {
            return Err(Failure::park("a message of no questionnaire of the clinic"));
        };
        let case: Option<Case> = load(ports, &case_key(&clinic.id, &covered.case)).await?;
        let facts = case.and_then(|it| Facts::of(&it, covered.version));
        Ok(Self {
            clinic: Arc::clone(clinic),
            questionnaire: questionnaire.clone(),
            facts: facts.ok_or_else(|| Failure::park("a survey about no visit on record"))?,
            asks: Question::of(spec, questionnaire),
        })
    }

    /// `None` where the clinic has taken the questionnaire out of its configuration.
    pub(crate) fn of_survey<P: Ports>(ports: &P, survey: &Survey) -> Result<Option<Self>, Failure> {
        let clinic = ports.directory().clinic(&survey.clinic)?;
        let questionnaire = clinic.surveys.iter().find(|it| it.name == survey.questionnaire);
        Ok(questionnaire.map(|questionnaire| Self {
            clinic: Arc::clone(clinic),
            questionnaire: questionnaire.clone(),
            facts: survey.facts(),
            asks: Question::Score,
        }))
    }

    /// The channels that the questionnaire uses and on which the patient has a number or an address.
    pub(crate) async fn channels<P: Ports>(&self, ports: &P) -> Result<Vec<Channel>, PortError> {
        let patient = standing_patient(ports, &self.clinic.id, &self.facts.patient).await?;
        let reaches = |it: &&Channel| patient.as_ref().is_some_and(|known| known.identity(**it).is_some());
        Ok(self.clinic.survey_channels(&self.questionnaire).iter().filter(reaches).copied().collect())
    }

    /// The number of the button of the question on which the words stand: `muy buena` where `5 Muy buena` is the fifth.
    /// In a text message, which shows no buttons, the words are the same.
    pub(crate) fn button_titled(&self, reply: &Reply) -> Option<u8> {
        let Reply::Words(words) = reply else { return None };
        let said = plain_words(words.expose());
        if self.asks != Question::Score || said.is_empty() {
            return None;
        }
        let template = |it: &Language| self.clinic.template(&self.questionnaire.template, *it);
        let mut forms = self.clinic.languages.iter().filter_map(|it| template(it)?.whatsapp.as_ref());
        let at = forms.find_map(|form| form.buttons.iter().position(|it| is_titled(it, &said)))?;
        u8::try_from(at + 1).ok()
    }

    /// Whether they have written to the clinic since they were asked, where they were.
    pub(crate) async fn wrote_since<P: Ports>(&self, ports: &P, asked: &[Asked]) -> Result<bool, PortError> {
        let patient = standing_patient(ports, &self.clinic.id, &self.facts.patient).await?;
        for asked in asked {
            let identity = patient.as_ref().and_then(|it| it.identity(asked.channel));
            let Some(identity) = identity else { continue };
            let thread = Thread::new(self.clinic.id.clone(), identity).id;
            let thread: Option<Thread> = load(ports, &thread_key(&thread)).await?;
            if thread.is_some_and(|it| it.inbound.iter().any(|it| it.at > asked.at)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether these words are a button's title, with or without its number.
fn is_titled(title: &str, said: &[String]) -> bool {
    let title = plain_words(title);
    let is_number = |it: &&String| it.parse::<u8>().is_ok();
    title == said || title.iter().skip_while(is_number).eq(said)
}
