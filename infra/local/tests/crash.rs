//! The process is killed in the middle of its work: nothing is lost, nothing is doubled.
#![cfg(feature = "bundle")]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

const KEY: &str = "key-of-the-clinic";
const VISITS: usize = 60;
const PATIENTS: usize = 50;
/// Two patients have one, as in a household.
const PHONES: usize = PATIENTS / 2;
const KILLS: usize = 10;
const HOURS: i64 = 72;
/// What is due within a minute is looked at when the minute is over.
const WAKE_UP: SignedDuration = SignedDuration::from_mins(1);
/// How long a start may take until it answers.
const START_MAX: Duration = Duration::from_secs(20);
/// The moments of the kills, in milliseconds after the clock was told to move: from the first commit to well into it.
const KILL_AFTER_MS: std::ops::Range<u64> = 20..400;

/// The real binary, on a port of its own.
struct Server {
    child: Child,
    url: String,
    agent: ureq::Agent,
}

impl Server {
    fn start(dir: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(env!("CARGO_BIN_EXE_pulso"))
            .arg("--data")
            .arg(dir.join("data"))
            .arg("--clinic")
            .arg(dir.join("clinic"))
            .args(["--port", &port.to_string(), "--empty"])
            // Webhooks under way are signed for it, and have to find it the same after a restart on another port.
            .env("PUBLIC_URL", "http://127.0.0.1")
            .env("CLINIC_API_KEY", KEY)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let server = Self { child, url: format!("http://127.0.0.1:{port}"), agent };
        let began = Instant::now();
        while server.try_call("GET", "/healthz", &[]).is_none() {
            assert!(began.elapsed() < START_MAX, "it does not start");
            std::thread::sleep(Duration::from_millis(10));
        }
        server
    }

    fn try_call(&self, method: &str, target: &str, body: &[u8]) -> Option<(u16, Value)> {
        call(&self.agent, &self.url, method, target, body)
    }

    fn get(&self, target: &str) -> Value {
        let (status, answer) = self.try_call("GET", target, &[]).unwrap();
        assert_eq!(status, 200, "{target}: {answer}");
        answer
    }

    fn now(&self) -> Timestamp {
        self.get("/sim/clock")["now"].as_str().unwrap().parse().unwrap()
    }

    /// Has the clock moved; it may not live to answer.
    fn move_clock(&self, to: Timestamp) -> JoinHandle<Option<(u16, Value)>> {
        let (agent, url) = (self.agent.clone(), self.url.clone());
        let body = json!({ "to": to }).to_string();
        std::thread::spawn(move || call(&agent, &url, "POST", "/sim/clock", body.as_bytes()))
    }

    /// As `kill -9` does.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A test that fails leaves no process behind; one that was killed is gone.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn call(agent: &ureq::Agent, url: &str, method: &str, target: &str, body: &[u8]) -> Option<(u16, Value)> {
    let request = http::Request::builder()
        .method(method)
        .uri(format!("{url}{target}"))
        .header("authorization", format!("Bearer {KEY}"))
        .body(body.to_vec())
        .unwrap();
    let mut response = agent.run(request).ok()?;
    let text = response.body_mut().read_to_string().ok()?;
    Some((response.status().as_u16(), serde_json::from_str(&text).unwrap_or(Value::Null)))
}

/// The example clinic, but that no patient's messages take the room of one another's: which of two comes first when
/// both fit no more is nobody's promise, and would differ between two runs.
fn clinic_without_caps(dir: &Path) {
    const CAPS: [&str; 2] = ["messages_per_day_max = ", "messages_per_week_max = "];
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../clinics/sol");
    std::fs::create_dir(dir).unwrap();
    for folder in ["knowledge", "templates"] {
        std::os::unix::fs::symlink(example.join(folder), dir.join(folder)).unwrap();
    }
    let mut toml = std::fs::read_to_string(example.join("clinic.toml")).unwrap();
    for cap in CAPS {
        assert_eq!(toml.matches(cap).count(), 1, "{cap}");
        // 6 a day become 106.
        toml = toml.replace(cap, &format!("{cap}10"));
    }
    std::fs::write(dir.join("clinic.toml"), toml).unwrap();
}

/// Ten in the morning of the next day at the clinic: at any hour of the real day the same comes after it.
fn tomorrow_morning(server: &Server) -> Timestamp {
    let zone = local::clinic_files::example().time_zone;
    let tomorrow = zone.local(server.now()).date().tomorrow().unwrap();
    zone.first_instant_of(tomorrow.at(10, 0, 0, 0))
}

/// Visits two to four days ahead, of patients who share a phone by twos, and of whom some come twice.
fn agenda(now: Timestamp) -> String {
    let today = local::clinic_files::example().time_zone.local(now).date();
    let mut csv = String::from("turno;fecha;hora;paciente;nombre;telefono\n");
    for visit in 0..VISITS {
        let day = today.saturating_add(jiff::Span::new().days(i64::try_from(2 + visit % 3).unwrap()));
        let (hour, minute, patient) = (9 + visit % 9, 5 * (visit % 12), visit % PATIENTS);
        let phone = 5_550_200 + patient / 2 * 2;
        writeln!(
            csv,
            "v{visit};{day};{hour:02}:{minute:02};p{patient};Ana;011 15-{}-{:04}",
            phone / 10_000 + 4_000,
            phone % 10_000
        )
        .unwrap();
    }
    csv
}

