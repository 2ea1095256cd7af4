"""Before anything has left us, nobody is said to wait for a receipt."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

import bijlisetu.reach.actions as reach_actions
from bijlisetu.outbox.models import Attempt, Notice, Run, Turn
from bijlisetu.reach.models import Standing
from bijlisetu.runs import actions as runs
from tests import build
from tests.district import District, sent

UNSENT, MAYBE = "अभी भेजा नहीं", "अभी जाना है, या पुष्टि बाकी"


@pytest.fixture
def run(district: District) -> int:
    """A month's bills, which nobody has let out."""
    Notice.objects.all().delete()
    Standing.objects.all().delete()
    people = list(district.people.values())
    made = build.run(*people, by="maker", at=timezone.now())
    runs.close(run=made, at=timezone.now(), by="maker")
    for one in people:
        notice = Notice.objects.get(consumer=one)
        Standing.objects.create(
            consumer=one, ledger="bills", occasion="2026-11", notice=notice.pk, degree="waiting", reached=False,
            proved=False, at=build.NOON,
        )  # fmt: skip
    return made


def reach(officer: Client, district: District) -> str:
    return officer.get(f"/office/reach/{district.division.pk}/?on=bills:2026-11").content.decode()


def test_what_no_officer_has_let_out_is_not_sent_yet(officer: Client, district: District, run: int) -> None:
    Run.objects.filter(pk=run).update(state="held")

    page = reach(officer, district)

    assert UNSENT in page
    assert MAYBE not in page


@pytest.mark.parametrize("state", ["canary", "released", "stopped", "finished"])
def test_once_letters_may_have_left_the_page_does_not_claim_to_know(
    officer: Client, district: District, run: int, state: str
) -> None:
    Run.objects.filter(pk=run).update(state=state)

    page = reach(officer, district)

    assert UNSENT not in page
    assert MAYBE in page


def test_of_a_run_that_is_over_nobody_waits_for_a_receipt(officer: Client, district: District, run: int) -> None:
    Notice.objects.update(state="exhausted", settled_at=timezone.now())
    Turn.objects.all().delete()
    Run.objects.filter(pk=run).update(state="finished")
    silent = Notice.objects.filter(run_id=run).earliest("id")
    Attempt.objects.filter(notice=silent).delete()
    sent(silent, "accepted")
    reach_actions.refresh(limit=1000, at=timezone.now())

    told = officer.get(f"/office/run/{run}/certificate/").content.decode()

    assert MAYBE not in told
    assert "पुष्टि नहीं आई" in told
    assert "पुष्टि न मिले लोग" in told


@pytest.mark.parametrize("page", ["certificate/", ""])
def test_a_run_that_stands_still_has_sent_nothing(officer: Client, run: int, page: str) -> None:
    Run.objects.filter(pk=run).update(state="held")

    told = officer.get(f"/office/run/{run}/{page}").content.decode()

    assert UNSENT in told
    assert MAYBE not in told
