//! WhatsApp Cloud API.

pub mod handshake;
pub mod send;
pub mod webhook;

mod account;
mod inbound;
mod raw;
mod status;

pub use account::{AccountUpdate, Preference};
pub use inbound::{Content, Inbound, Person};
pub use status::{ProviderError, Status, StatusKind};
pub use webhook::{ParseError, Update};
