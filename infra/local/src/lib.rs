//! (being written)

pub mod check;
pub mod clinic_files;
pub mod standin;
