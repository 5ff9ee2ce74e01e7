//! What pages look like: plain HTML for the smallest phone, readable aloud, without a script; and those of the form.

use std::fmt::Write as _;

use domain::language::Language;
use domain::survey::{FURTHER_SCALE, Scale};
use domain::words::date;
use frame::http::Response;

use crate::around::Around;
use crate::web::Filled;

/// What stands before the name of a further question in the form.
pub(crate) const FURTHER_PREFIX: &str = "q_";

pub(crate) const STYLE: &str = include_str!("form.css");

/// Nothing is loaded but the style, nothing is sent but to us, nobody frames it, nobody learns the address.
const HEADERS: [(&str, &str); 5] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
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

struct Words {
    title: &'static str,
    about: &'static str,
    csat: &'static str,
    nps: &'static str,
    csat_ends: [&'static str; 2],
    nps_ends: [&'static str; 2],
    comment: &'static str,
    optional: &'static str,
    send: &'static str,
    missing: &'static str,
    emergency: &'static str,
}

const fn words(language: Language) -> Words {
    match language {
        Language::Es => Words {
            title: "Su opinión",
            about: "Sobre su visita del",
            csat: "¿Cómo fue su visita?",
            nps: "Después de esta visita, ¿nos recomendaría a un familiar o amigo?",
            csat_ends: ["muy mala", "muy buena"],
            nps_ends: ["de ninguna manera", "con toda seguridad"],
            comment: "¿Quiere contarnos algo más?",
            optional: "opcional",
            send: "Enviar",
            missing: "Falta su respuesta: elija un número.",
            emergency: "Aquí no se atienden urgencias. Si se siente mal, llame a su servicio de emergencias.",
        },
        Language::En => Words {
            title: "Your opinion",
            about: "About your visit on",
            csat: "How was your visit?",
            nps: "After this visit, would you recommend us to family or friends?",
            csat_ends: ["very bad", "very good"],
            nps_ends: ["not at all", "certainly"],
            comment: "Would you like to tell us more?",
            optional: "optional",
            send: "Send",
            missing: "Your answer is missing: choose a number.",
            emergency: "This form is not for emergencies. If you feel unwell, call your emergency service.",
        },
        Language::Pt => Words {
            title: "A sua opinião",
            about: "Sobre a sua visita de",
            csat: "Como foi a sua visita?",
            nps: "Depois desta visita, você recomendaria a clínica a familiares ou amigos?",
            csat_ends: ["muito ruim", "muito boa"],
            nps_ends: ["de jeito nenhum", "com certeza"],
            comment: "Quer contar mais alguma coisa?",
            optional: "opcional",
            send: "Enviar",
            missing: "Falta a sua resposta: escolha um número.",
            emergency: "Este formulário não atende urgências. Se não estiver bem, ligue para a emergência.",
        },
    }
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
        (Notice::Thanks | Notice::Used, _) => words(language).title,
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

/// The form, as far as it was filled in.
pub(crate) fn form(
    status: u16,
    around: &Around,
    language: Language,
    filled: &Filled,
    incomplete: bool,
) -> Response {
    let (words, questionnaire) = (words(language), &around.questionnaire);
    let mut body = String::new();
    if incomplete {
        let _ = write!(body, "<p class=\"problem\" role=\"alert\">{}</p>", words.missing);
    }
    let day = date(around.facts.visit.day, language);
    let _ = write!(body, "<p>{} {}.</p><form method=\"post\">", words.about, escaped(&day));
    let (question, ends) = match questionnaire.scale {
        Scale::Csat => (words.csat, words.csat_ends),
        Scale::Nps => (words.nps, words.nps_ends),
    };
    body.push_str(&scale("score", question, ends, questionnaire.scale, filled.score, true));
    for further in &questionnaire.further {
        let own = further.words.get(&language).or_else(|| further.words.values().next());
        let Some(question) = own else { continue };
        let name = format!("{FURTHER_PREFIX}{}", further.name);
        let chosen = filled.further.get(&further.name).copied();
        body.push_str(&scale(&name, question, words.csat_ends, FURTHER_SCALE, chosen, false));
    }
    let comment = filled.comment.as_ref().map_or("", |it| it.expose().as_str());
    let _ = write!(
        body,
        "<p><label for=\"comment\">{} <span class=\"hint\">({})</span></label>\
         <textarea id=\"comment\" name=\"comment\" rows=\"4\" maxlength=\"{}\">{}</textarea></p>\
         <p class=\"hint\">{}</p><p><button type=\"submit\">{}</button></p></form>",
        words.comment,
        words.optional,
        domain::survey::COMMENT_CHARS_MAX,
        escaped(comment),
        words.emergency,
        words.send
    );
    page(status, Some(&around.clinic.name), language, words.title, &body)
}

/// One question with its numbers; what they mean is told before them, for whoever hears the page.
fn scale(
    name: &str,
    question: &str,
    [worst, best]: [&str; 2],
    scale: Scale,
    chosen: Option<u8>,
    required: bool,
) -> String {
    let (low, high) = scale.range();
    let name = escaped(name);
    let mut text = format!(
        "<fieldset aria-describedby=\"{name}_ends\"><legend>{}</legend>\
         <p class=\"hint\" id=\"{name}_ends\">{low}: {worst} · {high}: {best}</p><div class=\"scale\">",
        escaped(question)
    );
    for score in low..=high {
        let checked = if chosen == Some(score) { " checked" } else { "" };
        let required = if required { " required" } else { "" };
        let _ = write!(
            text,
            "<label><input type=\"radio\" name=\"{name}\" value=\"{score}\"{checked}{required}> <span>{score}</span></label>"
        );
    }
    text.push_str("</div></fieldset>");
    text
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
         <link rel=\"stylesheet\" href=\"/s/form.css\"></head><body><main>{clinic}<h1>{title}</h1>{body}</main></body></html>",
        language.as_str()
    );
    let mut response = Response::text(status, "text/html; charset=utf-8", html);
    response.headers.extend(HEADERS.map(|(name, value)| (name.to_owned(), value.to_owned())));
    response
}

/// Text as it may stand in an element or between quotes.
fn escaped(text: &str) -> String {
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
            let opinion = words(language).title;
            for (about, names_it) in [
                (Notice::Thanks, true),
                (Notice::Used, true),
                (Notice::Unknown, false),
                (Notice::Later, false),
            ] {
                assert_eq!(notice(200, None, language, about).body.contains(opinion), names_it, "{about:?}");
            }
        }
    }

    #[test]
    fn a_scale_has_every_number_once_and_keeps_what_was_chosen() {
        for (kind, count) in [(Scale::Csat, 5), (Scale::Nps, 11)] {
            let html = scale("score", "?", ["a", "b"], kind, Some(3), true);
            assert_eq!(html.matches("type=\"radio\"").count(), count);
            assert_eq!(html.matches("<label>").count(), count);
            assert_eq!(html.matches(" checked").count(), 1);
            assert!(html.contains("value=\"3\" checked"), "{html}");
        }
    }
}
