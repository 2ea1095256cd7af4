"""`make bench`: measure on real processes, print with machine and versions, write build/bench.json."""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from bench.measures import (
    campaigns,
    complaints,
    constant,
    drive,
    enqueue,
    field,
    flood,
    hygiene,
    indices,
    ledger,
    line_rate,
    metering,
    no_light,
    outages,
    pages,
    payments,
    public,
    search,
    smpp_rate,
    webhook_rate,
    whole,
    yardsticks,
)
from bench.scale import Figures
from bijlisetu.plumbing import home
from bijlisetu.plumbing.database import postgres

OUT = Path("build/bench.json")
VERSIONS = ("django", "psycopg", "aiohttp", "granian", "procrastinate", "typst")


#: Each by its name, in the order in which they run.
MEASURES: dict[str, Callable[[Figures, Path, Namespace], None]] = {
    "line_rate": lambda figures, folder, asked: line_rate.measure(figures, folder, messages=asked.messages),
    "yardsticks": lambda figures, folder, asked: yardsticks.measure(figures, folder),
    "webhook_rate": lambda figures, folder, asked: webhook_rate.measure(figures, folder),
    "enqueue": lambda figures, folder, asked: enqueue.measure(figures, folder, alerts=asked.alerts),
    "outages": lambda figures, folder, asked: outages.measure(figures, folder, alerts=asked.alerts),
    "campaigns": lambda figures, folder, asked: campaigns.measure(figures, folder, people=asked.alerts),
    "constant": lambda figures, folder, asked: constant.measure(figures, folder),
    "smpp_rate": lambda figures, folder, asked: smpp_rate.measure(figures, folder),
    "imports": lambda figures, folder, asked: whole.imports(figures, folder, consumers=asked.consumers),
    "delivery": lambda figures, folder, asked: whole.delivery(figures, folder, messages=asked.delivered),
    "search": lambda figures, folder, asked: search.measure(figures, sizes=asked.sizes),
    "pages": lambda figures, folder, asked: pages.measure(figures, sizes=asked.sizes, months=asked.months),
    "field": lambda figures, folder, asked: field.measure(figures, folder),
    "phones": lambda figures, folder, asked: field.phones(figures, plays=asked.plays),
    "drive": lambda figures, folder, asked: drive.measure(figures, folder),
    "hygiene": lambda figures, folder, asked: hygiene.measure(figures, folder, consumers=asked.consumers),
    "indices": lambda figures, folder, asked: indices.measure(figures, feeders=asked.feeders, each=asked.cuts),
    "public": lambda figures, folder, asked: public.measure(
        figures, folder, outages=asked.outages, complaints=asked.complaints
    ),
    "ledger": lambda figures, folder, asked: ledger.measure(figures, bills=asked.consumers),
    "metering": lambda figures, folder, asked: metering.measure(figures, meters=asked.consumers),
    "plays": lambda figures, folder, asked: ledger.plays(figures, plays=asked.plays),
    "payments": lambda figures, folder, asked: payments.files(figures, rows=asked.rows),
    "callbacks": lambda figures, folder, asked: payments.calls(
        figures, folder, consumers=min(asked.consumers, asked.delivered)
    ),
    "no_light": lambda figures, folder, asked: no_light.measure(figures, folder, consumers=asked.consumers),
    "flood": lambda figures, folder, asked: flood.measure(figures, consumers=asked.consumers, reports=asked.reports),
    "complaints": lambda figures, folder, asked: complaints.measure(
        figures, consumers=asked.consumers, many=asked.complaints
    ),
    "demo": lambda figures, folder, asked: whole.demo(figures, folder),
}


def main() -> None:
    """Run the measures in turn; each starts from a database made anew."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(MEASURES), help="some of %(default)s, with commas between")
    parser.add_argument("--messages", type=int, default=200_000, help="carried in line_rate")
    parser.add_argument("--alerts", type=int, default=462_000, help="of enqueue, outages and campaigns")
    parser.add_argument("--consumers", type=int, default=350_000, help="of the import and the enqueue")
    parser.add_argument("--rows", type=int, default=100_000, help="of the bank's file in payments")
    parser.add_argument("--delivered", type=int, default=60_000, help="carried in the delivery measure")
    parser.add_argument("--sizes", type=_sizes, default=(20_000, 200_000), help="consumers of pages: 350000,3500000")
    parser.add_argument("--months", type=int, default=12, help="of bills behind each district of pages")
    parser.add_argument("--plays", type=int, default=10_000, help="in phones and plays")
    parser.add_argument("--feeders", type=int, default=10_000, help="of the company in indices")
    parser.add_argument("--cuts", type=int, default=120, help="of each of them in the year")
    parser.add_argument("--outages", type=int, default=36_000, help="of the year in public")
    parser.add_argument("--complaints", type=int, default=1_000_000, help="in the tables, of boards and in public")
    parser.add_argument("--reports", type=int, default=50_000, help="written at once in flood")
    asked = parser.parse_args()
    names = asked.only.split(",")
    if unknown := set(names) - set(MEASURES):
        parser.error(f"there is no measure {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}")
    figures = Figures()
    _say_where(figures)
    if not os.environ.get("BIJLISETU_DATABASE_URL"):
        os.environ["BIJLISETU_DATABASE_URL"] = postgres.start(home.folder())
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        Path(folder).chmod(0o755)
        for name in names:
            MEASURES[name](figures, Path(folder), asked)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(figures.measured, indent=2) + "\n")
    print(f"written to {OUT}")  # noqa: T201


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(size) for size in text.split(","))


def _say_where(figures: Figures) -> None:
    figures.tell("machine", f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}")
    figures.tell("python", platform.python_version())
    for name in VERSIONS:
        figures.tell(name, version(name))


if __name__ == "__main__":
    sys.exit(main())
