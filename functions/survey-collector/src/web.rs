//! The pages under signed links, which work without JavaScript: the web form, and the page that stops e-mail.
//!
//! Opening one changes nothing, so a preview of the link uses nothing up. A form sent in twice counts once; a link that
//! was used says so.

use std::collections::BTreeMap;

use channels::link::{LINK_PATH, LinkKey, NoLink, STOP_PREFIX};
use domain::decision::Outcome;
use domain::ids::MessageId;
use domain::language::Language;
use domain::phi::Phi;
use domain::survey::{By, COMMENT_CHARS_MAX, Event, Survey};
use frame::Failure;
use frame::http::{Request, Response};
use jiff::Timestamp;
use ports::commit::load;
use ports::patients::standing_patient;
use ports::records::survey_key;
use ports::{Disposition, PortError, Ports};

use crate::apply;
use crate::around::Around;
use crate::page::{self, Notice, STYLE};
use crate::stop;

/// Largest form, in bytes: every character of a comment percent-encoded, and the rest.
const FORM_BYTES_MAX: usize = COMMENT_CHARS_MAX * 12 + 4_096;
/// The page's style, which the browser may keep for a day.
const STYLE_NAME: &str = "form.css";

/// Whether a request is this function's.
#[must_use]
pub fn routes(request: &Request<'_>) -> bool {
    request.path.starts_with(LINK_PATH)
}

/// Answers one request for a page.
pub async fn answer<P: Ports>(ports: &P, links: &LinkKey, request: &Request<'_>, now: Timestamp) -> Response {
    let token = request.path.strip_prefix(LINK_PATH).unwrap_or_default();
    match (&*request.method, token) {
        ("GET", STYLE_NAME) => style(),
        ("GET" | "POST", _) if token.starts_with(STOP_PREFIX) => match links.read_stop(token, now) {
            Ok(message) => answered(stop::respond(ports, &message, request, now).await),
            Err(error) => unopened(error),
        },
        ("GET" | "POST", _) => match links.read(token, now) {
            Ok(message) => answered(opened(ports, &message, request, now).await),
            Err(error) => unopened(error),
        },
        _ => Response::method_not_allowed(&["GET", "POST"]),
    }
}

fn style() -> Response {
    let mut response = Response::text(200, "text/css; charset=utf-8", STYLE);
    response.headers.insert("cache-control".to_owned(), "public, max-age=86400".to_owned());
    response
}

fn unopened(error: NoLink) -> Response {
    let (status, notice) = match error {
        NoLink::Expired => (410, Notice::Expired),
        NoLink::Forged => (404, Notice::Unknown),
    };
    page::notice(status, None, Language::default(), notice)
}

async fn opened<P: Ports>(
    ports: &P,
    message: &MessageId,
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Response, Failure> {
    let around = Around::of_message(ports, message).await?;
    respond(ports, &around, message, request, now).await
}

fn answered(responded: Result<Response, Failure>) -> Response {
    responded.unwrap_or_else(|failure| {
        tracing::error!(error = %failure, "a page could not be answered");
        let status = if failure.disposition == Disposition::Retry { 503 } else { 404 };
        let notice = if status == 503 { Notice::Later } else { Notice::Unknown };
        page::notice(status, None, Language::default(), notice)
    })
}

async fn respond<P: Ports>(
    ports: &P,
    around: &Around,
    message: &MessageId,
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Response, Failure> {
    let language = language_of(ports, around).await?;
    let name = Some(around.clinic.name.as_str());
    if request.method == "GET" {
        let survey: Option<Survey> = load(ports, &survey_key(&around.facts.survey())).await?;
        return Ok(if survey.is_some_and(|it| it.is_used(message)) {
            page::notice(200, name, language, Notice::Used)
        } else {
            page::form(200, around, language, &Filled::default(), false)
        });
    }
    if request.body.len() > FORM_BYTES_MAX {
        return Ok(Response::error(413, "too_large", "the form is too large"));
    }
    let filled = Filled::read(&request.body);
    let Some(score) = filled.score.and_then(|it| around.questionnaire.scale.checked(it)) else {
        return Ok(page::form(422, around, language, &filled, true));
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
    Ok(match apply(ports, around, &event, now).await? {
        Outcome::Applied | Outcome::Repeated => page::notice(200, name, language, Notice::Thanks),
        Outcome::Stale => page::notice(200, name, language, Notice::Used),
    })
}

async fn language_of<P: Ports>(ports: &P, around: &Around) -> Result<Language, PortError> {
    let patient = standing_patient(ports, &around.clinic.id, &around.facts.patient).await?;
    Ok(patient.map_or_else(|| around.clinic.default_language(), |it| it.reads(&around.clinic)))
}

/// What was filled in.
#[derive(Default)]
pub(crate) struct Filled {
    pub(crate) score: Option<u8>,
    pub(crate) further: BTreeMap<String, u8>,
    pub(crate) comment: Option<Phi<String>>,
}

impl Filled {
    fn read(body: &[u8]) -> Self {
        let mut filled = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            match &*name {
                "score" => filled.score = value.parse().ok(),
                "comment" => {
                    filled.comment =
                        Some(value.trim()).filter(|it| !it.is_empty()).map(|it| Phi::new(it.to_owned()));
                }
                name => {
                    let further = name.strip_prefix(page::FURTHER_PREFIX).zip(value.parse().ok());
                    filled.further.extend(further.map(|(name, answer)| (name.to_owned(), answer)));
                }
            }
        }
        filled
    }
}
