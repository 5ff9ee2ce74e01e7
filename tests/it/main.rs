//! The one integration binary.
#![expect(clippy::unwrap_used, reason = "tests")]

mod agenda;
mod aws_messaging;
mod console_ports;
mod corrections;
mod costs;
mod desk;
mod evening;
mod identification;
mod identities;
mod incidents;
mod intent;
mod interface;
mod leaks;
mod ledger;
mod limits;
mod lists;
mod merged_records;
mod rephrase;
mod silence;
mod slot_system;
mod slots;
mod slots_crash;
mod smoke;
mod stored;
mod supply;
mod surveys;
mod template;
mod tenants;
mod threads;
mod waiting_list;
mod waits;
