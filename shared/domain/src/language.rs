//! Languages that patients are written to in.

use serde::{Deserialize, Serialize};

use crate::reply::plain_words;

/// So many words more than of the clinic's own language make a text one of another, where it has words of both.
const WORDS_LEAD: usize = 2;

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

    /// In which of a clinic's languages somebody writes of whom nothing is known: the clinic's first, unless words that
    /// only another has say otherwise.
    #[must_use]
    pub fn written<'a>(texts: impl Iterator<Item = &'a str>, among: &[Self]) -> Self {
        let words: Vec<String> = texts.flat_map(plain_words).collect();
        let known =
            |it: Self| words.iter().filter(|word| it.own_words().split(' ').any(|own| own == *word)).count();
        let first = among.first().copied().unwrap_or_default();
        let most = among.iter().rev().copied().max_by_key(|it| known(*it)).unwrap_or(first);
        let lead = if known(first) == 0 { 1 } else { WORDS_LEAD };
        if known(most) >= known(first) + lead { most } else { first }
    }

    /// Everyday words that the other languages do not have, as [`plain_words`] spells them.
    const fn own_words(self) -> &'static str {
        match self {
            Self::Es => {
                "el los las mi quiero hola necesito cuando cita turno y una con tengo buenas buenos gracias del puedo \
                 puede usted ustedes muy soy donde cual hay quisiera cambiar hacer hoy manana"
            }
            Self::En => {
                "the my you your is are hello hi please need want would like have could what when where how does not \
                 appointment and with from this that it we they thanks thank good morning afternoon change cancel book"
            }
            Self::Pt => {
                "voce voces meu minha quero ola oi bom boa obrigado obrigada um uma nao posso quando onde qual muito \
                 sou remarcar desmarcar gostaria amanha hoje falar fazer preciso"
            }
        }
    }

    /// The language of a tag such as `es`, `es-AR`, `pt_BR` or `EN`.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let code = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Self::ALL.into_iter().find(|it| it.as_str() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{self, En, Es, Pt};

    #[test]
    fn who_writes_first_is_read_in_their_language() {
        for (text, among, want) in [
            ("hello, I need to change my appointment", &[Es, En][..], En),
            ("Hi", &[Es, En], En),
            ("Buenas, quiero cancelar mi cita", &[En, Es], Es),
            ("Oi, bom dia! Quero remarcar", &[Es, En, Pt], Pt),
            ("hello, I need to change my appointment", &[Es], Es),
            ("hello", &[Es, Pt], Es),
            ("hola, tengo una cita con the doctor", &[Es, En], Es),
            ("3/2/1985", &[En, Es], En),
            ("", &[Pt, Es], Pt),
        ] {
            assert_eq!(Language::written([text].into_iter(), among), want, "{text}");
        }
        let later = ["Hello, can you help me with my appointment?", "12345678"];
        assert_eq!(Language::written(later.into_iter(), &[Es, En]), En);
    }
}
