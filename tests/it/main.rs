//! The one integration binary.
#![expect(clippy::unwrap_used, reason = "tests")]

mod agenda;
mod crash;
mod evening;
mod incidents;
mod interface;
mod slots;
mod smoke;
mod surveys;
mod template;
mod threads;
mod waiting_list;