/// Starts in the morning with an agenda, and gives some phones trouble.
fn prepare(server: &Server) {
    assert_eq!(server.move_clock(tomorrow_morning(server)).join().unwrap().unwrap().0, 200);
    let agenda = agenda(server.now());
    let (status, answer) = server.try_call("POST", "/v1/agenda", agenda.as_bytes()).unwrap();
    assert_eq!(
        (status, &answer["accepted"], &answer["rejected"]),
        (202, &json!(VISITS), &json!([])),
        "{answer}"
    );
    let to = server.now().checked_add(SignedDuration::from_secs(60)).unwrap();
    assert_eq!(server.move_clock(to).join().unwrap().unwrap().0, 200);
    let phones = server.get("/sim/phones");
    assert_eq!(phones.as_array().unwrap().len(), PHONES, "{phones}");
    for (index, phone) in phones.as_array().unwrap().iter().enumerate() {
        let settings = match index % 5 {
            1 => json!({ "whatsapp": false }),
            3 => json!({ "online": false }),
            _ => continue,
        };
        let target = format!("/sim/phones/{}", phone["phone"].as_str().unwrap());
        assert_eq!(server.try_call("PUT", &target, settings.to_string().as_bytes()).unwrap().0, 200);
    }
}

/// The next of a fixed series of numbers that look random (a linear congruential generator, as in Knuth).
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

fn cases(server: &Server) -> Vec<Value> {
    (0..VISITS).map(|visit| server.get(&format!("/v1/cases/v{visit}"))).collect()
}

/// A case's id and a step's name.
type Step = (String, String);
/// A step's state, and whether its message arrived.
type Fate = (String, bool);

/// What became of every step of every case. By which channels is not compared: a process that dies between noting that
/// a phone has no `WhatsApp` on the message and on the patient has the next message find it out again.
fn outcome(server: &Server) -> BTreeMap<Step, Fate> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut all = BTreeMap::new();
    for case in cases(server) {
        for step in case["steps"].as_array().unwrap() {
            let mut messages = step["messages"].as_array().unwrap().iter();
            let arrived = messages.any(|it| it["status"] == "delivered" || it["status"] == "read");
            all.insert((text(&case["id"]), text(&step["step"])), (text(&step["state"]), arrived));
        }
    }
    all
}

fn check_nothing_is_doubled(server: &Server) {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for send in server.get("/sim/accepted").as_array().unwrap() {
        let reference = send["reference"].as_str().unwrap().rsplit('=').next().unwrap();
        *taken.entry(reference.to_owned()).or_default() += 1;
    }
    for (reference, count) in taken.into_iter().filter(|it| it.1 > 1) {
        let whole = reference.split('.').next().unwrap();
        let message = server.get(&format!("/v1/messages/{whole}"));
        assert!(
            message["resent_unsettled"] == true && count == 2,
            "{reference} was sent {count} times: {message}"
        );
    }
}

fn check_nothing_is_stuck(server: &Server) {
    let now = server.now();
    let past = |due: &Value| due.as_str().is_some_and(|it| it.parse::<Timestamp>().unwrap() + WAKE_UP < now);
    for case in cases(server) {
        let id = case["id"].as_str().unwrap();
        assert!(!past(&case["next_due"]), "{id} waits for what has passed: {}", case["next_due"]);
        let why = server.get(&format!("/v1/cases/{id}/why"));
        for step in why["steps"].as_array().unwrap() {
            let explanation = step["explanation"].as_str().unwrap();
            assert!(!matches!(explanation, "" | "on its way to the sender"), "{id}: {step}");
        }
        for dispatch in
            case["steps"].as_array().unwrap().iter().flat_map(|it| it["messages"].as_array().unwrap())
        {
            let whole = dispatch["id"].as_str().unwrap().split('.').next().unwrap();
            let message = server.get(&format!("/v1/messages/{whole}"));
            assert!(!past(&message["due"]), "{id}: {message}");
        }
    }
}

#[test]
fn kill_at_random_moments() {
    let (killed_dir, calm_dir) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for dir in [&killed_dir, &calm_dir] {
        clinic_without_caps(&dir.path().join("clinic"));
    }
    let mut server = Server::start(killed_dir.path());
    let calm = Server::start(calm_dir.path());
    prepare(&server);
    prepare(&calm);
    let to = server.now().checked_add(SignedDuration::from_hours(HOURS)).unwrap();
    let calm_moved = calm.move_clock(to);

    let mut seed = 7;
    let mut under_way = 0;
    for _ in 0..KILLS {
        let moved = server.move_clock(to);
        let after = KILL_AFTER_MS.start + next(&mut seed) % (KILL_AFTER_MS.end - KILL_AFTER_MS.start);
        std::thread::sleep(Duration::from_millis(after));
        server.kill();
        under_way += usize::from(moved.join().unwrap().is_none());
        server = Server::start(killed_dir.path());
    }
    assert!(under_way > KILLS / 2, "only {under_way} kills met a moving clock");
    let moved = server.move_clock(to).join().unwrap().unwrap();
    assert!(moved.0 == 200 || server.now() >= to, "{}", moved.1);
    // What a killed process had in its hands becomes visible again after a minute.
    let later = server.now().checked_add(SignedDuration::from_mins(10)).unwrap();
    assert_eq!(server.move_clock(later).join().unwrap().unwrap().0, 200);
    assert_eq!(calm_moved.join().unwrap().unwrap().0, 200);
    let later = server.now().max(calm.now());
    assert_eq!(calm.move_clock(later).join().unwrap().unwrap().0, 200);
    check_nothing_is_doubled(&server);
    check_nothing_is_stuck(&server);
    let (killed, undisturbed) = (outcome(&server), outcome(&calm));
    assert!(killed.len() >= 3 * VISITS, "{} steps", killed.len());
    for (step, became) in &undisturbed {
        let timelines = || [&server, &calm].map(|it| it.get(&format!("/v1/cases/{}", step.0)));
        assert!(killed.get(step) == Some(became), "{step:?} came otherwise: {:#?}", timelines());
    }
    assert_eq!(killed.len(), undisturbed.len());
}
