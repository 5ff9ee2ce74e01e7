#![cfg_attr(fuzzing, no_main)]
//! See [`fuzz::clinic_config`].
fuzz::target!(clinic_config);
