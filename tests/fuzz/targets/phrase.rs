#![cfg_attr(fuzzing, no_main)]
//! See [`fuzz::phrase`].
fuzz::target!(phrase);
