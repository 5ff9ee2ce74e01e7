//! Twilio's webhooks: forms, whose unknown parameters are ignored (but were signed).

use domain::delivery::Receipt;
use domain::phi::Phi;
use domain::phone::E164;
use domain::thread::CarrierWord;
use jiff::Timestamp;

use crate::provider::{InboundSms, Report};
use crate::{ParseError, failure};

/// Most things that come with the words of one message.
const MEDIA_MAX: u32 = 10;

fn value<'a>(form: &'a [(String, String)], name: &str) -> Option<&'a str> {
    form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).filter(|it| !it.is_empty())
}

fn required<'a>(form: &'a [(String, String)], name: &'static str) -> Result<&'a str, ParseError> {
    value(form, name).ok_or(ParseError::Missing { field: name })
}

/// Reads a status callback. `reference` is what we put into its address, as the query's `reference`. A status we do
/// not know is `None`. Callbacks carry no time that can be used, so `received_at` stands for it.
pub fn status(
    form: &[(String, String)],
    reference: Option<&str>,
    received_at: Timestamp,
) -> Result<Option<Report>, ParseError> {
    let provider_id = required(form, "MessageSid")?.to_owned();
    let receipt = match required(form, "MessageStatus")? {
        "accepted" | "scheduled" | "queued" | "sending" => Receipt::Queued,
        "sent" => Receipt::Sent,
        "delivered" => Receipt::Delivered,
        "read" => Receipt::Read,
        "undelivered" | "failed" | "canceled" => Receipt::Failed,
        _ => return Ok(None),
    };
    let code = value(form, "ErrorCode").and_then(|it| it.parse().ok());
    Ok(Some(Report {
        reference: reference.map(str::to_owned),
        provider_id,
        receipt,
        at: received_at,
        failure: (receipt == Receipt::Failed).then(|| failure::twilio(code, None)),
        code: code.filter(|_| receipt == Receipt::Failed),
    }))
}

/// Reads a text message from a person. It carries no time, so `received_at` stands for it.
pub fn inbound(form: &[(String, String)], received_at: Timestamp) -> Result<InboundSms, ParseError> {
    let from = required(form, "From")?;
    Ok(InboundSms {
        id: required(form, "MessageSid")?.to_owned(),
        from: E164::new(from).map_err(|_| ParseError::NoPhone)?,
        to: required(form, "To")?.to_owned(),
        body: Phi::new(value(form, "Body").unwrap_or_default().to_owned()),
        at: received_at,
        keyword: match value(form, "OptOutType") {
            Some("STOP") => Some(CarrierWord::Stop),
            Some("START") => Some(CarrierWord::Start),
            Some("HELP") => Some(CarrierWord::Help),
            _ => None,
        },
        media: media(form),
    })
}

/// The kinds of what came with the words (`NumMedia`, `MediaContentType0`, …): `image, image, document`.
fn media(form: &[(String, String)]) -> Option<String> {
    let count: u32 = value(form, "NumMedia")?.parse().ok()?;
    let kind = |index: u32| {
        let kind = value(form, &format!("MediaContentType{index}")).and_then(|it| it.split('/').next());
        kind.filter(|it| matches!(*it, "image" | "audio" | "video" | "text")).unwrap_or("document")
    };
    (count > 0).then(|| (0..count.min(MEDIA_MAX)).map(kind).collect::<Vec<_>>().join(", "))
}
