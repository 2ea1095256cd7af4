"""Who sits where, and what they may therefore do: in their offices, in all below them, nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet

from bijlisetu.network.models import Office, OfficePlace
from bijlisetu.network.queries import top_offices
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.staff.deeds import TABLE, Deed, Where
from bijlisetu.staff.levels import Level
from bijlisetu.staff.models import Post, Role, System
from bijlisetu.staff.purposes import deeds_of

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
#: An officer of no particular level counts by the sort of office where they sit.
NEAREST = """
SELECT DISTINCT person_id FROM (
    SELECT post.person_id, tree.depth, min(tree.depth) OVER () AS nearest
    FROM staff_post post
    JOIN auth_user person ON person.id = post.person_id AND person.is_active
    JOIN network_office_tree tree ON tree.ancestor_id = post.office_id AND tree.descendant_id = %(office)s
    JOIN network_office seat ON seat.id = post.office_id
    WHERE (post.role = %(role)s AND %(role)s <> 'officer' OR post.role = 'officer' AND seat.kind = %(kind)s)
      AND post.valid_from <= %(on)s AND (post.valid_to IS NULL OR post.valid_to > %(on)s)
) AS posted WHERE depth = nearest ORDER BY person_id
"""
#: A feeder that no section looks after is the highest offices'.
COVERED = """
SELECT told.feeder FROM unnest(%(feeders)s::bigint[]) AS told (feeder)
WHERE EXISTS (
    SELECT FROM network_feederplace place JOIN network_office_tree tree ON tree.descendant_id = place.section_id
    WHERE place.feeder_id = told.feeder AND place.valid_to IS NULL AND tree.ancestor_id = ANY(%(seats)s)
) OR %(is_top)s AND NOT EXISTS (
    SELECT FROM network_feederplace place WHERE place.feeder_id = told.feeder AND place.valid_to IS NULL
)
"""


#: The offices over all the feeders, the nearest first.
OVER = """
SELECT tree.ancestor_id FROM unnest(%(feeders)s::bigint[]) AS told (feeder)
JOIN network_feederplace place ON place.feeder_id = told.feeder AND place.valid_to IS NULL
JOIN network_office_tree tree ON tree.descendant_id = place.section_id
GROUP BY tree.ancestor_id HAVING count(DISTINCT told.feeder) = cardinality(%(feeders)s::bigint[])
ORDER BY min(tree.depth), tree.ancestor_id
"""
#: Whose each level is: a role of its own, or an officer of no particular level at an office of the kind.
POSTS: Mapping[Level, tuple[Role, Office.Kind]] = {
    Level.JE: (Role.JUNIOR_ENGINEER, Office.Kind.SECTION),
    Level.SDO: (Role.SUBDIVISIONAL, Office.Kind.SUBDIVISION),
    Level.EE: (Role.EXECUTIVE, Office.Kind.DIVISION),
    Level.SE: (Role.SUPERINTENDING, Office.Kind.CIRCLE),
    Level.CE: (Role.OFFICER, Office.Kind.ZONE),
    Level.MD: (Role.OFFICER, Office.Kind.COMPANY),
}


@dataclass(frozen=True, slots=True)
class NamedOffice:
    """An office as it is named on a page."""

    id: int
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A post as far as it matters for what its holder may do."""

    office: NamedOffice
    role: str
    is_top: bool  #: the office answers to no other
    deeds: frozenset[Deed] | None = None  #: of a system: what it is let in for; of a person, the table says by the role

    def may(self, deed: Deed) -> bool:
        """Return whether the post lets its holder do the deed, be it at doors of their own alone."""
        if self.deeds is not None:
            return deed in self.deeds
        allowed = TABLE[deed]
        return self.role in allowed.roles and (self.is_top or allowed.where is not Where.TOP)


