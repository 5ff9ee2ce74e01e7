//! WhatsApp Cloud API: the webhook's handshake and body, and sending.

mod handshake;
pub mod language;
pub mod send;
pub mod webhook;

pub use handshake::{Handshake, handshake};
pub use send::WhatsappNumber;
