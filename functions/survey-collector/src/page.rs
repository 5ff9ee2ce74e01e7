//! What pages look like: plain HTML for the smallest phone, readable aloud, without a script.

use channels::link::LINK_PATH;
use domain::language::Language;
use frame::http::Response;

use crate::form;

/// What the style of all pages is called.
pub(crate) const STYLE_NAME: &str = "form.css";
const STYLE: &str = include_str!("form.css");

/// Nothing is loaded but the style, nothing is sent but to us, nobody frames it, nobody learns the address.
const HEADERS: [(&str, &str); 4] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("referrer-policy", "no-referrer"),
    ("x-robots-tag", "noindex, nofollow"),
    ("strict-transport-security", "max-age=31536000"),
];

/// What a page without a form says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notice {
    Thanks,
    Used,
    Expired,
    Unknown,
    Later,
}

const fn said(language: Language, notice: Notice) -> &'static str {
    match (language, notice) {
        (Language::Es, Notice::Thanks) => "Gracias. Hemos recibido su respuesta.",
        (Language::Es, Notice::Used) => "Ya hemos recibido su respuesta con este enlace. Gracias.",
        (Language::Es, Notice::Expired) => "Este enlace ya no es válido. Gracias por su interés.",
        (Language::Es, Notice::Unknown) => "Este enlace no es correcto. Ábralo tal como está en el mensaje.",
        (Language::Es, Notice::Later) => {
            "Ahora no podemos abrir la página. Inténtelo de nuevo en unos minutos."
        }
        (Language::En, Notice::Thanks) => "Thank you. We have received your answer.",
        (Language::En, Notice::Used) => "We have already received your answer by this link. Thank you.",
        (Language::En, Notice::Expired) => "This link is no longer valid. Thank you for your interest.",
        (Language::En, Notice::Unknown) => {
            "This link is not right. Please open it as it stands in the message."
        }
        (Language::En, Notice::Later) => "The page cannot be opened now. Please try again in a few minutes.",
        (Language::Pt, Notice::Thanks) => "Obrigado. Recebemos a sua resposta.",
        (Language::Pt, Notice::Used) => "Já recebemos a sua resposta por este link. Obrigado.",
        (Language::Pt, Notice::Expired) => "Este link não é mais válido. Obrigado pelo interesse.",
        (Language::Pt, Notice::Unknown) => "Este link não está correto. Abra como está na mensagem.",
        (Language::Pt, Notice::Later) => {
            "A página não pode ser aberta agora. Tente de novo em alguns minutos."
        }
    }
}

/// What a page without a form is headed with; where nothing opened, nobody knows what it would have been.
const fn title(language: Language, notice: Notice) -> &'static str {
    match (notice, language) {
        (Notice::Thanks | Notice::Used, _) => form::title(language),
        (_, Language::Es) => "Enlace",
        (_, Language::En | Language::Pt) => "Link",
    }
}

/// A page without a form.
pub(crate) fn notice(status: u16, clinic: Option<&str>, language: Language, notice: Notice) -> Response {
    telling(status, clinic, language, title(language, notice), said(language, notice))
}

/// A page that tells one thing.
pub(crate) fn telling(
    status: u16,
    clinic: Option<&str>,
    language: Language,
    title: &str,
    text: &str,
) -> Response {
    page(status, clinic, language, title, &format!("<p class=\"notice\" role=\"status\">{text}</p>"))
}

/// A whole page, of a title and a body in HTML that are our own words.
pub(crate) fn page(
    status: u16,
    clinic: Option<&str>,
    language: Language,
    title: &str,
    body: &str,
) -> Response {
    let clinic = clinic.map(|it| format!("<p class=\"clinic\">{}</p>", escaped(it))).unwrap_or_default();
    let html = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <link rel=\"stylesheet\" href=\"{LINK_PATH}{STYLE_NAME}\"></head><body><main>{clinic}<h1>{title}</h1>{body}</main></body></html>",
        language.as_str()
    );
    let mut response = Response::text(status, "text/html; charset=utf-8", html);
    response.headers.extend(HEADERS.map(|(name, value)| (name.to_owned(), value.to_owned())));
    response
}

/// The style of all pages, which a browser may keep for a day.
pub(crate) fn style() -> Response {
    let mut response = Response::text(200, "text/css; charset=utf-8", STYLE);
    response.headers.insert("cache-control".to_owned(), "public, max-age=86400".to_owned());
    response
}

/// Text as it may stand in an element or between quotes.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_clinic_or_a_patient_wrote_is_text_and_nothing_else() {
        assert_eq!(escaped(r#"<a b="c">'&"#), "&lt;a b=&quot;c&quot;&gt;&#39;&amp;");
        let page = notice(200, Some("<script>"), Language::Es, Notice::Thanks);
        assert!(!page.body.contains("<script>"), "{}", page.body);
        assert!(page.headers["content-security-policy"].contains("default-src 'none'"));
    }

    #[test]
    fn a_link_that_opens_nothing_asks_for_no_opinion() {
        for language in Language::ALL {
            let opinion = form::title(language);
            for (about, names_it) in [
                (Notice::Thanks, true),
                (Notice::Used, true),
                (Notice::Expired, false),
                (Notice::Unknown, false),
                (Notice::Later, false),
            ] {
                assert_eq!(notice(200, None, language, about).body.contains(opinion), names_it, "{about:?}");
            }
        }
    }
}