@dataclass(frozen=True, slots=True)
class Seats:
    """All posts that one person holds on one day; read once, then asked about many deeds."""

    held: tuple[Seat, ...] = ()
    is_superuser: bool = False

    @property
    def offices(self) -> tuple[NamedOffice, ...]:
        """Where the person sits, the oldest post first."""
        return tuple(dict.fromkeys(seat.office for seat in self.held))

    def for_deed(self, deed: Deed) -> tuple[Seat, ...]:
        """Return the posts that let the person do the deed, be it at doors of their own alone."""
        return tuple(seat for seat in self.held if seat.may(deed))

    def reaching(self, deed: Deed) -> tuple[Seat, ...]:
        """Return the posts that let the person do the deed for everybody of their offices."""
        return tuple(seat for seat in self.for_deed(deed) if seat.role not in TABLE[deed].at_own_doors)

    def offices_for(self, deed: Deed) -> list[int]:
        """Return the offices of these posts."""
        return [seat.office.id for seat in self.reaching(deed)]

    def sections_for(self, deed: Deed) -> list[int]:
        """Return the sections whose list is theirs to walk, by posts that reach no further than doors of their own."""
        held = (seat for seat in self.for_deed(deed) if seat.role in TABLE[deed].at_own_doors)
        return [seat.office.id for seat in held if seat.office.kind == Office.Kind.SECTION]


def seats(person: User, *, on: date) -> Seats:
    """Return the person's posts on the day; a superuser sits at the top of every tree, as who runs the system."""
    if person.is_superuser:
        tops = (Seat(_place(office), Role.OPERATOR, is_top=True) for office in top_offices())
        return Seats(tuple(tops), is_superuser=True)
    above = OfficePlace.objects.filter(office=OuterRef("office"), valid_to=None)
    held = _held(on).filter(person=person).select_related("office").annotate(has_above=Exists(above)).order_by("id")
    return Seats(tuple(Seat(_place(post.office), post.role, is_top=_is_top(post)) for post in held))


def seats_named(name: str, *, on: date) -> Seats:
    """Return the posts of whoever is called so, be it a system; none if nobody is, or no longer works here."""
    if name.startswith(System.SPEAKS_AS):
        return _seats_of_system(name.removeprefix(System.SPEAKS_AS))
    person = User.objects.filter(username=name, is_active=True).first()
    return seats(person, on=on) if person else Seats()


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A line of the list of officers; without office where the person never held a post."""

    user: str
    is_open: bool  #: they may log in
    role: str
    office: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a post at an office today, what they are called there, and where they are reached themselves."""

    office: int
    person: int
    user: str
    role: str
    title_hi: str
    title_en: str
    employer: str  #: an agency's name; empty for the department
    name_hi: str
    name_en: str
    mobile: str
    email: str


def holders(offices: Sequence[int], *, roles: Collection[str], on: date) -> list[Holder]:
    """Return who holds a post of one of the roles at just these offices on the day, the oldest post first."""
    held = _held(on).filter(office__in=offices, role__in=roles, person__is_active=True)
    return [
        Holder(post.office_id, post.person_id, post.person.get_username(), post.role, post.title_hi, post.title_en,
               post.employer, *_on_card(post.person))
        for post in held.select_related("person__card").order_by("id")
    ]  # fmt: skip


def nearest_above(office: int, *, role: str, on: date, kind: str = "") -> list[int]:
    """
    Return who has the post of the role nearest above the office on the day; several where they share it.

    An officer of no particular level has it too, where the sort of office is named and they sit at one.
    """
    return [person for (person,) in rows(NEAREST, office=office, role=role, kind=kind, on=on)]


def officers_at(office: int, level: Level, *, on: date) -> list[int]:
    """Return whose the matters of the office are at that level; nobody, where no such post is held."""
    role, kind = POSTS[level]
    return nearest_above(office, role=str(role), kind=str(kind), on=on)


def nearest_over(feeders: Sequence[int], deed: Deed, *, on: date, but: Collection[str]) -> list[int]:
    """
    Return who may do the deed for all of the feeders by a post nearest over them, without those who are named.

    Where no office lies over them all, it is the highest offices' to do.
    """
    offices = [office for (office,) in rows(OVER, feeders=sorted(set(feeders)))]
    offices = offices or [office.pk for office in top_offices()]
    able = [one for one in holders(offices, roles=TABLE[deed].roles, on=on) if one.user not in but]
    nearest = min((offices.index(one.office) for one in able), default=None)
    return sorted({one.person for one in able if offices.index(one.office) == nearest})


