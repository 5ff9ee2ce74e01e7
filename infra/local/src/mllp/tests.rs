#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use intake::hl7::HL7_BYTES_MAX;
use jiff::Timestamp;

use super::command::is_private;
use super::frames::{Frame, Frames};
use super::relay::{Pace, Relay};
use super::serving::{Limits, serve};
use crate::clinic_files;
use crate::runtime::{self, Engine, PORT, Settings};

/// A visit of the year 2099 in Latin-1, whose sender has an accent too.
const BOOKED: &[u8] = b"MSH|^~\\&|HIS|CL\xcdNICA|PULSO|SOL|20261120150402-0300||SIU^S12|4711|P|2.5\r\
    SCH||apt-mllp|||||||30|MIN|^^^209912041030||||||||||||||Booked\r\
    PID|1||HC-204^^^CENTRO^MR||Pe\xf1a^In\xe9s||19791103|F|||||011 15-5550-0104^PRN^CP\r";
/// Nothing is waited for longer.
const PATIENCE: Duration = Duration::from_secs(20);
/// What a test has time for.
const SHORT: Duration = Duration::from_millis(300);
const QUICK: Pace = Pace { call: SHORT, answer: Duration::from_secs(2), pause: Duration::from_millis(20) };
const LIMITS: Limits = Limits { last_byte: SHORT, ..Limits::USUAL };

fn framed(message: &[u8]) -> Vec<u8> {
    [b"\x0b", message, b"\x1c\r"].concat()
}

/// The frames in those bytes.
fn frames(bytes: &[u8]) -> Vec<Frame> {
    let mut frames = Frames::default();
    bytes.iter().filter_map(|it| frames.take(*it)).collect()
}

fn whole(message: &[u8]) -> Frame {
    Frame::Whole(message.to_vec())
}

#[test]
fn messages_are_found_between_their_marks() {
    for (bytes, found) in [
        (&b"\x0bMSH|1\r\x1c\r"[..], vec![&b"MSH|1\r"[..]]),
        (b"\x0bMSH|1\x1c\r\x0bMSH|2\x1c\r", vec![b"MSH|1", b"MSH|2"]),
        (b"noise\r\n\x0bMSH|1\x1c\r\nmore\x1c\r\x0bMSH|2\x1c\r", vec![b"MSH|1", b"MSH|2"]),
        (b"\x0b\x0bMSH|1\x1c\r", vec![b"MSH|1"]),
        (b"\x0bMSH|1\rPID|half\x0bMSH|2\x1c\r", vec![b"MSH|2"]),
        // Line breaks copied from a letter, and a mark of the end that ends nothing.
        (b"\x0bMSH|1\rNTE|a\x0bb\x1cc\xe1\x1c\r", vec![b"MSH|1\rNTE|a\x0bb\x1cc\xe1"]),
        (b"\x0b\x1c\r", vec![b""]),
        (b"\x0bMSH|1\x1c", vec![]),
        (b"MSH|1\x1c\r", vec![]),
    ] {
        assert_eq!(frames(bytes), found.into_iter().map(whole).collect::<Vec<_>>(), "{bytes:?}");
    }
}

#[test]
fn a_message_has_as_many_bytes_as_pulso_takes() {
    let longest = vec![b'x'; HL7_BYTES_MAX];
    assert_eq!(frames(&framed(&longest)), [whole(&longest)]);
    let longer = [&framed(&vec![b'x'; 3 * HL7_BYTES_MAX])[..], &framed(b"MSH|2")].concat();
    let found = frames(&longer);
    assert!(matches!(&found[0], Frame::TooLong(it) if it.len() <= HL7_BYTES_MAX + 2));
    assert_eq!(found[1..], [whole(b"MSH|2")]);
}

/// What a Pulso that plays its part was posted: head and body.
type Posts = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// A Pulso that answers with those statuses, the last one for good; 0 is no answer. Its address and what it is posted.
fn playing(statuses: &'static [u16], kind: &'static str, answer: &'static str) -> (String, Posts) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let posts: Posts = Arc::default();
    let noted = Arc::clone(&posts);
    std::thread::spawn(move || {
        let mut silent = Vec::new();
        for mut stream in listener.incoming().map(Result::unwrap) {
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                reader.read_line(&mut head).unwrap();
            }
            let head = head.to_lowercase();
            let length = head.split("content-length: ").nth(1).unwrap().lines().next().unwrap();
            let mut body = vec![0; length.parse().unwrap()];
            reader.read_exact(&mut body).unwrap();
            let mut noted = noted.lock().unwrap();
            let status = *statuses.get(noted.len()).or(statuses.last()).unwrap();
            noted.push((head, body));
            if status == 0 {
                silent.push(stream);
                continue;
            }
            let length = answer.len();
            let head = format!("HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {length}");
            write!(stream, "{head}\r\nconnection: close\r\n\r\n{answer}").unwrap();
        }
    });
    (url, posts)
}

