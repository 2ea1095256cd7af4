"""The three imports from the terminal, on the files of a synthetic district."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from bijlisetu.cli.registry.imports import (
    import_bills,
    import_consumers,
    import_interruptions,
    import_network,
    import_switching,
)
from bijlisetu.consumers.models import Consumer
from bijlisetu.plumbing.progress import bar
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.simulator.district.command import synth
from bijlisetu.simulator.district.files import write_bad_file, write_district
from tests import build

pytestmark = pytest.mark.django_db

COMMANDS = {"network.csv": import_network, "consumers.csv": import_consumers, "bills.csv": import_bills}


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of 1,200 consumers, some rows of each broken kind among them."""
    folder = tmp_path_factory.mktemp("district")
    write_district(
        folder, circle="EDC SONBHADRA", consumers=1_200, seed=1, profile="sonbhadra", network=None,
        bill_date=(datetime.now(UTC) + timedelta(days=1)).date(),
    )  # fmt: skip
    write_bad_file(folder)
    return folder


def run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(COMMANDS[path.name], [str(path), *options])


def test_a_district_goes_in_and_its_counts_add_up(district: Path) -> None:
    said = {name: run(district / name).stdout for name in COMMANDS}

    for line in said.values():
        rows, imported, new, rejected = (
            int(found.replace(",", ""))
            for found in re.findall(r"([\d,]+) (?:feeders|consumers|bills|imported|new|rejected)(?: in|[ ,;\n])", line)
        )
        assert rows == imported + rejected
        assert new == imported
        assert line.count("\n") == 1
    assert "1,200 consumers in" in said["consumers.csv"]
    for flaw in ("account missing", "account repeated", "feeder unknown", "name missing", "wrong number of columns"):
        assert f"1 {flaw}" in said["consumers.csv"]
    for flaw in ("account unknown", "amount absurd", "amount negative", "due date in the past"):
        assert f"1 {flaw}" in said["bills.csv"]


def test_again_changes_nothing(district: Path) -> None:
    for name in COMMANDS:
        run(district / name)

    for name in COMMANDS:
        assert "(0 new, 0 changed, " in run(district / name).stdout


def test_a_file_that_is_none_ends_with_a_refusal(district: Path) -> None:
    done = CliRunner().invoke(import_consumers, [str(district / "bad.csv")])

    assert done.exit_code != 0
    assert isinstance(done.exception, Refusal)
    assert "lacks the column ACCT_ID" in str(done.exception)
    assert not Consumer.objects.exists()


def test_a_network_that_is_not_there_is_named_once_in_one_line(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere.csv"

    done = CliRunner().invoke(synth, [str(tmp_path / "new"), "--network", str(nowhere)])

    assert isinstance(done.exception, Refusal)
    assert str(done.exception) == f"{nowhere} cannot be read: No such file or directory."


def test_rejects_go_where_they_are_asked_to(district: Path, tmp_path: Path) -> None:
    run(district / "network.csv")

    run(district / "consumers.csv", "--rejects", str(tmp_path / "bad rows.csv"))

    assert len((tmp_path / "bad rows.csv").read_text(encoding="utf-8-sig").splitlines()) == 7


def test_nothing_is_drawn_where_there_is_no_terminal(district: Path) -> None:
    assert run(district / "network.csv").stderr == ""


def test_a_terminal_sees_a_bar_with_rows_and_rate() -> None:
    console = Console(force_terminal=True, width=120, record=True, stderr=True)

    with bar("Consumers", console=console) as on_progress:
        on_progress(150_000, 350_000)

    assert "1,50,000 / 3,50,000" in console.export_text()


def test_the_first_lines_that_were_taken_in_part_are_told_without_their_numbers(district: Path, tmp_path: Path) -> None:
    run(district / "network.csv")
    header, *lines = csv.reader((district / "consumers.csv").read_text(encoding="utf-8").splitlines())
    number = header.index("MOBILE_NO")
    wanted = [line for line in lines if len(line) == len(header) and line[number].isdigit()][20:27]
    for at, line in enumerate(wanted):
        line[number] = f"60000000{at}"  # one digit short
    path = tmp_path / "consumers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *wanted])

    said = run(path).stdout

    assert "mobile number: 9 digits do not make a mobile number (see " in said
    told = re.findall(r"line (\d+): '([\dx]+)': (mobile number: 9 digits[a-z ]+)", said)
    assert [(line, text) for line, text, _ in told] == [(str(at + 2), f"60xxxxx0{at}") for at in range(5)]
    assert not re.search(r"60000000\d", said)


def test_a_column_of_numbers_that_is_not_there_is_told_in_a_line(district: Path) -> None:
    folder = district / "without"
    folder.mkdir()
    run(district / "network.csv")
    text = (district / "consumers.csv").read_text(encoding="utf-8")
    (folder / "consumers.csv").write_text(text.replace("MOBILE_NO", "PHONE", 1), encoding="utf-8")

    said = run(folder / "consumers.csv").stdout

    assert "; the file has no column MOBILE_NO; " in said


def test_switchings_are_taken_from_the_terminal_too(tmp_path: Path) -> None:
    one, two = build.feeder(), build.feeder()
    path = tmp_path / "switching.csv"
    path.write_text(f"feeder_code,fed_by,from\n{one.code},{two.code},2026-11-28 10:00\n")

    said = CliRunner().invoke(import_switching, [str(path)]).stdout

    assert "1 imported (1 new" in said


def test_interruptions_are_taken_from_the_terminal_too(tmp_path: Path) -> None:
    one = build.feeder()
    path = tmp_path / "interruptions.csv"
    path.write_text(f"feeder_code,month,consumers,interruptions,duration\n{one.code},2026-10,100,3,2:30\n")

    said = CliRunner().invoke(import_interruptions, [str(path)]).stdout

    assert "1 imported (1 new" in said
