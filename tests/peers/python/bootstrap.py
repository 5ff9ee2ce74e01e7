"""What the managed Python runtime does around a handler: import it, then ask for work and answer, over one connection.

The real one speaks HTTP by a compiled library. So as not to charge Python for a slower one, this speaks over a bare
socket and reads of the headers only what a handler's context needs.
"""

import importlib
import json
import os
import socket
import sys
import time

API = "/2018-06-01/runtime"


class Context:
    """What a handler gets beside the event."""

    def __init__(self, headers: dict[bytes, bytes]):
        self.aws_request_id = headers[b"lambda-runtime-aws-request-id"].decode()
        self.invoked_function_arn = headers[b"lambda-runtime-invoked-function-arn"].decode()
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self._deadline = int(headers[b"lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self) -> int:
        return max(0, self._deadline - int(time.time() * 1000))


class Api:
    """The Runtime API over one connection that stays open."""

    def __init__(self, address: str):
        host, port = address.split(":")
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.host = address.encode()

    def call(self, method: bytes, path: str, body: bytes = b"") -> tuple[dict[bytes, bytes], bytes]:
        head = b"%b %b%b HTTP/1.1\r\nhost: %b\r\ncontent-length: %d\r\n\r\n"
        self.socket.sendall(head % (method, API.encode(), path.encode(), self.host, len(body)) + body)
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self.receive()
        lines = received[:end].split(b"\r\n")[1:]
        headers = {name.lower(): value for name, value in (line.split(b": ", 1) for line in lines)}
        rest = [received[end + 4 :]]
        missing = int(headers.get(b"content-length", 0)) - len(rest[0])
        while missing > 0:
            rest.append(self.receive())
            missing -= len(rest[-1])
        return headers, b"".join(rest)

    def receive(self) -> bytes:
        received = self.socket.recv(65536)
        if not received:
            sys.exit(0)  # The host is done with us.
        return received


def error_body(error: Exception) -> bytes:
    return json.dumps({"errorType": type(error).__name__, "errorMessage": str(error)}).encode()


def main() -> None:
    # In place of this script's own directory: the function's code.
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    api = Api(os.environ["AWS_LAMBDA_RUNTIME_API"])
    module, _, name = os.environ["_HANDLER"].rpartition(".")
    try:
        handler = getattr(importlib.import_module(module), name)
    except Exception as error:
        api.call(b"POST", "/init/error", error_body(error))
        raise
    while True:
        headers, event = api.call(b"GET", "/invocation/next")
        context = Context(headers)
        path = f"/invocation/{context.aws_request_id}"
        try:
            answer = json.dumps(handler(json.loads(event), context)).encode()
        except Exception as error:
            api.call(b"POST", f"{path}/error", error_body(error))
        else:
            api.call(b"POST", f"{path}/response", answer)


main()
