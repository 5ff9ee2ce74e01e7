//! The way out of e-mail: a line under the words for the reader, and two headers for their mail program.

use domain::language::Language;
use serde_json::{Value, json};

/// How whoever reads one mail stops all further ones.
#[derive(Clone)]
pub struct WayOut {
    /// The address that does: a page for the reader, a POST for the mail program (RFC 8058).
    pub link: String,
    /// The language that the mail is in.
    pub language: Language,
}

impl WayOut {
    /// What stands under the words.
    pub(super) fn line(&self) -> String {
        let link = &self.link;
        match self.language {
            Language::Es => format!("Para no recibir más correos nuestros: {link}"),
            Language::En => format!("To get no more e-mails from us: {link}"),
            Language::Pt => format!("Para não receber mais e-mails nossos: {link}"),
        }
    }

    /// What mail programs make a button of.
    pub(super) fn headers(&self) -> Value {
        json!([
            { "Name": "List-Unsubscribe", "Value": format!("<{}>", self.link) },
            { "Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click" },
        ])
    }
}
