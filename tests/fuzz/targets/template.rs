#![cfg_attr(fuzzing, no_main)]
//! See [`fuzz::template`].
fuzz::target!(template);
