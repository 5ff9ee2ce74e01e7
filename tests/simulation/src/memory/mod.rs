//! What the ports promise, kept in memory: the same contract suite as the embedded and the AWS ones passes over it.
//!
//! It knows no faults and no clock of its own; whoever drives it says what time it is. Indexes may lag behind the
//! items, as they do on AWS.

mod queue;
mod table;

pub(crate) use queue::{Queues, Received};
pub(crate) use table::Items;

/// A message becomes a dead letter after so many receptions (template.yaml).
pub(crate) const RECEIVES_MAX: u32 = 5;

#[cfg(test)]
mod tests;
