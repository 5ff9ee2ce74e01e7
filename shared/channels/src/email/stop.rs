//! The way out of e-mail: a line under the words for the reader, and two headers for their mail program.

use domain::delivery::Channel;
use domain::language::Language;
use http::{Request, Response};
use serde_json::json;

use super::Ses;
use crate::provider::{Answer, Invalid, Outgoing, Provider};

/// An account as one mail goes out through it: whoever reads the mail can stop all further ones.
///
/// It cannot be shown in a log: whoever has the link may use it.
#[derive(Clone)]
pub struct SesMail {
    /// The account.
    pub account: Ses,
    /// The address that stops e-mail: a page for the reader, a POST for the mail program (RFC 8058).
    pub stop_link: String,
    /// The language that the mail is in.
    pub language: Language,
}

impl Provider for SesMail {
    fn channel(&self) -> Channel {
        self.account.channel()
    }

    fn request(&self, outgoing: &Outgoing) -> Result<Request<Vec<u8>>, Invalid> {
        let mut mail = self.account.mail(outgoing, Some(&line(self.language, &self.stop_link)))?;
        mail["Content"]["Simple"]["Headers"] = json!([
            { "Name": "List-Unsubscribe", "Value": format!("<{}>", self.stop_link) },
            { "Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click" },
        ]);
        self.account.call(&mail)
    }

    fn answer(&self, response: &Response<Vec<u8>>) -> Answer {
        self.account.answer(response)
    }
}

fn line(language: Language, link: &str) -> String {
    match language {
        Language::Es => format!("Para no recibir más correos nuestros: {link}"),
        Language::En => format!("To get no more e-mails from us: {link}"),
        Language::Pt => format!("Para não receber mais e-mails nossos: {link}"),
    }
}
