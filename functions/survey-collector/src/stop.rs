//! The page that stops e-mail, behind the link that stands in every mail.
//!
//! Opening it stops nothing, since scanners of mail open links; its button does, and so does the POST that a mail
//! program makes for its reader (RFC 8058). Where all e-mail is stopped, the page says so and asks nothing. A stop is
//! stored as a complaint that the provider reports: the conversation with that address is stopped, and another clinic's
//! with the same one is not.

use domain::delivery::Channel;
use domain::ids::MessageId;
use domain::language::Language;
use domain::message::Message;
use domain::thread::Thread;
use frame::Failure;
use frame::http::{Request, Response};
use jiff::Timestamp;
use ports::Ports;
use ports::commit::{commit_change, load};
use ports::records::{message_key, thread_key};

use crate::page;

struct Words {
    title: &'static str,
    asks: &'static str,
    button: &'static str,
    done: &'static str,
}

const fn words(language: Language) -> Words {
    match language {
        Language::Es => Words {
            title: "Correo electrónico",
            asks: "¿No quiere recibir más correos nuestros en esta dirección? \
                   Tampoco le llegarán por correo los avisos de sus turnos o citas.",
            button: "No recibir más correos",
            done: "Hecho. No le enviaremos más correos a esta dirección.",
        },
        Language::En => Words {
            title: "E-mail",
            asks: "Do you want no more e-mails from us at this address? \
                   Notices of your appointments will not come by e-mail either.",
            button: "Stop e-mails",
            done: "Done. We will send no more e-mails to this address.",
        },
        Language::Pt => Words {
            title: "E-mail",
            asks: "Não quer mais receber nossos e-mails neste endereço? \
                   Os avisos das suas consultas também não chegarão mais por e-mail.",
            button: "Não receber mais e-mails",
            done: "Pronto. Não enviaremos mais e-mails para este endereço.",
        },
    }
}

/// Answers a request under the link that was sent in that message.
pub(crate) async fn respond<P: Ports>(
    ports: &P,
    message: &MessageId,
    request: &Request<'_>,
    now: Timestamp,
) -> Result<Response, Failure> {
    tracing::Span::current().record("message.id", message.as_str());
    let Some(sent): Option<Message> = load(ports, &message_key(message)).await? else {
        return Err(Failure::park("the message of a link is not on record"));
    };
    let clinic = ports.directory().clinic(&sent.spec.clinic)?;
    let Some(dispatch) = sent.dispatch(Channel::Email) else {
        return Err(Failure::park("the message of a link went out by no e-mail"));
    };
    let language = dispatch.language.unwrap_or_else(|| clinic.default_language());
    let (words, name) = (words(language), Some(clinic.name.as_str()));
    let Some(thread) = &dispatch.thread else {
        return Err(Failure::park("an e-mail to no address on record"));
    };
    if request.method == "GET" {
        let known: Option<Thread> = load(ports, &thread_key(thread)).await?;
        let mut stops = known.iter().flat_map(|it| &it.stops);
        if stops.any(|it| it.is_of_all(Channel::Email)) {
            return Ok(page::telling(200, name, language, words.title, words.done));
        }
        let body = format!(
            "<p>{}</p><form method=\"post\"><p><button type=\"submit\">{}</button></p></form>",
            words.asks, words.button
        );
        return Ok(page::page(200, name, language, words.title, &body));
    }
    let evidence = sent.dispatch_id(Channel::Email);
    let committed = commit_change(ports, &thread_key(thread), |known: Option<&Thread>| {
        let next = known.map(|it| it.stopped(Channel::Email, None, &evidence, now));
        next.filter(|it| known != Some(it))
    })
    .await?;
    if committed.state.is_none() {
        return Err(Failure::park("an e-mail in no conversation on record"));
    }
    Ok(page::telling(200, name, language, words.title, words.done))
}
