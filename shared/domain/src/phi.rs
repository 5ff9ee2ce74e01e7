//! Protected health information never leaves its type by accident.
//!
//! A [`Phi`] can be stored and sent where it belongs (it serialises as what it holds), but it has no `Display`
//! and its `Debug` masks. Getting at the content takes the word [`Phi::expose`], which a reviewer can search for.

use serde::{Deserialize, Serialize};

/// Something about a person that must not reach a log, a metric, a key or a URL.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phi<T>(T);

impl<T> Phi<T> {
    /// Wraps the value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself, for the patient's own screen or a provider's API.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Unwraps the value.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> std::fmt::Debug for Phi<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[phi]")
    }
}

impl<T> From<T> for Phi<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}
