//! The whole bundle in one process: the engine, the stand-ins for providers and phones, the page, the commands.

#[cfg(feature = "bundle")]
pub mod apply;
#[cfg(feature = "bundle")]
pub mod campaign;
#[cfg(feature = "bundle")]
pub mod check;
#[cfg_attr(not(feature = "bundle"), expect(dead_code, unused_imports, reason = "used by the commands"))]
pub mod clinic_files;
#[cfg(feature = "bundle")]
pub mod demo;
#[cfg(feature = "bundle")]
pub mod doctor;
#[cfg(feature = "bundle")]
pub mod mllp;
#[cfg(feature = "bundle")]
pub mod operands;
#[cfg(feature = "bundle")]
pub mod rehearse;
#[cfg(feature = "bundle")]
pub mod runtime;
#[cfg(feature = "bundle")]
pub mod standin;
