#![cfg_attr(fuzzing, no_main)]
//! See [`fuzz::token`].
fuzz::target!(token);
