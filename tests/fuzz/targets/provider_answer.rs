#![cfg_attr(fuzzing, no_main)]
//! See [`fuzz::provider_answer`].
fuzz::target!(provider_answer);
