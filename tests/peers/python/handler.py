"""The ingest of WhatsApp webhooks on Python: verify, read, put on the queues, answer.

With a table in IDEMPOTENCY_TABLE, what comes twice is put on the queues once, in the way of Powertools.
"""

import base64
import binascii
import hmac
import json
import os
from collections.abc import Callable
from datetime import datetime, timezone

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import BadRequestError, ServiceError, UnauthorizedError
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from meta import read

BODY_BYTES_MAX = 4 * 1024 * 1024
BATCH_MESSAGES_MAX = 10
ATTEMPTS = 3

# All of this once per instance, before the first request: what Lambda keeps warm.
logger = Logger(service="webhook-ingest")
app = APIGatewayHttpResolver()
sqs = boto3.client(
    "sqs",
    config=Config(
        connect_timeout=2,
        read_timeout=5,
        tcp_keepalive=True,
        retries={"mode": "standard", "total_max_attempts": 3},
    ),
)
THREADS = os.environ["THREADS_QUEUE_URL"]
RECEIPTS = os.environ["RECEIPTS_QUEUE_URL"]
APP_SECRETS = [it.strip().encode() for it in os.environ["WHATSAPP_APP_SECRET"].split(",") if it.strip()]
VERIFY_TOKEN = os.environ["WHATSAPP_VERIFY_TOKEN"]
IDEMPOTENCY_TABLE = os.environ.get("IDEMPOTENCY_TABLE")
KEPT_SECONDS = 7 * 24 * 3600  # Meta tries for so long.


def once(store: Callable) -> Callable:
    """One record per body; it is taken back when the body could not be stored."""
    if not IDEMPOTENCY_TABLE:
        return store
    # Costs a start what it costs, for those alone who want it.
    from aws_lambda_powertools.utilities import idempotency

    return idempotency.idempotent_function(
        store,
        data_keyword_argument="body",
        persistence_store=idempotency.DynamoDBPersistenceLayer(table_name=IDEMPOTENCY_TABLE),
        config=idempotency.IdempotencyConfig(expires_after_seconds=KEPT_SECONDS),
    )


@app.get("/webhooks/whatsapp")
def handshake() -> Response:
    query = app.current_event.query_string_parameters or {}
    token = query.get("hub.verify_token", "")
    known = bool(VERIFY_TOKEN) and hmac.compare_digest(token.encode(), VERIFY_TOKEN.encode())
    if query.get("hub.mode") != "subscribe" or "hub.challenge" not in query or not known:
        raise ServiceError(403, "not a handshake with our token")
    return Response(200, "text/plain; charset=utf-8", query["hub.challenge"])


@app.post("/webhooks/whatsapp")
def receive() -> Response:
    body = raw_body()
    if len(body) > BODY_BYTES_MAX:
        raise ServiceError(413, "a webhook is at most 4 MB")
    if not signed(body, app.current_event.headers.get("x-hub-signature-256")):
        logger.warning("webhook without a valid signature refused")
        raise UnauthorizedError("the signature is missing or wrong")
    try:
        text = body.decode()
        webhook = json.loads(text)
    except (ValueError, RecursionError):
        webhook = None
    if not isinstance(webhook, dict):
        logger.warning("signed webhook does not read")
        raise BadRequestError("the body is not a webhook")
    store(webhook, body=text)
    return Response(200, "text/plain; charset=utf-8", "")


@once
def store(webhook: dict, *, body: str) -> None:
    """`body` is what it is known again by."""
    receipts, heard, ignored = read(webhook, datetime.now(timezone.utc))
    if ignored:
        logger.info("elements of a webhook meant nothing to us", elements=ignored)
    if not (send(THREADS, heard) and send(RECEIPTS, receipts)):
        raise ServiceError(503, "it could not be stored; send it again")


def raw_body() -> bytes:
    """The bytes that were signed; the gateway encodes what it does not take for text."""
    body = app.current_event.body or ""
    if not app.current_event.is_base64_encoded:
        return body.encode()
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise BadRequestError("the body is not base64") from error


def signed(body: bytes, header: str | None) -> bool:
    if not header or not header.startswith("sha256="):
        return False
    given = header[len("sha256=") :].lower().encode()
    # A list, not a generator: while secrets are exchanged, both are always tried.
    return any([hmac.compare_digest(hmac.digest(it, body, "sha256").hex().encode(), given) for it in APP_SECRETS])


def send(queue: str, messages: list[tuple[str, dict]]) -> bool:
    """Puts all messages on a queue, each in the fair group of its number. Whether SQS took every one."""
    for start in range(0, len(messages), BATCH_MESSAGES_MAX):
        entries = [
            {
                "Id": str(index),
                "MessageBody": json.dumps({"v": 1, "message": message}, separators=(",", ":")),
                "MessageGroupId": group,
            }
            for index, (group, message) in enumerate(messages[start : start + BATCH_MESSAGES_MAX])
        ]
        if not send_batch(queue, entries):
            return False
    return True


def send_batch(queue: str, entries: list[dict]) -> bool:
    """One batch, and again what a call left over: a batch that is taken in part is still a success to the SDK."""
    for _ in range(ATTEMPTS):
        try:
            answer = sqs.send_message_batch(QueueUrl=queue, Entries=entries)
        except (BotoCoreError, ClientError) as error:
            logger.error("SQS cannot be reached or refuses", error=type(error).__name__)
            return False
        failed = answer.get("Failed", [])
        if any(it["SenderFault"] for it in failed):
            logger.error("SQS refuses a message", code=failed[0]["Code"])
            return False
        left = {it["Id"] for it in failed}
        entries = [it for it in entries if it["Id"] in left]
        if not entries:
            return True
    logger.error("SQS left messages over", messages=len(entries))
    return False


@logger.inject_lambda_context
def handler(event: dict, context: object) -> dict:
    return app.resolve(event, context)
