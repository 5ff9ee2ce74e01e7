//! The whole bundle in one process: the engine, the stand-ins for providers and phones, the page, the commands.

pub mod check;
pub mod clinic_files;
pub mod demo;
pub mod runtime;
pub mod standin;
