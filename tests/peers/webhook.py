"""Webhooks as Meta sends them and API Gateway passes them on, and what must stand on the queue for each."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timezone

APP_SECRET = "peer-secret"
VERIFY_TOKEN = "peer-verify"
NUMBER = "330011224455667"
PATH = "/webhooks/whatsapp"
FIRST_SECOND = 1_795_521_651


def body(**value: object) -> bytes:
    """The body with these statuses or messages, in Meta's spelling: no spaces, and escapes for all but ASCII."""
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "34919000100", "phone_number_id": NUMBER},
        "contacts": [{"profile": {"name": "Lucía Ibáñez"}, "wa_id": "34611222333"}],
        **value,
    }
    change = {"value": value, "field": "messages"}
    entry = {"id": "204571890112233", "changes": [change]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}, separators=(",", ":")).encode()


def status(number: int) -> dict:
    return {
        "id": provider_id(number),
        "status": stage(number),
        "timestamp": str(FIRST_SECOND + number),
        "recipient_id": "34611222333",
        "recipient_user_id": "ES.20871549920013377",
        "conversation": {"id": f"{number:032x}", "origin": {"type": "utility"}},
        "pricing": {"billable": True, "pricing_model": "PMP", "category": "utility"},
        "biz_opaque_callback_data": dispatch(number),
    }


def receipt(number: int) -> dict:
    """What must stand on the receipts queue for that status."""
    return {
        "type": "receipt",
        "channel": "whatsapp",
        "dispatch": dispatch(number),
        "provider_id": provider_id(number),
        "receipt": stage(number),
        "at": datetime.fromtimestamp(FIRST_SECOND + number, timezone.utc).isoformat().replace("+00:00", "Z"),
    }


def stage(number: int) -> str:
    return ("sent", "delivered", "read")[number % 3]


def dispatch(number: int) -> str:
    return f"msg_{number:026}.whatsapp"


def provider_id(number: int) -> str:
    return f"wamid.HBgLMzQ2MTEyMjIzMzMVAgARGBJ{number:025}"


def sign(raw: bytes, secret: str = APP_SECRET) -> str:
    return "sha256=" + hmac.digest(secret.encode(), raw, hashlib.sha256).hex()


def post(raw: bytes, signature: str | None = None, encoded: bool = False) -> dict:
    """The event of a POST, signed rightly unless told otherwise."""
    text = base64.b64encode(raw).decode() if encoded else raw.decode()
    headers = {
        "content-length": str(len(raw)),
        "content-type": "application/json",
        "x-hub-signature-256": sign(raw) if signature is None else signature,
    }
    headers = {name: value for name, value in headers.items() if value}
    return {**event("POST", headers, {}), "body": text, "isBase64Encoded": encoded}


def get(**query: str) -> dict:
    """The event of a handshake; `verify_token` stands for `hub.verify_token`."""
    return event("GET", {}, {f"hub.{name}": value for name, value in query.items()})


def event(method: str, headers: dict[str, str], query: dict[str, str]) -> dict:
    """An event of an HTTP API, payload format 2.0."""
    agent = "facebookexternalua"
    made = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": PATH,
        "rawQueryString": "&".join(f"{name}={value}" for name, value in query.items()),
        "headers": {
            "accept": "*/*",
            "accept-encoding": "deflate, gzip",
            "cache-control": "no-cache",
            "facebook-api-version": "v23.0",
            "forwarded": "for=192.0.2.113;host=hooks.example.org;proto=https",
            "host": "hooks.example.org",
            "pragma": "no-cache",
            "user-agent": agent,
            "x-amzn-trace-id": "Root=1-6705f2c3-0a1b2c3d4e5f60718293a4b5",
            "x-forwarded-for": "192.0.2.113",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
            **headers,
        },
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "a1b2c3d4e5",
            "domainName": "hooks.example.org",
            "domainPrefix": "hooks",
            "http": {
                "method": method,
                "path": PATH,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.113",
                "userAgent": agent,
            },
            "requestId": "Ku2mIhVnIAMEJ7g=",
            "routeKey": "$default",
            "stage": "$default",
            "time": "24/Nov/2026:10:00:51 +0000",
            "timeEpoch": 1_795_521_651_000,
        },
        "isBase64Encoded": False,
    }
    if query:
        made["queryStringParameters"] = query
    return made
