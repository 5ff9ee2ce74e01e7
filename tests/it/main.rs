//! The one integration binary.
#![expect(clippy::unwrap_used, reason = "tests")]

mod agenda;
mod crash;
mod desk;
mod incidents;
mod interface;
mod slots;
mod slots_crash;
mod smoke;
mod template;
mod waiting_list;
