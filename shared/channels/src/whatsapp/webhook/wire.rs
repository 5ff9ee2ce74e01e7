//! The body as Meta writes it, borrowed. Nothing is required and nothing unknown is refused.

use serde::Deserialize;

use super::scalar::{Number, Text};

/// The full envelope, or one element of its `entry` by itself.
#[derive(Deserialize)]
pub(super) struct Envelope<'a> {
    #[serde(borrow)]
    pub(super) entry: Option<Vec<Entry<'a>>>,
    #[serde(default)]
    pub(super) id: Text<'a>,
    pub(super) changes: Option<Vec<Change<'a>>>,
}

#[derive(Deserialize)]
pub(super) struct Entry<'a> {
    #[serde(borrow, default)]
    pub(super) id: Text<'a>,
    pub(super) changes: Option<Vec<Change<'a>>>,
}

#[derive(Deserialize)]
pub(super) struct Change<'a> {
    #[serde(borrow, default)]
    pub(super) field: Text<'a>,
    pub(super) value: Option<Value<'a>>,
}

/// What the field `messages` carries.
#[derive(Deserialize, Default)]
pub(super) struct Value<'a> {
    #[serde(borrow)]
    pub(super) metadata: Option<Metadata<'a>>,
    pub(super) contacts: Option<Vec<Contact<'a>>>,
    pub(super) messages: Option<Vec<Message<'a>>>,
    pub(super) statuses: Option<Vec<Status<'a>>>,
    pub(super) errors: Option<Vec<Problem>>,
}

#[derive(Deserialize)]
pub(super) struct Metadata<'a> {
    #[serde(borrow, default)]
    pub(super) phone_number_id: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct Contact<'a> {
    #[serde(borrow)]
    pub(super) profile: Option<Profile<'a>>,
    #[serde(default)]
    pub(super) wa_id: Text<'a>,
    #[serde(default)]
    pub(super) user_id: Text<'a>,
    #[serde(default)]
    pub(super) parent_user_id: Text<'a>,
}

impl Contact<'_> {
    /// Whether it is whose number or user id that is.
    pub(super) fn is_of(&self, wa_id: &Text<'_>, user_id: &Text<'_>) -> bool {
        let same = |own: &Text<'_>, theirs: &Text<'_>| !own.is_empty() && own.as_str() == theirs.as_str();
        same(&self.wa_id, wa_id) || same(&self.user_id, user_id)
    }
}

#[derive(Deserialize)]
pub(super) struct Profile<'a> {
    #[serde(borrow, default)]
    pub(super) name: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct Status<'a> {
    #[serde(borrow, default)]
    pub(super) id: Text<'a>,
    #[serde(default, rename = "status")]
    pub(super) stage: Text<'a>,
    #[serde(default)]
    pub(super) timestamp: Number,
    #[serde(default)]
    pub(super) recipient_id: Text<'a>,
    #[serde(default)]
    pub(super) recipient_user_id: Text<'a>,
    #[serde(default)]
    pub(super) parent_recipient_user_id: Text<'a>,
    #[serde(default)]
    pub(super) recipient_type: Text<'a>,
    #[serde(default)]
    pub(super) biz_opaque_callback_data: Text<'a>,
    pub(super) errors: Option<Vec<Problem>>,
}

/// An error.
#[derive(Deserialize)]
pub(super) struct Problem {
    #[serde(default)]
    pub(super) code: Number,
}

/// What every message says of itself, whatever its type.
#[derive(Deserialize, Default)]
pub(super) struct Head<'a> {
    #[serde(borrow, default)]
    pub(super) id: Text<'a>,
    #[serde(default)]
    pub(super) from: Text<'a>,
    #[serde(default)]
    pub(super) from_user_id: Text<'a>,
    #[serde(default)]
    pub(super) from_parent_user_id: Text<'a>,
    #[serde(default)]
    pub(super) timestamp: Number,
    #[serde(default, rename = "type")]
    pub(super) kind: Text<'a>,
    #[serde(default)]
    pub(super) group_id: Text<'a>,
}

