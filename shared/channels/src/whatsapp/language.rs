//! The languages of templates: our codes and Meta's.

/// Portuguese, as the clinics' files call it.
const PORTUGUESE: &str = "pt";
/// The same at Meta, which has no Portuguese without a country.
const PORTUGUESE_AT_META: &str = "pt_BR";

/// Meta's code for a language of ours: a template is registered and sent under it.
#[must_use]
pub fn at_meta(language: &str) -> &str {
    if language == PORTUGUESE { PORTUGUESE_AT_META } else { language }
}

/// Our code for a language of Meta's, which writes `en-US` and `en_US` for the same one.
pub(super) fn ours(language: &str) -> String {
    let language = language.replace('-', "_");
    if language == PORTUGUESE_AT_META { PORTUGUESE.to_owned() } else { language }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_comes_back_from_meta_as_it_went() {
        for (language, expected) in [("pt", "pt_BR"), ("es", "es"), ("en", "en")] {
            assert_eq!(at_meta(language), expected);
            assert_eq!(ours(expected), language);
        }
        assert_eq!(["pt-BR", "pt_PT", "en-US"].map(ours), ["pt", "pt_PT", "en_US"]);
    }
}
