"""What moves money or a name, one officer asks for and another lets hold; the database sees to it that they are two."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from bijlisetu.audit.models import Entry
from bijlisetu.editions.actions import NothingSaid, NothingToTakeBack, PastUntouched, issue
from bijlisetu.editions.models import Edition, Proposal
from bijlisetu.editions.proposing import (
    AskedAlready,
    NothingAsked,
    Overtaken,
    OwnProposal,
    decline,
    let_hold,
    propose,
    propose_end,
)
from bijlisetu.editions.queries import course, texts
from tests.build import NOON

pytestmark = pytest.mark.django_db
LATER, TOMORROW = NOON + timedelta(hours=2), NOON + timedelta(days=1)


def fine(text: str) -> None:
    pass


def asked(text: str = "two", *, holds_from: datetime | None = None, why: str = "नया बैंक") -> int:
    return propose(
        file="f", text=text, why=why, holds_from=holds_from, touches=["companies.A.upi"], at=NOON, by="asha", check=fine
    )


def lets(proposal: int, *, by: str = "second", at: datetime = LATER) -> None:
    let_hold(proposal=proposal, file="f", at=at, by=by, check=fine)


def issued(text: str, *, holds_from: datetime = NOON) -> int:
    return issue(file="f", text=text, why="x", holds_from=holds_from, at=NOON, by="chief", check=fine)


def test_what_is_asked_for_holds_once_another_officer_lets_it() -> None:
    proposal = asked()
    assert texts("f", at=LATER) == {}

    lets(proposal)

    made = Edition.objects.get()
    assert (texts("f", at=LATER), made.by, made.seconded_by, made.holds_from) == ({"f": "two"}, "asha", "second", LATER)
    told = list(Entry.objects.order_by("pk").values_list("deed", "by", "detail"))
    assert [(deed, by) for deed, by, _ in told] == [("editions.asked", "asha"), ("editions.issued", "second")]
    assert told[0][2]["touches"] == ["companies.A.upi"]
    assert told[1][2]["asked_by"] == "asha"


@pytest.mark.parametrize(("named", "holds_from"), [(TOMORROW, TOMORROW), (NOON, LATER), (None, LATER)])
def test_it_holds_from_the_moment_that_was_named_or_from_now_on(named: datetime | None, holds_from: datetime) -> None:
    lets(asked(holds_from=named))

    assert Edition.objects.get().holds_from == holds_from


def test_whoever_asked_does_not_let_it_hold() -> None:
    proposal = asked()

    with pytest.raises(OwnProposal):
        lets(proposal, by="asha")

    assert not Edition.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.update(state="held", settled_at=NOON, settled_by="asha")
    with pytest.raises(DatabaseError), transaction.atomic():
        issue(file="f", text="x", why="x", holds_from=NOON, at=NOON, by="asha", check=fine, seconded_by="asha")


def test_an_end_is_asked_for_likewise() -> None:
    edition = issued("one")
    proposal = propose_end(file="f", edition=edition, touches=["helpline"], at=NOON, by="asha")
    assert texts("f", at=LATER) == {"f": "one"}

    lets(proposal)

    assert texts("f", at=LATER) == {}
    assert Entry.objects.get(deed="editions.taken_back").by == "second"
    with pytest.raises(NothingToTakeBack):
        propose_end(file="f", edition=edition, touches=["helpline"], at=NOON, by="asha")


@pytest.mark.parametrize(("by", "state", "deed"), [("asha", "withdrawn", "withdrawn"), ("b", "declined", "declined")])
def test_what_is_put_aside_changes_nothing_and_is_settled_once(by: str, state: str, deed: str) -> None:
    proposal = asked()
    decline(proposal=proposal, file="f", at=LATER, by=by)

    assert (Proposal.objects.get().state, Edition.objects.exists()) == (state, False)
    assert Entry.objects.get(deed=f"editions.{deed}").by == by
    for deed in (lets, lambda one: decline(proposal=one, file="f", at=LATER, by="c")):
        with pytest.raises(NothingAsked):
            deed(proposal)
    with pytest.raises(NothingAsked):
        let_hold(proposal=asked(), file="another", at=LATER, by="second", check=fine)


def test_of_a_file_one_thing_is_asked_at_a_time_and_against_what_holds() -> None:
    proposal = asked()
    with pytest.raises(AskedAlready):
        asked("three")
    issued("meanwhile")

    with pytest.raises(Overtaken):
        lets(proposal)
    decline(proposal=proposal, file="f", at=LATER, by="second")
    lets(asked("three"))
    assert texts("f", at=LATER) == {"f": "three"}


def test_it_is_asked_for_with_a_reason_and_changes_no_past() -> None:
    with pytest.raises(NothingSaid):
        asked(why=" ")
    with pytest.raises(PastUntouched):
        asked(holds_from=NOON - timedelta(minutes=1))


def test_what_was_asked_for_stays_as_it_was_written() -> None:
    asked()
    for change in ({"text": "other"}, {"by": "x"}, {"touches": []}, {"newest": 7}, {"holds_from": NOON}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Proposal.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.all().delete()


def test_the_course_tells_every_moment_from_which_something_else_holds() -> None:
    one, two = issued("one"), issued("two", holds_from=TOMORROW)
    far = TOMORROW + timedelta(days=1)

    assert course("f", at=LATER, adding=(LATER, "x")) == [("one", "x"), ("two", "two")]
    assert course("f", at=LATER, adding=(far, "x")) == [("one", "one"), ("two", "two"), ("two", "x")]
    assert course("f", at=LATER, without=two) == [("one", "one"), ("two", "one")]
    assert course("f", at=LATER, without=one) == [("one", ""), ("two", "two")]
