"""What only the tests need is free as well, and named with its licence."""

from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path

import pytest

WHY = (Path(__file__).parents[2] / "docs" / "why" / "choices.md").read_text()


@pytest.mark.parametrize(("package", "licence"), [("axe-playwright-python", "MIT"), ("playwright", "Apache-2.0")])
def test_the_judges_of_our_pages_are_free_and_named(package: str, licence: str) -> None:
    found = distribution(package)
    (text,) = [str(file.locate()) for file in found.files or () if file.name == "LICENSE" and "dist-info" in str(file)]

    assert {"MIT": "MIT License", "Apache-2.0": "Apache License"}[licence] in Path(text).read_text()
    assert any(package in line and licence in line for line in WHY.splitlines())
