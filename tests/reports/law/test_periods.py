"""How long what is kept stands in a file with a reason and a source, and one that lacks any is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from bijlisetu.reports.law.periods import FILE, PeriodsNotUsable, periods


@pytest.mark.parametrize(
    ("written", "instead"),
    [("days = 180", "days = 0"), ("days = 365", 'days = "a year"'), ("[photos]", "[pictures]"), ("[facts]", "[facts"),
     ('why = "A picture', 'whim = "A picture')],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, written: str, instead: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert written in text
    path = tmp_path / "periods.toml"
    path.write_text(text.replace(written, instead, 1), encoding="utf-8")

    with pytest.raises(PeriodsNotUsable):
        periods(path)
