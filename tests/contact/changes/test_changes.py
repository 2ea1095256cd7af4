"""One number in place of another: the record keeps both, the old one rests, and anybody's mistake can be undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

import bijlisetu.contact.actions as contact
from bijlisetu.audit.models import Entry
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.actions import Wish
from bijlisetu.contact.changes import actions as changes
from bijlisetu.contact.changes.actions import NoSuchAddress, NothingToUndo
from bijlisetu.contact.lists import ClaimProof, ClaimRole, ClaimSource
from bijlisetu.contact.models import Address, Change, Claim, Unsubscribed
from bijlisetu.contact.queries import astray
from bijlisetu.delivery import actions as delivery
from bijlisetu.delivery.rules import ladder
from bijlisetu.kinds.files import kinds
from bijlisetu.outbox.models import Notice
from bijlisetu.values import ChannelKind
from tests import build
from tests.build import NOON

pytestmark = pytest.mark.django_db

OLD, NEW = "916000000001", "916000000002"
SOON, LATER, DAY = NOON + timedelta(minutes=1), NOON + timedelta(hours=1), timedelta(days=1)


def change(someone: Consumer, *, proof: ClaimProof | None = ClaimProof.OTP, **more: object) -> int:
    told = {"consumer": someone.pk, "old": OLD, "new": NEW, "source": ClaimSource.COUNTER, "at": SOON, "by": "clerk"}
    return changes.change(**{**told, **more}, proof=proof).change  # type: ignore[arg-type]


def usable(of: Consumer) -> set[str]:
    """Return the numbers to which a bill may go."""
    Notice.objects.all().delete()
    build.notice(of)
    rungs = ladder(kinds().values(), channels=frozenset({ChannelKind.SMS}), factor=1)
    with transaction.atomic():
        found = set()
        at = LATER
        while claimed := delivery.claim(rooms=build.rooms(), engine="test", ladder=rungs, at=at):
            found |= {one.address for one in claimed}
            at += 2 * DAY
        transaction.set_rollback(True)
    Notice.objects.all().delete()
    assert not astray()
    return found


def test_the_new_number_is_used_and_the_old_one_rests() -> None:
    someone = build.consumer(mobile=OLD)

    change(someone, role=ClaimRole.FAMILY)

    assert usable(someone) == {NEW}
    assert Address.objects.get(value=NEW).owner == "proved"
    assert Claim.objects.get(value=NEW).role == "family"
    assert Entry.objects.filter(deed="contact.left", record=f"consumer:{someone.pk}").count() == 1


@pytest.mark.parametrize("proof", ["reply", "counter"])
def test_even_a_proved_number_can_be_left(proof: str) -> None:
    someone = build.consumer()
    build.address(someone, OLD, owner="proved", owner_at=NOON, proof=proof)

    change(someone, proof=None)

    assert usable(someone) == {NEW}


def test_whoever_says_yes_at_a_number_that_was_left_is_believed() -> None:
    someone = build.consumer(mobile=OLD)
    change(someone)

    contact.take(claims=[build.answer("own", someone, OLD, at=LATER)], at=LATER, by="reply")

    assert Address.objects.get(value=OLD).owner == "proved"


def test_undone_the_old_number_counts_as_before_and_the_new_one_not_at_all() -> None:
    someone = build.consumer()
    build.address(someone, OLD, owner="proved", owner_at=NOON)
    before = Address.objects.values_list("owner", "proof", "owner_at", "source").get(value=OLD)

    changes.undo(change=change(someone), at=LATER, by="officer")

    assert Address.objects.values_list("owner", "proof", "owner_at", "source").get(value=OLD) == before
    assert usable(someone) == {OLD}
    assert Change.objects.values_list("state", "undone_by").get() == ("undone", "officer")


@pytest.mark.parametrize("proof", [None, ClaimProof.OTP])
def test_undone_a_number_that_nobody_had_brought_before_is_not_used(proof: ClaimProof | None) -> None:
    someone = build.consumer(mobile=OLD)

    changes.undo(change=change(someone, proof=proof), at=LATER, by="officer")

    assert usable(someone) == {OLD}


def test_undone_a_number_that_somebody_else_had_brought_too_is_used_on() -> None:
    someone = build.consumer(mobile=OLD)
    build.address(someone, NEW)

    changes.undo(change=change(someone), at=LATER, by="officer")

    assert usable(someone) == {OLD, NEW}


def test_the_record_keeps_everything() -> None:
    someone = build.consumer(mobile=OLD)
    changes.undo(change=change(someone), at=LATER, by="officer")

    assert list(Claim.objects.order_by("id").values_list("value", "word", "by")) == [
        (OLD, "reaches", "test"), (NEW, "own", "clerk"), (OLD, "left", "clerk"),
        (OLD, "taken_back", "officer"), (NEW, "taken_back", "officer"),
    ]  # fmt: skip


def test_what_is_undone_is_not_undone_twice() -> None:
    made = change(build.consumer(mobile=OLD))
    changes.undo(change=made, at=LATER, by="officer")

    for which in (made, 0):
        with pytest.raises(NothingToUndo):
            changes.undo(change=which, at=LATER, by="officer")


def test_of_two_numbers_one_is_kept_and_the_merge_can_be_undone() -> None:
    someone = build.consumer(mobile=OLD)
    build.address(someone, NEW)

    merged = changes.merge(
        consumer=someone.pk, kept=NEW, dropped=OLD, source=ClaimSource.OFFICE, at=SOON, by="clerk"
    ).change

    assert usable(someone) == {NEW}
    changes.undo(change=merged, at=LATER, by="clerk")
    assert usable(someone) == {OLD, NEW}


def test_wishes_go_with_the_person_to_the_new_number() -> None:
    someone = build.consumer(mobile=OLD)
    contact.unsubscribe(wishes=[Wish(someone.pk, OLD, "marketing")], how="page", at=NOON, by="link")

    change(someone)

    assert Unsubscribed.objects.filter(consumer=someone, value=NEW, purpose="marketing").exists()


def test_a_number_of_nobody_here_cannot_be_replaced_or_kept() -> None:
    someone = build.consumer(mobile=OLD)
    stranger = build.consumer(mobile=NEW)

    with pytest.raises(NoSuchAddress):
        change(stranger, new="916000000003")
    with pytest.raises(NoSuchAddress):
        changes.merge(consumer=someone.pk, kept=NEW, dropped=OLD, source=ClaimSource.OFFICE, at=SOON, by="clerk")
    with pytest.raises(IntegrityError), transaction.atomic():
        change(someone, new=OLD)


def test_a_number_on_another_account_stays_there() -> None:
    shared = build.consumer(mobile=OLD)
    someone = build.consumer(mobile=OLD)

    change(someone)

    assert usable(shared) == {OLD}


def wait(someone: Consumer) -> int:
    return changes.let_wait(
        consumer=someone.pk, old=OLD, new=NEW, source=ClaimSource.HOME, proof=ClaimProof.OTP, role=ClaimRole.OWN,
        by="home", at=NOON, holds_from=NOON + DAY,
    )  # fmt: skip


def test_a_change_that_waits_is_made_when_its_time_has_come() -> None:
    someone = build.consumer(mobile=OLD)
    assert wait(someone) == wait(someone)

    assert changes.make_due(at=NOON + DAY - timedelta(seconds=1)) == []
    assert usable(someone) == {OLD}
    assert len(changes.make_due(at=NOON + DAY)) == 1
    assert changes.make_due(at=NOON + DAY) == []
    assert usable(someone) == {NEW}


def test_a_change_that_waits_and_is_undone_is_never_made() -> None:
    someone = build.consumer(mobile=OLD)

    changes.undo(change=wait(someone), at=SOON, by="reply")

    assert changes.make_due(at=NOON + DAY) == []
    assert usable(someone) == {OLD}
    assert not Claim.objects.filter(value=NEW).exists()


def test_a_change_that_waited_can_be_undone_after_it_was_made() -> None:
    someone = build.consumer(mobile=OLD)
    waiting = wait(someone)
    changes.make_due(at=NOON + DAY)

    changes.undo(change=waiting, at=NOON + 2 * DAY, by="officer")

    assert usable(someone) == {OLD}
