"""A mapping of bills is understood whole, or refused with what is wrong in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bijlisetu.billing.mapping import FOLDER, bill_mapping, bill_mappings
from bijlisetu.plumbing.files.mapping import BadMapping

UPPCL = (FOLDER / "uppcl.toml").read_text(encoding="utf-8")


def own(folder: Path, text: str) -> str:
    file = folder / "own.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_all_that_come_with_us_name_the_same_charge_by_the_same_word() -> None:
    energies = {item.en for name in bill_mappings() for item in bill_mapping(name).charges if item.name == "energy"}

    assert energies == {"Energy charge"}


@pytest.mark.parametrize(
    ("written", "instead", "fault"),
    [
        ('column = "FPPAS"', "", "column"),
        ("taken_off = true", "sign = -1", "sign"),
        ('basis = "defective"', 'basis = "broken"', "'broken' is not a valid Basis"),
        ('multiplying_factor = "MF"', 'factor = "MF"', "'factor' is none of ours"),
        ("[dues.adjustment]", "".join(f'[dues.d{n}]\ncolumn="D"\nhi=""\nen=""\n' for n in range(4)), "room for 5"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_what_is_wrong(
    tmp_path: Path, written: str, instead: str, fault: str
) -> None:
    text = UPPCL.replace(written, instead) if written[0] != "[" else f"{UPPCL}\n{instead}"
    assert text != UPPCL

    with pytest.raises(BadMapping, match=fault):
        bill_mapping(own(tmp_path, text))
