//! How a patient is reached: the telephones and addresses of PID-13 and PID-14.

use domain::phone::E164;

use super::segments::{Message, Repetition};
use crate::Defaults;
use crate::phone::{PHONE_CHARS_MAX, PhoneProblem, of_patient};
use crate::text::{NotEmail, email};

/// Between two numbers of one text.
const BETWEEN: &str = "; ";
/// What is a mobile (component 3) or the patient's own (component 2).
const OWN: [&str; 6] = ["CP", "CELL", "CELULAR", "MOBILE", "MOVIL", "PRS"];
/// What no message is read on: fax, modem, pager, teletypewriter. And whom somebody else answers: in an emergency.
const OTHER: [&str; 7] = ["FX", "MD", "BP", "BPN", "TDD", "TTY", "EMR"];

/// Private contacts, then those at work.
fn contacts<'a>(message: &Message<'a>) -> impl Iterator<Item = Repetition<'a>> {
    message.field("PID", 13).repetitions().chain(message.field("PID", 14).repetitions())
}

fn is_one_of(contact: Repetition<'_>, kinds: &[&str]) -> bool {
    let mut told = [2, 3].into_iter().filter_map(|it| contact.component(it));
    told.any(|told| kinds.iter().any(|it| told.eq_ignore_ascii_case(it)))
}

/// The patient's number, read in the country of the clinic: of those that are told as the patient's own and then of the
/// others, the first mobile, else the first that is valid. What has no digit (`NO TIENE`) is no number.
pub(super) fn phone(message: &Message<'_>, defaults: &Defaults) -> Option<Result<E164, PhoneProblem>> {
    let mut numbers: Vec<(bool, String)> = contacts(message)
        .filter(|it| !is_one_of(*it, &OTHER))
        .filter_map(|it| Some((is_one_of(it, &OWN), number(it)?)))
        .collect();
    numbers.sort_by_key(|(is_own, _)| !is_own);
    let mut text = String::new();
    for (_, number) in &numbers {
        if text.is_empty() {
            text.push_str(number);
        } else if text.chars().count() + BETWEEN.len() + number.chars().count() <= PHONE_CHARS_MAX {
            text.push_str(BETWEEN);
            text.push_str(number);
        }
    }
    (!text.is_empty()).then(|| of_patient(&text, &defaults.country, defaults))
}

/// A number by its parts where area and number are told apart, since what is written beside them may lack the area.
fn number(contact: Repetition<'_>) -> Option<String> {
    let digits = |it: &String| it.bytes().any(|byte| byte.is_ascii_digit());
    let part = |place: usize| contact.component(place).filter(digits);
    let parts = part(6).zip(part(7)).map(|(area, number)| {
        let country = part(5).map(|it| format!("+{} ", it.trim_start_matches('+'))).unwrap_or_default();
        format!("{country}{area} {number}")
    });
    let written = || part(1).filter(|it| !it.contains('@'));
    let number = parts.or_else(written).or_else(|| part(12)).or_else(|| part(7))?;
    // Behind a switchboard: an extension of zero is none.
    let extension = part(8).filter(|it| it.bytes().any(|byte| (b'1'..=b'9').contains(&byte)));
    Some(extension.map_or_else(|| number.clone(), |it| format!("{number} x{it}")))
}

/// The first address that is one, in the component for it or where a number would stand.
pub(super) fn mail(message: &Message<'_>) -> Option<Result<String, NotEmail>> {
    let address = |contact: Repetition<'_>| {
        [4, 1].into_iter().filter_map(|it| contact.component(it)).find(|it| it.contains('@'))
    };
    let addresses: Vec<String> = contacts(message).filter_map(address).collect();
    let good = addresses.iter().find_map(|it| email(it).ok());
    (!addresses.is_empty()).then(|| good.ok_or(NotEmail))
}
