from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.simulator.district.command import synth


def test_the_command_writes_a_district(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        synth, [str(tmp_path / "new"), "--profile", "noida", "--consumers", "1200", "--bill-date", "2026-11-22"]
    )

    assert result.exit_code == 0
    assert "1,200 consumers of EUDC I NOIDA" in result.stdout
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "bills.csv",
        "consumers.csv",
        "homes.csv",
        "network.csv",
        "truth.csv",
        "workers.csv",
    ]


def test_a_bad_file_is_written_when_asked(tmp_path: Path) -> None:
    CliRunner().invoke(synth, [str(tmp_path), "--consumers", "50", "--bad-file"])

    assert (tmp_path / "bad.csv").exists()


def test_an_unknown_circle_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(synth, [str(tmp_path), "--circle", "EDC ATLANTIS", "--consumers", "50"])

    assert isinstance(result.exception, Refusal)


def test_an_unknown_profile_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(synth, [str(tmp_path), "--profile", "atlantis"])

    assert isinstance(result.exception, Refusal)
