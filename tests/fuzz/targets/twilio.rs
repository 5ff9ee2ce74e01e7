#![cfg_attr(fuzzing, no_main)]
//! See [`fuzz::twilio`].
fuzz::target!(twilio);
