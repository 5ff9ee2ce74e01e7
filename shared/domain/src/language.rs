//! Languages that patients are written to in.

use serde::{Deserialize, Serialize};

/// A language with templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// Spanish.
    #[default]
    Es,
    /// English.
    En,
    /// Portuguese.
    Pt,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 3] = [Self::Es, Self::En, Self::Pt];

    /// The ISO 639-1 code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Es => "es",
            Self::En => "en",
            Self::Pt => "pt",
        }
    }

    /// The language of a tag such as `es`, `es-AR`, `pt_BR` or `EN`.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let code = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Self::ALL.into_iter().find(|it| it.as_str() == code)
    }
}
