"""The deeds of the action register: a matter rises by itself, is answered, and is decided by a named officer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.drives.honesty.actions import hand_over, walk_again
from bijlisetu.drives.honesty.looking import look
from bijlisetu.drives.honesty.queries import trusted_walkers
from bijlisetu.drives.models import Drive, Matter
from bijlisetu.drives.pace.people import sections_of
from bijlisetu.drives.pace.queries import picture
from bijlisetu.drives.register.idling import idling
from bijlisetu.drives.register.telling import Idle, tell
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.refusal import Refusal

#: Opened once, and risen while nothing changes; a matter that is decided does not rise again by itself.
RAISE = """
INSERT INTO drives_matter AS known (drive_id, person_id, office_id, why, level, raised_at, risen_at)
SELECT %(drive)s, person, office, %(why)s, level, %(at)s, %(at)s
FROM unnest(%(people)s::bigint[], %(offices)s::bigint[], %(levels)s::int[]) AS seen (person, office, level)
WHERE NOT EXISTS (
    SELECT FROM drives_matter decided WHERE decided.drive_id = %(drive)s AND decided.person_id = seen.person
      AND decided.why = %(why)s AND decided.decided_at > %(at)s - %(peace)s::interval
)
ORDER BY person
ON CONFLICT (drive_id, person_id, why) WHERE decided_at IS NULL
DO UPDATE SET level = excluded.level, risen_at = excluded.risen_at WHERE known.level < excluded.level
RETURNING id, person_id, level
"""
#: By these decisions others walk the beats.
FOR_OTHERS = (Matter.Decision.HANDED_OVER, Matter.Decision.WALKED_AGAIN)
#: Whoever was heard is left in peace for so long.
PEACE = "7 days"


class NobodyElse(Refusal):
    """Others are to walk the beat, and there are none."""


class NotOpen(Refusal):
    """There is no such matter, or it was decided already."""


class NoWords(Refusal):
    """An explanation or a decision needs words."""


@transaction.atomic
def raise_idle(drive: Drive, *, on: date, at: datetime) -> list[int]:
    """Raise everybody with open doors and no visit for working days; return the matters that are new or have risen."""
    idle = idling(picture(drive, on=on), on=on)
    found = [(person, one.worker.office, one.level) for person, one in idle.items()]
    raised = _raise(drive, found, why=Matter.Why.NO_WORK, at=at)
    tell(drive, [Idle(matter, level, *idle[person]) for matter, person, level in raised], at=at)
    return [matter for matter, *_ in raised]


@transaction.atomic
def raise_signals(drive: Drive, *, at: datetime) -> list[int]:
    """Raise everybody for whom there are signals; return the new matters. They stay with the SDO."""
    raised = look(drive, at=at)
    seen = [(worker, section, 1) for worker, section in sections_of(drive).items() if worker in raised]
    return [matter for matter, *_ in _raise(drive, seen, why=Matter.Why.SIGNALS, at=at)]


@transaction.atomic
def answer(matter: int, *, words: str, at: datetime, by: str) -> None:
    """
    Keep the explanation of the person whom the matter is about.

    :raises NotOpen: if there is no such matter, or it was decided
    :raises NoWords: if nothing is said
    """
    if not words.strip():
        raise NoWords("say in a few words how it was")
    changed = Matter.objects.filter(pk=matter, decided_at=None).update(answer=words.strip(), answered_at=at)
    if not changed:
        raise NotOpen("this matter was decided already")
    audit.note(deed="register.answered", records=[f"matter:{matter}"], by=by, at=at)


@transaction.atomic
def decide(
    matter: int, *, decision: Matter.Decision, note: str, at: datetime, by: str, among: Collection[int] | None = None
) -> Matter:
    """
    Close the matter by an officer's decision, and do what was decided.

    :param among: whom the officer may send, where others are to walk; none: whoever walks in the drive
    :raises NotOpen: if there is no such matter, or it was decided already
    :raises NobodyElse: if others are to walk and there are none
    :raises NoWords: if no reason is given
    """
    if not note.strip():
        raise NoWords("say why it is decided so")
    found = Matter.objects.select_for_update().filter(pk=matter, decided_at=None).first()
    if found is None:
        raise NotOpen("this matter was decided already")
    found.decision, found.note, found.decided_by, found.decided_at = decision, note.strip(), by, at
    found.save(update_fields=["decision", "note", "decided_by", "decided_at"])
    audit.note(
        deed="register.decided", records=[f"matter:{matter}"], by=by, at=at, detail={"decision": str(decision)}
    )  # fmt: skip
    _carry_out(found, among=among, at=at, by=by)
    return found


def _carry_out(matter: Matter, *, among: Collection[int] | None, at: datetime, by: str) -> None:
    if matter.decision not in FOR_OTHERS:
        return
    drive, person = matter.drive, matter.person_id
    others = [one for one in trusted_walkers(drive) if one != person and (among is None or one in among)]
    if not others:
        raise NobodyElse("nobody else walks in this drive; give beats to somebody first")
    if matter.decision == Matter.Decision.WALKED_AGAIN:
        walk_again(drive=drive, person=person, to=others, why=matter.note, at=at, by=by)
    else:
        hand_over(drive=drive, person=person, to=others, at=at, by=by)


def _raise(
    drive: Drive, seen: Sequence[tuple[int, int, int]], *, why: Matter.Why, at: datetime
) -> list[tuple[int, int, int]]:
    """Return the matters that are new or have risen, with the person and the level."""
    people, offices, levels = zip(*seen, strict=True) if seen else ((), (), ())
    raised = rows(
        RAISE, drive=drive.pk, why=str(why), people=list(people), offices=list(offices), levels=list(levels), at=at,
        peace=PEACE,
    )  # fmt: skip
    audit.note(
        deed="register.raised", records=[f"matter:{matter}" for matter, *_ in raised], by="drives", at=at,
        detail={"why": str(why)},
    )  # fmt: skip
    return [(matter, person, level) for matter, person, level in raised]