/// A message, with the content of every type: the one that `type` names is read.
#[derive(Deserialize)]
pub(super) struct Message<'a> {
    #[serde(borrow, default)]
    pub(super) id: Text<'a>,
    #[serde(default)]
    pub(super) from: Text<'a>,
    #[serde(default)]
    pub(super) from_user_id: Text<'a>,
    #[serde(default)]
    pub(super) from_parent_user_id: Text<'a>,
    #[serde(default)]
    pub(super) timestamp: Number,
    #[serde(default, rename = "type")]
    pub(super) kind: Text<'a>,
    #[serde(default)]
    pub(super) group_id: Text<'a>,
    #[serde(default)]
    pub(super) origin: Text<'a>,
    pub(super) context: Option<Context<'a>>,
    pub(super) errors: Option<Vec<Problem>>,
    pub(super) text: Option<Body<'a>>,
    pub(super) button: Option<Button<'a>>,
    pub(super) interactive: Option<Interactive<'a>>,
    pub(super) image: Option<Media<'a>>,
    pub(super) document: Option<Media<'a>>,
    pub(super) audio: Option<Media<'a>>,
    pub(super) video: Option<Media<'a>>,
    pub(super) sticker: Option<Media<'a>>,
    pub(super) location: Option<Location<'a>>,
    pub(super) contacts: Option<Vec<Card<'a>>>,
    pub(super) reaction: Option<Reaction<'a>>,
    pub(super) order: Option<Order<'a>>,
    pub(super) system: Option<System<'a>>,
    pub(super) edit: Option<Edit<'a>>,
    pub(super) revoke: Option<Revoke<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Context<'a> {
    #[serde(borrow, default)]
    pub(super) id: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct Body<'a> {
    #[serde(borrow, default)]
    pub(super) body: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct Button<'a> {
    #[serde(borrow, default)]
    pub(super) payload: Text<'a>,
    #[serde(default)]
    pub(super) text: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct Interactive<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(super) kind: Text<'a>,
    pub(super) button_reply: Option<Choice<'a>>,
    pub(super) list_reply: Option<Choice<'a>>,
    pub(super) nfm_reply: Option<FlowReply<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Choice<'a> {
    #[serde(borrow, default)]
    pub(super) id: Text<'a>,
    #[serde(default)]
    pub(super) title: Text<'a>,
    #[serde(default)]
    pub(super) description: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct FlowReply<'a> {
    #[serde(borrow, default)]
    pub(super) response_json: Text<'a>,
}

/// The one member of a flow's answer that is ours.
#[derive(Deserialize)]
pub(super) struct FlowAnswer<'a> {
    #[serde(borrow, default)]
    pub(super) flow_token: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct Media<'a> {
    #[serde(borrow, default)]
    pub(super) id: Text<'a>,
    #[serde(default)]
    pub(super) mime_type: Text<'a>,
    #[serde(default)]
    pub(super) caption: Text<'a>,
    #[serde(default)]
    pub(super) filename: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct Location<'a> {
    #[serde(borrow, default)]
    pub(super) latitude: Text<'a>,
    #[serde(default)]
    pub(super) longitude: Text<'a>,
    #[serde(default)]
    pub(super) name: Text<'a>,
    #[serde(default)]
    pub(super) address: Text<'a>,
}

/// A contact card.
#[derive(Deserialize)]
pub(super) struct Card<'a> {
    #[serde(borrow)]
    pub(super) name: Option<CardName<'a>>,
    pub(super) phones: Option<Vec<CardPhone<'a>>>,
    #[serde(default)]
    pub(super) origin: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct CardName<'a> {
    #[serde(borrow, default)]
    pub(super) formatted_name: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct CardPhone<'a> {
    #[serde(borrow, default)]
    pub(super) phone: Text<'a>,
    #[serde(default)]
    pub(super) wa_id: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct Reaction<'a> {
    #[serde(borrow, default)]
    pub(super) message_id: Text<'a>,
    #[serde(default)]
    pub(super) emoji: Text<'a>,
}

/// An order from a catalogue.
#[derive(Deserialize)]
pub(super) struct Order<'a> {
    #[serde(borrow, default)]
    pub(super) text: Text<'a>,
    pub(super) product_items: Option<Vec<Item<'a>>>,
}

#[derive(Deserialize)]
pub(super) struct Item<'a> {
    #[serde(borrow, default)]
    pub(super) product_retailer_id: Text<'a>,
    #[serde(default)]
    pub(super) quantity: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct System<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(super) kind: Text<'a>,
    #[serde(default)]
    pub(super) wa_id: Text<'a>,
    #[serde(default)]
    pub(super) new_wa_id: Text<'a>,
    #[serde(default)]
    pub(super) user_id: Text<'a>,
    #[serde(default)]
    pub(super) previous_user_id: Text<'a>,
    #[serde(default)]
    pub(super) parent_user_id: Text<'a>,
    #[serde(default)]
    pub(super) previous_parent_user_id: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct Edit<'a> {
    #[serde(borrow, default)]
    pub(super) original_message_id: Text<'a>,
    pub(super) message: Option<Worded<'a>>,
}

/// What holds words: a text, or a file with something written under it.
#[derive(Deserialize)]
pub(super) struct Worded<'a> {
    #[serde(borrow)]
    pub(super) text: Option<Body<'a>>,
    pub(super) image: Option<Media<'a>>,
    pub(super) document: Option<Media<'a>>,
    pub(super) video: Option<Media<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Revoke<'a> {
    #[serde(borrow, default)]
    pub(super) original_message_id: Text<'a>,
}
