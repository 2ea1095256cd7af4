"""Three hundred messages, as people type and dictate them, are each understood as a clerk would."""

from __future__ import annotations

from pathlib import Path

import pytest

from bijlisetu.complaints.categories import meant, tokens_of
from bijlisetu.complaints.darkness.words import says_light_is_on

FILE = Path(__file__).parent / "phrases.txt"
DARK = {"SUP-OFF": "dark", "SUP-OFF-AREA": "dark"}


def written() -> list[tuple[str, str]]:
    """Return each phrase with the meanings that are right for it."""
    told, right = [], ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            right = line.strip("[]")
        elif line and not line.startswith("#"):
            told.append((line, right))
    return told


@pytest.mark.parametrize(("words", "right"), written())
def test_a_message_is_understood(words: str, right: str) -> None:
    found = meant(tokens_of(words))
    otherwise = "back" if says_light_is_on(words) else "none"

    assert (DARK.get(found.code, found.code) if found else otherwise) in right.split("|")
