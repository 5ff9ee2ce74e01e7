//! The stack under test: a local AWS engine, the template deployed to it by the real command, its secrets and clinic
//! set as the guide says, and stand-ins for the providers that it calls.

use std::collections::BTreeMap;
use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::{Credentials, SharedCredentialsProvider};
use local::apply::Change;
use local::clinic_files;
use local::rehearse::{Options, rehearse};
use local::runtime::Settings;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::base::Base;

/// The stack's name.
pub(crate) const STACK: &str = "pulso";
/// The example clinic's key.
pub(crate) const KEY: &str = "deployed-clinic-key";
/// The id of a second clinic, which is not there from the start.
pub(crate) const SECOND: &str = "luna";
/// As whom the desk asks the issuer of staff's accounts.
pub(crate) const CLIENT_ID: &str = "desk";
/// Secrets that the stack and the stand-ins share.
pub(crate) const SECRETS: [(&str, &str); 6] = [
    ("WHATSAPP_APP_SECRET", "deployed-app-secret"),
    ("WHATSAPP_VERIFY_TOKEN", "deployed-verify-token"),
    ("WHATSAPP_TOKEN", "deployed-access-token"),
    ("TWILIO_ACCOUNT_SID", "AC00000000000000000000000000000001"),
    ("TWILIO_AUTH_TOKEN", "deployed-twilio-token"),
    ("CLINIC_API_KEY", KEY),
];

/// How long the engine may take to start, in seconds.
const START_SECONDS: u64 = 60;
/// Set by `tests/run`, which installs and builds what is needed: then its absence is a failure.
const REQUIRED: &str = "PULSO_ENGINES_REQUIRED";

/// A deployed stack.
pub(crate) struct Stack {
    engine: Child,
    issuer: Child,
    pub(crate) runtime: Runtime,
    pub(crate) sdk: SdkConfig,
    /// Where the API answers, and the stand-ins' phones.
    pub(crate) base: Base,
    outputs: BTreeMap<String, String>,
    /// Logs of the engine, and the clinic's files.
    dir: tempfile::TempDir,
}

