//! The webhook's JSON as it comes: borrowed, everything optional, nothing denied.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

/// Text that borrows where it can. (`Option<Cow<str>>` would always copy; a newtype with `borrow` does not.)
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

impl Text<'_> {
    pub(super) fn owned(&self) -> String {
        self.0.to_string()
    }
}

/// A number or a text of digits: Meta has sent both for the same key.
#[derive(Debug)]
pub(super) struct Number(pub(super) i64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Digits;
        impl serde::de::Visitor<'_> for Digits {
            type Value = Number;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number or digits")
            }
            fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Number, E> {
                Ok(Number(value))
            }
            fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Number, E> {
                i64::try_from(value).map(Number).map_err(E::custom)
            }
            fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Number, E> {
                value.trim().parse().map(Number).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Digits)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Envelope<'a> {
    #[serde(borrow, default)]
    pub(super) entry: Vec<Entry<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Entry<'a> {
    #[serde(borrow, default)]
    pub(super) id: Text<'a>,
    #[serde(borrow, default)]
    pub(super) changes: Vec<Change<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Change<'a> {
    #[serde(borrow, default)]
    pub(super) field: Text<'a>,
    #[serde(borrow)]
    pub(super) value: Option<&'a RawValue>,
}

/// The value of the field `messages`.
#[derive(Debug, Deserialize)]
pub(super) struct Messages<'a> {
    #[serde(borrow, default)]
    pub(super) metadata: Metadata<'a>,
    #[serde(borrow, default)]
    pub(super) contacts: Vec<Contact<'a>>,
    #[serde(borrow, default)]
    pub(super) messages: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) statuses: Statuses<'a>,
    #[serde(borrow, default)]
    pub(super) message_echoes: Vec<&'a RawValue>,
    #[serde(borrow, default)]
    pub(super) errors: Vec<Error<'a>>,
}

/// Statuses are the bulk of the traffic: read typed at once. One that is odd sends the whole list down the slow way.
#[derive(Debug, Default)]
pub(super) struct Statuses<'a>(pub(super) Vec<Result<Status<'a>, ()>>);

impl<'de: 'a, 'a> Deserialize<'de> for Statuses<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&'de RawValue>::deserialize(deserializer)?;
        if let Ok(all) = serde_json::from_str::<Vec<Status<'a>>>(raw.get()) {
            return Ok(Self(all.into_iter().map(Ok).collect()));
        }
        let each: Vec<&'de RawValue> = serde_json::from_str(raw.get()).map_err(serde::de::Error::custom)?;
        Ok(Self(each.into_iter().map(|it| serde_json::from_str(it.get()).map_err(|_| ())).collect()))
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Metadata<'a> {
    #[serde(borrow, default)]
    pub(super) phone_number_id: Text<'a>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Contact<'a> {
    #[serde(borrow)]
    pub(super) profile: Option<Profile<'a>>,
    #[serde(borrow)]
    pub(super) wa_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) user_id: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Profile<'a> {
    #[serde(borrow)]
    pub(super) name: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Status<'a> {
    #[serde(borrow)]
    pub(super) id: Text<'a>,
    #[serde(borrow)]
    pub(super) status: Text<'a>,
    pub(super) timestamp: Option<Number>,
    #[serde(borrow)]
    pub(super) recipient_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) recipient_user_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) biz_opaque_callback_data: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) errors: Vec<Error<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Error<'a> {
    pub(super) code: Option<Number>,
    #[serde(borrow)]
    pub(super) title: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Message<'a> {
    #[serde(borrow)]
    pub(super) from: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) from_user_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) to: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) id: Text<'a>,
    pub(super) timestamp: Option<Number>,
    #[serde(borrow, rename = "type", default)]
    pub(super) kind: Text<'a>,
    #[serde(borrow)]
    pub(super) context: Option<Context<'a>>,
    #[serde(borrow)]
    pub(super) text: Option<Body<'a>>,
    #[serde(borrow)]
    pub(super) button: Option<Button<'a>>,
    #[serde(borrow)]
    pub(super) interactive: Option<Interactive<'a>>,
    #[serde(borrow)]
    pub(super) image: Option<Media<'a>>,
    #[serde(borrow)]
    pub(super) document: Option<Media<'a>>,
    #[serde(borrow)]
    pub(super) video: Option<Media<'a>>,
    #[serde(borrow)]
    pub(super) reaction: Option<Reaction<'a>>,
    #[serde(borrow)]
    pub(super) system: Option<System<'a>>,
    #[serde(borrow)]
    pub(super) edit: Option<Edit<'a>>,
    #[serde(borrow)]
    pub(super) revoke: Option<Edit<'a>>,
    #[serde(borrow, default)]
    pub(super) contacts: Vec<SharedContact<'a>>,
    #[serde(borrow, default)]
    pub(super) errors: Vec<Error<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Context<'a> {
    #[serde(borrow)]
    pub(super) id: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Body<'a> {
    #[serde(borrow)]
    pub(super) body: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Button<'a> {
    #[serde(borrow)]
    pub(super) payload: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) text: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Interactive<'a> {
    #[serde(borrow)]
    pub(super) button_reply: Option<Reply<'a>>,
    #[serde(borrow)]
    pub(super) list_reply: Option<Reply<'a>>,
    #[serde(borrow)]
    pub(super) nfm_reply: Option<Flow<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Reply<'a> {
    #[serde(borrow)]
    pub(super) id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) title: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Flow<'a> {
    #[serde(borrow)]
    pub(super) response_json: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Media<'a> {
    #[serde(borrow)]
    pub(super) caption: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Reaction<'a> {
    #[serde(borrow)]
    pub(super) message_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) emoji: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct System<'a> {
    #[serde(borrow, rename = "type", default)]
    pub(super) kind: Text<'a>,
    #[serde(borrow)]
    pub(super) user_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) previous_user_id: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Edit<'a> {
    #[serde(borrow)]
    pub(super) original_message_id: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct SharedContact<'a> {
    #[serde(borrow)]
    pub(super) origin: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(super) phones: Vec<SharedPhone<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct SharedPhone<'a> {
    #[serde(borrow)]
    pub(super) wa_id: Option<Text<'a>>,
}
