//! The ports on AWS: [`DynamoTable`], [`SqsQueue`], [`SchedulerTimer`], [`SignedGateway`], [`AmazonGateway`]; secrets;
//! and the [`Platform`] that a function makes of them.
//!
//! One table, one item per aggregate. How it is read and written:
//!
//! | pattern | request | consistency |
//! |---|---|---|
//! | an aggregate by key | `GetItem` on `pk` | strong |
//! | store the next revision | `PutItem` if absent (revision 1) or if `rev` is one less | – |
//! | several together | `TransactWriteItems` of the same puts | – |
//! | what is due in a minute | `Query` of index `due`: `due` = `minute#shard`, by `pk` | eventual |
//! | a list, by order and prefix | `Query` of index `listed`: `list`, by `ord` | eventual |
//! | deletion of what has expired | time to live on `ttl` | within days |
//!
//! Both indexes are sparse and hold keys, that of wake-ups also the fair group (`grp`): whoever reads them loads the
//! item again. Attributes: `pk`, `rev`, `body` (the aggregate's JSON, deflated; it carries its own version), `due`,
//! `due_at`, `grp`, `list`, `ord`, `ttl` and `by`, which names the call that wrote the item.
//!
//! Guarantees: a write whose answer was lost on the way and that the SDK repeated is told from a write that lost a
//! race; what a batch call leaves over is tried again, and what cannot be placed is an error; errors carry codes,
//! never content. What it does not do: read a clock, except to see whether a minute has passed and to date a
//! signature; call other providers than AWS over HTTP, which is `gateway`'s.

mod cached;
mod error;
mod http;
mod platform;
mod queue;
mod secret;
mod signed;
mod table;
mod timer;

pub use cached::Cached;
pub use http::{AMAZON_CALL_SECONDS, AmazonGateway};
pub use platform::{
    AwsPorts, Platform, SECRET_READ_SECONDS, operator_sdk, queues, sdk, secret, table, timer,
};
pub use queue::SqsQueue;
pub use secret::{SECRET_SECONDS, Secret, SecretValue};
pub use signed::SignedGateway;
pub use table::{DUE_INDEX, DynamoTable, LISTED_INDEX, write_units};
pub use timer::{SchedulerTimer, Schedules};
