//! Everything has a limit: what is deep, long, many, large or slow is refused in words, within bounded memory, and
//! nobody else waits for it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use channels::signature::sign_twilio;
use domain::thread::LINKS_MAX;
use serde_json::{Value, json};
use tests::{Answered, Bundle, booked};

use crate::meta;
use crate::usual::{ANA, FRIDAY};

/// A megabyte.
const MB: usize = 1024 * 1024;
/// Most memory that one request may take beyond what the process had, in megabytes: a small multiple of the largest.
const GROWTH_MB_MAX: usize = 96;

/// Runs it and fails if the process grew by more than one request may take. Not everywhere is that to be read.
fn bounded<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let peak = || {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
        line.trim().trim_end_matches(" kB").parse::<usize>().ok()
    };
    // Sets the peak to what is in use now.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let before = peak();
    let done = run();
    if let (Some(before), Some(after)) = (before, peak()) {
        let grown = after.saturating_sub(before) / 1024;
        assert!(grown <= GROWTH_MB_MAX, "{what} took {grown} MB");
    }
    done
}

/// What another machine writes is answered so often, whoever's it is; then a person looks.
#[test]
fn two_machines_end_and_an_emergency_is_answered_all_the_same() {
    for who in [ANA, "+5491155559999"] {
        let bundle = Bundle::new();
        bundle.tell(&booked("a1", "p1", ANA, FRIDAY));
        bundle.advance_minutes(5);
        let before = bundle.inbox(who).len();
        for _ in 0..40 {
            bundle.write(who, "hola");
        }
        let answers = bundle.inbox(who).split_off(before);
        assert_eq!((answers.len(), bundle.waiting_reasons()), (30, vec!["unheard".to_owned()]), "{who}");
        bundle.write(who, "me duele mucho el pecho y no puedo respirar");
        let answers = bundle.inbox(who).split_off(before);
        let last = answers[30]["text"].as_str().unwrap();
        assert!(answers.len() == 31 && last.contains("107"), "{last}");
        assert_eq!(
            (bundle.waiting_reasons(), bundle.dead_letters()),
            (vec!["emergency".to_owned()], 0),
            "{who}"
        );
    }
}

/// What a clinic types for want of a number may be a stranger's.
#[test]
fn where_very_many_patients_have_one_number_nothing_is_said_there_for_a_further_one() {
    let bundle = Bundle::new();
    for it in 0..=LINKS_MAX {
        bundle.tell(&booked(&format!("a{it}"), &format!("p{it}"), ANA, FRIDAY));
    }
    bundle.advance_hours(1);
    assert_eq!(bundle.inbox(ANA).len(), LINKS_MAX);
    let step = bundle.step(&format!("a{LINKS_MAX}"), "booking_confirmation");
    assert_eq!(step["reason"], "shared_address", "{step:#}");
    let why = bundle.v1("GET", &format!("/v1/cases/a{LINKS_MAX}/why"), b"").text;
    assert!(why.contains("so many patients have this number or address that it is nobody's"), "{why}");
}

#[test]
fn the_clinics_own_numbers_are_no_patients() {
    let bundle = Bundle::new();
    for own in ["011 5000-0001", "+54 9 11 5000-0002"] {
        let told = booked("a1", "p1", own, FRIDAY).to_string();
        let answer = bundle.v1("POST", "/v1/events", told.as_bytes());
        assert_eq!(answer.json["accepted"], 1, "{}", answer.text);
        assert_eq!(answer.json["warnings"][0]["reason"], "is the clinic's own number", "{}", answer.text);
    }
}

/// A webhook of Meta's with no more in it than has to be.
fn webhook(messages: &[Value]) -> Vec<u8> {
    let metadata = json!({ "phone_number_id": "106540352242922" });
    let change = json!({ "field": "messages", "value": { "metadata": metadata, "messages": messages } });
    json!({ "entry": [{ "id": "102290129340398", "changes": [change] }] }).to_string().into_bytes()
}

/// An error says what is wrong in words, without what was sent.
fn says_why(what: &str, answer: &Answered, status: u16) {
    assert_eq!(answer.status, status, "{what}: {}", &answer.text[..answer.text.len().min(300)]);
    let message = answer.json["error"]["message"].as_str().unwrap_or_default();
    assert!(!message.is_empty() && answer.text.len() < 1_000, "{what}: {}", answer.text.len());
}

