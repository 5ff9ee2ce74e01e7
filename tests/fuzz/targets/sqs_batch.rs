#![cfg_attr(fuzzing, no_main)]
//! See [`fuzz::sqs_batch`].
fuzz::target!(sqs_batch);
