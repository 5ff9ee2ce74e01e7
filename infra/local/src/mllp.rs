//! `pulso mllp`: the bridge for a hospital's system that speaks nothing but MLLP.
//!
//! It runs in the hospital, and posts each HL7 v2 message that it is sent to Pulso's HL7 address. Guarantees: a message
//! is answered with what Pulso says of it, so `AA` is said of nothing that Pulso has not stored; what Pulso did not
//! take in time is answered with `AR`, for the sender to keep and to send again, which changes nothing if it was taken
//! after all; the messages of one connection go one after the other, as their bytes came; nothing of them is logged or
//! kept.
//!
//! MLLP knows neither keys nor encryption: whoever reaches its address speaks for the hospital's system.

mod command;
mod frames;
mod relay;
mod serving;

#[cfg(test)]
mod tests;

pub use command::{Arguments, run};
