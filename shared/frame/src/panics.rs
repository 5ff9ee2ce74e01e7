//! Panics in the log: where, and not what.
//!
//! A panic's words are made of what the code had in its hands: a slice cut through a character quotes the whole text.

use std::panic::{AssertUnwindSafe, PanicHookInfo};
use std::pin::Pin;

use futures_util::FutureExt as _;
use futures_util::future::CatchUnwind;

/// From here on, a panic of this process is a line of the log that says where it happened.
pub fn log_without_words() {
    std::panic::set_hook(Box::new(|panic: &PanicHookInfo<'_>| {
        let (file, line) = panic.location().map_or(("", 0), |it| (it.file(), it.line()));
        tracing::error!(file, line, "a panic");
    }));
}

/// What a handler answers, or its panic. Boxed: the state of a handler over AWS is deep, and would be part of every
/// future around it.
pub(crate) fn caught<F: Future>(handled: F) -> CatchUnwind<AssertUnwindSafe<Pin<Box<F>>>> {
    AssertUnwindSafe(Box::pin(handled)).catch_unwind()
}
