"""Read for how long a cheque is good: pure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bijlisetu.ledger.dated import COMMON, Sort, is_whole

FILES = Sort(folder=Path(__file__).parent, asked={"months": is_whole(1, 12)})


def good_for(*, on: date) -> int:
    """Return for how many months from its own day a cheque is good that is brought on a day."""
    months: int = FILES.of_utility(COMMON, on=on).values["months"]
    return months
