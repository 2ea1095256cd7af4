"""What a person in the office types amiss, or a server refuses, is one line that says what to do next."""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from bijlisetu.cli.asking import report as report_module
from bijlisetu.cli.asking.report import report
from bijlisetu.cli.registry.contacts import fix_contact
from bijlisetu.cli.registry.officers import add_officer
from bijlisetu.cli.system.serve import CannotServe, _free_address
from bijlisetu.network.models import Office
from bijlisetu.outbox.models import Notice, Turn
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.plumbing.terminal import WholeWords
from bijlisetu.reach.models import Standing
from bijlisetu.staff.models import Post
from tests import build
from tests.build import NOON

LONG = "EDD ROBERTSGANJ AND SURROUNDINGS"
REASONS = ["number_dead", "not_owner", "no_address", "no_receipt", "waiting", "number_unknown", "phone_off"]


def command(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **{f"BIJLISETU_{name}": value for name, value in settings.items()}}
    return subprocess.run(
        [sys.executable, "-m", "bijlisetu", *words], env=env, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("url", ["garbage", "mysql://x:secretpw@h/d", "postgresql://x:secretpw@[::1/db"])
def test_a_malformed_database_setting_is_one_line_without_the_password(url: str) -> None:
    done = command("report", "daily", "--office", "X", "--deadline", "2026-11-30", DATABASE_URL=url)

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "BIJLISETU_DATABASE_URL" in done.stderr
    assert "secretpw" not in done.stderr


@pytest.mark.parametrize("words", [("migrate",), ("demo", "--consumers", "50", "--exit")])
def test_a_server_that_is_not_there_is_one_line_without_the_password(words: tuple[str, ...], tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgresql://x:secretpw@127.0.0.1:{nobody.getsockname()[1]}/d"
        done = command(*words, DATABASE_URL=url, HOME=str(tmp_path))

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "127.0.0.1" in done.stderr
    assert "check BIJLISETU_DATABASE_URL" in done.stderr
    assert "secretpw" not in done.stderr


@pytest.mark.parametrize("name", ["http://127.0.0.1", "https://127.0.0.1"])
def test_check_says_that_our_own_address_does_not_open_and_what_to_do(name: str) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"{name}:{nobody.getsockname()[1]}"
        done = command("check", "--address", PUBLIC_URL=address)

    assert done.returncode == 1
    assert f"BIJLISETU_PUBLIC_URL {address} does not open from here" in done.stderr
    assert "certificate" in done.stderr


def test_a_free_address_is_found_for_either_family() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        free = probe.getsockname()[1]

    assert _free_address("127.0.0.1", free) == "127.0.0.1"
    if socket.has_dualstack_ipv6():
        assert _free_address("::1", free) == "::1"


def test_serving_where_one_cannot_says_which_option_to_change(taken: int) -> None:
    with pytest.raises(CannotServe, match="--port"):
        _free_address("127.0.0.1", taken)
    with pytest.raises(CannotServe, match="--host"):
        _free_address("192.0.2.1", taken)  # an address of nobody's, RFC 5737
    with pytest.raises(CannotServe, match="--host"):
        _free_address("no such host.invalid", taken)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "x" * 151, "two words"])
def test_a_user_name_that_cannot_be_is_refused(name: str) -> None:
    office = build.office()

    done = CliRunner().invoke(add_officer, [name, "--office", office.code], input="Vidyut-Setu-77\n")

    assert isinstance(done.exception, Refusal)
    assert re.fullmatch(r"the user name cannot be used: [\x20-\x7e]+", str(done.exception))
    assert not Post.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_better_number_says_whether_anything_was_missed() -> None:
    someone, other = build.consumer(account="9900001234"), build.consumer(account="9900005678")
    build.notice(other)
    Notice.objects.update(state=Notice.State.EXHAUSTED, settled_at=NOON)
    Turn.objects.all().delete()

    nothing = CliRunner().invoke(fix_contact, [someone.account, "+91 60000 00001"])
    missed = CliRunner().invoke(fix_contact, [other.account, "+91 60000 00002"])

    assert "nothing to send again; the next message goes there" in nothing.stdout
    assert "What did not arrive goes there now" in missed.stdout
    assert "60000" not in nothing.stdout + missed.stdout


@pytest.fixture
def division() -> Office:
    made = build.office("division", name="EDD TEST")
    for place, reason in enumerate(REASONS):
        section = build.office(parent=made, name=LONG if place else "EMPTY")
        if not place:
            continue
        Standing.objects.create(
            consumer=build.consumer(on=build.feeder(section=section)), ledger="bills",
            occasion="2026-11", notice=1, degree="failed",
            reached=False, proved=False, reason=reason, at=NOON,
        )  # fmt: skip
    return made


def told(office: Office, *options: str) -> Result:
    deadline = f"{(NOON + timedelta(days=3650)):%Y-%m-%d}"
    return CliRunner().invoke(report, ["daily", "--office", office.code, "--deadline", deadline, *options])


@pytest.mark.django_db
def test_a_piped_report_is_one_table_with_whole_names(division: Office) -> None:
    said = told(division).stdout

    assert LONG in said
    assert said.count("people") == 1
    assert "…" not in said


@pytest.mark.django_db
def test_an_office_without_people_has_no_percent_and_no_forecast(division: Office) -> None:
    table, csv = told(division).stdout, told(division, "--format", "csv").stdout

    [row] = [line for line in table.splitlines() if "EMPTY" in line]
    assert row.count("–") == 2
    [row] = [line for line in csv.splitlines() if line.startswith("EMPTY")]
    cells = row.split(",")
    assert (cells[3], cells[-1]) == ("", "")


@pytest.mark.django_db
@pytest.mark.parametrize("room", [80, 120])
def test_a_narrow_terminal_sees_whole_names_in_several_tables(division: Office, room: int) -> None:
    made = [("office", LONG), *((name, "1,234") for name in [*report_module.FIRST[1:], *REASONS, *report_module.LAST])]

    blocks = report_module._blocks(made, room)

    assert all(report_module._width(block) <= room for block in blocks)
    assert all(block[0] == ("office", LONG) for block in blocks)
    names = [name for block in blocks for name, _ in block[1:]]
    assert names == [*report_module.FIRST[1:], *report_module.LAST, *REASONS]
    for block in blocks:
        console = WholeWords(width=room, file=io.StringIO(), record=True)
        console.print(report_module._table(block))
        shown = console.export_text()
        assert LONG in shown
        assert max(map(cell_len, shown.splitlines())) == report_module._width(block)
