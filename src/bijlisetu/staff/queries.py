"""Who sits where, and what they may therefore see: their offices, all below them, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Q

from bijlisetu.network.models import Office, OfficePlace
from bijlisetu.staff.models import Post

#: Who lets letters out by the thousand, and stops them.
LEADING = (Post.Role.OPERATOR, Post.Role.OFFICER)

PATH = """
SELECT office.id, office.kind, office.name
FROM network_office_tree above JOIN network_office office ON office.id = above.ancestor_id
WHERE above.descendant_id = %(office)s
  AND EXISTS (
    SELECT FROM network_office_tree seat
    WHERE seat.descendant_id = above.ancestor_id AND seat.ancestor_id = ANY(%(seats)s)
  )
ORDER BY above.depth DESC
"""
SEES_FEEDER = """
SELECT EXISTS (
    SELECT FROM network_feederplace place JOIN network_office_tree tree ON tree.descendant_id = place.section_id
    WHERE place.feeder_id = %(feeder)s AND place.valid_to IS NULL AND tree.ancestor_id = ANY(%(seats)s)
)
"""
#: A feeder that no section looks after is the highest offices'.
ANSWERS_FOR = """
SELECT NOT EXISTS (
    SELECT FROM unnest(%(feeders)s::bigint[]) AS told (feeder)
    WHERE NOT EXISTS (
        SELECT FROM network_feederplace place JOIN network_office_tree tree ON tree.descendant_id = place.section_id
        WHERE place.feeder_id = told.feeder AND place.valid_to IS NULL AND tree.ancestor_id = ANY(%(seats)s)
    ) AND NOT (%(is_top)s AND NOT EXISTS (
        SELECT FROM network_feederplace place WHERE place.feeder_id = told.feeder AND place.valid_to IS NULL
    ))
)
"""


@dataclass(frozen=True, slots=True)
class Place:
    """An office as it is named on a page."""

    id: int
    kind: str
    name: str


def seats(person: User, on: date, *, roles: Sequence[str] = Post.Role.values) -> tuple[Place, ...]:
    """Return the offices of the person's posts on the day; a superuser sits at the top of every tree."""
    if person.is_superuser:
        return tuple(_place(office) for office in _tops())
    held = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), person=person, valid_from__lte=on, role__in=roles)
    return tuple(dict.fromkeys(_place(post.office) for post in held.select_related("office").order_by("id")))


def path_to(office: int, *, person: User, on: date) -> tuple[Place, ...]:
    """Return the offices from the highest the person may see down to this one; nothing if this one is not theirs."""
    with connection.cursor() as cursor:
        cursor.execute(PATH, {"office": office, "seats": _ids(person, on)})
        return tuple(Place(*row) for row in cursor.fetchall())


def may_see_feeder(feeder: int, *, person: User, on: date) -> bool:
    """Return whether the feeder belongs to an office of the person's, or to one below it."""
    with connection.cursor() as cursor:
        cursor.execute(SEES_FEEDER, {"feeder": feeder, "seats": _ids(person, on)})
        return bool(cursor.fetchone()[0])


def leads_all(person: User, *, on: date) -> bool:
    """Return whether the person runs the system or is an officer, at the top: for them is what concerns everybody."""
    tops = {office.pk for office in _tops()}
    return person.is_superuser or any(seat.id in tops for seat in seats(person, on, roles=LEADING))


def answers_for(feeders: Sequence[int], *, name: str, on: date) -> bool:
    """Return whether so named is an officer or operator, and all these feeders belong to offices of their posts."""
    person = User.objects.filter(username=name, is_active=True).first()
    held = seats(person, on, roles=LEADING) if person else ()
    if not held:
        return False
    seated = [seat.id for seat in held]
    is_top = bool({office.pk for office in _tops()} & set(seated))
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS_FOR, {"feeders": list(feeders), "seats": seated, "is_top": is_top})
        return bool(cursor.fetchone()[0])


def may_run_letters(person: User, on: date) -> bool:
    """Return whether the person holds a post that lets them send many letters at once."""
    return bool(seats(person, on, roles=LEADING))


def may_stop_all(name: str, on: date) -> bool:
    """Return whether so named may stop what everybody sends."""
    person = User.objects.filter(username=name, is_active=True).first()
    return person is not None and leads_all(person, on=on)


def _ids(person: User, on: date) -> list[int]:
    return [seat.id for seat in seats(person, on)]


def _tops() -> list[Office]:
    placed = OfficePlace.objects.filter(valid_to=None).values("office_id")
    return list(Office.objects.filter(valid_to=None).exclude(id__in=placed).order_by("id"))


def _place(office: Office) -> Place:
    return Place(office.id, office.kind, office.name)
