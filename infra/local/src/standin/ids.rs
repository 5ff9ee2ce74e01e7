//! Identities as the providers form them: message ids, `WhatsApp` ids, user ids. Deterministic: the same row of the
//! same phone always gets the same id.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::phone::E164;
use sha2::{Digest as _, Sha256};

/// Digits after the country code and, for mobiles, `9` in Argentina; and after the country code in Mexico.
const NATIONAL_DIGITS: usize = 10;
/// Country codes that occur in this product's clinics. The prefix of a user id is not to be trusted as a
/// residence anyway, so all others share one.
const COUNTRIES: [(&str, &str); 8] = [
    ("+1", "US"),
    ("+34", "ES"),
    ("+351", "PT"),
    ("+52", "MX"),
    ("+54", "AR"),
    ("+55", "BR"),
    ("+56", "CL"),
    ("+57", "CO"),
];
const OTHER_COUNTRY: &str = "GB";

/// One spelling per handset, so that a message to `+52155…` and one to `+5255…` reach the same phone: Mexico
/// without the historic `1`, Argentina with the mobile `9`. `None` when it is not `+` and 7 to 15 digits.
pub(super) fn canonical(number: &str) -> Option<String> {
    E164::new(number).ok()?;
    if let Some(rest) = number.strip_prefix("+521").filter(|it| it.len() == NATIONAL_DIGITS) {
        return Some(format!("+52{rest}"));
    }
    if let Some(rest) = number.strip_prefix("+54").filter(|it| it.len() == NATIONAL_DIGITS) {
        return Some(format!("+549{rest}"));
    }
    Some(number.to_owned())
}

/// The digits `WhatsApp` shows for a canonical number: `521…` for Mexico, `549…` for Argentina.
pub(super) fn whatsapp_id(canonical: &str) -> String {
    match canonical.strip_prefix("+52").filter(|it| it.len() == NATIONAL_DIGITS) {
        Some(rest) => format!("521{rest}"),
        None => canonical.trim_start_matches('+').to_owned(),
    }
}

/// The business-scoped user id of a canonical number: country, dot, digits.
pub(super) fn user_id(canonical: &str) -> String {
    let country = COUNTRIES
        .iter()
        .find(|(prefix, _)| canonical.starts_with(prefix))
        .map_or(OTHER_COUNTRY, |(_, it)| it);
    let digest = Sha256::digest(format!("user/{canonical}"));
    let number = digest.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    format!("{country}.{number:020}")
}

/// A `WhatsApp` message id. The real ones hold the `WhatsApp` id and a token in a small binary frame.
pub(super) fn wamid(whatsapp_id: &str, seq: i64, from_patient: bool) -> String {
    let token = hex(&Sha256::digest(format!("wamid/{seq}"))[..9]).to_uppercase();
    let mut frame = vec![0x1c, 0x18, u8::try_from(whatsapp_id.len()).unwrap_or(u8::MAX)];
    frame.extend_from_slice(whatsapp_id.as_bytes());
    frame.extend_from_slice(&[0x15, 0x02, 0x00, if from_patient { 0x12 } else { 0x11 }, 0x18, 0x12]);
    frame.extend_from_slice(token.as_bytes());
    frame.push(0x00);
    format!("wamid.{}", STANDARD.encode(frame))
}

/// A Twilio message id: `SM` and 32 hex digits.
pub(super) fn message_sid(seq: i64) -> String {
    format!("SM{}", hex(&Sha256::digest(format!("sid/{seq}"))[..16]))
}

/// An AWS message id, a UUID in form.
pub(super) fn uuid(seq: i64) -> String {
    let text = hex(&Sha256::digest(format!("uuid/{seq}"))[..16]);
    format!("{}-{}-{}-{}-{}", &text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..])
}

/// Lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