impl Drop for Stack {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.dir.disable_cleanup(true);
            eprintln!("the engine's logs are kept in {}", self.dir.path().display());
        }
        let _ = self.issuer.kill();
        let _ = self.issuer.wait();
        // By request, so that the functions' processes end with it.
        let _ = Command::new("kill").arg(self.engine.id().to_string()).status();
        for _ in 0..50 {
            if matches!(self.engine.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let _ = self.engine.kill();
        let _ = self.engine.wait();
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Stack {
    /// Deploys the stack; `None`, and a word on standard error, where the tools or the build are missing.
    pub(crate) fn deploy() -> Option<Self> {
        let built = root().join(".aws-sam/build/template.yaml");
        let tools = ["sam", "ministack"].iter().all(|it| which(it));
        if !tools || !built.is_file() {
            assert!(std::env::var_os(REQUIRED).is_none(), "sam, ministack or .aws-sam/build is missing");
            eprintln!(
                "skipped: sam, ministack or .aws-sam/build is missing; tests/run installs and builds them"
            );
            return None;
        }
        let dir = tempfile::tempdir().unwrap();
        let port = free_port();
        let endpoint = format!("http://127.0.0.1:{port}");
        let engine = start_engine(dir.path(), port, &endpoint);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let sdk = sdk(&endpoint);
        wait_until("the engine answers", START_SECONDS, || {
            let sqs = aws_sdk_sqs::Client::new(&sdk);
            runtime.block_on(async { sqs.list_queues().send().await }).is_ok()
        });
        let issuer_port = free_port();
        let issuer = start_issuer(issuer_port);
        let issuer_url = format!("http://127.0.0.1:{issuer_port}");
        let stand_in_port = free_port();
        let providers_url = format!("http://127.0.0.1:{stand_in_port}");
        sam(
            dir.path(),
            &endpoint,
            &[
                "deploy",
                "--template-file",
                built.to_str().unwrap(),
                "--stack-name",
                STACK,
                "--resolve-s3",
                "--capabilities",
                "CAPABILITY_IAM",
                "--no-confirm-changeset",
                "--no-progressbar",
                "--parameter-overrides",
                &format!(
                    "Stage=dev Architecture=x86_64 DeletionProtection=false AwsMessaging=true ProvidersUrl={providers_url} \
                     StaffIssuer={issuer_url} StaffClientId={CLIENT_ID} LogLevel=DEBUG QueueConcurrency=5"
                ),
            ],
        );
        let listed =
            sam(dir.path(), &endpoint, &["list", "stack-outputs", "--stack-name", STACK, "--output", "json"]);
        let listed: Value = serde_json::from_str(&listed).unwrap();
        let text = |it: &Value, name: &str| it[name].as_str().unwrap().to_owned();
        let outputs: BTreeMap<String, String> = listed
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (text(it, "OutputKey"), text(it, "OutputValue")))
            .collect();
        let api_url = outputs["ApiUrl"].trim_end_matches('/').to_owned();
        let api_id = api_url.trim_start_matches("https://").split('.').next().unwrap();
        let url = format!("{endpoint}/_aws/execute-api/{api_id}/$default");
        let base =
            Base { url, key: KEY.to_owned(), public_url: api_url, phones: providers_url, issuer: issuer_url };
        let stack = Self { engine, issuer, runtime, sdk, base, outputs, dir };
        stack.set_secrets();
        stack.apply_clinic();
        stack.start_stand_ins(stand_in_port);
        Some(stack)
    }

    /// An output of the stack.
    pub(crate) fn output(&self, name: &str) -> &str {
        self.outputs.get(name).unwrap_or_else(|| panic!("no output {name} among {:?}", self.outputs.keys()))
    }

    /// All outputs.
    pub(crate) fn outputs(&self) -> Vec<String> {
        self.outputs.values().cloned().collect()
    }

    /// The directory of the clinic that was applied.
    pub(crate) fn clinic_dir(&self) -> PathBuf {
        self.dir.path().join("clinic")
    }

    /// What the engine wrote, line by line.
    pub(crate) fn log(&self, name: &str) -> Vec<Value> {
        let text = std::fs::read_to_string(self.dir.path().join(name)).unwrap_or_default();
        text.lines().map(|it| serde_json::from_str(it).unwrap()).collect()
    }

    /// Refuses the next `writes` writes to the table.
    pub(crate) fn throttle(&self, writes: u32) {
        std::fs::write(self.dir.path().join("throttle"), writes.to_string()).unwrap();
    }

    /// The settings of whoever operates the stack.
    pub(crate) fn settings(&self) -> Settings {
        let public_url = self.base.public_url.clone();
        Settings::from_vars(move |name| secret(name, &public_url), 0)
    }

    /// Sets the secrets as the guide says: with the providers' values, in place of the placeholders.
    fn set_secrets(&self) {
        let value = |name: &str| SECRETS.iter().find(|it| it.0 == name).unwrap().1;
        let secrets = [
            (
                "meta-webhooks",
                json!({ "app_secret": value("WHATSAPP_APP_SECRET"), "verify_token": value("WHATSAPP_VERIFY_TOKEN") }),
            ),
            ("meta-api", json!({ "access_token": value("WHATSAPP_TOKEN") })),
            (
                "twilio",
                json!({ "account_sid": value("TWILIO_ACCOUNT_SID"), "auth_token": value("TWILIO_AUTH_TOKEN") }),
            ),
            ("clinic-keys", json!({ "clinic_keys": format!("sol={KEY}") })),
        ];
        let client = aws_sdk_secretsmanager::Client::new(&self.sdk);
        for (name, value) in secrets {
            let request = client
                .put_secret_value()
                .secret_id(format!("{STACK}/{name}"))
                .secret_string(value.to_string());
            self.runtime.block_on(async { request.send().await }).unwrap();
        }
    }

    /// Loads the example clinic, which here may write at any hour and asks at once how a visit was: the tests run when
    /// they run.
    fn apply_clinic(&self) {
        let from = root().join("infra/clinics/sol");
        let to = self.clinic_dir();
        copy(
            &from,
            &to,
            &[
                ("opens = \"09:00\"", "opens = \"00:00\""),
                ("closes = \"21:00\"", "closes = \"00:00\""),
                // Asked at once, for the same reason.
                ("after_minutes = 1440", "after_minutes = 0"),
            ],
        );
        self.apply(&to);
        self.write_second_clinic();
    }

    /// A second clinic: the example's files under another id and with numbers of its own.
    fn write_second_clinic(&self) {
        let to = self.dir.path().join(SECOND);
        let changes = [
            ("id = \"sol\"", "id = \"luna\""),
            ("106540352242922", "106540352242923"),
            ("+541150000002", "+541150000012"),
            ("turnos@clinica-del-sol.example", "turnos@clinica-de-la-luna.example"),
        ];
        copy(&self.clinic_dir(), &to, &changes);
    }

    /// Loads the second clinic.
    pub(crate) fn apply_second_clinic(&self) {
        self.apply(&self.dir.path().join(SECOND));
    }

    /// Kills the processes of the function that an output names; how many there were.
    pub(crate) fn kill_function(&self, output: &str) -> usize {
        let name = format!("AWS_LAMBDA_FUNCTION_NAME={}", self.output(output));
        let processes = std::fs::read_dir("/proc").unwrap().filter_map(Result::ok);
        let of_function = processes.filter(|it| {
            let environment = std::fs::read(it.path().join("environ")).unwrap_or_default();
            environment.split(|it| *it == 0).any(|it| it == name.as_bytes())
        });
        of_function
            .filter(|it| {
                Command::new("kill").arg("-9").arg(it.file_name()).status().is_ok_and(|it| it.success())
            })
            .count()
    }

    fn apply(&self, dir: &Path) {
        let table = aws::table(&self.sdk, |_| self.output("TableName").to_owned());
        self.runtime.block_on(async {
            let change = Change::of(dir, &table).await.unwrap();
            change.store(&table).await.unwrap();
        });
    }

    /// Plays the providers at the address that the sender was given; webhooks come twice and out of order.
    fn start_stand_ins(&self, port: u16) {
        let dirs = [self.clinic_dir(), self.dir.path().join(SECOND)];
        let clinics = dirs.iter().map(|it| clinic_files::load(it).unwrap()).collect();
        let public_url = self.base.public_url.clone();
        let mut options = Options::new(&self.base.url, clinics, |name| secret(name, &public_url)).unwrap();
        options.deliver_twice = true;
        options.shuffle = true;
        self.runtime.spawn(async move {
            let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
            rehearse(options, listener).await.unwrap();
        });
    }
}

/// Copies a clinic's files, with other words in place of some.
fn copy(from: &Path, to: &Path, changes: &[(&str, &str)]) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &to, changes);
        } else {
            let text = std::fs::read_to_string(path).unwrap();
            std::fs::write(to, changes.iter().fold(text, |text, (from, to)| text.replace(from, to))).unwrap();
        }
    }
}

