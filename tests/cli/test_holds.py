"""Legal holds from the terminal."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from bijlisetu.audit.models import Entry, Hold
from bijlisetu.cli.registry import holds as commands
from bijlisetu.cli.registry.holds import NothingToHold
from bijlisetu.plumbing import startup
from tests import build

pytestmark = pytest.mark.django_db
WHY = ("--why", "W.P. 17/2026", "--by", "legal")


@pytest.fixture(autouse=True)
def _set_up_already(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "set_up", lambda: None)


def said(command: str, *words: str) -> str:
    done = CliRunner().invoke(getattr(commands, command), words, catch_exceptions=False)
    return done.output


def test_a_hold_is_set_listed_and_ended() -> None:
    build.consumer(account="9900000001")

    assert "until 31-03-2099" in said("hold", "9900000001", "--until", "2099-03-31", *WHY)

    number = Hold.objects.get().pk
    assert f"{number}: account 9900000001, until 31-03-2099, by legal: W.P. 17/2026" in said("holds")
    assert "has ended" in said("let_go", str(number), "--by", "legal")
    assert "nothing is held" in said("holds")
    assert [*Entry.objects.order_by("id").values_list("deed", flat=True)] == ["evidence.held", "evidence.let_go"]


def test_one_notice_is_held() -> None:
    said("hold", "--notice", "2026110000000042", "--until", "2099-03-31", *WHY)

    assert "notice 2026110000000042" in said("holds")


@pytest.mark.parametrize(("account", "until"), [("9900000009", "2099-03-31"), ("9900000001", "2020-03-31")])
def test_nobody_and_nothing_in_the_past_is_held(account: str, until: str) -> None:
    build.consumer(account="9900000001")

    with pytest.raises(NothingToHold):
        said("hold", account, "--until", until, *WHY)


def test_a_hold_that_has_ended_is_not_ended_again() -> None:
    with pytest.raises(NothingToHold):
        said("let_go", "1", "--by", "legal")
