"""Texts that were destroyed on their way, told from those that somebody wrote."""

from __future__ import annotations

import pytest

from bijlisetu.plumbing.files import damage

HINDI = "राम प्रसाद"


@pytest.mark.parametrize(
    "text",
    [
        HINDI.encode().decode("latin-1"),
        HINDI.encode().decode("cp1252", "replace"),
        HINDI.encode().decode("mac-roman"),
        "राम".encode().decode("cp437"),
        "राम".encode().decode("cp850"),
        "राम".encode().decode("latin-1").encode().decode("latin-1"),
        "Ram â€“ Shyam",
        HINDI.encode("ascii", "replace").decode(),
        "?",
        "R?m",
        "Ram ????",
        "¿¿¿ ¿¿¿",
        "R\ufffdm",
        "ï¿½ï¿½",
        "\uf0d8Ram",
        "#NAME?",
        "#N/A",
        "########",
    ],
)
def test_what_a_program_had_no_letters_for_is_known(text: str) -> None:
    assert damage.of_text(text)


@pytest.mark.parametrize(
    "text", ["", "RAM PRASAD", HINDI, "José D’Souza", "CAFÉ’S", "House #12, Near temple", "Q-4/7 (B)", "মহেশ", "محمد"]
)
def test_what_somebody_wrote_is_left_alone(text: str) -> None:
    assert not damage.of_text(text)


@pytest.mark.parametrize(
    "text",
    ["3E+11", "1.23E+11", "3.00000000046E11", "2026-02-01", "2026-02-01 00:00:00", "1-Feb", "02-Jan-26", "Mar-01"],
)
def test_what_a_spreadsheet_made_of_a_code_is_known(text: str) -> None:
    assert damage.of_code(text)


@pytest.mark.parametrize(
    "text", ["", "00001", "1-2", "P-1", "SYN0000001", "12E5", "DTR-01", "SEP-1B", "2101-TN00000007"]
)
def test_a_code_is_left_alone(text: str) -> None:
    assert not damage.of_code(text)
