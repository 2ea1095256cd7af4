"""Runs from the terminal: the words a person at a server reads."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click import Command
from click.testing import CliRunner, Result

from bijlisetu.cli.messages import runs as commands
from bijlisetu.outbox.models import Notice
from bijlisetu.outbox.stops import MayNotStop
from bijlisetu.plumbing import startup
from bijlisetu.runs import actions as runs
from bijlisetu.runs import queries
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db
KEY = "bills:2026-11"


@pytest.fixture(autouse=True)
def _set_up_already(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "set_up", lambda: None)


@pytest.fixture
def chief() -> str:
    return build.officer("chief", of=build.office("company"))


@pytest.fixture
def a_run() -> int:
    line = build.feeder()
    made = build.run(*(build.consumer(on=line, mobile=f"91600000000{number}") for number in range(2)))
    runs.close(run=made, at=NOON, by="maker")
    return made


def told(command: Command, *words: str) -> Result:
    return CliRunner().invoke(command, list(words))


def test_the_list_names_runs_and_what_stands_still(a_run: int, chief: str) -> None:
    told(commands.stop, "lane:bulk", "--why", "wrong amounts", "--by", chief)

    shown = told(commands.runs).output

    assert KEY in shown
    assert "stopped: lane:bulk, by chief" in shown
    assert "wrong amounts" in shown


def test_a_run_is_stopped_from_the_terminal(a_run: int) -> None:
    assert told(commands.stop_run, KEY, "--why", "wrong amounts").output == f"{KEY} is stopped\n"
    assert queries.run_called(KEY).state == "stopped"


def test_a_key_that_nobody_knows_is_refused_with_those_known(a_run: int) -> None:
    refused = told(commands.stop_run, "bills:2026-12", "--why", "x").exception

    assert isinstance(refused, queries.UnknownRun)
    assert KEY in str(refused)


def test_who_may_not_stop_everything_is_refused(a_run: int) -> None:
    assert isinstance(told(commands.stop, "all", "--why", "x", "--by", "nobody").exception, MayNotStop)


def test_what_was_stopped_goes_on(chief: str) -> None:
    told(commands.stop, "all", "--why", "x", "--by", chief)

    assert told(commands.go_on, "all", "--by", chief).output == "all goes on\n"
    assert told(commands.go_on, "all", "--by", chief).output == "all was not stopped\n"


def test_the_certificate_adds_up_in_every_form(a_run: int) -> None:
    as_json = json.loads(told(commands.certificate, KEY, "--json").output)
    as_table = list(csv.DictReader(io.StringIO(told(commands.certificate, KEY, "--csv").output)))
    each = list(csv.DictReader(io.StringIO(told(commands.certificate, KEY, "--rows").output)))

    assert as_json["made"] == as_json["pending"] == sum(int(row["notices"]) for row in as_table) == len(each) == 2
    assert as_json["is_exact"]


def test_a_certificate_with_a_row_missing_ends_with_one(a_run: int) -> None:
    Notice.objects.latest("id").delete()

    done = told(commands.certificate, KEY)

    assert done.exit_code == 1
    assert "NOT EXACT" in done.output


@pytest.mark.usefixtures("db")
def test_where_no_run_is_made_yet_the_terminal_says_what_makes_one() -> None:
    assert "bijlisetu notify-bills makes one" in told(commands.runs).output
    assert "bijlisetu notify-bills makes one" in str(told(commands.certificate, KEY).exception)
