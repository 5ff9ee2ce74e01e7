//! Checks that belong to one channel.

use super::{Check, Part, Severity};
use crate::delivery::Purpose;
use crate::money::Micros;
use crate::phi::Phi;
use crate::sms::{self, SMS_CHARS_MAX, Segments};
use crate::template::invite::{invited_reserved_words, says_how_to_stop};
use crate::template::{Category, Text, WhatsappForm, text::Piece};
use crate::thread::MENU_TEMPLATE;

/// Longest name of a template at Meta, in characters.
const NAME_CHARS_MAX: usize = 512;
/// Longest body of a template, in characters, as written.
const BODY_CHARS_MAX: usize = 1024;
/// Most buttons: those that a free-form message can have, so that both forms say the same.
const BUTTONS_MAX: usize = 3;
/// Most buttons of a survey's question, which is always a template, and of the menu, which is a list where it is none:
/// Meta's own limit.
const TEMPLATE_BUTTONS_MAX: usize = 10;
/// Longest title, in characters: the free-form limit; a template's own would be 25.
const BUTTON_CHARS_MAX: usize = 20;
/// More segments than this deserve a look.
const SEGMENTS_ADVISED: u32 = 2;

impl Check<'_> {
    pub(super) fn whatsapp(&mut self, form: &WhatsappForm, purpose: Purpose) {
        let in_name = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_';
        if form.name.is_empty() || form.name.len() > NAME_CHARS_MAX || !form.name.bytes().all(in_name) {
            let message = format!("a name has 1 to {NAME_CHARS_MAX} small letters, digits and '_'");
            self.error("whatsapp-name", Part::Whatsapp, message);
        }
        match (purpose, form.category) {
            (Purpose::Marketing, Category::Utility) => {
                self.error(
                    "category",
                    Part::Whatsapp,
                    "marketing is submitted as marketing, or Meta reclassifies it",
                );
            }
            (Purpose::Care | Purpose::Administrative, Category::Marketing) => {
                let message = "as marketing it needs marketing consent, costs more, and does not reach the United States";
                self.warning("category", Part::Whatsapp, message);
            }
            (_, Category::Authentication) => {
                self.error("category", Part::Whatsapp, "authentication is for one-time codes only");
            }
            _ => {}
        }
        self.whatsapp_body(&form.body);
        if let Some(title) = &form.flow {
            if purpose != Purpose::Survey || !form.buttons.is_empty() {
                let message = "a form inside WhatsApp belongs to a survey's template without other buttons";
                self.error("flow", Part::Buttons, message);
            }
            self.buttons(std::slice::from_ref(title), 1);
        }
        let only_template = purpose == Purpose::Survey || self.name == MENU_TEMPLATE;
        self.buttons(&form.buttons, if only_template { TEMPLATE_BUTTONS_MAX } else { BUTTONS_MAX });
    }

    /// Spain, Argentina and the United States, among others, want a way out in each piece of marketing. An e-mail has it
    /// in the link below its text.
    pub(super) fn way_out(&mut self, text: &Text, part: Part, purpose: Purpose) {
        if purpose == Purpose::Marketing && !says_how_to_stop(text.source()) {
            let message = "is marketing and does not say how to stop it, such as 'To receive no more messages, reply STOP'";
            self.warning("no-way-out", part, message);
        }
    }

    fn whatsapp_body(&mut self, body: &Text) {
        let length = body.source().chars().count();
        if length > BODY_CHARS_MAX {
            let message = format!("has {length} characters, over {BODY_CHARS_MAX}");
            self.error("body-length", Part::WhatsappBody, message);
        }
        let is_space = |piece: &Piece| matches!(piece, Piece::Literal(text) if text.trim().is_empty());
        let said: Vec<&Piece> = body.pieces().iter().filter(|it| !is_space(it)).collect();
        if let [Piece::Hole(name), ..] = said.as_slice() {
            self.error(
                "variable-at-edge",
                Part::WhatsappBody,
                format!("starts with '{name}', which Meta refuses"),
            );
        }
        if let [.., Piece::Hole(name)] = said.as_slice() {
            self.error(
                "variable-at-edge",
                Part::WhatsappBody,
                format!("ends with '{name}', which Meta refuses"),
            );
        }
        for pair in said.windows(2) {
            if let [Piece::Hole(one), Piece::Hole(other)] = pair {
                let message = format!("'{one}' and '{other}' stand side by side, which Meta refuses");
                self.error("adjacent-variables", Part::WhatsappBody, message);
            }
        }
    }

    fn buttons(&mut self, titles: &[String], most: usize) {
        if titles.len() > most {
            self.error("buttons", Part::Buttons, format!("has {} buttons, over {most}", titles.len()));
        }
        for (index, title) in titles.iter().enumerate() {
            let length = title.chars().count();
            if title.trim().is_empty() {
                self.error("button-title", Part::Buttons, format!("button {} has no title", index + 1));
            }
            if length > BUTTON_CHARS_MAX {
                let message = format!("'{title}' has {length} characters, over {BUTTON_CHARS_MAX}");
                self.error("button-title", Part::Buttons, message);
            }
            if title.contains("{{") {
                self.error(
                    "button-title",
                    Part::Buttons,
                    format!("'{title}' has a variable, which titles cannot"),
                );
            }
            if titles[..index].contains(title) {
                self.error("button-title", Part::Buttons, format!("'{title}' is there twice"));
            }
        }
    }

    pub(super) fn sms(&mut self, text: &Text) {
        for word in invited_reserved_words(text.source()) {
            let message = format!(
                "invites the answer '{}', which stops all messages at the carrier or cannot be told from a stop; use \
                 numbers",
                word.to_uppercase()
            );
            self.error("reserved-word", Part::Sms, message);
        }
        // Without a known example the finding is the unknown variable, not the length.
        let example =
            |name: &str| self.rules.variables.iter().find(|it| it.name == name).map(|it| it.example);
        let Ok(written) = text.render(|name| example(name).map(|it| Phi::new(it.to_owned()))) else { return };
        let written = written.into_exposed();
        let folded = sms::fold(&written);
        let sent: &str = if self.rules.keep_accents { &written } else { &folded };
        let segments = sms::segments(sent);
        if sent.chars().count() > SMS_CHARS_MAX {
            self.error("sms-length", Part::Sms, format!("has over {SMS_CHARS_MAX} characters"));
        }
        if segments.count > SEGMENTS_ADVISED {
            self.warning(
                "sms-segments",
                Part::Sms,
                format!("takes {} segments with typical values", segments.count),
            );
        }
        let cheaper = sms::segments(&folded).count;
        if cheaper < segments.count {
            let message = format!("accents take it from {cheaper} to {} segments", segments.count);
            self.warning("sms-accents", Part::Sms, message);
        }
        self.found(Severity::Info, "sms-cost", Part::Sms, self.cost(segments));
    }

    fn cost(&self, segments: Segments) -> String {
        let Segments { encoding, count, units } = segments;
        let many = if count == 1 { "segment" } else { "segments" };
        let size = format!("{count} {many} with typical values ({}, {units} units)", encoding.as_str());
        match self.rules.sms_segment_price {
            Some(Micros(price)) => {
                let total = price.saturating_mul(u64::from(count));
                let whole = total / 1_000_000;
                let fraction = format!("{:06}", total % 1_000_000);
                let fraction = fraction.trim_end_matches('0');
                format!("{size}, {whole}.{fraction:0<2} {}", self.rules.currency)
            }
            None => size,
        }
    }
}
