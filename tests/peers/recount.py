#!/usr/bin/env python3
"""Recounts a log of survey answers and compares it with what the tallies say.

    recount.py ANSWERS.csv TALLIED.csv

A line of the first is a question (without a score) or an answer to it; of one survey the newest answer counts, by the
patient's time and then by its id, whatever the order of the lines and however often one stands there. Written without
a look at the Rust code; exits with 1 if any count differs.
"""

import csv
import sys
from collections import defaultdict

KINDS = ("site", "service", "practitioner")


def recount(path):
    visits, newest = {}, {}
    lines = 0
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            lines += 1
            survey = row["survey"]
            visits[survey] = row
            if row["score"]:
                answer = (int(row["at"]), row["cause"], int(row["score"]))
                newest[survey] = max(newest.get(survey, answer), answer)
    groups = defaultdict(lambda: [0] * 12)  # asked, then how often each score from 0 to 10
    for survey, visit in visits.items():
        names = [("all", "")] + [(kind, visit[kind]) for kind in KINDS if visit[kind]]
        for kind, name in names:
            counts = groups[visit["clinic"], visit["day"], kind, name]
            counts[0] += 1
            if survey in newest:
                counts[1 + newest[survey][2]] += 1
    return lines, len(newest), groups


def tallied(path):
    with open(path, newline="") as file:
        return {
            (row["clinic"], row["day"], row["kind"], row["name"]): [
                int(row["asked"]),
                *map(int, row["scores"].split()),
            ]
            for row in csv.DictReader(file)
        }


def main():
    lines, answered, expected = recount(sys.argv[1])
    found = tallied(sys.argv[2])
    differ = [key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)]
    for key in sorted(differ)[:20]:
        print(key, "recounted", expected.get(key), "tallied", found.get(key))
    print(f"recount: {lines} lines, {answered} surveys answered, {len(expected)} groups, {len(differ)} differ")
    return 1 if differ or not expected else 0


if __name__ == "__main__":
    sys.exit(main())
