//! What WhatsApp tells of a conversation beside what the patient writes: that staff wrote from the WhatsApp Business
//! app, and that something was deleted.

use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::message::Message;
use domain::phi::Phi;
use domain::phone::{E164, Identity};
use domain::thread::{Event, Thread};
use frame::Failure;
use jiff::Timestamp;
use ports::commit::load;
use ports::records::thread_key;
use ports::wire::Echoed;
use ports::{PortError, Ports, sent};

use crate::{apply, identity};

/// What staff write from the WhatsApp Business app is a person's answer.
pub(crate) async fn staff_wrote<P: Ports>(ports: &P, echo: &Echoed, now: Timestamp) -> Result<(), Failure> {
    let Some(clinic) = ports.directory().by_sender(Channel::Whatsapp, &echo.sender) else {
        return Err(Failure::park("written from a number of no clinic here"));
    };
    let (phone, user) = (echo.phone.as_ref(), echo.whatsapp_user.as_ref());
    let Some(identity) = identity::of(ports, clinic, phone, user, &echo.id).await? else {
        return Err(Failure::park("written to nobody: neither a number nor a user id"));
    };
    let event = Event::Echoed { id: echo.id.clone(), at: echo.at, text: echo.text.clone() };
    apply(ports, clinic, &identity, &event, now).await.map(drop)
}

/// What somebody deleted, whoever of the two sides wrote it, is not shown to staff any more.
pub(crate) async fn deleted<P: Ports>(
    ports: &P,
    sender: &str,
    id: String,
    phone: Option<&E164>,
    user: Option<&Phi<String>>,
    now: Timestamp,
) -> Result<(), Failure> {
    let Some(clinic) = ports.directory().by_sender(Channel::Whatsapp, sender) else {
        return Err(Failure::park("deleted at a number of no clinic here"));
    };
    let Some(identity) = identity::of(ports, clinic, phone, user, &id).await? else {
        return Err(Failure::park("deleted in nobody's conversation: neither a number nor a user id"));
    };
    let ours = ours(ports, clinic, &identity, &id).await?.map(|it| (it.spec.id, it.created_at));
    apply(ports, clinic, &identity, &Event::Deleted { id, ours }, now).await.map(drop)
}

/// The message of ours that WhatsApp calls so, among those that went to that person lately.
async fn ours<P: Ports>(
    ports: &P,
    clinic: &Clinic,
    identity: &Identity,
    id: &str,
) -> Result<Option<Message>, PortError> {
    let key = thread_key(&Thread::new(clinic.id.clone(), identity.clone()).id);
    let Some(thread) = load::<_, Thread>(ports, &key).await?.filter(|it| !it.has_written(id)) else {
        return Ok(None);
    };
    let lately = sent::lately(ports, &thread).await?;
    Ok(sent::find(ports, lately.iter(), Channel::Whatsapp, id).await?.map(|it| it.state))
}
