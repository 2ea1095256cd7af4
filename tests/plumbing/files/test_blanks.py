"""Marks by which dumps and programs say that there is nothing."""

from __future__ import annotations

import pytest

from bijlisetu.plumbing.files.blanks import any_blank, is_blank


@pytest.mark.parametrize(
    "text", ["\\N", "NULL", "null", "Null", "(null)", "(NULL)", "N/A", "n/a", "#N/A", "NaN", "None", "<null>"]
)
def test_they_are_blank(text: str) -> None:
    assert is_blank(text)
    assert any_blank(["Gram X", text])


@pytest.mark.parametrize("text", ["", "Nullah Road", "N", "Naveen", "Gram None", "N/A/12", "\\n12"])
def test_words_are_words(text: str) -> None:
    assert not is_blank(text)