const HL7: &str = "application/hl7-v2; charset=utf-8";

/// The bridge to a Pulso, and a connection to it.
fn bridged(url: &str, limits: Limits) -> (String, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let relay = Relay::new(url, "local-clinic-key", QUICK);
    std::thread::spawn(move || serve(&listener, relay, limits));
    let stream = connected(&address);
    (address, stream)
}

fn connected(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// The next answer.
fn answer(stream: &mut TcpStream) -> Vec<u8> {
    let mut frames = Frames::default();
    loop {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        match frames.take(byte[0]) {
            Some(Frame::Whole(answer)) => return answer,
            other => assert_eq!(other, None),
        }
    }
}

/// What a message that is sent whole is answered with: MSA.
fn acknowledged(stream: &mut TcpStream, message: &[u8]) -> String {
    stream.write_all(&framed(message)).unwrap();
    let answer = answer(stream);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    answer.split('\r').find(|it| it.starts_with("MSA")).unwrap().to_owned()
}

#[test]
fn a_message_is_posted_as_it_came_and_answered_with_what_pulso_says() {
    let (url, posts) = playing(&[202], HL7, "MSH|^~\\&|PULSO|SOL|HIS|CLÍNICA\rMSA|AA|4711\r");
    let (_, mut stream) = bridged(&url, LIMITS);
    stream.write_all(&framed(BOOKED)).unwrap();
    assert_eq!(answer(&mut stream), b"MSH|^~\\&|PULSO|SOL|HIS|CL\xcdNICA\rMSA|AA|4711\r");
    let posts = posts.lock().unwrap();
    let (head, body) = &posts[0];
    assert_eq!(body, BOOKED);
    assert!(head.starts_with("post /v1/hl7 http/1.1\r\n"), "{head}");
    assert!(head.contains("authorization: bearer local-clinic-key\r\n"), "{head}");
    assert!(head.contains("content-type: application/hl7-v2\r\n"), "{head}");
}

#[test]
fn nothing_is_said_to_be_stored_that_pulso_does_not_say_so_of() {
    const NOT: &str = "MSA|AR|4711|message could not be stored; send it again";
    const AE: &str = "MSH|^~\\&\rMSA|AE|4711|PID-3 is missing\r";
    // Its answers, and how often it is asked.
    for (statuses, kind, said, tries, want) in [
        (&[503, 429, 202][..], HL7, "MSH|^~\\&\rMSA|AA|4711\r", 3, "MSA|AA|4711"),
        (&[400], HL7, AE, 1, "MSA|AE|4711|PID-3 is missing"),
        (&[401], "application/json", "{}", 1, NOT),
        (&[404], "text/html", "<p>", 1, NOT),
        // A page of somebody's that stands in between.
        (&[202], "text/html", "MSA|AA|4711", 1, NOT),
        (&[302], HL7, "MSA|AA|4711", 1, NOT),
        (
            &[413],
            "application/json",
            "{}",
            1,
            "MSA|AE|4711|body is larger than 1048576 bytes, or has too many messages",
        ),
    ] {
        let (url, posts) = playing(statuses, kind, said);
        let (_, mut stream) = bridged(&url, LIMITS);
        assert_eq!(acknowledged(&mut stream, BOOKED), want, "{statuses:?}");
        assert_eq!(posts.lock().unwrap().len(), tries, "{statuses:?}");
    }
    // Down for good, silent for good, and not there: tried again, and then the sender is told.
    let nowhere = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (url, posts) in [
        playing(&[503], HL7, "MSH|^~\\&\rMSA|AR|4711\r"),
        playing(&[0], HL7, ""),
        (format!("http://{nowhere}"), Posts::default()),
    ] {
        let (_, mut stream) = bridged(&url, LIMITS);
        assert_eq!(acknowledged(&mut stream, BOOKED), NOT, "{url}");
        let tries = posts.lock().unwrap().len();
        assert!(url.contains(&nowhere.to_string()) || (2..10).contains(&tries), "{url}: {tries}");
    }
}

#[test]
fn many_messages_come_split_and_joined_over_several_connections() {
    let (url, posts) = playing(&[202], HL7, "MSH|^~\\&\rMSA|AA|1\r");
    let (address, mut stream) = bridged(&url, LIMITS);
    let mut other = connected(&address);
    other.write_all(b"\x0bMSH|half").unwrap();
    for bytes in framed(BOOKED).chunks(50) {
        stream.write_all(bytes).unwrap();
        std::thread::sleep(Duration::from_millis(5));
    }
    answer(&mut stream);
    // One that stands alone, two at once, and the half of one whose connection ends.
    stream.write_all(&[&framed(b"")[..], &framed(b"MSH|2"), b"\r\n", &framed(b"MSH|3")].concat()).unwrap();
    answer(&mut stream);
    answer(&mut stream);
    stream.write_all(b"\x0bMSH|never").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    // Senders that leave out the last byte, and wait or have said all.
    other.write_all(b" and half\x1c").unwrap();
    answer(&mut other);
    other.write_all(b"\x0bMSH|last\x1c").unwrap();
    other.shutdown(Shutdown::Write).unwrap();
    answer(&mut other);
    let posted: Vec<Vec<u8>> = posts.lock().unwrap().iter().map(|it| it.1.clone()).collect();
    assert_eq!(posted, [BOOKED, b"MSH|2", b"MSH|3", b"MSH|half and half", b"MSH|last"]);
}

#[test]
fn what_is_too_long_is_refused_for_good_and_what_follows_it_is_taken() {
    let (url, posts) = playing(&[202], HL7, "MSH|^~\\&\rMSA|AA|4711\r");
    let (_, mut stream) = bridged(&url, LIMITS);
    let long = [BOOKED, &vec![b'x'; HL7_BYTES_MAX]].concat();
    let said = acknowledged(&mut stream, &long);
    assert!(said.starts_with("MSA|AE|4711|body is larger than 1048576 bytes"), "{said}");
    assert_eq!(acknowledged(&mut stream, BOOKED), "MSA|AA|4711");
    assert_eq!(posts.lock().unwrap().len(), 1);
}

#[test]
fn a_connection_that_says_nothing_or_is_one_too_many_is_closed() {
    let (url, _) = playing(&[202], HL7, "MSH|^~\\&\rMSA|AA|4711\r");
    let limits = Limits { connections: 1, idle: SHORT, ..LIMITS };
    let (address, mut stream) = bridged(&url, limits);
    assert_eq!(acknowledged(&mut stream, BOOKED), "MSA|AA|4711");
    let mut second = connected(&address);
    assert_eq!(second.read(&mut [0]).unwrap(), 0, "one too many");
    assert_eq!(stream.read(&mut [0]).unwrap(), 0, "silent between messages");
    let limits = Limits { broken_off: SHORT, ..LIMITS };
    let (_, mut stream) = bridged(&url, limits);
    stream.write_all(b"\x0bMSH|").unwrap();
    assert_eq!(stream.read(&mut [0]).unwrap(), 0, "silent within a message");
}

/// A whole Pulso.
fn pulso() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let settings = Settings::from_vars(|_| None, PORT);
            let clinics = vec![clinic_files::example()];
            let engine = Engine::open(None, clinics, settings, Timestamp::now()).unwrap();
            runtime::serve(engine, listener).await.unwrap();
        });
    });
    url
}

