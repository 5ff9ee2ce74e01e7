//! The ports' contract on engines that answer as AWS does.
#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests")]

mod engine;
mod leftovers;
mod queue_and_timer;
mod table;
