//! Every decision Pulso takes, pure: no I/O, no clock, no randomness, no environment.
//!
//! State goes in with an event and the current instant; the next state and the effects to publish come out. The
//! functions around this crate load, commit and publish; they decide nothing.

pub mod civil;
pub mod delivery;
pub mod event;
pub mod ids;
pub mod language;
pub mod phi;
pub mod phone;
