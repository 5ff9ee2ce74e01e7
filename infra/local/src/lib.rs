//! The whole bundle in one process: the engine, the stand-ins for providers and phones, the page, the commands.

pub mod apply;
pub mod check;
pub mod clinic_files;
pub mod demo;
pub mod doctor;
pub mod rehearse;
pub mod runtime;
pub mod standin;
