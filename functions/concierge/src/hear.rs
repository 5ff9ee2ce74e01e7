//! What somebody wrote, tapped or did: read into what the thread decides on.

use std::sync::Arc;

use channels::button::ButtonKey;
use domain::case::Handover;
use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::ids::MessageId;
use domain::message::{About, Message, Recipient};
use domain::patient::Patient;
use domain::phi::Phi;
use domain::phone::Identity;
use domain::thread::{Aside, CarrierWord, Event, Quoted, Said, Thread};
use frame::Failure;
use jiff::Timestamp;
use ports::commit::load;
use ports::patients::standing_patient;
use ports::records::{message_key, patient_key, thread_key};
use ports::wire::{Heard, Pressed, What};
use ports::{PortError, Ports};

use crate::aside::{self, Words};
use crate::{Config, apply, identity, quoted};

pub(crate) async fn handle<P: Ports>(
    ports: &P,
    config: Config<'_>,
    heard: &Heard,
    now: Timestamp,
) -> Result<(), Failure> {
    let Some(clinic) = ports.directory().by_sender(heard.channel, &heard.sender) else {
        return Err(Failure::park("written to a number of no clinic here"));
    };
    let shared = match &heard.what {
        What::SharedNumber { phone } => Some(phone),
        _ => None,
    };
    let phone = heard.phone.as_ref().or(shared);
    let identity = identity::of(ports, clinic, phone, heard.whatsapp_user.as_ref(), &heard.id).await?;
    let Some(identity) = identity else {
        return Err(Failure::park("heard from nobody: neither a number nor a user id"));
    };
    decided(ports, config, clinic, &identity, heard, now).await
}

/// Somebody answered a message on its page: as a tap on its button, of whoever the link was sent to.
pub(crate) async fn pressed<P: Ports>(
    ports: &P,
    config: Config<'_>,
    pressed: Pressed,
    now: Timestamp,
) -> Result<(), Failure> {
    let clinic = ports.directory().clinic(&pressed.clinic)?;
    let Some(thread): Option<Thread> = load(ports, &thread_key(&pressed.thread)).await? else {
        return Err(Failure::park("a message was answered on its page, in no conversation on record"));
    };
    let payload = config.buttons.sign(&pressed.message, pressed.tapped);
    let heard = Heard {
        channel: pressed.channel,
        sender: String::new(),
        id: pressed.id,
        rewrites: None,
        at: pressed.at,
        phone: None,
        whatsapp_user: None,
        what: What::Tap { payload, title: pressed.title, on: None },
    };
    decided(ports, config, clinic, &thread.identity, &heard, now).await
}

async fn decided<P: Ports>(
    ports: &P,
    config: Config<'_>,
    clinic: &Arc<Clinic>,
    identity: &Identity,
    heard: &Heard,
    now: Timestamp,
) -> Result<(), Failure> {
    let said = said(ports, config.buttons, clinic, heard, identity).await?;
    let aside = aside_of(ports, config, clinic, identity, heard, &said, now).await?;
    let event = Event::Wrote {
        id: heard.id.clone(),
        rewrites: heard.rewrites.clone(),
        at: heard.at,
        channel: heard.channel,
        said,
        whatsapp_user: heard.whatsapp_user.clone(),
        aside: Box::new(aside),
    };
    apply(ports, clinic, identity, &event, now).await.map(drop)
}

/// What the decision looks at beside the thread: only taps and words need anything.
async fn aside_of<P: Ports>(
    ports: &P,
    config: Config<'_>,
    clinic: &Arc<Clinic>,
    identity: &Identity,
    heard: &Heard,
    said: &Said,
    now: Timestamp,
) -> Result<Aside, PortError> {
    match (said, &heard.what) {
        (Said::Tap { message, tapped, about }, What::Tap { title, .. }) => {
            aside::of_tap(ports, clinic, message, *tapped, *about, title, now).await
        }
        (Said::Text { text, quotes, .. }, _) => {
            let words = Words { id: &heard.id, text, quotes: quotes.as_ref() };
            aside::of_words(ports, config, clinic, identity, &words, now).await
        }
        _ => Ok(Aside::default()),
    }
}

