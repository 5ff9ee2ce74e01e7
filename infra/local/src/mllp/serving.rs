//! The connections of the hospital's system.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use super::frames::{END, END_SECOND, Frame, Frames, START};
use super::relay::{Relay, too_long};

/// Most connections at once: systems open one, or one for each kind of message.
const CONNECTIONS_MAX: usize = 64;
/// How long a connection may be silent between two messages, in seconds. Senders hold theirs open through a quiet night
/// and open another one when it was closed; those that have gone without a word are not waited for.
const IDLE_SECONDS: u64 = 3_600;
/// How long it may be silent within a message, in seconds.
const BROKEN_OFF_SECONDS: u64 = 30;
/// How long a message waits for its very last byte, in seconds.
const LAST_BYTE_SECONDS: u64 = 1;
/// How long a sender may take to read its answer, in seconds.
const READING_SECONDS: u64 = 30;
/// How long nothing is accepted when that failed: mostly all file handles are in use.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Bytes read at a time.
const READ_BYTES: usize = 16 * 1024;

/// What a sender has.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) connections: usize,
    pub(super) idle: Duration,
    pub(super) broken_off: Duration,
    pub(super) last_byte: Duration,
}

impl Limits {
    /// What hospitals' systems are used to.
    pub(super) const USUAL: Self = Self {
        connections: CONNECTIONS_MAX,
        idle: Duration::from_secs(IDLE_SECONDS),
        broken_off: Duration::from_secs(BROKEN_OFF_SECONDS),
        last_byte: Duration::from_secs(LAST_BYTE_SECONDS),
    };

    /// How long a connection with those frames may say nothing.
    fn silence(&self, frames: &Frames) -> Duration {
        match (frames.lacks_last_byte(), frames.is_within()) {
            (true, _) => self.last_byte,
            (false, true) => self.broken_off,
            (false, false) => self.idle,
        }
    }
}

/// Serves until the process ends: a thread for each connection, since one has to wait for Pulso before it reads on.
pub(super) fn serve(listener: &TcpListener, relay: Relay, limits: Limits) {
    let relay = Arc::new(relay);
    for stream in listener.incoming() {
        let stream = match stream {
            Ok(stream) => stream,
            Err(error) => {
                tracing::error!(%error, "a connection could not be accepted");
                std::thread::sleep(ACCEPT_PAUSE);
                continue;
            }
        };
        // Each thread has its own, and the first is ours. Closed at once a sender tries again, and does not wait.
        if Arc::strong_count(&relay) > limits.connections {
            tracing::error!(limits.connections, "no more connections are taken");
            continue;
        }
        let relay = Arc::clone(&relay);
        let served = move || match connection(stream, &relay, &limits) {
            Ok(()) => tracing::info!("a connection was closed by its sender"),
            Err(error) => tracing::warn!(%error, "a connection was closed"),
        };
        if let Err(error) = std::thread::Builder::new().spawn(served) {
            tracing::error!(%error, "a connection could not be served");
        }
    }
}

fn connection(mut stream: TcpStream, relay: &Relay, limits: &Limits) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(Duration::from_secs(READING_SECONDS)))?;
    let mut frames = Frames::default();
    let mut bytes = vec![0; READ_BYTES];
    loop {
        stream.set_read_timeout(Some(limits.silence(&frames)))?;
        match stream.read(&mut bytes) {
            Ok(0) => {
                let last = if frames.lacks_last_byte() { frames.end() } else { None };
                return last.map_or(Ok(()), |it| reply(&mut stream, relay, &it));
            }
            Ok(count) => {
                for byte in &bytes[..count] {
                    if let Some(frame) = frames.take(*byte) {
                        reply(&mut stream, relay, &frame)?;
                    }
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if is_silence(&error) && frames.lacks_last_byte() => {
                if let Some(frame) = frames.end() {
                    reply(&mut stream, relay, &frame)?;
                }
            }
            Err(error) if is_silence(&error) && frames.is_within() => {
                return Err(std::io::Error::new(ErrorKind::TimedOut, "a message broke off"));
            }
            Err(error) if is_silence(&error) => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}

/// Systems differ in how they say it.
fn is_silence(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// Answers a frame. An empty one, by which some senders keep their connection, wants no answer.
fn reply(stream: &mut TcpStream, relay: &Relay, frame: &Frame) -> std::io::Result<()> {
    let answer = match frame {
        Frame::Whole(message) if message.trim_ascii().is_empty() => return Ok(()),
        Frame::Whole(message) => relay.answer(message),
        Frame::TooLong(beginning) => {
            tracing::error!("a message is too long");
            too_long(beginning)
        }
    };
    let mut framed = Vec::with_capacity(answer.len() + 3);
    framed.push(START);
    framed.extend(answer);
    framed.extend([END, END_SECOND]);
    stream.write_all(&framed)
}