def holders_everywhere(deed: Deed, *, on: date) -> list[Holder]:
    """Return who may do the deed for all companies that are kept here, by a post of theirs; each once."""
    tops = [office.pk for office in top_offices()]
    found: dict[int, list[Holder]] = {}
    for one in holders(tops, roles=TABLE[deed].roles, on=on):
        found.setdefault(one.person, []).append(one)
    return [held[0] for held in found.values() if {one.office for one in held} == set(tops)]


def posts_of_all() -> list[HeldPost]:
    """Return every person with a login and every post they hold or held, by name."""
    people = User.objects.order_by("username", "posts__id").values_list(
        "username", "is_active", "posts__role", "posts__office__name", "posts__valid_from", "posts__valid_to"
    )
    return [
        HeldPost(user, is_open, role or "", office or "", since, until)
        for user, is_open, role, office, since, until in people
    ]


def login_of(user: str) -> bool | None:
    """Return whether the login of whoever is called so is open; none if nobody is."""
    return User.objects.filter(username=user).values_list("is_active", flat=True).first()


def may(who: Seats, deed: Deed, *, office: int | None = None, feeders: Sequence[int] | None = None) -> bool:
    """Return whether they may do the deed: at the office, for all of the feeders, or, with neither, anywhere."""
    if office is not None:
        return bool(path_to(office, who=who, deed=deed))
    if feeders is not None:
        return may_each(who, deed, [feeders])[0]
    return who.is_superuser or bool(who.for_deed(deed))


def may_everywhere(who: Seats, deed: Deed) -> bool:
    """Return whether they may do the deed for all companies that are kept here: it concerns people of every one."""
    if who.is_superuser:
        return True
    held = set(who.offices_for(deed))
    return bool(held) and {office.pk for office in top_offices()} <= held


def may_each(who: Seats, deed: Deed, many: Sequence[Sequence[int]]) -> list[bool]:
    """
    Return for each lot of feeders whether they may do the deed for all of it; asks once for all lots.

    A lot without feeders is nobody's below the highest office: whom it will be about is not known yet.
    """
    held = who.reaching(deed)
    if not held:
        return [False] * len(many)
    is_top = any(seat.is_top for seat in held)
    theirs = covered(who, deed, sorted(set(chain.from_iterable(many))))
    return [theirs.issuperset(feeders) if feeders else is_top for feeders in many]


def covered(who: Seats, deed: Deed, feeders: Sequence[int]) -> set[int]:
    """Return those of the feeders for which they may do the deed."""
    is_top = any(seat.is_top for seat in who.reaching(deed))
    return {feeder for (feeder,) in rows(COVERED, feeders=feeders, seats=who.offices_for(deed), is_top=is_top)}


def path_to(office: int, *, who: Seats, deed: Deed) -> tuple[NamedOffice, ...]:
    """Return the offices from the highest where they may do the deed down to this one; nothing if not at this one."""
    return tuple(NamedOffice(*row) for row in rows(PATH, office=office, seats=who.offices_for(deed)))


def _held(on: date) -> QuerySet[Post]:
    return Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)


def _on_card(person: User) -> tuple[str, str, str, str]:
    card = getattr(person, "card", None)
    return (card.name_hi, card.name_en, card.mobile, card.email) if card else ("", "", "", "")


def _seats_of_system(name: str) -> Seats:
    system = System.objects.select_related("office").filter(name=name, ended_at=None).first()
    if system is None:
        return Seats()
    return Seats((Seat(_place(system.office), "system", is_top=False, deeds=deeds_of(system.purposes)),))


def _is_top(post: Post) -> bool:
    return post.office.valid_to is None and not getattr(post, "has_above", False)


def _place(office: Office) -> NamedOffice:
    return NamedOffice(office.id, office.kind, office.name)
