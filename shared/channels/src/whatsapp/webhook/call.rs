//! The field `calls`: who rings the clinic's number over WhatsApp. Nobody picks up here, so a person calls back.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::message::{self, Around};
use super::salvage::object;
use super::scalar::Text;
use super::{Update, wire};

/// What Meta calls it.
pub(super) const FIELD: &str = "calls";

/// What a call says of itself beside who, whom and when.
#[derive(Deserialize)]
struct Call<'a> {
    #[serde(borrow, default)]
    direction: Text<'a>,
}

/// Reads one event of a call. All of one call have its id, so that it is heard once.
pub(super) fn read(element: &RawValue, position: usize, around: &Around<'_, '_>) -> Update {
    let (Some(head), Some(Call { direction })) = (object::<wire::Head<'_>>(element), object(element)) else {
        return Update::Malformed { what: "call" };
    };
    if direction.as_str() == "BUSINESS_INITIATED" {
        return Update::Ignored { field: format!("{FIELD}.{}", direction.as_str()) };
    }
    message::read_head(wire::Head { kind: Text::of("call"), ..head }, position, around)
}
