"""Our bills as the file that BBPS takes where it does not ask online."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from bijlisetu.payments.bbps.biller import Biller
from bijlisetu.payments.bbps.queries import owing
from bijlisetu.payments.bbps.saying import bill_lines


def lines(biller: Biller) -> Iterator[str]:
    """Yield the file line by line, so that none of lakhs is held."""
    for cells in bill_lines(owing(company=biller.company), biller=biller):
        out = io.StringIO()
        csv.writer(out, delimiter=biller.upload.mark).writerow(cells)
        yield out.getvalue()


def write(path: Path, *, biller: Biller) -> int:
    """Write the file, whole or not at all; return how many accounts are in it."""
    half = path.with_name(f"{path.name}.half")
    many = -1 - bool(biller.upload.trailer)  # the heading and the trailer are no accounts
    try:
        with half.open("w", encoding="utf-8", newline="") as file:
            for line in lines(biller):
                file.write(line)
                many += 1
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return many