/// What was said, with payloads checked and quotes resolved.
async fn said<P: Ports>(
    ports: &P,
    buttons: &ButtonKey,
    clinic: &Clinic,
    heard: &Heard,
    identity: &Identity,
) -> Result<Said, PortError> {
    Ok(match &heard.what {
        What::Tap { payload, title, on } => {
            let Ok((message, tapped)) = buttons.read(payload) else {
                // A button that is not ours: only the words on it are taken, as words.
                let quotes = quoted::of(ports, clinic, identity, heard.channel, on.as_deref()).await?;
                return Ok(Said::Text { text: title.clone(), quotes, carrier: None });
            };
            match about_of_theirs(ports, clinic, &message, identity).await? {
                Some(about) => Said::Tap { message, tapped, about },
                None => Said::StrangeTap { title: title.clone() },
            }
        }
        What::Text { text, on, carrier_answered, keyword } => {
            let mut quotes = quoted::of(ports, clinic, identity, heard.channel, on.as_deref()).await?;
            if quotes.is_none() && quoted::may_have_paid(ports, clinic, identity, text).await? {
                quotes = Some(Quoted::Other);
            }
            let carrier = keyword.or(carrier_answered.then_some(CarrierWord::Stop));
            Said::Text { text: text.clone(), quotes, carrier }
        }
        What::Attachment { media, detail, caption } => attachment(media, detail.clone(), caption.clone()),
        // Who shows their number anyway shares nothing new.
        What::SharedNumber { phone } if heard.phone.is_some() => {
            attachment("contacts", Some(Phi::new(phone.expose().to_owned())), None)
        }
        What::SharedNumber { .. } => {
            Said::SharedNumber { why: wanted(ports, clinic, heard.whatsapp_user.as_ref()).await? }
        }
        What::IdentityChanged { phone } => Said::IdentityChanged { phone: phone.clone() },
        What::Stopped { purpose } => Said::Stopped { purpose: *purpose },
        What::Resumed { purpose } => Said::Resumed { purpose: *purpose },
    })
}

fn attachment(media: &str, detail: Option<Phi<String>>, caption: Option<Phi<String>>) -> Said {
    Said::Attachment { media: media.to_owned(), detail, caption }
}

/// What somebody wanted before they were asked for their number.
async fn wanted<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    user: Option<&Phi<String>>,
) -> Result<Handover, PortError> {
    let Some(user) = user.cloned().map(Identity::WhatsappUser) else { return Ok(Handover::Asked) };
    let alone = Thread::new(clinic.id.clone(), user);
    let known: Option<Thread> = load(ports, &thread_key(&alone.id)).await?;
    Ok(known.and_then(|it| it.identifying).map_or(Handover::Asked, |it| it.why))
}

/// What a message of ours is about, if it went to whoever taps its button: same clinic, and the same number or address
/// where both are known.
async fn about_of_theirs<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    message: &MessageId,
    identity: &Identity,
) -> Result<Option<About>, PortError> {
    let Some(message): Option<Message> = load(ports, &message_key(message)).await? else { return Ok(None) };
    if message.spec.clinic != clinic.id {
        return Ok(None);
    }
    let about = message.spec.about;
    if matches!(identity, Identity::WhatsappUser(_)) {
        // A user id shows no number; the signature is what there is to go by.
        return Ok(Some(about));
    }
    if let Recipient::Thread { thread, .. } = &message.spec.to {
        let own = Thread::new(clinic.id.clone(), identity.clone()).id;
        return Ok((*thread == own).then_some(about));
    }
    let Some(patient) = message.spec.to.patient() else { return Ok(Some(about)) };
    let addressed: Option<Patient> = load(ports, &patient_key(&clinic.id, patient)).await?;
    let is_same = |one: &Identity, other: &Identity| one.canonical_text() == other.canonical_text();
    let is_at = |it: &Patient| match identity {
        Identity::Phone(phone) => it.phone.as_ref().is_none_or(|it| it.same_subscriber(phone)),
        Identity::Email(_) => it.identity(Channel::Email).is_none_or(|it| is_same(&it, identity)),
        Identity::WhatsappUser(_) => true,
    };
    let is_theirs = |it: &Option<Patient>| it.as_ref().is_none_or(is_at);
    if is_theirs(&addressed) {
        return Ok(Some(about));
    }
    // Since two records became one, it goes to the number of the one that stands.
    let gave_way = addressed.is_some_and(|it| it.merged_into.is_some());
    let is_theirs = gave_way && is_theirs(&standing_patient(ports, &clinic.id, patient).await?);
    Ok(is_theirs.then_some(about))
}
