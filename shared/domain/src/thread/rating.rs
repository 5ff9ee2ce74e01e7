//! Words that rate a visit: which survey they belong to, and which of them do not rate but ask for something.

use super::heard::Heard;
use super::open::Open;
use super::words::answer_of;
use super::{Effect, Thread};
use crate::ids::MessageId;
use crate::message::{About, Reply};
use crate::phi::Phi;
use crate::reply::{Intent, number};

impl Thread {
    /// The survey of whoever answered its last question with a number and now writes another: they changed their mind.
    pub(super) fn rated_anew(&self, heard: &Heard<'_>, text: &Phi<String>) -> Option<MessageId> {
        number(text.expose())?;
        let last = self.asked.last().filter(|it| it.about == About::Survey && heard.now < it.until);
        last.map(|it| it.message.clone())
    }

    /// Passes on what they answered to a survey.
    pub(super) fn survey(&mut self, heard: &Heard<'_>, message: &MessageId, reply: Reply) -> Effect {
        self.close_question(message);
        let (cause, thread) = (heard.id.to_owned(), self.id.clone());
        let (at, channel) = (heard.at, heard.channel);
        Effect::Survey { cause, at, message: message.clone(), reply, channel, thread }
    }
}

/// The survey that words belong to: the one asked last, unless they ask for something, or are an answer and something
/// else was asked too.
pub(super) fn rated(open: &[Open], intent: Intent, text: &Phi<String>) -> Option<MessageId> {
    let survey = open.iter().rfind(|it| it.about == About::Survey)?;
    let others = open.iter().any(|it| it.about != About::Survey);
    let rates = !asks_for_something(intent, text) && (!others || answer_of(intent).is_none());
    rates.then(|| survey.message.clone())
}

/// A reminder's "3" asks for a person; under a survey's question it is a score, and under choices one of them.
pub(super) fn is_a_choice(last: Option<&Open>, text: &Phi<String>) -> bool {
    last.is_some_and(|it| matches!(it.about, About::Survey | About::Dialogue))
        && number(text.expose()).is_some()
}

/// Words that want something done, or a question: no rating of a visit, however lately one was asked for. A number is
/// one always.
pub(super) fn asks_for_something(intent: Intent, text: &Phi<String>) -> bool {
    let asks = text.expose().contains(['?', '¿']);
    let wants = matches!(intent, Intent::Cancel | Intent::Reschedule | Intent::Late);
    number(text.expose()).is_none() && (wants || asks && intent == Intent::Unclear)
}
