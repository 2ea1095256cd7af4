"""`make bench`: measure on real processes, print with machine and versions, write build/bench.json."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from bench import measures
from bench.scale import Figures
from bijlisetu.plumbing import home, postgres

OUT = Path("build/bench.json")
VERSIONS = ("django", "psycopg", "aiohttp", "granian", "procrastinate", "typst")


def main() -> None:
    """Run every measure in turn; each starts from a database made anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--consumers", type=int, default=350_000, help="of the import and the enqueue")
    parser.add_argument("--messages", type=int, default=60_000, help="carried in the delivery measure")
    options = parser.parse_args()
    figures = Figures()
    _say_where(figures)
    if not os.environ.get("BIJLISETU_DATABASE_URL"):
        os.environ["BIJLISETU_DATABASE_URL"] = postgres.start(home.folder())
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        Path(folder).chmod(0o755)
        measures.imports(figures, Path(folder), consumers=options.consumers)
        measures.delivery(figures, Path(folder), messages=options.messages)
        measures.demo(figures, Path(folder))
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(figures.measured, indent=2) + "\n")
    print(f"written to {OUT}")  # noqa: T201


def _say_where(figures: Figures) -> None:
    figures.tell("machine", f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}")
    figures.tell("python", platform.python_version())
    for name in VERSIONS:
        figures.tell(name, version(name))


if __name__ == "__main__":
    sys.exit(main())
