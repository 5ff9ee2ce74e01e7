//! The pages under signed links, which work without JavaScript: the web form, the page that answers a message, and the
//! one that stops e-mail.
//!
//! Opening one changes nothing, so a preview of the link uses nothing up. A form sent in twice counts once; a link that
//! was used says so.

use channels::link::{ANSWER_PREFIX, LINK_PATH, LinkKey, NoLink, STOP_PREFIX};
use domain::decision::Outcome;
use domain::ids::MessageId;
use domain::language::Language;
use domain::survey::{By, COMMENT_CHARS_MAX, Event, Survey};
use frame::Failure;
use frame::http::{Request, Response};
use jiff::Timestamp;
use ports::commit::load;
use ports::patients::standing_patient;
use ports::records::survey_key;
use ports::{Disposition, PortError, Ports};

use crate::around::Around;
use crate::form::{self, Filled};
use crate::page::{self, Notice, STYLE_NAME};
use crate::{answer as answers, apply, stop};

/// Largest form, in bytes: every character of a comment percent-encoded, and the rest.
const FORM_BYTES_MAX: usize = COMMENT_CHARS_MAX * 12 + 4_096;

/// Whether a request is this function's.
#[must_use]
pub fn routes(request: &Request<'_>) -> bool {
    request.path.starts_with(LINK_PATH)
}

/// Answers one request for a page.
pub async fn answer<P: Ports>(ports: &P, links: &LinkKey, request: &Request<'_>, now: Timestamp) -> Response {
    let token = request.path.strip_prefix(LINK_PATH).unwrap_or_default();
    match (&*request.method, token) {
        ("GET", STYLE_NAME) => page::style(),
        ("GET" | "POST", _) if token.starts_with(STOP_PREFIX) => match links.read_stop(token, now) {
            Ok(message) => answered(stop::respond(ports, &message, request, now).await),
            Err(error) => unopened(error),
        },
        ("GET" | "POST", _) if token.starts_with(ANSWER_PREFIX) => match links.read_answer(token, now) {
            Ok((message, channel)) => {
                answered(answers::respond(ports, (&message, channel), request, now).await)
            }
            Err(error) => unopened(error),
        },
        ("GET" | "POST", _) => match links.read(token, now) {
            Ok(message) => answered(respond(ports, &message, request, now).await),
            Err(error) => unopened(error),
        },
        _ => Response::method_not_allowed(&["GET", "POST"]),
    }
}

fn unopened(error: NoLink) -> Response {
    let (status, notice) = match error {
        NoLink::Expired => (410, Notice::Expired),
        NoLink::Forged => (404, Notice::Unknown),
    };
    page::notice(status, None, Language::default(), notice)
}

fn answered(responded: Result<Response, Failure>) -> Response {
    responded.unwrap_or_else(|failure| {
        tracing::error!(error = %failure, "a page could not be answered");
        let (status, notice) = match failure.disposition {
            Disposition::Retry => (503, Notice::Later),
            Disposition::Drop | Disposition::Park => (404, Notice::Unknown),
        };
        page::notice(status, None, Language::default(), notice)
    })
}

/// Answers a request under the link to the form that was sent in that message.
async fn respond<P: Ports>(
    ports: &P,
    message: &MessageId,
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Response, Failure> {
    let around = Around::of_message(ports, message).await?;
    let language = language_of(ports, &around).await?;
    let name = Some(around.clinic.name.as_str());
    if request.method == "GET" {
        let survey: Option<Survey> = load(ports, &survey_key(&around.facts.survey())).await?;
        return Ok(if survey.is_some_and(|it| it.is_used(message)) {
            page::notice(200, name, language, Notice::Used)
        } else {
            form::blank(&around, language)
        });
    }
    if request.body.len() > FORM_BYTES_MAX {
        return Ok(Response::error(413, "too_large", "the form is too large"));
    }
    let filled = Filled::read(&request.body);
    let Some(score) = filled.score.and_then(|it| around.questionnaire.scale.checked(it)) else {
        return Ok(form::unanswered(&around, language, &filled));
    };
    let event = Event::Form {
        cause: format!("form:{message}"),
        at: now,
        by: By::Form,
        link: message.clone(),
        score: Some(score),
        further: filled.further,
        comment: filled.comment,
    };
    Ok(match apply(ports, &around, &event, now).await? {
        Outcome::Applied | Outcome::Repeated => page::notice(200, name, language, Notice::Thanks),
        Outcome::Stale => page::notice(200, name, language, Notice::Used),
    })
}

async fn language_of<P: Ports>(ports: &P, around: &Around) -> Result<Language, PortError> {
    let patient = standing_patient(ports, &around.clinic.id, &around.facts.patient).await?;
    Ok(patient.map_or_else(|| around.clinic.default_language(), |it| it.reads(&around.clinic)))
}
