#![cfg_attr(fuzzing, no_main)]
//! See [`fuzz::question`].
fuzz::target!(question);
