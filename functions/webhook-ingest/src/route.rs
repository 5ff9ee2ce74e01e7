//! What is told of text messages and e-mail, as the queues carry it: the same for Twilio and for AWS.

use channels::provider::{InboundSms, Report};
use domain::delivery::Channel;
use ports::wire::{Heard, ReceiptReport, ToReceipts, ToThreads, What};

/// What became of a message. `sender` is the number it went from, if the provider says.
pub(crate) fn receipt(channel: Channel, sender: Option<String>, report: Report) -> ToReceipts {
    ToReceipts::Receipt(Box::new(ReceiptReport {
        channel,
        sender,
        dispatch: report.reference,
        // Not needed: all of them give back what we attach, Twilio in the address, AWS among its own members.
        between: None,
        provider_id: report.provider_id,
        receipt: report.receipt,
        at: report.at,
        failure: report.failure,
        code: report.code,
    }))
}

/// What somebody texted. A carrier that knows a keyword has answered it already.
pub(crate) fn text(sms: InboundSms) -> ToThreads {
    let keyword = sms.keyword;
    let what = match sms.media {
        Some(media) if keyword.is_none() => {
            let caption = Some(sms.body).filter(|it| !it.expose().trim().is_empty());
            What::Attachment { media, detail: None, caption }
        }
        _ => What::Text { text: sms.body, on: None, carrier_answered: keyword.is_some(), keyword },
    };
    ToThreads::Heard(Box::new(Heard {
        channel: Channel::Sms,
        sender: sms.to,
        id: sms.id,
        rewrites: None,
        at: sms.at,
        phone: Some(sms.from),
        whatsapp_user: None,
        what,
    }))
}
