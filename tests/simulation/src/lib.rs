//! Seeded simulation of the whole bundle: the production handlers on a virtual clock, one thread, every choice from one
//! seed, everything that can go wrong going wrong.
//!
//! Guarantees: a seed and settings give the same run, to the last write (compare [`Outcome::trace`]); a run that ends
//! without violations kept every promise of `witness` at every write, call and at rest. What it does not do: measure
//! time, speak to real engines (the contract suites and `tests/deployed` do), or judge the form of provider requests
//! (the stand-ins of `infra/local` do).

mod access;
mod carrier;
mod clinics;
pub mod faults;
pub mod floors;
mod life;
pub mod load;
mod machine;
mod memory;
pub mod museum;
mod poison;
mod request;
mod samples;
mod shrink;
mod state;
mod weather;
mod witness;
mod world;

pub use samples::Samples;
pub use shrink::shrink;
pub use witness::Violation;
pub use world::{Kind, Outcome, Settings, run};
