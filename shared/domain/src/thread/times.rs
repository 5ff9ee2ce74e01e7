//! Another time: when the person would rather come, others than were offered, and one that they chose already.

use jiff::{SignedDuration, Timestamp};

use super::heard::{Ending, Heard};
use super::open::Open;
use super::words::answer_of;
use super::{Choice, Effect, Meaning, Quoted, Speaker, Spoken, Thread};
use crate::case::{Answer, Handover};
use crate::ids::{CaseId, MessageId};
use crate::mention::{answers_for, names_another_day, only_mentions};
use crate::phi::Phi;
use crate::reply::{
    Intent, answers_later, asks_besides, asks_further, elsewhen, names_another_too, number, understand,
};
use crate::slot::{Preference, SHOWN_MAX};

/// A yes, or the same words again, are to the time that was chosen within this many minutes before.
const CHOICE_MINUTES: i64 = 10;

impl Thread {
    /// Whoever was offered times and says when they would rather come, or asks for others, is offered those.
    pub(super) fn other_times(
        &mut self,
        heard: &Heard<'_>,
        offer: &MessageId,
        text: &Phi<String>,
    ) -> Option<Effect> {
        if answers_later(text.expose()) {
            return None;
        }
        let last = self.spoken_in(offer)?;
        let (case, version) = slots_of(last).next().map(|(case, version, _)| (case.clone(), version))?;
        let zone = &heard.clinic.time_zone;
        let mut wish = Preference::read_at(text.expose(), zone.local(heard.now));
        if let Some(asked) = asks_further(text.expose()) {
            let last: Vec<Timestamp> = starts_for(last, &case, version).collect();
            let mut shown = Vec::new();
            for at in self.spoken.iter().rev().flat_map(|it| starts_for(it, &case, version)) {
                if shown.len() < SHOWN_MAX && !shown.contains(&at) {
                    shown.push(at);
                }
            }
            wish = Some(wish.unwrap_or_default().further(asked, &last, shown, zone));
        }
        let wish = wish?;
        self.close_question(offer);
        Some(Effect::OtherTimes {
            cause: heard.id.to_owned(),
            case,
            version,
            wish,
            channel: heard.channel,
            thread: self.id.clone(),
        })
    }

    /// Whether times to move a visit to were offered in that message.
    pub(super) fn offers_times(&self, message: &MessageId) -> bool {
        self.spoken_in(message).is_some_and(|it| slots_of(it).next().is_some())
    }

    /// An answer in words.
    pub(super) fn answer_in_words(
        &mut self,
        heard: &Heard<'_>,
        message: MessageId,
        answer: Answer,
        text: &Phi<String>,
    ) -> Ending {
        let (answer, wish) = wish_in(heard, answer, text);
        if heard.aside.one_of(&message, answer).len() > 1 && self.was_asked_which(heard, answer) {
            return self.queue(heard, Handover::Ambiguous);
        }
        self.passes_on(heard, message, answer, wish)
    }

    /// An answer to a visit's question; whoever goes on from *Reschedule* still wishes what they said with it.
    pub(super) fn answer(&mut self, heard: &Heard<'_>, message: MessageId, answer: Answer) -> Effect {
        self.answer_wishing(heard, message, None, answer, None)
    }

    /// An answer to a question, or to what it says of one of its visits, with when they would rather come.
    pub(super) fn answer_wishing(
        &mut self,
        heard: &Heard<'_>,
        message: MessageId,
        case: Option<CaseId>,
        answer: Answer,
        wish: Option<Preference>,
    ) -> Effect {
        self.close_question(&message);
        let said_before = || if answer == Answer::Move { self.wished(&message) } else { None };
        let wish = wish.or_else(said_before);
        let channel = heard.channel;
        Effect::Answer {
            cause: heard.id.to_owned(),
            message,
            case,
            answer,
            wish,
            channel,
            thread: self.id.clone(),
        }
    }

    /// What they wished who last wanted another time for the visit that a question is about.
    fn wished(&self, question: &MessageId) -> Option<Preference> {
        let visit = self.visit_asked_in(question)?;
        let said = |it: &Effect| match it {
            Effect::Answer { message, case, answer: Answer::Reschedule, wish, .. }
                if case.as_ref().or_else(|| self.visit_asked_in(message)) == Some(visit) =>
            {
                Some(wish.clone())
            }
            _ => None,
        };
        self.inbound.iter().rev().flat_map(|it| &it.effects).find_map(said).flatten()
    }

