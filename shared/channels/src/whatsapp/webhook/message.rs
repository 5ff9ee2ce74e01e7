//! Messages of people: who, when, in answer to what. What they hold is `content`'s.

use std::mem::take;

use domain::phi::Phi;

use super::scalar::Text;
use super::{Content, Inbound, Origin, Person, Update, content, detail, wire};

/// Somebody opened the conversation, and has written nothing yet.
const OPENED: &str = "request_welcome";

/// What stands around the messages of one change.
pub(super) struct Around<'a, 'b> {
    pub(super) origin: Origin<'a>,
    pub(super) contacts: &'a [wire::Contact<'b>],
    /// The first of the change's own errors.
    pub(super) code: Option<u32>,
}

/// Reads one message. `position` is its place in the change: contacts usually stand in the same order.
pub(super) fn read(mut message: wire::Message<'_>, position: usize, around: &Around<'_, '_>) -> Update {
    if message.kind.as_str() == OPENED {
        return Update::Ignored { field: format!("messages.{OPENED}") };
    }
    let mut from_user_id = take(&mut message.from_user_id);
    // A change of number or user id is from the one until now, and often says so nowhere else.
    if let (true, Some(system)) = (from_user_id.is_empty(), &message.system) {
        from_user_id = system.previous_user_id.clone();
    }
    let head = wire::Head {
        id: take(&mut message.id),
        from: take(&mut message.from),
        from_user_id,
        from_parent_user_id: take(&mut message.from_parent_user_id),
        timestamp: message.timestamp,
        group_id: take(&mut message.group_id),
        kind: Text::default(),
    };
    let reply_to = message.context.take().and_then(|it| it.id.some());
    let detail = detail::read(&message);
    inbound(head, position, around, || Rest {
        reply_to,
        content: content::read(message, around.code),
        detail,
    })
}

/// Reads what everything has that comes from somebody: somebody did something, whatever it was.
pub(super) fn read_head(mut head: wire::Head<'_>, position: usize, around: &Around<'_, '_>) -> Update {
    let content = Content::Other { kind: take(&mut head.kind).into_string() };
    inbound(head, position, around, || Rest { reply_to: None, content, detail: None })
}

struct Rest {
    reply_to: Option<String>,
    content: Content,
    detail: Option<Phi<String>>,
}

fn inbound(
    head: wire::Head<'_>,
    position: usize,
    around: &Around<'_, '_>,
    rest: impl FnOnce() -> Rest,
) -> Update {
    if head.id.is_empty() {
        return Update::Malformed { what: "message" };
    }
    if !head.group_id.is_empty() {
        return Update::Ignored { field: "messages.group".to_owned() };
    }
    let contact = contact_of(&head, position, around.contacts);
    let own_or = |own: Text<'_>, theirs: Option<&Text<'_>>| {
        let theirs = theirs.map(Text::as_str).filter(|it| !it.is_empty());
        own.some().or_else(|| theirs.map(str::to_owned)).map(Phi::new)
    };
    let from = Person {
        phone: head.from.phone().or_else(|| contact.and_then(|it| it.wa_id.phone())),
        user_id: own_or(head.from_user_id, contact.map(|it| &it.user_id)),
        parent_user_id: own_or(head.from_parent_user_id, contact.map(|it| &it.parent_user_id)),
        profile_name: contact.and_then(profile_name).map(Into::into),
    };
    let Rest { reply_to, content, detail } = rest();
    Update::Inbound(Inbound {
        id: head.id.into_string(),
        waba_id: around.origin.waba_id.to_owned(),
        phone_number_id: around.origin.phone_number_id.to_owned(),
        from,
        at: head.timestamp.told(around.origin.received_at),
        reply_to,
        content,
        detail,
    })
}

/// The contact that a message belongs to: the one that shares its number or user id. A message that names nobody is
/// from the only contact: so Meta shows what comes when somebody shares their number because we asked (its page on
/// business-scoped user ids).
fn contact_of<'c, 'b>(
    head: &wire::Head<'_>,
    position: usize,
    contacts: &'c [wire::Contact<'b>],
) -> Option<&'c wire::Contact<'b>> {
    if let (true, true, [only]) = (head.from.is_empty(), head.from_user_id.is_empty(), contacts) {
        return Some(only);
    }
    let is_theirs = |it: &&wire::Contact<'_>| it.is_of(&head.from, &head.from_user_id);
    contacts.get(position).filter(is_theirs).or_else(|| contacts.iter().find(is_theirs))
}

/// The name in a contact.
pub(super) fn profile_name(contact: &wire::Contact<'_>) -> Option<String> {
    let name = contact.profile.as_ref()?.name.as_str();
    (!name.is_empty()).then(|| name.to_owned())
}
