//! What is looked up beside the thread before something heard is decided.
//!
//! Only what words or a button call for is read: most say what they mean by themselves.

mod ahead;
mod asked;
mod household;
mod open;
mod unasked;
mod visit;

use std::sync::Arc;

use domain::clinic::Clinic;
use domain::ids::MessageId;
use domain::language::Language;
use domain::message::{About, Message, Tapped};
use domain::phi::Phi;
use domain::phone::Identity;
use domain::reply::number;
use domain::slot::Slot;
use domain::thread::{Aside, Claim, Found, Labelled, Quoted, Thread};
use jiff::Timestamp;
use ports::commit::load;
use ports::patients::language_of;
use ports::records::{message_key, slot_key, thread_key};
use ports::{PortError, Ports};

use crate::{Answers, Config, identify, rephrase};

/// Words that somebody wrote.
pub(crate) struct Words<'a> {
    /// The provider's id of them.
    pub(crate) id: &'a str,
    /// The words themselves.
    pub(crate) text: &'a Phi<String>,
    /// What they refer to.
    pub(crate) quotes: Option<&'a Quoted>,
}

/// What words are decided with.
pub(crate) async fn of_words<P: Ports>(
    ports: &P,
    config: Config<'_>,
    clinic: &Arc<Clinic>,
    identity: &Identity,
    words: &Words<'_>,
    now: Timestamp,
) -> Result<Aside, PortError> {
    let blank = Thread::new(clinic.id.clone(), identity.clone());
    let thread = &load(ports, &thread_key(&blank.id)).await?.unwrap_or(blank);
    let claim = identify::claim(ports, config.buttons, clinic, thread, words.text, now).await?;
    let named = open::labels(ports, clinic, thread, now).await?;
    let people = household::named(ports, clinic, thread, words.text, now).await?;
    let other_day = open::of_another_day(ports, clinic, thread, words, now).await?;
    let by_day = open::by_day(ports, clinic, thread, words.text, now).await?;
    let visits = ahead::spoken_of(ports, clinic, thread, words.text, now).await?;
    let language = language_of(ports, clinic, thread, Some(words.text)).await?;
    let passage = passage(ports, config.answers, clinic, thread, words, language).await;
    let theirs = theirs(ports, clinic, thread, claim.as_ref(), words, other_day.is_some(), now).await?;
    let asked = asked::about(ports, clinic, thread, claim.as_ref(), words, now).await?;
    let messages = may_answer(thread, words, &theirs.visits, now);
    let several = visit::each_of_several(ports, clinic, &messages, now).await?;
    Ok(Aside {
        passage,
        language,
        claim,
        theirs: theirs.visits,
        word_confirms: theirs.word_confirms,
        several,
        named,
        by_day,
        names_another: people.only_another(),
        names_both: people.both(),
        other_day,
        asked,
        visits,
        tapped: None,
    })
}

/// What the clinic's knowledge base answers, in a model's words where the clinic wants them.
async fn passage<P: Ports>(
    ports: &P,
    answers: &Answers,
    clinic: &Arc<Clinic>,
    thread: &Thread,
    words: &Words<'_>,
    language: Language,
) -> Option<String> {
    let index = answers.index_of(clinic);
    let knowledge::Found::Passage(passage, _) = index.answer(words.text.expose(), language) else {
        return None;
    };
    // What was decided before is not decided again, and staff's conversations are theirs.
    let is_over = thread.held.is_some() || thread.has_heard(words.id);
    let model = answers.model_for(clinic).filter(|_| !is_over);
    let own = format!("{}:\n{}", passage.heading, passage.text);
    Some(rephrase::words(ports, model, clinic, passage, words.text).await.unwrap_or(own))
}

/// Visits ahead that nobody asked about and words may mean all the same.
#[derive(Default)]
struct Theirs {
    visits: Vec<Labelled<MessageId>>,
    /// There is one, and so near that words of coming confirm it.
    word_confirms: bool,
}

/// Of whoever somebody turns out to be, all that are ahead; of those who are known, what they speak of unasked.
async fn theirs<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    thread: &Thread,
    claim: Option<&Claim>,
    words: &Words<'_>,
    names_other_day: bool,
    now: Timestamp,
) -> Result<Theirs, PortError> {
    match claim.map(|it| &it.found) {
        Some(Found::One(patient)) => {
            let visits = ahead::of_patient(ports, clinic, patient, now).await?;
            Ok(Theirs { visits: visits.into_iter().map(|it| it.1).collect(), word_confirms: false })
        }
        Some(Found::Nobody | Found::Several) => Ok(Theirs::default()),
        None => unasked::meant(ports, clinic, thread, words, names_other_day, now).await,
    }
}

/// The messages that words may be an answer to.
fn may_answer(
    thread: &Thread,
    words: &Words<'_>,
    theirs: &[Labelled<MessageId>],
    now: Timestamp,
) -> Vec<MessageId> {
    let mut messages = thread.open_visits(now);
    if messages.is_empty() && number(words.text.expose()).is_some() {
        // Another number may change the answer to the last question.
        messages.extend(thread.asked.last().map(|it| it.message.clone()));
    }
    if let Some(Quoted::Question(quoted) | Quoted::Notice(quoted)) = words.quotes {
        messages.push(quoted.clone());
    }
    messages.extend(theirs.iter().map(|it| it.what.clone()));
    messages.sort();
    messages.dedup();
    messages
}

/// What a button is decided with: the visits of which it may mean one, or what it says of a slot that was offered.
pub(crate) async fn of_tap<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    message: &MessageId,
    tapped: Tapped,
    about: About,
    title: &Phi<String>,
    now: Timestamp,
) -> Result<Aside, PortError> {
    match (tapped, about) {
        (Tapped::Answer(_), _) => {
            let several = visit::each_of_several(ports, clinic, std::slice::from_ref(message), now).await?;
            Ok(Aside { several, ..Aside::default() })
        }
        (Tapped::Choice(_), About::Offer) => {
            let tapped = offered(ports, clinic, message).await?.map(|slot| {
                let words = slot.in_words(clinic.default_language());
                Phi::new(format!("{}: {}", title.expose(), words.expose()))
            });
            Ok(Aside { tapped, ..Aside::default() })
        }
        (Tapped::Choice(_), _) => Ok(Aside::default()),
    }
}

/// The slot that a message offers, as it does.
async fn offered<P: Ports>(ports: &P, clinic: &Clinic, id: &MessageId) -> Result<Option<Slot>, PortError> {
    let Some(message): Option<Message> = load(ports, &message_key(id)).await? else { return Ok(None) };
    let Some(slot) = message.spec.slot else { return Ok(None) };
    let slot: Option<Slot> = load(ports, &slot_key(&clinic.id, &slot)).await?;
    Ok(slot.map(|it| it.said_in(id)))
}
