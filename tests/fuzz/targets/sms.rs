#![cfg_attr(fuzzing, no_main)]
//! See [`fuzz::sms`].
fuzz::target!(sms);
