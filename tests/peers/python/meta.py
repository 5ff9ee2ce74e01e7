"""Meta's webhook, read into what stands on the queues. What is broken is counted, and what stands beside it is read."""

from collections.abc import Callable
from datetime import datetime, timezone

Message = tuple[str, dict]

RECEIPTS = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read", "failed": "failed"}
# Seconds since the epoch stay below this until the year 5138: above, they are milliseconds.
MILLISECONDS_FROM = 100_000_000_000
BROKEN = (AttributeError, KeyError, TypeError, ValueError, OverflowError)


def read(webhook: dict, now: datetime) -> tuple[list[Message], list[Message], int]:
    """Receipts and messages, each with the number it came to, and how many elements meant nothing."""
    receipts: list[Message] = []
    heard: list[Message] = []
    ignored = 0

    def take(elements: object, sender: str, reader: Callable, into: list[Message]) -> int:
        skipped = 0
        for element in listed(elements):
            try:
                message = reader(element, sender, now)
            except BROKEN:
                message = None
            if message is None:
                skipped += 1
            else:
                into.append((sender, message))
        return skipped

    for entry in listed(webhook.get("entry")):
        for change in listed(entry.get("changes")) if isinstance(entry, dict) else []:
            try:
                value = change["value"]
                sender = str(value["metadata"]["phone_number_id"])
            except BROKEN:
                ignored += 1
                continue
            ignored += take(value.get("statuses"), sender, receipt, receipts)
            ignored += take(value.get("messages"), sender, message_heard, heard)
    return receipts, heard, ignored


def receipt(status: dict, _sender: str, now: datetime) -> dict | None:
    stage = RECEIPTS.get(status["status"])
    if stage is None or status.get("recipient_type") == "group":
        return None
    codes = (str(it.get("code")) for it in status.get("errors") or [])
    return {
        "type": "receipt",
        "channel": "whatsapp",
        "dispatch": status.get("biz_opaque_callback_data"),
        "provider_id": status["id"],
        "receipt": stage,
        "at": instant(status.get("timestamp"), now),
        "code": next((int(it) for it in codes if it.isdecimal()), None),
    }


def message_heard(message: dict, sender: str, now: datetime) -> dict | None:
    # What is said in a group is said to nobody here.
    what = None if message.get("group_id") else said(message)
    if what is None:
        return None
    phone = message.get("from")
    return {
        "type": "heard",
        "channel": "whatsapp",
        "sender": sender,
        "id": message["id"],
        "at": instant(message.get("timestamp"), now),
        "phone": f"+{phone.removeprefix('+')}" if phone else None,
        "whatsapp_user": message.get("from_user_id"),
        "what": what,
    }


def said(message: dict) -> dict | None:
    """What a person wrote or did; nothing for what was taken back."""
    kind = message["type"]
    on = (message.get("context") or {}).get("id")
    content = message.get(kind)
    if kind == "contacts":
        return attachment(kind)
    if not isinstance(content, dict):
        # Somebody wrote all the same, and a person has to see it.
        return attachment("unsupported")
    match kind:
        case "text":
            return text(content["body"], on)
        case "button":
            return tap(content["payload"], content["text"], on)
        case "interactive" if content["type"] in ("button_reply", "list_reply"):
            reply = content[content["type"]]
            return tap(reply["id"], reply["title"], on)
        case "interactive" if content["type"] == "nfm_reply":
            return attachment("form", content["nfm_reply"].get("response_json"))
        case "reaction":
            return text(content["emoji"], content["message_id"]) if content.get("emoji") else None
        case "edit":
            edited = content["message"]
            return text(edited["text"]["body"], on) if edited["type"] == "text" else None
        case "revoke":
            return None
        case "system":
            return {"kind": "identity_changed"}
        case _:
            return attachment(kind, content.get("caption"))


def text(words: str, on: str | None) -> dict:
    return {"kind": "text", "text": words, "on": on, "carrier_answered": False}


def tap(payload: str, title: str, on: str | None) -> dict:
    return {"kind": "tap", "payload": payload, "title": title, "on": on}


def attachment(media: str, caption: str | None = None) -> dict:
    return {"kind": "attachment", "media": media, "caption": caption}


def listed(value: object) -> list:
    return value if isinstance(value, list) else []


def instant(timestamp: str | int | None, now: datetime) -> str:
    """Seconds or milliseconds since the epoch; a message is not lost over a time that does not read."""
    try:
        number = int(timestamp)
        at = datetime.fromtimestamp(number / 1000 if number >= MILLISECONDS_FROM else number, timezone.utc)
    except BROKEN:
        at = now
    return at.isoformat().replace("+00:00", "Z")
