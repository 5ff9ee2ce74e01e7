//! What a sender is answered: one acknowledgement for each message, in its version and with its separators.
//!
//! Guarantees: `AA` is said of nothing that is not stored; nothing of a message is repeated but what its MSH says of
//! sender, receiver and itself.

use jiff::Timestamp;

use super::NO_MESSAGE;
use super::escape::escaped;
use super::segments::{Marks, Message, messages};
use crate::Rejected;
use crate::text::decoded;

/// The version of an answer to what has none.
const VERSION: &str = "2.5.1";
/// What an answer is, and the structure that a strict reader takes it by.
const ACK: &str = "ACK";
/// Versions in which a message does not name its structure.
const STRUCTURELESS: [&str; 3] = ["2.1", "2.2", "2.3"];
/// Versions in which all errors stand in the first field of one ERR.
const OLD_VERSIONS: [&str; 4] = ["2.1", "2.2", "2.3", "2.4"];
/// Length of a segment's name, in bytes.
const SEGMENT_BYTES: usize = 3;
/// Segment, which of them, field.
const PLACE_PARTS: usize = 3;
/// The field that says what a message is.
const TYPE: &str = "MSH-9";
/// What is named where a message could not be stored.
const WHOLE: &str = "message";
/// HL7's table of error codes.
const CODES: &str = "HL70357";

/// What became of the messages of a body.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'a> {
    /// They are stored, each as far as nothing is told of its place.
    Stored {
        /// What is wrong with those that are not.
        rejected: &'a [Rejected],
        /// What was left out of those that are.
        warnings: &'a [Rejected],
    },
    /// None is: they are to be sent again.
    NotStored,
}

/// The answer to a body that was given to [`super::read`]. `AA`: stored. `AE`: an ERR says what is wrong. `AR`: no
/// message, or of a type that is not taken, or not stored for no fault of its own and to be sent again (HL7 v2.5.1,
/// 2.9.2.2).
#[must_use]
pub fn acknowledge(body: &[u8], outcome: Outcome<'_>, now: Timestamp) -> String {
    let text = decoded(body);
    let messages = messages(&text);
    let now = now.strftime("%Y%m%d%H%M%S+0000").to_string();
    if messages.is_empty() {
        return format!("MSH|^~\\&|||||{now}||ACK|{now}|P|{VERSION}\rMSA|AR||MSH {NO_MESSAGE}\r");
    }
    let answers = messages.iter().enumerate().map(|(index, message)| match outcome {
        Outcome::Stored { rejected, warnings } => {
            answer(message, &of_message(index, rejected), &of_message(index, warnings), &now)
        }
        Outcome::NotStored => {
            let reason = "could not be stored; send it again".to_owned();
            answer(message, &[&Rejected { index, field: WHOLE.to_owned(), reason }], &[], &now)
        }
    });
    answers.collect()
}

fn of_message(index: usize, all: &[Rejected]) -> Vec<&Rejected> {
    all.iter().filter(|it| it.index == index).collect()
}

fn answer(message: &Message<'_>, rejected: &[&Rejected], warnings: &[&Rejected], now: &str) -> String {
    let marks = &message.marks;
    let header = |number: usize| message.field("MSH", number).raw();
    let version = message.text("MSH", 12, 1).map_or_else(|| VERSION.to_owned(), |it| escaped(&it, marks));
    let event = message.text("MSH", 9, 2).map(|it| escaped(&it, marks));
    let kind = match &event {
        None => ACK.to_owned(),
        Some(event) if STRUCTURELESS.contains(&version.as_str()) => joined(&[ACK, event], marks.component),
        Some(event) => joined(&[ACK, event, ACK], marks.component),
    };
    let declared: String =
        [marks.component, marks.repetition, marks.escape, marks.subcomponent].into_iter().collect();
    let processing = if header(11).is_empty() { "P" } else { header(11) };
    // What has no id of its own is answered by one all the same: an engine takes no message without.
    let id = if header(10).is_empty() { now } else { header(10) };
    let (from, to) = ([header(5), header(6)], [header(3), header(4)]);
    let mut answer = segment(
        marks,
        &["MSH", &declared, from[0], from[1], to[0], to[1], now, "", &kind, id, processing, &version],
    );
    let is_stored = rejected.is_empty();
    let (problems, severity) = if is_stored { (warnings, "W") } else { (rejected, "E") };
    let code = match problems.iter().find(|it| [TYPE, WHOLE].contains(&it.field.as_str())) {
        _ if is_stored => "AA",
        Some(_) => "AR",
        None => "AE",
    };
    let Some(first) = problems.first() else {
        answer.push_str(&segment(marks, &["MSA", code, header(10)]));
        return answer;
    };
    answer.push_str(&segment(marks, &["MSA", code, header(10), &said(first, marks)]));
    let is_old = OLD_VERSIONS.iter().any(|it| version.starts_with(it));
    match (is_old, is_stored) {
        (false, _) => answer.extend(problems.iter().map(|it| error(it, severity, marks))),
        (true, false) => {
            let errors: Vec<String> = problems.iter().map(|it| old_error(it, marks)).collect();
            answer.push_str(&segment(marks, &["ERR", &errors.join(marks.repetition.to_string().as_str())]));
        }
        // Without a severity a warning would be taken for an error.
        (true, true) => {}
    }
    answer
}

fn segment(marks: &Marks, fields: &[&str]) -> String {
    joined(fields, marks.field) + "\r"
}

fn joined(parts: &[&str], mark: char) -> String {
    parts.join(mark.to_string().as_str())
}

/// The problem in a sentence.
fn said(problem: &Rejected, marks: &Marks) -> String {
    escaped(&format!("{} {}", problem.field, problem.reason), marks)
}

/// ERR as of version 2.5: one for each problem.
fn error(problem: &Rejected, severity: &str, marks: &Marks) -> String {
    let (code, meaning) = code(problem);
    let code = joined(&[code, meaning, CODES], marks.component);
    let place = joined(&place(problem), marks.component);
    segment(marks, &["ERR", "", &place, &code, severity, "", "", "", &said(problem, marks)])
}

/// A repetition of ERR-1, as it was until version 2.4: the place, and the code as parts of its fourth component.
fn old_error(problem: &Rejected, marks: &Marks) -> String {
    let (code, meaning) = code(problem);
    let code = joined(&[code, meaning, CODES], marks.subcomponent);
    let mut parts = place(problem);
    parts.resize(PLACE_PARTS, "");
    parts.push(&code);
    joined(&parts, marks.component)
}

/// Segment, which of them, and field; nothing where the message as a whole is meant.
fn place(problem: &Rejected) -> Vec<&str> {
    let (segment, field) = problem.field.split_once('-').unwrap_or((problem.field.as_str(), ""));
    let parts = if segment.len() == SEGMENT_BYTES { [segment, "1", field] } else { [""; PLACE_PARTS] };
    parts.into_iter().filter(|it| !it.is_empty()).collect()
}

/// HL7's code for what is wrong, and its meaning.
fn code(problem: &Rejected) -> (&'static str, &'static str) {
    let field = problem.field.as_str();
    if field == TYPE {
        ("200", "Unsupported message type")
    } else if field.len() == SEGMENT_BYTES {
        ("100", "Segment sequence error")
    } else if !field.contains('-') {
        ("207", "Application internal error")
    } else if problem.reason.starts_with("is missing") {
        ("101", "Required field missing")
    } else {
        ("102", "Data type error")
    }
}
