//! One message to Pulso, and what its sender is answered.

use std::time::{Duration, Instant};

use intake::Rejected;
use intake::hl7::{HL7_BYTES_MAX, Outcome, acknowledge};
use jiff::Timestamp;

/// What Pulso takes a message as: neither API Gateway nor it then touches the bytes.
const CONTENT_TYPE: &str = "application/hl7-v2";
/// Longest wait for one answer of Pulso's, in seconds.
const CALL_SECONDS: u64 = 10;
/// Longest wait for a message to be taken, in seconds: senders mostly give up after 30.
const ANSWER_SECONDS: u64 = 28;
/// Wait before the second try, in seconds; before each further one twice as long.
const PAUSE_SECONDS: u64 = 1;

/// How long a message is tried.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    pub(super) call: Duration,
    pub(super) answer: Duration,
    pub(super) pause: Duration,
}

impl Pace {
    /// What senders have patience for.
    pub(super) const USUAL: Self = Self {
        call: Duration::from_secs(CALL_SECONDS),
        answer: Duration::from_secs(ANSWER_SECONDS),
        pause: Duration::from_secs(PAUSE_SECONDS),
    };
}

/// The way to Pulso.
pub(super) struct Relay {
    agent: ureq::Agent,
    address: String,
    key: String,
    pace: Pace,
}

/// What Pulso did with a message.
enum Posted {
    /// Answered it in HL7.
    Answered(String),
    /// Found it longer than it takes.
    TooLong,
    /// Takes none like this, whenever it is sent: the key or the address is wrong.
    Refused(u16),
    /// Is to be asked again; why, without anything of the message.
    Failed(String),
}

impl Relay {
    pub(super) fn new(url: &str, key: &str, pace: Pace) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(pace.call))
            .max_redirects(0)
            .http_status_as_error(false)
            .build();
        Self { agent: config.into(), address: format!("{url}/v1/hl7"), key: key.to_owned(), pace }
    }

    /// Posts a message, again while Pulso is not there, and gives what its sender is to be told.
    pub(super) fn answer(&self, message: &[u8]) -> Vec<u8> {
        let begun = Instant::now();
        let mut pause = self.pace.pause;
        loop {
            match self.post(message) {
                Posted::Answered(answer) => return spelt_as(message, &answer),
                Posted::TooLong => return too_long(message),
                Posted::Refused(status) => {
                    tracing::error!(
                        status,
                        "Pulso refuses every message: are the address and the key right?"
                    );
                    return not_stored(message);
                }
                Posted::Failed(why) if begun.elapsed() + pause + self.pace.call > self.pace.answer => {
                    tracing::error!(why, "Pulso did not take a message: its sender is told to send it again");
                    return not_stored(message);
                }
                Posted::Failed(why) => tracing::warn!(why, "Pulso did not take a message: it is tried again"),
            }
            std::thread::sleep(pause);
            pause *= 2;
        }
    }

    fn post(&self, message: &[u8]) -> Posted {
        let request = http::Request::post(&self.address)
            .header("authorization", format!("Bearer {}", self.key))
            .header("content-type", CONTENT_TYPE)
            .body(message);
        let exchange = || {
            let mut response = self.agent.run(request.map_err(ureq::Error::Http)?)?;
            let kind = response.headers().get("content-type").and_then(|it| it.to_str().ok());
            let is_hl7 = kind.is_some_and(|it| it.starts_with(CONTENT_TYPE));
            Ok((response.status().as_u16(), is_hl7, response.body_mut().read_to_string()?))
        };
        match exchange() {
            Ok((202 | 400, true, answer)) => Posted::Answered(answer),
            Ok((413, ..)) => Posted::TooLong,
            Ok((status @ (429 | 500..), ..)) => Posted::Failed(format!("answers {status}")),
            Ok((status, ..)) => Posted::Refused(status),
            Err(error) => Posted::Failed(ureq::Error::to_string(&error)),
        }
    }
}

/// Says that a message was not stored.
fn not_stored(message: &[u8]) -> Vec<u8> {
    spelt_as(message, &acknowledge(message, Outcome::NotStored, Timestamp::now()))
}

/// Says that a message is too long, however often it is sent.
pub(super) fn too_long(beginning: &[u8]) -> Vec<u8> {
    let reason = format!("is larger than {HL7_BYTES_MAX} bytes, or has too many messages");
    let rejected = [Rejected { index: 0, field: "body".to_owned(), reason }];
    let outcome = Outcome::Stored { rejected: &rejected, warnings: &[] };
    spelt_as(beginning, &acknowledge(beginning, outcome, Timestamp::now()))
}

/// The answer in the message's own encoding, for what it repeats of it: Pulso writes UTF-8, also to who writes Latin-1.
fn spelt_as(message: &[u8], answer: &str) -> Vec<u8> {
    if std::str::from_utf8(message).is_ok() {
        return answer.as_bytes().to_vec();
    }
    answer.chars().map(|it| u8::try_from(it).unwrap_or(b'?')).collect()
}
