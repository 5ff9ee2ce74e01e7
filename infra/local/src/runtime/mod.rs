//! The bundle in one process: the functions behind one port, over embedded ports, on a clock that can be moved.
//!
//! Guarantees: the functions run as they do on Lambda, handed the same events; whatever is due up to an instant is
//! handled in order before the clock passes it; a kill at any moment loses nothing that was answered. It does not
//! show how AWS behaves under load, throttling or partial failure.

mod clock;
mod engine;
mod event;
mod gateway;
mod server;
mod settings;
mod sim;
#[cfg(test)]
mod tests;

pub use engine::{Engine, OpenError, RequestParts};
pub use server::serve;
pub use settings::{PORT, Settings};
