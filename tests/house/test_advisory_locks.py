"""Each lock by number stands for one thing: two that share one wait for each other without knowing why."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
#: A lock of two numbers; the second may be found as it is taken, such as the circle's.
HELD = re.compile(r"advisory_(?:xact_)?lock\((\d+), ([^)]+)\)")


def test_no_two_locks_are_the_same_number() -> None:
    by_first: dict[str, list[str]] = defaultdict(list)
    for path in sorted(SOURCE.rglob("*.py")):
        for first, second in HELD.findall(path.read_text(encoding="utf-8")):
            by_first[first].append(second)

    assert by_first
    for first, seconds in by_first.items():
        all_numbers = all(one.isdecimal() for one in seconds)
        assert len(set(seconds)) == len(seconds), first
        assert all_numbers or len(seconds) == 1, first
