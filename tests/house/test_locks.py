"""What is installed is what was looked at: every file by its hash, in every lock and every install."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("requirements*.lock"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_pinned_and_has_hashes(lock: Path) -> None:
    pinned = lock.read_text().replace("\\\n", " ").splitlines()

    assert len(pinned) > 5
    for line in pinned:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+", line), line
        assert "--hash=sha256:" in line, line


def test_every_install_asks_for_them() -> None:
    for words in [*(ROOT / "Makefile").read_text().splitlines(), *(ROOT / ".ci").glob("*")]:
        text = words if isinstance(words, str) else words.read_text()
        if "$(INSTALL)" in text and "-r " in text:
            assert "--require-hashes" in text, text
        assert "pip install" not in text or text.startswith("INSTALL"), text
        if "uv pip compile" in text:
            assert "$(LOCKED)" in text, text


def test_what_builds_us_comes_by_the_lock_too() -> None:
    assert "--no-build-isolation" in (ROOT / "Makefile").read_text()
    assert re.search(r"^setuptools==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
