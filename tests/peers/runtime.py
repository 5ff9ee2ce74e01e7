"""The Lambda Runtime API and the AWS services that an ingest calls, played on this machine.

Both are as plain as can be and the same for every subject: what they cost is not in the figures, since only the
subject's own process is counted.
"""

import hashlib
import json
import queue
import threading
import time
import uuid
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ARN = "arn:aws:lambda:eu-west-1:000000000000:function:peer"
DEADLINE_MS = 30_000


@dataclass(frozen=True)
class Snapshot:
    """A process at one moment."""

    at: float
    cpu_seconds: float
    peak_bytes: int


def snapshot(pid: int) -> Snapshot:
    """CPU time of all threads, user and system, by the process's own clock: /proc/PID/stat counts in steps of 10 ms."""
    at = time.monotonic()
    cpu_seconds = time.clock_gettime((~pid << 3) | 2)  # The number of that clock, as clock_getcpuclockid(3) makes it.
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
        peak = next(line for line in status if line.startswith("VmHWM:"))
    return Snapshot(at, cpu_seconds, int(peak.split()[1]) * 1024)


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with connections that stay open; each answer is one write."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def body(self) -> bytes:
        if self.headers.get("transfer-encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("content-length", 0)))
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():  # Trailers.
            pass
        return b"".join(chunks)

    def answer(self, status: int, content_type: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        headers = {"Content-Type": content_type, "Content-Length": str(len(body)), **(headers or {})}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.wfile.write(f"HTTP/1.1 {status} {self.responses[status][0]}\r\n{lines}\r\n".encode() + body)

    def log_message(self, *_args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, handler: type[Handler], owner: object):
        super().__init__(("127.0.0.1", 0), handler)
        self.owner = owner
        self.address = f"127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, *_args: object) -> None:
        pass  # A subject that is ended leaves its connections as they are.

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class RuntimeApi:
    """The Runtime API for one process. Every `next` is told with a snapshot of the process, before it is answered."""

    def __init__(self) -> None:
        self.told: queue.Queue = queue.Queue()
        self.work: queue.Queue = queue.Queue()
        self.pid = 0
        self.has_pid = threading.Event()
        self.server = Server(RuntimeHandler, self)

    def started(self, pid: int) -> None:
        self.pid = pid
        self.has_pid.set()

    def invoke(self, event: dict) -> None:
        self.work.put(json.dumps(event, separators=(",", ":")).encode())

    def close(self) -> None:
        self.work.put(None)
        self.server.close()


class RuntimeHandler(Handler):
    def do_GET(self) -> None:
        api: RuntimeApi = self.server.owner
        if self.path != "/2018-06-01/runtime/invocation/next":
            return self.answer(404, "application/json", b"{}")
        api.has_pid.wait()
        try:
            api.told.put(("next", snapshot(api.pid)))
        except (OSError, StopIteration) as error:
            return api.told.put(("error", f"the process cannot be read: {error}"))
        event = api.work.get()
        if event is None:
            self.close_connection = True
            return None
        headers = {
            "Lambda-Runtime-Aws-Request-Id": str(uuid.uuid4()),
            "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + DEADLINE_MS),
            "Lambda-Runtime-Invoked-Function-Arn": ARN,
            "Lambda-Runtime-Trace-Id": "Root=1-6705f2c3-0a1b2c3d4e5f60718293a4b5;Parent=0a1b2c3d4e5f6071;Sampled=0",
        }
        return self.answer(200, "application/json", event, headers)

    def do_POST(self) -> None:
        api: RuntimeApi = self.server.owner
        body = self.body()
        kind = self.path.rsplit("/", 1)[-1]
        if kind == "response":
            api.told.put(("response", body))
        else:
            api.told.put(("error", f"{self.path}: {body.decode(errors='replace')[:500]}"))
        self.answer(202, "application/json", b'{"status":"OK"}')


class Aws:
    """SQS, Secrets Manager and DynamoDB, as far as they are asked here. All subjects share it, one after the other."""

    def __init__(self, secrets: dict[str, dict[str, str]]):
        self.secrets = secrets
        self.server = Server(AwsHandler, self)
        self.url = f"http://{self.server.address}"
        self.lock = threading.Lock()
        self.reset()

    def reset(self, refusals: int = 0) -> None:
        """Forgets what was sent and stored. So many calls from now on, SQS leaves the last entry over."""
        self.refusals = refusals
        self.calls = 0
        self.entries: list[tuple[str, dict]] = []
        self.items: dict[str, dict] = {}
        self.unknown: list[str] = []

    def put_item(self, request: dict) -> dict:
        """On the condition that there is none: nothing here is old enough for its other branches."""
        item = request["Item"]
        with self.lock:
            known = self.items.setdefault(item["id"]["S"], item)
        if known is not item:
            raise Refused({"__type": "ConditionalCheckFailedException", "message": "it is there", "Item": known})
        return {}

    def update_item(self, request: dict) -> dict:
        """Of the form that Powertools asks for: every value is that of the attribute of its name."""
        names = request["ExpressionAttributeNames"]
        values = {names[f"#{name[1:]}"]: value for name, value in request["ExpressionAttributeValues"].items()}
        with self.lock:
            self.items[request["Key"]["id"]["S"]] |= values
        return {}

    def delete_item(self, request: dict) -> dict:
        with self.lock:
            self.items.pop(request["Key"]["id"]["S"], None)
        return {}

    def send_message_batch(self, request: dict) -> dict:
        entries = request["Entries"]
        failed = []
        with self.lock:
            self.calls += 1
            if self.refusals > 0:
                self.refusals -= 1
                *entries, last = entries
                failed = [{"Id": last["Id"], "SenderFault": False, "Code": "ServiceUnavailable"}]
            self.entries += [(request["QueueUrl"], it) for it in entries]
        return {"Successful": [taken(it) for it in entries], "Failed": failed}

    def get_secret_value(self, request: dict) -> dict:
        name = request["SecretId"]
        secret = json.dumps(self.secrets[name])
        return {
            "ARN": f"arn:aws:secretsmanager:eu-west-1:000000000000:secret:{name}",
            "Name": name,
            "VersionId": "00000000-0000-4000-8000-000000000000",
            "SecretString": secret,
            "VersionStages": ["AWSCURRENT"],
            "CreatedDate": 1_795_521_600.0,
        }


class Refused(Exception):
    """An answer with status 400."""


def taken(entry: dict) -> dict:
    # The SDKs compare the digest with their own, and refuse the answer where it differs.
    digest = hashlib.md5(entry["MessageBody"].encode(), usedforsecurity=False).hexdigest()
    return {"Id": entry["Id"], "MessageId": str(uuid.uuid4()), "MD5OfMessageBody": digest}


class AwsHandler(Handler):
    def do_POST(self) -> None:
        aws: Aws = self.server.owner
        target = self.headers.get("x-amz-target", "")
        body = self.body()
        calls = {
            "AmazonSQS.SendMessageBatch": aws.send_message_batch,
            "secretsmanager.GetSecretValue": aws.get_secret_value,
            "DynamoDB_20120810.PutItem": aws.put_item,
            "DynamoDB_20120810.UpdateItem": aws.update_item,
            "DynamoDB_20120810.DeleteItem": aws.delete_item,
        }
        status, version = 200, "1.1" if target.startswith("secretsmanager") else "1.0"
        try:
            answer = calls[target](json.loads(body))
        except Refused as refused:
            status, [answer] = 400, refused.args
        except (KeyError, ValueError) as error:
            aws.unknown.append(f"{target or self.path}: {error!r}")
            status, answer = 400, {"__type": "UnknownOperationException", "message": "not played here"}
        content_type = f"application/x-amz-json-{version}"
        self.answer(status, content_type, json.dumps(answer).encode(), {"x-amzn-RequestId": str(uuid.uuid4())})

    def do_GET(self) -> None:
        aws: Aws = self.server.owner
        aws.unknown.append(f"GET {self.path}")
        self.answer(404, "text/plain", b"")