#[test]
fn deep_json_is_refused_everywhere() {
    let bundle = Bundle::new();
    let deep = |open: &str, close: &str| [open.repeat(20_000), close.repeat(20_000)].concat();
    for body in [deep("[", "]"), deep(r#"{"a":"#, "}"), "[".repeat(1_000_000), deep(r#"[{"patient":"#, "}]")]
    {
        for target in ["/v1/events", "/v1/calls", "/v1/pause", "/v1/threads/thr_x/take", "/v1/tickets/t1"] {
            let answer = bounded(target, || {
                let key = format!("Bearer {}", tests::KEY);
                let headers = [("authorization", key.as_str()), ("idempotency-key", "k")];
                bundle.send("POST", target, &headers, body.as_bytes())
            });
            let is_over = target != "/v1/events" && body.len() > 64 * 1024;
            let status = if is_over { 413 } else { 400 };
            says_why(target, &answer, status);
        }
        assert_eq!(bounded("a webhook", || meta::post(&bundle, body.as_bytes())).status, 400);
    }
    // Deep only where it can be left out: the rest is taken.
    let odd = format!(
        r#"{{"entry":[{{"id":"102290129340398","changes":[{{"field":"moods","value":{}}},{{"field":"messages","value":{{"metadata":{{"phone_number_id":"106540352242922"}},"messages":[{{"from":"5491155550101","id":"wamid.1","type":"text","text":{{"body":"hola"}}}}]}}}}]}}]}}"#,
        deep("[", "]")
    );
    assert_eq!(bounded("an odd part", || meta::post(&bundle, odd.as_bytes())).status, 200);
    // A form inside WhatsApp is JSON in JSON.
    let form =
        json!({ "type": "nfm_reply", "nfm_reply": { "name": "flow", "response_json": deep("[", "]") } });
    let body = webhook(&[
        json!({ "from": "5491155550101", "id": "wamid.2", "type": "interactive", "interactive": form }),
    ]);
    assert_eq!(bounded("a form", || meta::post(&bundle, &body)).status, 200);
    bundle.settle();
    bundle.advance_minutes(10);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_message_that_no_queue_takes_costs_none_beside_it() {
    let bundle = Bundle::new();
    let text = |id: &str, body: &str| json!({ "from": "5491155550101", "id": id, "type": "text", "text": { "body": body } });
    let huge = "a".repeat(3 * MB);
    let body = webhook(&[text("wamid.1", &huge), text("wamid.2", "quiero hablar con una persona")]);
    assert_eq!(bounded("a huge message", || meta::post(&bundle, &body)).status, 200);
    bundle.settle();
    assert_eq!(bundle.waiting().len(), 1);
    let pairs = [("MessageSid", "SM1"), ("From", ANA), ("To", "+541150000002"), ("Body", huge.as_str())];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
    let target = "/webhooks/twilio/inbound";
    let signature = sign_twilio("local-twilio-token", &format!("http://127.0.0.1:8787{target}"), &pairs);
    for (what, form) in [("a huge text", form), ("a million parameters", "a&".repeat(MB))] {
        let answer = bounded(what, || {
            bundle.send("POST", target, &[("x-twilio-signature", &signature)], form.as_bytes())
        });
        says_why(what, &answer, 413);
    }
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn an_event_that_no_queue_takes_costs_none_beside_it() {
    let bundle = Bundle::new();
    let long = "😀".repeat(200);
    let slot = |index: usize| {
        let start = format!("2026-12-09T{:02}:{:02}", 8 + index / 12, 5 * (index % 12));
        json!({ "id": format!("s{index}"), "start": start, "practitioner": long, "service": long, "site": long })
    };
    let slots: Vec<Value> = (0..144).map(slot).collect();
    let day = json!({ "event_id": "day", "type": "slots.day", "occurred_at": tests::START,
        "day": { "date": "2026-12-09", "slots": slots } });
    let events = json!([day, booked("a1", "p1", ANA, FRIDAY)]).to_string();
    let answer = bounded("a day", || bundle.v1("POST", "/v1/events", events.as_bytes()));
    assert_eq!((answer.status, &answer.json["accepted"]), (202, &json!(1)), "{}", answer.text.len());
    let rejected = &answer.json["rejected"];
    assert_eq!((&rejected[0]["index"], &rejected[0]["field"]), (&json!(0), &json!("event")), "{rejected}");
    bundle.settle();
    assert_eq!(bundle.case("a1")["state"], "booked");
}

#[test]
fn many_and_long_are_refused_and_the_rest_is_taken() {
    let bundle = Bundle::new();
    let events = |body: &str| bounded("events", || bundle.v1("POST", "/v1/events", body.as_bytes()));
    says_why("a thousand and one", &events(&format!("[{}1]", "0,".repeat(1_000))), 413);
    says_why("half a million", &events(&format!("[{}1]", "0,".repeat(500_000))), 413);
    says_why("over a megabyte", &events(&format!("[{}1]", "0,".repeat(600_000))), 413);
    says_why("a number of a megabyte", &events(&"9".repeat(MB - 1)), 400);

    // One odd member each: refused by its name, and the right one beside it is taken.
    let long = "x".repeat(500_000);
    let digits = "9".repeat(100_000);
    for (member, value) in [
        ("given_name", json!(long)),
        ("phone", json!(digits)),
        ("phone", serde_json::from_str(&format!("1{}", "0".repeat(300))).unwrap()),
        ("email", json!(format!("{long}@example.org"))),
        ("id", json!(long)),
        ("language", json!(long)),
    ] {
        let mut odd = booked("odd", "p9", ANA, FRIDAY);
        odd["patient"][member] = value;
        let right = booked(&format!("a-{member}"), "p1", ANA, FRIDAY);
        let answer = events(&json!([odd, right]).to_string());
        assert_eq!(
            (answer.status, &answer.json["accepted"]),
            (202, &json!(1)),
            "{member}: {}",
            answer.text.len()
        );
        assert!(answer.text.len() < 1_000, "{member}: the answer quotes what was sent");
        assert_eq!(answer.json["rejected"][0]["field"], format!("patient.{member}"), "{}", answer.text);
    }
    for (member, value) in [
        ("start", json!(digits)),
        ("start", json!("+999999-01-01T00:00")),
        ("duration_minutes", json!(1e300)),
        ("sequence", json!(-1)),
        ("practitioner", json!(long)),
        ("site", json!([[[]]])),
    ] {
        let mut odd = booked("odd", "p9", ANA, FRIDAY);
        odd["appointment"][member] = value;
        let answer = events(&odd.to_string());
        assert_eq!(
            (answer.status, &answer.json["accepted"]),
            (202, &json!(0)),
            "{member}: {}",
            answer.text.len()
        );
        assert_eq!(answer.json["rejected"][0]["field"], format!("appointment.{member}"), "{}", answer.text);
        assert!(answer.text.len() < 1_000, "{member}: the answer quotes what was sent");
    }
    // A webhook of three megabytes of elements that mean nothing.
    for element in ["{},", "0,", r#"{"changes":[{}]},"#, r#"{"changes":[{"field":"messages","value":{}}]},"#]
    {
        let many = element.repeat(3 * MB / element.len());
        let body = format!(r#"{{"entry":[{many}{{}}]}}"#);
        says_why(element, &bounded(element, || meta::post(&bundle, body.as_bytes())), 413);
    }
    says_why(
        "messages",
        &bounded("messages", || meta::post(&bundle, &webhook(&vec![json!({}); 100_000]))),
        413,
    );
    let timestamp = json!({ "from": "5491155550101", "id": "wamid.1", "timestamp": digits, "type": "text", "text": { "body": "hola" } });
    assert_eq!(meta::post(&bundle, &webhook(&[timestamp])).status, 200);
    bundle.settle();
    bundle.advance_minutes(10);
    assert_eq!(bundle.dead_letters(), 0);
}

#[test]
fn a_file_that_expands_is_refused_or_read_row_by_row() {
    let bundle = Bundle::new();
    let agenda = |what: &str, body: &[u8]| bounded(what, || bundle.v1("POST", "/v1/agenda", body));
    let header = "turno;fecha;hora;paciente;telefono\n";
    let row = "a1;04/12/2026;11:30;p2;011 15-5555-0102\n";
    says_why("a million commas", &agenda("commas", &b",".repeat(MB)), 400);
    says_why("a million empty lines", &agenda("lines", &b"\n".repeat(MB)), 400);
    says_why(
        "a quote never closed",
        &agenda("a quote", format!("\"{}", "x\n".repeat(MB / 2)).as_bytes()),
        400,
    );
    says_why("too many rows", &agenda("rows", [header, &row.repeat(5_001)].concat().as_bytes()), 413);
    says_why("over two megabytes", &agenda("bytes", &b"x".repeat(2 * MB + 1)), 413);
    for count in [100_000, 900_000] {
        let columns = [header, row].concat().replace('\n', &format!("{}\n", ";".repeat(count)));
        let answer = agenda("many columns", columns.as_bytes());
        assert_eq!(
            (answer.status, &answer.json["accepted"]),
            (202, &json!(1)),
            "{count}: {}",
            answer.text.len()
        );
    }
    // One bad row that swallows the rest of the file, one of commas, and one cell of a megabyte.
    let big = format!("a2;04/12/2026;11:30;{};011 15-5555-0102\n", "x".repeat(MB));
    for (what, odd) in [
        ("commas", format!("{}\n", ";".repeat(MB))),
        ("a cell", big),
        ("a quote never closed", format!("\"{}", row.replace('\n', " ").repeat(20_000))),
    ] {
        let answer = agenda(what, format!("{header}{row}{odd}").as_bytes());
        assert_eq!(
            (answer.status, &answer.json["accepted"]),
            (202, &json!(1)),
            "{what}: {}",
            answer.text.len()
        );
        assert!(answer.text.len() < 2_000, "{what}: the answer quotes what was sent");
        // A row that says nothing is a blank one.
        let rejected = answer.json["rejected"].as_array().unwrap().len();
        assert!(rejected > 0 || what == "commas", "{what}: nothing says why");
    }
    // UTF-16 halves and endless marks of order.
    for odd in [&b"\xFF\xFE"[..], b"\xFE\xFF\x00", b"\xEF\xBB\xBF", b"\x00"] {
        says_why("no text", &agenda("no text", &odd.repeat(100_000)), 400);
    }
}

/// Serves a bundle on a port of its own.
fn served() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || Bundle::new().serve(listener));
    address
}

/// What the server answers to these bytes, until it closes the connection or says no more for 15 seconds.
fn answer_to(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
    // A server that has refused already may have closed.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

const HEALTHY: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

#[test]
fn slow_clients_are_dropped_while_others_are_served() {
    let address = served();
    // Two hundred that never finish their headers, one byte a second each.
    let started = Instant::now();
    let mut slow: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(b"GET /healthz HTTP/1.1\r\nx-slow: ").unwrap();
            stream
        })
        .collect();
    let body = b"POST /v1/events HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n{";
    let body = std::thread::spawn(move || answer_to(address, body));
    let mut served = 0;
    while started.elapsed() < Duration::from_secs(13) {
        assert!(answer_to(address, HEALTHY).starts_with("HTTP/1.1 200"), "somebody else waits");
        served += 1;
        for stream in &mut slow {
            let _ = stream.write_all(b"x");
        }
        std::thread::sleep(Duration::from_secs(1));
    }
    assert!(served >= 5, "others were served {served} times");
    for stream in &mut slow {
        stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
        // Closed: the end, or a reset for what was sent after it.
        let left = std::io::copy(stream, &mut std::io::sink());
        let still_open = left.is_err_and(|it| {
            matches!(it.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
        });
        assert!(!still_open, "a slow client is still connected");
    }
    let answer = body.join().unwrap();
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("too_slow"), "{answer}");
}

#[test]
fn too_many_headers_are_refused() {
    let address = served();
    let with = |headers: &str| {
        answer_to(
            address,
            format!("GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{headers}\r\n").as_bytes(),
        )
    };
    assert!(with(&"x: y\r\n".repeat(50)).starts_with("HTTP/1.1 200"));
    for headers in
        ["x: y\r\n".repeat(1_000), format!("x: {}\r\n", "y".repeat(MB)), format!("{}: y\r\n", "x".repeat(MB))]
    {
        let answer = with(&headers);
        assert!(answer.starts_with("HTTP/1.1 431") || answer.starts_with("HTTP/1.1 400"), "{answer:?}");
    }
    assert!(answer_to(address, HEALTHY).starts_with("HTTP/1.1 200"));
}
