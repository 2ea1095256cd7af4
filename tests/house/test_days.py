"""Days and hours are written on pages and papers as people say them: 3 दिसम्बर 2026, शाम 6:00 बजे."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bijlisetu

PACKAGE = Path(bijlisetu.__file__).parent
SOURCES = [
    path
    for room in ("web", "reports", "billing/telling")
    for pattern in ("*.py", "*.html", "*.typ")
    for path in sorted((PACKAGE / room).rglob(pattern))
]
#: A day or an hour put together from figures; one for a field of a form or an address begins with the year.
IN_FIGURES = re.compile(r':%d[-/.]%m|:%H:%M\}|\|date:"(?!c"|Y-m)|\|time:|\|date:\'(?!c\'|Y-m)')


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_page_or_paper_writes_a_day_or_an_hour_in_figures(source: Path) -> None:
    lines = source.read_text().splitlines()

    # What is raised is read at the terminal, or said on the page in other words.
    assert [line for line in lines if IN_FIGURES.search(line) and "raise " not in line] == []
