//! (being written)

pub mod standin;
