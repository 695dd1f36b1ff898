"""`python -m bench.office`: the figures of one office in the database that the environment names.

Run by `make bench` in a process of its own for each database; one JSON object on standard output.
"""

from __future__ import annotations

import argparse
import json
import sys
import time

import django
from django.core.management import call_command

django.setup()

from bench import asking  # noqa: E402  # tables exist only after setup
from bench.officers import Office  # noqa: E402

PARTS = ("board", "duty", "lists", "batch")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--officers", type=int, nargs="+", required=True)
    parser.add_argument("--rows", type=int, nargs="+", required=True)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    asked = parser.parse_args()
    began = time.perf_counter()
    call_command("collectstatic", verbosity=0, interactive=False)
    office = Office()
    told: dict[str, object] = {}
    for officers in sorted(asked.officers):
        office.grow(officers)
        told[f"loaded_{officers}_after_seconds"] = round(time.perf_counter() - began, 1)
        if "board" in asked.only:
            told[f"board_of_{officers}"] = asking.board(office)
    if "duty" in asked.only:
        told[f"duty_among_{officers}"] = asking.duty(office)
    if "lists" in asked.only:
        told[f"lists_of_{officers}"] = asking.lists(office)
    if "batch" in asked.only:
        told |= {f"batch_of_{rows}": asking.batch(office, rows) for rows in asked.rows}
    print(json.dumps(told, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
