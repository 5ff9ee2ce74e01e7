#!/usr/bin/env python3
"""Measures what an ingest costs, side by side in one run: its start, a webhook, its memory, its package.

    tests/peers/measure.py [--rust NAME=PATH] [--init-only NAME=PATH] [--bare PATH] [--env NAME=VALUE] [--json FILE]

Before anything is measured, every subject that takes webhooks has to pass the cases of conduct.py; only the bare
function, which answers and does nothing, need not.
"""

import sys

sys.dont_write_bytecode = True  # Nothing lands beside these files.

import argparse
import json
import platform
import shutil
import statistics
from pathlib import Path

import conduct
import webhook
from runtime import Aws
from subject import ONCE, Instance, Subject, peers, rust

WARM_UP = 20
BARE = "bare"
# What the functions that read their secrets from Secrets Manager find there.
SECRETS = {
    "meta-webhooks": {"app_secret": webhook.APP_SECRET, "verify_token": webhook.VERIFY_TOKEN},
    "twilio": {"account_sid": "AC00000000000000000000000000000000", "auth_token": "peer-twilio"},
    "meta-api": {"access_token": "x"},
    "button-key": {"button_key": "k"},
    "clinic-keys": {"clinic_keys": "sol=k"},
    "slot-systems": {"keys": ""},
}


def main() -> int:
    arguments = read_arguments()
    aws = Aws(SECRETS)
    subjects = [*(rust(name, path, True) for name, path in arguments.rust), *peers()]
    subjects += [rust(name, path, False) for name, path in arguments.init_only]
    if arguments.bare:
        subjects.append(rust(BARE, arguments.bare, True))
    extra = dict(arguments.env)

    for subject in subjects:
        # Not counted: it fills the page cache and, for Python, the cache of compiled modules.
        with Instance(subject, aws, extra) as instance:
            instance.next()
            works = subject.webhooks and subject.name != BARE
            found = conduct.faults(instance.ask, aws, subject.name == ONCE) if works else []
        if found:
            sys.exit(f"{subject.name} does not do the job:\n  " + "\n  ".join(found))

    results = {it.name: {"starts": [], "runs": []} for it in subjects}
    # In turns, so that a slow minute of the machine falls on all alike.
    for _ in range(arguments.starts):
        for subject in subjects:
            results[subject.name]["starts"].append(start(subject, aws, extra))
    for _ in range(arguments.runs):
        for subject in filter(lambda it: it.webhooks, subjects):
            results[subject.name]["runs"].append(run(subject, aws, extra, arguments.webhooks))
    for subject in subjects:
        results[subject.name] |= {"runtime": subject.runtime, "package_bytes": subject.package_bytes()}

    print(table(results, arguments))
    if arguments.json:
        about = {"machine": machine(), "webhooks": arguments.webhooks, "warm_up": WARM_UP}
        arguments.json.write_text(json.dumps({**about, "subjects": results}, indent=1) + "\n")
    return 0


def start(subject: Subject, aws: Aws, extra: dict[str, str]) -> dict:
    """From the making of the process to the first time it asks for work."""
    with Instance(subject, aws, extra) as instance:
        first = instance.next()
        wall = first.at - instance.began
        return {"cpu_ms": first.cpu_seconds * 1e3, "wall_ms": wall * 1e3, "peak_bytes": first.peak_bytes}


def run(subject: Subject, aws: Aws, extra: dict[str, str], webhooks: int) -> dict:
    """CPU per webhook between two moments at which the process asks for work, so that each is counted whole."""
    aws.reset()
    total = WARM_UP + webhooks
    with Instance(subject, aws, extra) as instance:
        for number in range(total):
            before = instance.next()
            if number == WARM_UP:
                warm = before
            answer = instance.ask(webhook.post(webhook.body(statuses=[webhook.status(number)])))
            if answer.get("statusCode") != 200:
                sys.exit(f"{subject.name}: webhook {number} was answered {answer.get('statusCode')}")
        end = instance.next()
    if subject.name != BARE and (found := conduct.wrong_receipts(aws, range(total))):
        sys.exit(f"{subject.name}: after {total} webhooks: {'; '.join(found)}")
    cpu = (end.cpu_seconds - warm.cpu_seconds) / webhooks
    return {"cpu_us_per_webhook": cpu * 1e6, "peak_bytes": end.peak_bytes, "sqs_calls": aws.calls}


def table(results: dict, arguments: argparse.Namespace) -> str:
    def pair(samples: list[dict], key: str, unit: float = 1, digits: int = 1) -> str:
        if not samples:
            return "–"
        values = [it[key] / unit for it in samples]
        return f"{min(values):,.{digits}f} / {statistics.median(values):,.{digits}f}"

    mib = 1 << 20
    lines = [
        f"{machine()}; {arguments.starts} starts, {arguments.runs} runs of {arguments.webhooks} webhooks; "
        "lowest / median",
        "",
        "| subject | runtime | start: CPU ms | start: wall ms | start: peak RSS MiB | CPU µs per webhook "
        "| peak RSS MiB after the run | package bytes (zip) |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name, it in results.items():
        cells = [
            name,
            it["runtime"],
            pair(it["starts"], "cpu_ms"),
            pair(it["starts"], "wall_ms"),
            pair(it["starts"], "peak_bytes", mib),
            pair(it["runs"], "cpu_us_per_webhook", 1, 0),
            pair(it["runs"], "peak_bytes", mib),
            f"{it['package_bytes']:,}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def machine() -> str:
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    models = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
    return f"{models[0] if models else platform.machine()} × {len(models) or '?'}, Linux {platform.release()}"


def read_arguments() -> argparse.Namespace:
    def pair(text: str) -> tuple[str, str]:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise argparse.ArgumentTypeError("NAME=VALUE is wanted")
        return name, value

    def program(value: str) -> Path:
        path = Path(value).resolve()
        if not shutil.which(path):
            raise argparse.ArgumentTypeError(f"no program at {value}")
        return path

    def binary(text: str) -> tuple[str, Path]:
        name, value = pair(text)
        return name, program(value)

    def count(text: str) -> int:
        if int(text) < 1:
            raise argparse.ArgumentTypeError("at least 1")
        return int(text)

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rust", metavar="NAME=PATH", type=binary, action="append", default=[],
                        help="a bootstrap that takes webhooks")
    parser.add_argument("--init-only", metavar="NAME=PATH", type=binary, action="append", default=[],
                        help="a bootstrap that is only started")
    parser.add_argument("--bare", metavar="PATH", type=program,
                        help="a bootstrap that answers and does nothing (cargo build --release -p bare)")
    parser.add_argument("--env", metavar="NAME=VALUE", type=pair, action="append", default=[],
                        help="one more variable for all subjects")
    parser.add_argument("--webhooks", type=count, default=500, help="webhooks of a run, after the warm-up")
    parser.add_argument("--starts", type=count, default=20, help="starts of each subject")
    parser.add_argument("--runs", type=count, default=3, help="runs of each subject")
    parser.add_argument("--json", metavar="FILE", type=Path, help="all samples, besides the table")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
