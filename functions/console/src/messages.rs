//! A message, as staff look it up by the id that a provider echoes.

use domain::clinic::Clinic;
use domain::ids::MessageId;
use domain::message::Message;
use frame::http::Response;
use ports::Ports;
use ports::commit::load;
use ports::records::message_key;

use crate::unanswered::{Unanswered, not_found};
use crate::view;

/// `GET /v1/messages/{id}`: a message, or what went out of it on one channel, by the id of that.
pub(crate) async fn one<P: Ports>(ports: &P, clinic: &Clinic, id: &str) -> Result<Response, Unanswered> {
    let dispatch = Message::parse_dispatch_id(id);
    let message_id = dispatch.as_ref().map(|(id, _)| id.clone()).or_else(|| MessageId::new(id).ok());
    let Some(message_id) = message_id else { return Ok(not_found()) };
    let message: Option<Message> = load(ports, &message_key(&message_id)).await?;
    let Some(message) = message.filter(|it| it.spec.clinic == clinic.id) else { return Ok(not_found()) };
    Ok(match dispatch {
        None => Response::json(200, &view::message(clinic, &message)),
        Some((_, channel)) => match message.dispatch(channel) {
            Some(dispatch) => Response::json(200, &view::dispatch(clinic, &message, dispatch)),
            None => not_found(),
        },
    })
}
