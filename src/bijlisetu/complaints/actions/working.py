"""Work on a complaint: give it to a crew, begin, wait for the consumer with a reason, know better what it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from bijlisetu.complaints import telling
from bijlisetu.complaints.actions.registering import NoCategory
from bijlisetu.complaints.actions.rising import rise_now
from bijlisetu.complaints.actions.writing import NothingSaid, locked, note_answer, write
from bijlisetu.complaints.categories import categories
from bijlisetu.complaints.lists import Area, Rejection, Wait, What

LONGEST_CREW = 120


@transaction.atomic
def assign(*, complaints: Sequence[int], crew: str, at: datetime, by: str) -> int:
    """
    Give the complaints to a crew; return how many.

    :raises NothingSaid: if no crew is named
    :raises NotPossible: if one of them is not being worked on; then none is given
    """
    if not crew.strip():
        raise NothingSaid("say to which crew it goes")
    for number in sorted(complaints):
        held = locked(number)
        held.crew = crew.strip()[:LONGEST_CREW]
        write(held, What.ASSIGNED, happened_at=at, at=at, by=by, facts={"crew": held.crew})
        note_answer(held, by=by, at=at)
    return len(complaints)


@transaction.atomic
def begin(*, complaints: Sequence[int], at: datetime, by: str) -> int:
    """Note that somebody is at work on the complaints; return how many; :raises NotPossible: as for assign."""
    for number in sorted(complaints):
        held = locked(number)
        write(held, What.BEGUN, happened_at=at, at=at, by=by)
        note_answer(held, by=by, at=at)
    return len(complaints)


@transaction.atomic
def wait(*, complaint: int, why: Wait, words: str, at: datetime, by: str) -> None:
    """
    Stop the clock while the consumer is waited for; they are told what for, and can say that it is not so.

    :raises NothingSaid: if nothing is said of what is needed
    :raises NotPossible: if it is not being worked on, or is waited for already
    """
    if not words.strip():
        raise NothingSaid("say what is needed of the consumer")
    held = locked(complaint)
    event = write(held, What.WAITS, happened_at=at, at=at, by=by, why=str(why), words=words.strip())
    note_answer(held, by=by, at=at)
    telling.waits(held, event, at=at)


@transaction.atomic
def go_on(*, complaint: int, words: str = "", at: datetime, by: str) -> None:
    """Let the clock run again; :raises NotPossible: if it does not stand."""
    held = locked(complaint)
    write(held, What.GOES_ON, happened_at=at, at=at, by=by, words=words.strip())
    rise_now(held, at=at)


@transaction.atomic
def note(*, complaint: int, words: str, at: datetime, by: str) -> None:
    """Write down words of somebody at work; :raises NothingSaid: if there are none."""
    if not words.strip():
        raise NothingSaid("write a few words")
    held = locked(complaint)
    write(held, What.NOTED, happened_at=at, at=at, by=by, words=words.strip())
    note_answer(held, by=by, at=at)


@transaction.atomic
def change(*, complaint: int, category: str, area: Area, at: datetime, by: str) -> None:
    """
    Say better what it is: another limit holds from the same beginning, and what was waited stays waited.

    :raises NoCategory: if there is no such category
    :raises NotPossible: if it is not being worked on
    """
    if category not in categories():
        raise NoCategory(f"there is no category {category!r}")
    held = locked(complaint)
    held.category, held.area = category, str(area)
    write(held, What.CHANGED, happened_at=at, at=at, by=by, facts={"category": category, "area": str(area)})
    note_answer(held, by=by, at=at)
    rise_now(held, at=at)


@transaction.atomic
def reject(*, complaint: int, why: Rejection, at: datetime, by: str) -> None:
    """Put aside what is no complaint of anybody's; the database refuses it for one of a known consumer."""
    held = locked(complaint)
    if held.consumer_id is not None:
        raise NothingSaid("a consumer's complaint is never put aside: answer it, and the consumer is asked")
    write(held, What.REJECTED, happened_at=at, at=at, by=by, why=str(why))
