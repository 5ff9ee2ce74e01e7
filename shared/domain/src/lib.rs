//! Every decision Pulso takes, pure: no I/O, no clock, no randomness, no environment.
//!
//! State goes in with an event and the current instant; the next state and the effects to publish come out. The
//! functions around this crate load, commit and publish; they decide nothing.

pub mod account;
mod bounded;
pub mod case;
pub mod civil;
pub mod clinic;
pub mod decision;
pub mod delivery;
pub mod event;
pub mod gate;
pub mod identify;
pub mod ids;
pub mod journey;
pub mod knowledge;
pub mod language;
pub mod mention;
pub mod message;
pub mod money;
pub mod patient;
pub mod pause;
pub mod phi;
pub mod phone;
pub mod quiet;
pub mod rate;
pub mod reason;
pub mod render;
pub mod reply;
pub mod retry;
pub mod slot;
pub mod sms;
pub mod surrogate;
pub mod survey;
pub mod template;
#[cfg(test)]
mod testing;
pub mod thread;
pub mod ticket;
pub mod waiting;
pub mod words;
