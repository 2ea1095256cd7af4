"""Who works where: the posts of an office and of those right below it, vacant offices and ending posts first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django_otp.plugins.otp_totp.models import TOTPDevice

from bijlisetu.network.companies import utility_at_work
from bijlisetu.network.models import Office
from bijlisetu.network.utilities import Utility
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.staff.models import Key, Post
from bijlisetu.staff.queries import NamedOffice

#: A post that ends sooner stands first in the list.
SOON = timedelta(days=14)
BELOW = """
SELECT office.id, office.kind, office.name,
    (SELECT count(DISTINCT post.person_id) FROM network_office_tree tree
        JOIN staff_post post ON post.office_id = tree.descendant_id
        WHERE tree.ancestor_id = office.id AND tree.depth > 0
          AND post.valid_from <= %(on)s AND (post.valid_to IS NULL OR post.valid_to > %(on)s)) AS people_below,
    (SELECT count(*) FROM network_office_tree tree JOIN network_office lower ON lower.id = tree.descendant_id
        WHERE tree.ancestor_id = office.id AND tree.depth > 0 AND lower.valid_to IS NULL
          AND NOT EXISTS (SELECT FROM staff_post post WHERE post.office_id = lower.id
              AND post.valid_from <= %(on)s AND (post.valid_to IS NULL OR post.valid_to > %(on)s))) AS vacant_below
FROM network_office office
WHERE office.valid_to IS NULL AND (office.id = %(office)s OR EXISTS (
    SELECT FROM network_officeplace place
    WHERE place.office_id = office.id AND place.parent_id = %(office)s AND place.valid_to IS NULL))
ORDER BY office.id <> %(office)s, office.name, office.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A post as a line of a list."""

    id: int
    office: NamedOffice
    person: int
    user: str
    name_hi: str
    name_en: str
    role: str
    title_hi: str  #: of the post, or as the utility calls the role
    title_en: str
    employer: str  #: an agency's name; empty for the department
    since: date
    until: date | None
    is_held: bool  #: on the day of the question
    is_to_come: bool
    is_ending: bool  #: within SOON
    is_open: bool  #: its holder may log in


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An office with the posts at it, and what is below."""

    office: NamedOffice
    lines: tuple[Line, ...]
    people_below: int
    vacant_below: int  #: offices where nobody holds a post


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody at work with all posts they hold or held, the newest first."""

    id: int
    user: str
    name_hi: str
    name_en: str
    mobile: str
    email: str
    is_open: bool  #: they may log in
    has_second_factor: bool
    key_until: datetime | None  #: a key to their login waits to be used
    last_login: datetime | None
    lines: tuple[Line, ...]


def places(office: int, *, on: date) -> list[Place]:
    """Return the office, and those right below it, the vacant ones first."""
    found = rows(BELOW, office=office, on=on)
    held = _by_office([row[0] for row in found], on=on)
    made = [
        Place(office=NamedOffice(*row[:3]), lines=tuple(held.get(row[0], ())), people_below=row[3], vacant_below=row[4])
        for row in found
    ]
    return made[:1] + sorted(made[1:], key=lambda place: (bool(place.lines), not place.vacant_below))


def person(number: int, *, at: datetime, on: date) -> Person | None:
    """Return whoever has the number; none if nobody has."""
    found = User.objects.filter(pk=number).select_related("card").first()
    if found is None:
        return None
    posts = Post.objects.filter(person=found).order_by("-valid_from", "-id")
    card = getattr(found, "card", None)
    key = Key.objects.filter(person=found, used_at=None, until__gt=at).order_by("-until").first()
    return Person(
        id=found.pk, user=found.get_username(),
        name_hi=card.name_hi if card else "", name_en=card.name_en if card else "",
        mobile=card.mobile if card else "", email=card.email if card else "",
        is_open=found.is_active, has_second_factor=TOTPDevice.objects.filter(user=found, confirmed=True).exists(),
        key_until=key.until if key else None, last_login=found.last_login, lines=tuple(_lines(posts, on=on)),
    )  # fmt: skip


def _by_office(offices: Sequence[int], *, on: date) -> dict[int, list[Line]]:
    posts = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), office__in=offices)
    found = sorted(_lines(posts, on=on), key=lambda line: (line.office.id, not line.is_ending, line.id))
    return {office: list(lines) for office, lines in groupby(found, key=lambda line: line.office.id)}


def _lines(posts: QuerySet[Post], *, on: date) -> list[Line]:
    utility = utility_at_work()
    return [_line(post, utility, on=on) for post in posts.select_related("office", "person__card")]


def _line(post: Post, utility: Utility, *, on: date) -> Line:
    office, until, card = post.office, post.valid_to, getattr(post.person, "card", None)
    usual = utility.titles[post.role]
    is_held = post.valid_from <= on and (until is None or until > on)
    return Line(
        id=post.pk, office=NamedOffice(office.id, office.kind, office.name),
        person=post.person_id, user=post.person.get_username(),
        name_hi=card.name_hi if card else "", name_en=card.name_en if card else "",
        role=post.role, title_hi=post.title_hi or usual.hi, title_en=post.title_en or usual.en, employer=post.employer,
        since=post.valid_from, until=until, is_held=is_held, is_to_come=post.valid_from > on,
        is_ending=until is not None and on < until <= on + SOON, is_open=post.person.is_active,
    )  # fmt: skip


def office_numbered(number: int) -> Office | None:
    """Return the office in use with the number; none if there is none."""
    return Office.objects.filter(pk=number, valid_to=None).first()
