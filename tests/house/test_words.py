"""One thing has one word on every page, form, paper and message, in Hindi too."""

from __future__ import annotations

import re
from pathlib import Path

import bijlisetu

PACKAGE = Path(bijlisetu.__file__).parent
READ = (".po", ".md", ".toml", ".html", ".py", ".typ", ".js", ".svg")
#: How people write it to us, which we read and never write ourselves.
WRITTEN_BY_PEOPLE = {"contact/beside.py", "tracking/replies/wish_words.py"}
WHATSAPP_IN_HINDI = re.compile("व्हा?ट्?स|वॉट्?स|वाट्?सए|वाट्?सऐ")


def test_whatsapp_is_written_as_its_maker_writes_it() -> None:
    files = [path for path in PACKAGE.rglob("*") if path.suffix in READ]
    named = {str(path.relative_to(PACKAGE)) for path in files if WHATSAPP_IN_HINDI.search(path.read_text())}

    assert named == WRITTEN_BY_PEOPLE
