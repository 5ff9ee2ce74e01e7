#![cfg_attr(fuzzing, no_main)]
//! See [`fuzz::hl7`].
fuzz::target!(hl7);
