#![cfg_attr(fuzzing, no_main)]
//! See [`fuzz::api_event`].
fuzz::target!(api_event);
