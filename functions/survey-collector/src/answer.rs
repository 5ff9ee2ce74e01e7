//! The page that answers a message, behind the link in its mail or text message: what it told, and its buttons.
//!
//! Opening it changes nothing, since scanners of mail open links. A button is passed to the conversation as a tap on
//! the message's own would be, and what it changes is decided there, on what is stored by then. Where nothing that the
//! message told stands any more, the page says so, and shows nothing of it.

use std::fmt::Write as _;
use std::sync::Arc;

use domain::case::{Case, CaseState, Covered};
use domain::clinic::Clinic;
use domain::delivery::Channel;
use domain::ids::{MessageId, ThreadId};
use domain::language::Language;
use domain::message::{About, Message, Tapped};
use domain::patient::Patient;
use domain::phi::Phi;
use domain::render::{Matter, OnPage, on_page};
use domain::slot::Slot;
use domain::thread::Thread;
use frame::Failure;
use frame::http::{Request, Response};
use jiff::Timestamp;
use ports::Ports;
use ports::commit::load;
use ports::patients::standing_patient;
use ports::publish::publish;
use ports::records::{case_key, message_key, slot_key, thread_key};
use ports::wire::{Pressed, ToThreads};

use crate::page::{escaped, page};

/// Largest form, in bytes.
const FORM_BYTES_MAX: usize = 1_024;

struct Words {
    title: &'static str,
    received: &'static str,
    noted: &'static str,
    change: &'static str,
    missing: &'static str,
    used: &'static str,
    cancelled: &'static str,
    changed: &'static str,
    over: &'static str,
    call: &'static str,
}

const fn words(language: Language) -> Words {
    match language {
        Language::Es => Words {
            title: "Su respuesta",
            received: "Gracias. Hemos recibido su respuesta:",
            noted: "Tenemos anotado:",
            change: "Si cambió de idea, elija otra respuesta.",
            missing: "Falta su respuesta: elija un botón.",
            used: "Ya hemos recibido su respuesta. Gracias.",
            cancelled: "La cita de ese mensaje ya no está en pie.",
            changed: "Ese mensaje ya no está al día: su cita ha cambiado desde entonces.",
            over: "Ese mensaje ya no espera respuesta.",
            call: "Si necesita algo, llámenos:",
        },
        Language::En => Words {
            title: "Your answer",
            received: "Thank you. We have received your answer:",
            noted: "We have noted:",
            change: "If you have changed your mind, choose another answer.",
            missing: "Your answer is missing: choose a button.",
            used: "We have already received your answer. Thank you.",
            cancelled: "The appointment in that message is no longer on.",
            changed: "That message is out of date: your appointment has changed since.",
            over: "That message does not need an answer any more.",
            call: "If you need anything, call us:",
        },
        Language::Pt => Words {
            title: "A sua resposta",
            received: "Obrigado. Recebemos a sua resposta:",
            noted: "Temos anotado:",
            change: "Se mudou de ideia, escolha outra resposta.",
            missing: "Falta a sua resposta: escolha um botão.",
            used: "Já recebemos a sua resposta. Obrigado.",
            cancelled: "A consulta dessa mensagem não está mais marcada.",
            changed: "Essa mensagem já não vale: a sua consulta mudou desde então.",
            over: "Essa mensagem não espera mais resposta.",
            call: "Se precisar de algo, ligue para nós:",
        },
    }
}

/// A message, and what stands of what it told.
struct Around {
    clinic: Arc<Clinic>,
    message: Message,
    channel: Channel,
    language: Language,
    thread: ThreadId,
    spoken_with: Option<Thread>,
    patient: Option<Patient>,
    /// Each visit that it spoke for, with the version that it spoke of.
    visits: Vec<(Covered, Option<Case>)>,
    slot: Option<Slot>,
}

