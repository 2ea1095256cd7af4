"""`bijlisetu hygiene` at the terminal: a report first, and only then a rule that acts."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from bijlisetu.cli.registry.hygiene import hygiene
from bijlisetu.contact.hygiene.acting import ReportIsOld
from bijlisetu.contact.models import Inspection, Suspect
from bijlisetu.plumbing import startup
from bijlisetu.plumbing.database import wake
from tests import build

pytestmark = pytest.mark.django_db

DUMMY, GOOD = "919999900000", "919415078263"


@pytest.fixture(autouse=True)
def _set_up_already(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "set_up", lambda: None)
    monkeypatch.setattr(wake, "wake", lambda: None)


def told(*words: str) -> Result:
    return CliRunner().invoke(hygiene, list(words), catch_exceptions=False)


def test_a_look_tells_what_each_rule_would_do_and_changes_nothing() -> None:
    on = build.feeder()
    build.consumer(mobile=DUMMY, on=on)
    build.address(build.consumer(mobile=DUMMY, on=on), GOOD)

    said = told("look").output

    assert "2 numbers looked at; nothing is changed" in said
    assert "dummy: 1 numbers of 2 people, 1 of whom have no other; act makes 1 suspect and lets 0 go" in said
    assert "shared: 0 numbers of 0 people, 0 of whom have no other; reports only" in said
    assert not Suspect.objects.exists()
    assert "99999" not in said


def test_a_rule_acts_on_the_report_that_was_told() -> None:
    build.consumer(mobile=DUMMY)
    told("look")
    seen = Inspection.objects.get().pk

    said = told("act", "dummy", "--report", str(seen)).output

    assert "dummy: 1 numbers are suspect now, 0 no more; 0 missed notices go out again" in said
    assert "act makes 0 suspect and lets 0 go" in told("look").output


def test_a_rule_does_not_act_on_a_report_that_somebody_has_replaced() -> None:
    build.consumer(mobile=DUMMY)
    told("look")
    told("look")

    with pytest.raises(ReportIsOld):
        told("act", "dummy", "--report", str(min(Inspection.objects.values_list("pk", flat=True))))
