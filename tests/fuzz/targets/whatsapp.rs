#![cfg_attr(fuzzing, no_main)]
//! See [`fuzz::whatsapp`].
fuzz::target!(whatsapp);