    /// The number of the choice of a message whose title the words are, or whose patient they name.
    pub(super) fn choice_titled(
        &self,
        message: &MessageId,
        text: &Phi<String>,
        intent: Intent,
    ) -> Option<u8> {
        let choices = &self.spoken_in(message)?.choices;
        let titled = choices.iter().position(|it| is_same(it.title.expose(), text.expose()));
        let at = titled.or_else(|| named(choices, text.expose(), answer_of(intent)))?;
        u8::try_from(at + 1).ok()
    }

    /// Whether the words only say again what was chosen just now: a yes, or the same choice. Nothing was asked since.
    pub(super) fn repeats(
        &self,
        heard: &Heard<'_>,
        text: &Phi<String>,
        quotes: Option<&Quoted>,
        open: &[Open],
    ) -> bool {
        if !open.is_empty() || quotes.is_some() || self.held.is_some() {
            return false;
        }
        let chooses =
            |it: &Effect| matches!(it, Effect::TakeSlot { .. } | Effect::Offer { accepted: true, .. });
        let lately = SignedDuration::from_mins(CHOICE_MINUTES);
        let Some(chosen) = self.inbound.iter().rfind(|it| it.effects.iter().any(chooses)) else {
            return false;
        };
        let said = chosen.text.expose();
        // A choice that was tapped stands there with its number before it.
        let title = said.split_once("] ").map_or(said.as_str(), |it| it.1);
        let text = text.expose();
        let zone = &heard.clinic.time_zone;
        let means_another = || {
            let start = chosen.effects.iter().find_map(|it| match it {
                Effect::TakeSlot { start, .. } => *start,
                _ => None,
            });
            start.is_some_and(|it| {
                names_another_day(text, zone.local(it).date(), zone.local(heard.now).date())
            })
        };
        let says_more = || asks_besides(text) || names_another_too(text) || means_another();
        let agrees = || understand(text, true, &[]) == Intent::Confirm && !says_more();
        let again = || is_same(title, text) || (number(text).is_none() && agrees());
        // Somebody of the clinic may have asked for another yes.
        let spoken_since = self.spoken.iter().any(|it| it.at > chosen.at && it.by != Speaker::Assistant);
        !spoken_since && heard.at.duration_since(chosen.at) < lately && again()
    }
}

/// What an answer in words is, and when they would rather come. Whoever wants another time and says when is offered it
/// at once; who cannot come may want to cancel, and is asked.
pub(super) fn wish_in(heard: &Heard<'_>, answer: Answer, text: &Phi<String>) -> (Answer, Option<Preference>) {
    if number(text.expose()).is_some() || !matches!(answer, Answer::Reschedule | Answer::Move) {
        return (answer, None);
    }
    let now = heard.clinic.time_zone.local(heard.now);
    if answer == Answer::Move {
        return (answer, Preference::read_at(text.expose(), now));
    }
    let wish = elsewhen(text.expose()).and_then(|it| Preference::read_at(&it, now));
    if wish.is_some() {
        return (Answer::Move, wish);
    }
    (answer, Preference::refused_at(text.expose(), now))
}

/// The only one of several visits whose patient the words name, saying nothing else but the same answer again: `la de
/// Mateo`, `confirmo la de Mateo`.
fn named(choices: &[Choice], text: &str, again: Option<Answer>) -> Option<usize> {
    let is_named = |it: &Choice| {
        let title = it.title.expose();
        match &it.means {
            Meaning::Answer { .. } | Meaning::Wait { .. } if only_mentions(text, title) => true,
            Meaning::Answer { answer, .. } => again == Some(*answer) && answers_for(text, title),
            _ => false,
        }
    };
    let mut named = choices.iter().enumerate().filter(|(_, it)| is_named(it)).map(|it| it.0);
    named.next().filter(|_| named.next().is_none())
}

/// The times that were offered in a message: for which visit, as it stood, and when each starts.
fn slots_of(spoken: &Spoken) -> impl Iterator<Item = (&CaseId, u32, Option<Timestamp>)> {
    spoken.choices.iter().filter_map(|it| match &it.means {
        Meaning::Slot { case, version, start, .. } => Some((case, *version, *start)),
        _ => None,
    })
}

/// When the times start that were offered for that visit, as it then stood.
fn starts_for(spoken: &Spoken, case: &CaseId, version: u32) -> impl Iterator<Item = Timestamp> {
    slots_of(spoken).filter(move |it| (it.0, it.1) == (case, version)).filter_map(|it| it.2)
}

fn is_same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