fn secret(name: &str, public_url: &str) -> Option<String> {
    if name == "PUBLIC_URL" {
        return Some(public_url.to_owned());
    }
    SECRETS.iter().find(|it| it.0 == name).map(|it| it.1.to_owned())
}

fn which(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|it| it.join(program).is_file())
}

/// The engine, with nothing in its environment but what it needs: functions inherit it.
fn start_engine(dir: &Path, port: u16, endpoint: &str) -> Child {
    let log = File::create(dir.join("engine.log")).unwrap();
    Command::new("python3")
        .arg(root().join("tests/deployed/engine.py"))
        .current_dir(dir)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("GATEWAY_PORT", port.to_string())
        .env("BIND_HOST", "127.0.0.1")
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("AUTH", "true")
        .env("CALLS_LOG", dir.join("calls.log"))
        .env("UNITS_LOG", dir.join("units.log"))
        .env("FUNCTIONS_LOG", dir.join("functions.log"))
        .env("OUTSIDE_LOG", dir.join("outside.log"))
        .env("THROTTLE", dir.join("throttle"))
        .stdout(Stdio::from(log.try_clone().unwrap()))
        .stderr(Stdio::from(log))
        .spawn()
        .unwrap()
}

/// Where staff have accounts.
fn start_issuer(port: u16) -> Child {
    let script = root().join("tests/deployed/issuer.py");
    Command::new("python3").arg(script).arg(port.to_string()).spawn().unwrap()
}

/// The real command, its endpoint the engine's.
fn sam(dir: &Path, endpoint: &str, arguments: &[&str]) -> String {
    let output = Command::new("sam")
        .args(arguments)
        .current_dir(dir)
        .env("SAM_CLI_TELEMETRY", "0")
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .output()
        .unwrap();
    let (out, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "sam {}:\n{out}\n{errors}", arguments.join(" "));
    out.into_owned()
}

fn sdk(endpoint: &str) -> SdkConfig {
    let credentials = Credentials::new("test", "test", None, None, "tests");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint)
        .build()
}

/// Waits for something to become true.
pub(crate) fn wait_until(what: &str, seconds: u64, mut is_so: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(seconds);
    while !is_so() {
        assert!(Instant::now() < until, "not within {seconds} s: {what}");
        std::thread::sleep(Duration::from_millis(200));
    }
}
