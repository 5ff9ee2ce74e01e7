#![cfg_attr(fuzzing, no_main)]
//! See [`fuzz::clinic_events`].
fuzz::target!(clinic_events);