#[test]
fn a_visit_told_over_mllp_is_in_the_agenda() {
    let url = pulso();
    let (_, mut stream) = bridged(&url, LIMITS);
    let now = Timestamp::now().strftime("%Y%m%d%H%M%S+0000").to_string();
    let message = String::from_utf8_lossy(BOOKED).replace("20261120150402-0300", &now);
    let message: Vec<u8> = message.replace("CL\u{fffd}NICA", "SEDE").replace('\u{fffd}', "n").into_bytes();
    assert_eq!(acknowledged(&mut stream, &message), "MSA|AA|4711");
    let lacking = String::from_utf8_lossy(&message).replace("209912041030", "mañana").into_bytes();
    let said = acknowledged(&mut stream, &lacking);
    assert!(said.starts_with("MSA|AE|4711|SCH-11 is not an HL7 date and time"), "{said}");
    assert!(acknowledged(&mut stream, b"hello").starts_with("MSA|AR|"));
    let begun = std::time::Instant::now();
    let agent = ureq::Agent::new_with_defaults();
    let found = || {
        let request = agent.get(format!("{url}/v1/cases/apt-mllp"));
        request.header("authorization", "Bearer local-clinic-key").call().is_ok()
    };
    while !found() {
        assert!(begun.elapsed() < PATIENCE, "the visit is not there");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn patients_data_leave_the_machine_by_https_alone() {
    for url in ["https://api.example", "http://127.0.0.1:8787", "http://localhost", "http://[::1]:9"] {
        assert!(is_private(url), "{url}");
    }
    for url in ["http://api.example", "http://10.0.0.5:8787", "http://localhost.example"] {
        assert!(!is_private(url), "{url}");
    }
}
