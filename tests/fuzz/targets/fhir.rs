#![cfg_attr(fuzzing, no_main)]
//! See [`fuzz::fhir`].
fuzz::target!(fhir);
