//! The one integration binary.
#![expect(clippy::unwrap_used, reason = "tests")]

mod incidents;
mod agenda;
mod crash;
mod interface;
mod smoke;
