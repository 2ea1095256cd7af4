"""Files leave an hour in which something can be done, or `bijlisetu check` says which rule of which file does not."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bijlisetu.arrears.ladders.reading import FILES as LADDERS
from bijlisetu.arrears.policies import hours
from bijlisetu.arrears.policies import reading as policies
from bijlisetu.cli.system.check import check
from bijlisetu.kinds.files import kinds
from bijlisetu.metering.windows import rules as windows


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay the files of policies and windows where a test may change them."""
    for sort in (policies.FILES, windows.FILES):
        shutil.copytree(sort.folder, tmp_path / sort.folder.name, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    moved = [replace(sort, folder=tmp_path / sort.folder.name) for sort in (policies.FILES, windows.FILES)]
    for place in ("bijlisetu.arrears.policies.reading.FILES", "bijlisetu.arrears.policies.hours.FILES"):
        monkeypatch.setattr(place, moved[0])
    for place in ("bijlisetu.metering.windows.rules.FILES", "bijlisetu.arrears.policies.hours.WINDOWS"):
        monkeypatch.setattr(place, moved[1])
    return tmp_path


def test_policies_and_windows_have_an_hour_in_common(files: Path) -> None:
    assert all(hours.of_file(name) for name in policies.FILES.names())


@pytest.mark.parametrize(
    ("windows_are", "policy_says", "told"),
    [
        ("[16:00:00, 18:00:00]", "10, 15", "to 15:00: windows/uppcl/2025-09-01 allow it from 16:00 to 18:00 alone"),
        ("[15:00:00, 18:00:00]", "10, 15", "windows/uppcl/2025-09-01"),  # at its last minute nobody is cut any more
        ("[06:00:00, 10:00:00]", "10, 15", "from 06:00 to 10:00"),
        ("[08:00:00, 18:00:00]", "12, 12", "from 12:00 to 12:00"),
        ("[14:00:00, 18:00:00]", "10, 15", ""),
    ],
)  # fmt: skip
def test_check_names_the_policy_that_leaves_no_hour_to_cut(
    files: Path, windows_are: str, policy_says: str, told: str
) -> None:
    window, policy = files / "windows" / "uppcl.toml", files / "policies" / "common.toml"
    window.write_text(window.read_text().replace("[08:00:00, 18:00:00]", windows_are))
    opens, closes = policy_says.split(", ")
    said = policy.read_text().replace("from_hour = { is = 10", f"from_hour = {{ is = {opens}")
    policy.write_text(said.replace("until_hour = { is = 15", f"until_hour = {{ is = {closes}"))

    done = CliRunner().invoke(check, ["--quiet"])

    assert (done.exit_code, told in done.stderr) == (1 if told else 0, True)
    if told:
        line = 1 + [one.partition(" ")[0] for one in policy.read_text().splitlines()].index("cuts_from_hour")
        assert f"policies/common, line {line}, rules.1.cuts_from_hour: " in done.stderr


@pytest.mark.parametrize(
    "hours",
    [
        {"quiet": (time(6), time(5))}, {"quiet": (time(17), time(9, 1))},
        {"quiet": (time(21), time(8)), "valid_for": timedelta(hours=11)},
    ],
    ids=["an hour is left", "too little is left", "out of date when they end"],
)  # fmt: skip
def test_check_names_the_ladder_whose_reminders_have_no_hours_to_leave(
    monkeypatch: pytest.MonkeyPatch, hours: dict[str, Any]
) -> None:
    text = (LADDERS.folder / "common.toml").read_text()
    assert LADDERS.faults(text) == []
    monkeypatch.setitem(kinds(), "reminder_due", replace(kinds()["reminder_due"], **hours))

    (fault,) = LADDERS.faults(text)

    assert (fault.at, "longer than their quiet hours" in fault.words) == ("rules.1.steps", True)
    assert text.splitlines()[fault.line - 1].startswith("steps")
