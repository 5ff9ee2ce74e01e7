//! The form of a survey: its words, its questions, and what was filled in.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::language::Language;
use domain::phi::Phi;
use domain::survey::{COMMENT_CHARS_MAX, FURTHER_SCALE, Scale};
use domain::words::date;
use frame::http::Response;

use crate::around::Around;
use crate::page::{escaped, page};

/// What stands before the name of a further question in the form.
const FURTHER_PREFIX: &str = "q_";

/// What was filled in.
#[derive(Default)]
pub(crate) struct Filled {
    pub(crate) score: Option<u8>,
    pub(crate) further: BTreeMap<String, u8>,
    pub(crate) comment: Option<Phi<String>>,
}

impl Filled {
    /// Reads a form as browsers send it; what is not one of its answers is passed over.
    pub(crate) fn read(body: &[u8]) -> Self {
        let mut filled = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            match &*name {
                "score" => filled.score = value.parse().ok(),
                "comment" => {
                    filled.comment =
                        Some(value.trim()).filter(|it| !it.is_empty()).map(|it| Phi::new(it.to_owned()));
                }
                name => {
                    let further = name.strip_prefix(FURTHER_PREFIX).zip(value.parse().ok());
                    filled.further.extend(further.map(|(name, answer)| (name.to_owned(), answer)));
                }
            }
        }
        filled
    }
}

struct Words {
    title: &'static str,
    about: &'static str,
    csat: &'static str,
    nps: &'static str,
    csat_ends: [&'static str; 2],
    nps_ends: [&'static str; 2],
    /// Of any other question, whatever it is about.
    further_ends: [&'static str; 2],
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
            further_ends: ["muy mal", "muy bien"],
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
            further_ends: ["very bad", "very good"],
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
            further_ends: ["muito mal", "muito bem"],
            comment: "Quer contar mais alguma coisa?",
            optional: "opcional",
            send: "Enviar",
            missing: "Falta a sua resposta: escolha um número.",
            emergency: "Este formulário não atende urgências. Se não estiver bem, ligue para a emergência.",
        },
    }
}

/// What the form is headed with.
pub(crate) const fn title(language: Language) -> &'static str {
    words(language).title
}

/// The form, not filled in yet.
pub(crate) fn blank(around: &Around, language: Language) -> Response {
    asking(200, around, language, &Filled::default(), None)
}

/// The form as it was filled in, without the one answer that has to be there.
pub(crate) fn unanswered(around: &Around, language: Language, filled: &Filled) -> Response {
    asking(422, around, language, filled, Some(words(language).missing))
}

fn asking(
    status: u16,
    around: &Around,
    language: Language,
    filled: &Filled,
    problem: Option<&str>,
) -> Response {
    let (words, questionnaire) = (words(language), &around.questionnaire);
    let mut body = String::new();
    if let Some(problem) = problem {
        let _ = write!(body, "<p class=\"problem\" role=\"alert\">{problem}</p>");
    }
    let day = date(around.facts.visit.day, &around.clinic.country, language);
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
        body.push_str(&scale(&name, question, words.further_ends, FURTHER_SCALE, chosen, false));
    }
    let comment = filled.comment.as_ref().map_or("", |it| it.expose().as_str());
    let _ = write!(
        body,
        "<p><label for=\"comment\">{} <span class=\"hint\">({})</span></label>\
         <textarea id=\"comment\" name=\"comment\" rows=\"4\" maxlength=\"{}\">{}</textarea></p>\
         <p class=\"hint\">{}</p><p><button type=\"submit\">{}</button></p></form>",
        words.comment,
        words.optional,
        COMMENT_CHARS_MAX,
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

#[cfg(test)]
mod tests {
    use super::*;

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