/// Answers a request under the link that was sent in that message on that channel.
pub(crate) async fn respond<P: Ports>(
    ports: &P,
    (message, channel): (&MessageId, Channel),
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Response, Failure> {
    if request.body.len() > FORM_BYTES_MAX {
        return Ok(Response::error(413, "too_large", "the form is too large"));
    }
    let around = Around::load(ports, message, channel).await?;
    let on_page = match around.on_page(now) {
        Ok(on_page) => on_page,
        Err((status, why)) => return Ok(around.told(status, why, None)),
    };
    if request.method == "GET" {
        return Ok(around.asks(200, &on_page, now));
    }
    let form = Form::read(&request.body, now);
    let Some((tapped, title)) = on_page.answers.iter().find(|it| Some(it.0) == form.tapped) else {
        return Ok(around.asks(422, &on_page, now));
    };
    let pressed = Pressed {
        clinic: around.clinic.id.clone(),
        thread: around.thread.clone(),
        channel,
        id: around.id_of(*tapped, form.opened),
        at: now,
        message: message.clone(),
        tapped: *tapped,
        title: title.clone(),
    };
    publish(ports.queue(), around.clinic.id.as_str(), &[ToThreads::Pressed(Box::new(pressed))]).await?;
    Ok(around.told(200, words(around.language).received, Some(title)))
}

/// What a browser sends.
struct Form {
    tapped: Option<Tapped>,
    /// When the page was opened, in seconds.
    opened: i64,
}

impl Form {
    fn read(body: &[u8], now: Timestamp) -> Self {
        let mut form = Self { tapped: None, opened: 0 };
        for (name, value) in form_urlencoded::parse(body) {
            match &*name {
                "answer" => form.tapped = Tapped::parse(&value),
                "opened" => form.opened = value.parse().unwrap_or_default(),
                _ => {}
            }
        }
        form.opened = form.opened.clamp(0, now.as_second().max(0));
        form
    }
}

impl Around {
    async fn load<P: Ports>(ports: &P, id: &MessageId, channel: Channel) -> Result<Self, Failure> {
        tracing::Span::current().record("message.id", id.as_str());
        let Some(message): Option<Message> = load(ports, &message_key(id)).await? else {
            return Err(Failure::park("the message of a link is not on record"));
        };
        let clinic = ports.directory().clinic(&message.spec.clinic)?;
        let dispatch = message.dispatch(channel);
        let Some((dispatch, thread)) = dispatch.and_then(|it| Some((it, it.thread.clone()?))) else {
            return Err(Failure::park("the message of a link did not go out there"));
        };
        let language = dispatch.language.unwrap_or_else(|| clinic.default_language());
        let patient = match message.spec.to.patient() {
            Some(id) => standing_patient(ports, &clinic.id, id).await?,
            None => None,
        };
        let mut visits = Vec::new();
        for covered in &message.spec.covers {
            visits.push((covered.clone(), load(ports, &case_key(&clinic.id, &covered.case)).await?));
        }
        let slot: Option<Slot> = match &message.spec.slot {
            Some(slot) => load(ports, &slot_key(&clinic.id, slot)).await?,
            None => None,
        };
        Ok(Self {
            clinic: Arc::clone(clinic),
            channel,
            language,
            spoken_with: load(ports, &thread_key(&thread)).await?,
            thread,
            patient: patient.map(|it| Patient { language: Some(language), ..it }),
            visits,
            slot,
            message,
        })
    }

    /// The visits that are as the message told: they stand, or were given free because nobody answered.
    fn standing(&self, now: Timestamp) -> Vec<&Case> {
        let stands = |(covered, case): &&(Covered, Option<Case>)| {
            case.as_ref().is_some_and(|it| it.may_take(covered.version, now))
        };
        self.visits.iter().filter(stands).filter_map(|it| it.1.as_ref()).collect()
    }

    /// What there is to answer; else why there is nothing, with its HTTP status.
    fn on_page(&self, now: Timestamp) -> Result<OnPage, (u16, &'static str)> {
        let (words, spec, thread) = (words(self.language), &self.message.spec, self.spoken_with.as_ref());
        // One of several choices is made once; of a visit they may change their mind.
        let is_used = |it: &Thread| it.asked.iter().any(|it| it.message == spec.id && it.answered);
        if spec.about != About::Visit && thread.is_some_and(is_used) {
            return Err((200, words.used));
        }
        let cases = self.standing(now);
        if cases.is_empty() && !self.visits.is_empty() {
            return Err((410, self.why_not(now)));
        }
        let spoken = thread.and_then(|it| it.spoken_in(&spec.id)).filter(|_| spec.about == About::Dialogue);
        let is_offered = || self.slot.as_ref().is_some_and(|it| it.still_offers(&spec.id, now));
        let is_open = match spec.about {
            About::Visit => !cases.is_empty(),
            About::Dialogue => spoken.is_some(),
            About::Offer => is_offered(),
            About::Survey | About::Campaign => false,
        };
        let is_known =
            |it: &Patient, thread: &Thread| thread.patients.iter().all(|link| it.is_known_as(&link.patient));
        let slot = self.slot.clone().map(|it| it.said_in(&spec.id));
        let matter = Matter {
            cases: &cases,
            spoken,
            slot: slot.as_ref(),
            is_shared: self.patient.as_ref().zip(thread).is_some_and(|(it, thread)| !is_known(it, thread)),
            language: Some(self.language),
            ..Matter::default()
        };
        let on_page = || on_page(&self.clinic, spec, self.channel, self.patient.as_ref(), &matter);
        is_open.then(on_page).flatten().filter(|it| !it.answers.is_empty()).ok_or((410, words.over))
    }

    /// What an answer is known by: the same when one page is sent in twice, another one when the page is opened again,
    /// or when they go back in their browser after another answer.
    fn id_of(&self, tapped: Tapped, opened: i64) -> String {
        let (code, page) = (tapped.code(), format!("page:{}:", self.message.dispatch_id(self.channel)));
        let is_other =
            |id: &str| id.strip_prefix(&page).is_some_and(|it| it.split(':').next() != Some(&code));
        let heard = self.spoken_with.iter().flat_map(|it| &it.inbound);
        format!("{page}{code}:{opened}:{}", heard.filter(|it| is_other(&it.id)).count())
    }

    /// Why none of the visits is to be answered for.
    fn why_not(&self, now: Timestamp) -> &'static str {
        let words = words(self.language);
        // Of a time that was offered, what became of the visit says nothing.
        let is_of_visit = self.message.spec.about != About::Offer;
        match self.visits.iter().find_map(|it| it.1.as_ref()).filter(|_| is_of_visit) {
            Some(case) if case.state == CaseState::Cancelled => words.cancelled,
            Some(case) if case.state.is_ahead() && now < case.anchor.at => words.changed,
            _ => words.over,
        }
    }

    /// The title of the button whose answer is on record for all that stands, if it is one of these.
    fn noted<'a>(&self, on_page: &'a OnPage, now: Timestamp) -> Option<&'a Phi<String>> {
        let cases = self.standing(now);
        let first = cases.first()?.answer?;
        let is_noted = cases.iter().all(|it| it.answer == Some(first));
        on_page.answers.iter().find(|it| is_noted && it.0 == Tapped::Answer(first)).map(|it| &it.1)
    }

    /// The page with its buttons, under what there is to say first.
    fn asks(&self, status: u16, on_page: &OnPage, now: Timestamp) -> Response {
        let words = words(self.language);
        let mut body = String::new();
        if status == 422 {
            let _ = write!(body, "<p class=\"problem\" role=\"alert\">{}</p>", words.missing);
        }
        for paragraph in on_page.words.expose().split("\n\n") {
            let _ = write!(body, "<p>{}</p>", escaped(paragraph.trim()).replace('\n', "<br>"));
        }
        if let Some(title) = self.noted(on_page, now) {
            let _ = write!(
                body,
                "<p role=\"status\">{} <strong>{}</strong>. {}</p>",
                words.noted,
                escaped(title.expose()),
                words.change
            );
        }
        let _ = write!(
            body,
            "<form method=\"post\"><input type=\"hidden\" name=\"opened\" value=\"{}\"><p class=\"answers\">",
            now.as_second()
        );
        for (tapped, title) in &on_page.answers {
            let (code, title) = (tapped.code(), escaped(title.expose()));
            let _ = write!(body, "<button name=\"answer\" value=\"{code}\">{title}</button>");
        }
        body.push_str("</p></form>");
        self.page(status, &body)
    }

    /// The page that tells one thing, and an answer.
    fn told(&self, status: u16, what: &str, answer: Option<&Phi<String>>) -> Response {
        let answer =
            answer.map(|it| format!(" <strong>{}</strong>", escaped(it.expose()))).unwrap_or_default();
        self.page(status, &format!("<p class=\"notice\" role=\"status\">{what}{answer}</p>"))
    }

    fn page(&self, status: u16, body: &str) -> Response {
        let (words, phone) = (words(self.language), &self.clinic.phone);
        let number: String = phone.chars().filter(|it| it.is_ascii_digit() || *it == '+').collect();
        let body = format!(
            "{body}<p class=\"hint\">{} <a href=\"tel:{number}\">{}</a></p>",
            words.call,
            escaped(phone)
        );
        page(status, Some(&self.clinic.name), self.language, words.title, &body)
    }
}
