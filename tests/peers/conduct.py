"""Whether a subject does the whole job: a baseline that skips a check would be a cheap one."""

import json
from collections.abc import Callable

import webhook
from runtime import Aws

Ask = Callable[[dict], dict]
TEXT = {"from": "34611222333", "id": "wamid.IN1", "timestamp": "1795521601", "type": "text", "text": {"body": "¿Sí?"}}
TAP = {**TEXT, "id": "wamid.IN2", "type": "button", "button": {"payload": "p1.confirm", "text": "Confirmar"}}


def faults(ask: Ask, aws: Aws, once: bool = False) -> list[str]:
    """Puts each case to a subject, which may have to see what comes twice; what it did wrong, in words."""
    found: list[str] = []

    def case(name: str, event: dict, status: int, entries: int = 0, refusals: int = 0) -> dict:
        aws.reset(refusals)
        answer = ask(event)
        if answer.get("statusCode") != status:
            found.append(f"{name}: answered {answer.get('statusCode')}, not {status}")
        elif len(aws.entries) != entries:
            found.append(f"{name}: {len(aws.entries)} on the queues, not {entries}")
        return answer

    one = webhook.body(statuses=[webhook.status(1)])
    case("one status", webhook.post(one), 200, 1)
    found.extend(wrong_receipts(aws, range(1, 2)))
    if once:
        if ask(webhook.post(one)).get("statusCode") != 200 or len(aws.entries) != 1:
            found.append("one status again: not answered 200, or stored once more")
        aws.reset(refusals=99)
        refused = ask(webhook.post(one)).get("statusCode")
        aws.refusals = 0
        if refused != 503 or ask(webhook.post(one)).get("statusCode") != 200 or len(aws.entries) != 1:
            found.append("after a refusal: not stored when it comes again")
    case("in base64", webhook.post(one, encoded=True), 200, 1)
    case("no signature", webhook.post(one, signature=""), 401)
    case("another secret", webhook.post(one, signature=webhook.sign(one, "other")), 401)
    case("a byte changed", webhook.post(one + b" ", signature=webhook.sign(one)), 401)
    case("no JSON", webhook.post(b'{"entry":['), 400)
    case("too large", webhook.post(b" " * (4 * 1024 * 1024 + 1)), 413)

    case("23 statuses", webhook.post(webhook.body(statuses=[webhook.status(it) for it in range(23)])), 200, 23)
    found.extend(wrong_receipts(aws, range(23)))
    if aws.calls != 3:
        found.append(f"23 statuses: {aws.calls} calls, not 3")
    broken = webhook.body(statuses=[7, {"status": "sent"}, webhook.status(1)], messages=["x", TEXT])
    case("broken ones between", webhook.post(broken), 200, 2)

    case("messages", webhook.post(webhook.body(messages=[TEXT, TAP])), 200, 2)
    heard = [message(entry) for _, entry in aws.entries]
    told = [(it["type"], it["sender"], it["id"], it["at"], it["phone"], it["what"]["kind"]) for it in heard]
    first = ("heard", webhook.NUMBER, "wamid.IN1", "2026-11-24T12:00:01Z", "+34611222333", "text")
    if told != [first, (*first[:2], "wamid.IN2", *first[3:5], "tap")]:
        found.append("messages: not what was said")
    if not all(url.endswith("/threads") for url, _ in aws.entries):
        found.append("messages: on another queue")

    case("left over once", webhook.post(one), 200, 1, refusals=1)
    case("left over for ever", webhook.post(one), 503, 0, refusals=99)

    hello = case("handshake", webhook.get(mode="subscribe", verify_token=webhook.VERIFY_TOKEN, challenge="42"), 200)
    if hello.get("body") != "42":
        found.append("handshake: not the challenge")
    case("handshake of another", webhook.get(mode="subscribe", verify_token="other", challenge="42"), 403)
    if aws.unknown:
        found.append(f"asked AWS for what is not played: {aws.unknown[0]}")
    return found


def wrong_receipts(aws: Aws, numbers: range) -> list[str]:
    """Whether exactly the receipts of these statuses stand on their queue, in the group of their number."""
    found = []
    known = {webhook.dispatch(it): webhook.receipt(it) for it in numbers}
    for url, entry in aws.entries:
        told = message(entry)
        expected = known.pop(told.get("dispatch"), None)
        if expected is None or not told.items() >= expected.items():
            found.append("a receipt that is not of these, or is there twice, or tells otherwise")
        if entry.get("MessageGroupId") != webhook.NUMBER or not url.endswith("/receipts"):
            found.append("a receipt on another queue or in another group")
    if known:
        found.append(f"{len(known)} receipts are missing")
    return sorted(set(found))


def message(entry: dict) -> dict:
    body = json.loads(entry["MessageBody"])
    return body.get("message", body) if body.get("v") == 1 else {}
