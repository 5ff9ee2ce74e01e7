#![cfg_attr(fuzzing, no_main)]
//! See [`fuzz::aws_notice`].
fuzz::target!(aws_notice);
