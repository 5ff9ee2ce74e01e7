"""Who is measured, with what environment, and one running process of theirs."""

import io
import json
import queue
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import webhook
from runtime import Aws, RuntimeApi, Snapshot

HERE = Path(__file__).resolve().parent
PEERS = HERE.parent.parent / "target" / "peers"
PATIENCE_SECONDS = 30
# The one that itself sees what comes twice.
ONCE = "python-idempotent"


@dataclass(frozen=True)
class Subject:
    name: str
    runtime: str
    command: list[str]
    task_root: Path
    env: dict[str, str]
    webhooks: bool
    # Directories and files of the package, each with its name in there.
    package: list[tuple[Path, str]]

    def package_bytes(self) -> int:
        """What would be uploaded. Compiled Python stays out: it is made for one machine's interpreter."""
        zipped = io.BytesIO()
        with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for source, name in self.package:
                for file in sorted(source.rglob("*")) if source.is_dir() else [source]:
                    if file.is_file() and "__pycache__" not in file.parts:
                        archive.write(file, Path(name, file.relative_to(source)) if source.is_dir() else name)
        return zipped.getbuffer().nbytes


def rust(name: str, path: Path, webhooks: bool) -> Subject:
    """A bootstrap. It finds its secrets in Secrets Manager, under the ids of the template."""
    env = {
        "META_WEBHOOKS_SECRET": "meta-webhooks",
        "TWILIO_SECRET": "twilio",
        "META_API_SECRET": "meta-api",
        "BUTTON_KEY_SECRET": "button-key",
        "CLINIC_KEYS_SECRET": "clinic-keys",
        "SLOT_SYSTEMS_SECRET": "slot-systems",
        "PUBLIC_URL": "https://example.org",
        "TABLE_NAME": "pulso",
        "SCHEDULE_GROUP": "pulso",
        "SCHEDULE_ROLE_ARN": "arn:aws:iam::000000000000:role/pulso-schedules",
        "JOURNEYS_QUEUE_ARN": "arn:aws:sqs:eu-west-1:000000000000:journeys",
        "RECEIPTS_QUEUE_ARN": "arn:aws:sqs:eu-west-1:000000000000:receipts",
    }
    return Subject(name, "Rust", [str(path)], path.parent, env, webhooks, [(path, "bootstrap")])


def peers() -> list[Subject]:
    """The baselines that setup has put together."""
    up_to_date()
    env = {"WHATSAPP_APP_SECRET": webhook.APP_SECRET, "WHATSAPP_VERIFY_TOKEN": webhook.VERIFY_TOKEN}
    environment = PEERS / "python"
    python, task = str(environment / "bin" / "python"), environment / "task"
    [libraries] = environment.glob("lib/python3*/site-packages")
    found = [
        Subject(
            name,
            version([python, "--version"]),
            [python, str(HERE / "python" / "bootstrap.py")],
            task,
            {**env, **more, "_HANDLER": "handler.handler"},
            True,
            [(libraries, ""), (task, "")],
        )
        for name, more in (("python", {}), (ONCE, {"IDEMPOTENCY_TABLE": "idempotency"}))
    ]
    node = shutil.which("node") or sys.exit("node is not installed")
    for name in ("node", "node-bundled"):
        package = PEERS / name
        parts = [it for it in ("node_modules", "package.json", "index.mjs", "meta.mjs") if (package / it).exists()]
        found.append(
            Subject(
                name,
                f"Node {version([node, '--version'])}",
                [node, str(HERE / "node" / "bootstrap.mjs")],
                package,
                {**env, "_HANDLER": "index.handler"},
                True,
                [(package / it, it) for it in parts],
            )
        )
    return found


def up_to_date() -> None:
    pairs = [(HERE / "python" / it, PEERS / "python" / "task" / it) for it in ("handler.py", "meta.py")]
    pairs += [(HERE / "node" / it, PEERS / to / it) for it in ("index.mjs", "meta.mjs") for to in ("node", "bundler")]
    pairs.append((HERE / "python" / "requirements.lock", PEERS / "python" / "requirements.lock"))
    pairs += [(HERE / "node" / "package-lock.json", PEERS / it / "installed.lock") for it in ("node", "bundler")]
    for source, copy in pairs:
        if not copy.exists() or copy.read_bytes() != source.read_bytes():
            sys.exit(f"{source.relative_to(HERE)} is not what was put together: run tests/peers/setup")
    if not (PEERS / "node-bundled" / "index.mjs").exists():
        sys.exit("there is no bundle: run tests/peers/setup")


def version(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


class Instance:
    """One process of a subject, with the Runtime API to itself, and ended when it is left."""

    def __init__(self, subject: Subject, aws: Aws, extra: dict[str, str]):
        self.subject = subject
        self.api = RuntimeApi()
        self.home = tempfile.TemporaryDirectory()
        self.output = tempfile.TemporaryFile()
        env = {**lambda_env(subject, aws, self.api, self.home.name), **subject.env, **extra}
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            subject.command,
            env=env,
            cwd=subject.task_root,
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )
        self.api.started(self.process.pid)

    def __enter__(self) -> "Instance":
        return self

    def __exit__(self, *_args: object) -> None:
        self.process.kill()
        self.process.wait()
        self.api.close()
        self.output.close()
        self.home.cleanup()

    def next(self) -> Snapshot:
        """Waits until the process asks for work; how it stood then."""
        return self.wait("next")

    def ask(self, event: dict) -> dict:
        """Gives a process that asks for work some, and waits for its answer."""
        self.api.invoke(event)
        return json.loads(self.wait("response"))

    def wait(self, kind: str) -> object:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                told, what = self.api.told.get(timeout=0.2)
            except queue.Empty:
                if self.process.poll() is not None:
                    self.give_up(f"ended with {self.process.returncode}")
                continue
            if told == kind:
                return what
            if told == "error":
                self.give_up(what)
        return self.give_up(f"no {kind} within {PATIENCE_SECONDS} s")

    def give_up(self, why: str) -> None:
        self.output.seek(0)
        said = self.output.read().decode(errors="replace")[-2000:]
        raise SystemExit(f"{self.subject.name}: {why}\n{said}")


def lambda_env(subject: Subject, aws: Aws, api: RuntimeApi, home: str) -> dict[str, str]:
    """What Lambda sets, what the template sets for all, and nothing of the shell's."""
    queues = ("threads", "receipts", "surveys", "journeys", "outbound", "notifications")
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "TZ": ":UTC",
        "HOME": home,  # An empty one: nobody's own AWS configuration is read.
        "LAMBDA_TASK_ROOT": str(subject.task_root),
        "AWS_LAMBDA_RUNTIME_API": api.server.address,
        "AWS_LAMBDA_FUNCTION_NAME": subject.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_LOG_FORMAT": "JSON",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{subject.name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": "peers",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "peer",
        "AWS_SECRET_ACCESS_KEY": "peer",
        "AWS_SESSION_TOKEN": "peer",
        "AWS_ENDPOINT_URL": aws.url,
        **{f"{it.upper()}_QUEUE_URL": f"{aws.url}/000000000000/{it}" for it in queues},
    }
