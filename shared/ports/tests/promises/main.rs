//! What the ports promise whatever engine is behind them: where everything is stored, how it is decided and woken, what
//! stands on the queues, and what no engine takes. What each engine promises is `ports::contract`'s.
#![expect(clippy::unwrap_used, reason = "tests")]

mod commit;
mod directory;
mod errors;
mod gateway;
mod given;
mod identities;
mod patients;
mod publish;
mod queue;
mod records;
mod sent;
mod table;
mod together;
mod wire;
