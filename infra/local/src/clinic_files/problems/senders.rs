//! What a clinic sends from. A webhook says which sender it is about as its provider spells it: what is spelled
//! otherwise here is nobody's, and all that patients write there would be parked.

use std::ops::RangeInclusive;

use domain::phone::E164;

use super::Found;
use crate::clinic_files::Key;

/// Digits of a short code.
const SHORT_CODE_DIGITS: RangeInclusive<usize> = 3..=8;
/// What stands in no address that is written without a name and quotes.
const NOT_IN_ADDRESS: &str = "<>,;:\"()[]\\";

impl Found<'_> {
    pub(super) fn senders(&mut self) {
        let senders = &self.clinic.senders;
        let mut wrong: Vec<(&str, &str, &str)> = Vec::new();
        if let Some(sender) = &senders.whatsapp {
            let ids = [("phone_number_id", &sender.phone_number_id), ("waba_id", &sender.waba_id)];
            for (field, _) in ids.into_iter().filter(|(_, id)| !is_id(id)) {
                wrong.push(("whatsapp", field, "is no id of Meta's, which are digits"));
            }
        }
        if senders.sms.as_ref().is_some_and(|it| !is_sms_sender(&it.from)) {
            wrong.push(("sms", "from", "is no number like +541150000002, short code or sender's name"));
        }
        if senders.email.as_ref().is_some_and(|it| !is_address(&it.from)) {
            wrong.push(("email", "from", "is not an address like turnos@clinica.example, and nothing else"));
        }
        for (sender, field, what) in wrong {
            self.at_clinic(&["senders", sender, field].map(Key::Name), what.to_owned());
        }
    }
}

/// What may stand in an address of Meta's API; stand-ins have ids in letters too.
fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_')
}

/// A number in E.164, a short code, or a name: a sender's in letters, a messaging service, a pool.
fn is_sms_sender(from: &str) -> bool {
    let is_code = from.bytes().all(|it| it.is_ascii_digit()) && SHORT_CODE_DIGITS.contains(&from.len());
    let is_name = from.starts_with(|it: char| it.is_ascii_alphanumeric())
        && from.bytes().any(|it| it.is_ascii_alphabetic())
        && from.bytes().all(|it| it.is_ascii_graphic());
    E164::new(from).is_ok() || is_code || is_name
}

fn is_address(from: &str) -> bool {
    let Some((local, host)) = from.split_once('@') else { return false };
    let is_plain = from.bytes().all(|it| it.is_ascii_graphic())
        && !from.contains(|it: char| NOT_IN_ADDRESS.contains(it));
    let is_label = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
    is_plain && !local.is_empty() && host.contains('.') && host.split('.').all(is_label)
}
