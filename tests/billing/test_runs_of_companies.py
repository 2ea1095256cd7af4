"""Where companies share an installation, a run tells people of one, and only those under its maker's post."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.contrib.auth.models import User

from bijlisetu.billing.models import Bill
from bijlisetu.billing.telling.notices import announce
from bijlisetu.cli.messages.notify import notify_bills
from bijlisetu.consumers.models import Consumer
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import RunRules
from bijlisetu.network.models import FeederPlace, Office
from bijlisetu.outbox.models import Notice, Run
from bijlisetu.runs import actions as runs
from bijlisetu.runs import makers, queries
from tests import build
from tests.build import CYCLE, NOON

pytestmark = pytest.mark.django_db
MANY = RunRules(above=2, canary=2, canary_minutes=15)
LATER = NOON + timedelta(minutes=20)


@dataclass(frozen=True)
class Company:
    """A company with two divisions, three people with a bill in each, and officers named after them."""

    office: Office
    divisions: tuple[Office, Office]

    @property
    def code(self) -> str:
        return self.office.code


def a_company(name: str) -> Company:
    office = build.office("company", name=name.upper())
    divisions = tuple(build.office("division", parent=office) for _ in range(2))
    for number, division in enumerate(divisions):
        line = build.feeder(section=build.office(parent=division))
        for _ in range(3):
            a_bill(build.consumer(on=line, mobile="916000000001"))
        build.officer(f"{name}-{number}", of=division)
    for person in (name, f"{name}-second"):
        build.officer(person, of=office)
    return Company(office, (divisions[0], divisions[1]))


def a_bill(of: Consumer) -> None:
    Bill.objects.create(
        number=f"B{of.account}", consumer=of, cycle=CYCLE, bill_date=CYCLE, due_date=CYCLE + timedelta(days=60),
        units=Decimal(56), amount_payable=Decimal(212), mapping="uppcl", imported_at=NOON,
    )  # fmt: skip


@pytest.fixture
def east(monkeypatch: pytest.MonkeyPatch) -> Company:
    monkeypatch.setitem(kinds(), "bill_issued", replace(kinds()["bill_issued"], run=MANY))
    return a_company("east")


@pytest.fixture
def west(east: Company) -> Company:
    return a_company("west")


def tell(by: str) -> list[tuple[str, str, int]]:
    """Make the runs, and return key, state and size of each that is new or was joined."""
    made = announce(cycle=CYCLE, at=NOON, by=by)
    cards = [queries.run(run) for run in made.runs]
    return [(card.key, card.state, card.made) for card in cards if card]


def companies_told() -> set[str]:
    feeders = Notice.objects.values_list("consumer__feeder", flat=True)
    sections = FeederPlace.objects.filter(feeder__in=feeders).values_list("section", flat=True)
    return set(Office.objects.filter(children__office__children__office__in=sections).values_list("name", flat=True))


def test_an_officer_tells_the_people_of_their_own_company(east: Company, west: Company) -> None:
    assert tell("east") == [(f"bills:2026-11:{east.code}", "ready", 6)]
    assert companies_told() == {"EAST"}


def test_each_company_lets_out_its_run_beside_the_others(east: Company, west: Company) -> None:
    tell("east")
    tell("west")

    for run in Run.objects.all():
        name = "east" if run.key.endswith(east.code) else "west"
        runs.send_canary(run=run.pk, at=NOON, by=name)
        runs.release(run=run.pk, at=LATER, by=f"{name}-second")
    assert set(Run.objects.values_list("state", "made")) == {("released", 6)}


def test_nobody_undoes_what_gates_found_on_the_run_of_another(east: Company, west: Company) -> None:
    tell("east")
    Run.objects.update(state="held", findings=[{"gate": "x"}])

    tell("west")

    run = Run.objects.get(key__endswith=east.code)
    assert (run.state, run.makers, run.findings) == ("held", ["east"], [{"gate": "x"}])


def test_where_there_is_one_company_the_key_names_none(east: Company) -> None:
    assert tell("east") == [("bills:2026-11", "ready", 6)]


def test_who_sits_over_all_makes_a_run_for_each(east: Company, west: Company) -> None:
    User.objects.create_superuser("chief")

    assert sorted(tell("chief")) == sorted((f"bills:2026-11:{one.code}", "ready", 6) for one in (east, west))


def test_a_division_tells_its_own_and_its_sum_is_held_against_its_own_bills(east: Company, west: Company) -> None:
    assert tell("east-0") == [(f"bills:2026-11:{east.code}", "ready", 3)]
    assert all(found["passed"] for found in Run.objects.get().findings if found["gate"] == "total_as_imported")


def test_a_division_beside_makes_a_run_of_its_own(east: Company) -> None:
    assert tell("east-0") == [("bills:2026-11", "ready", 3)]
    assert tell("east-1") == [("bills:2026-11/2", "ready", 3)]
    assert Run.objects.get(key="bills:2026-11").makers == ["east-0"]


def test_the_company_joins_what_waits_below_it(east: Company) -> None:
    tell("east-0")

    assert tell("east") == [("bills:2026-11", "ready", 6)]


def test_what_was_cut_short_is_not_taken_up_by_those_beside(east: Company, west: Company) -> None:
    build.run(*Consumer.objects.filter(feeder__places__section__places__parent=east.divisions[0]), by="east-0")

    tell("east-1")

    assert Run.objects.get(key="bills:2026-11").state == "gathering"


def test_under_whose_post_nobody_has_a_bill_tells_nobody(east: Company, west: Company) -> None:
    build.officer("new", of=build.office("division", parent=east.office))

    done = CliRunner().invoke(notify_bills, ["--by", "new"])

    assert isinstance(done.exception, makers.NobodyUnderTheirPost)
    assert not Notice.objects.exists()


def test_people_under_no_section_are_told_by_who_sits_over_all(east: Company, west: Company) -> None:
    a_bill(build.consumer(on=build.feeder(), mobile="916000000001"))
    FeederPlace.objects.filter(section__name="TEST SECTION", section__places=None).delete()
    User.objects.create_superuser("chief")

    assert {key for key, *_ in tell("east")} == {f"bills:2026-11:{east.code}"}
    assert "bills:2026-11" in {key for key, *_ in tell("chief")}


def test_a_revised_bill_is_put_right_by_its_own_company(east: Company, west: Company) -> None:
    User.objects.create_superuser("chief")
    tell("chief")
    Bill.objects.update(amount_payable=Decimal(99))

    announce(cycle=CYCLE, at=NOON, by="east")

    changed = Notice.objects.filter(facts__amount="99.00")
    assert {notice.run.key for notice in changed.select_related("run")} == {f"bills:2026-11:{east.code}"}
