#![cfg_attr(fuzzing, no_main)]
//! See [`fuzz::agenda`].
fuzz::target!(agenda);
