"""
Whose posts one may give and end.

A run needs two officers, so nobody may make an officer beside themselves: an officer's post comes from an office above,
or from who runs the system there, and the post of who runs the system from another who does. A post that lets out no
letters is given by any officer of the office.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bijlisetu.staff.deeds import LEADING, OFFICERS, Deed
from bijlisetu.staff.models import Post, Role
from bijlisetu.staff.queries import Seat, Seats, path_to


def may_give(who: Seats, *, role: str, office: int) -> bool:
    """Return whether they may give, and end, a post of that role at the office."""
    return any(_may_give_from(seat, role, office) for seat in _giving(who, office))


def may_give_each(who: Seats, posts: Iterable[tuple[str, int]]) -> bool:
    """Return whether they may give every one of the posts: each a role and an office."""
    return all(may_give(who, role=role, office=office) for role, office in posts)


def roles_to_give(who: Seats, *, office: int) -> Sequence[str]:
    """Return the roles of posts that they may give at the office."""
    giving = _giving(who, office)
    return tuple(role for role in Role.values if any(_may_give_from(seat, role, office) for seat in giving))


def roles_given_by(who: Seats) -> Sequence[str]:
    """Return the roles of posts that they may give at some office."""
    is_operator = any(seat.role == Role.OPERATOR for seat in who.for_deed(Deed.MANAGE_STAFF))
    return tuple(role for role in Role.values if is_operator or role != Role.OPERATOR)


def may_manage(who: Seats, *, user: str, person: int, by: str, on: date) -> bool:
    """
    Return whether they may close the person's login and hand them a key.

    That reaches as far as all that the person may do, so all posts that they hold, or will, must be theirs to give; of
    somebody without any, those held before. Nobody manages themselves.
    """
    if user == by:
        return False
    posts = list(Post.objects.filter(person=person).values_list("role", "office", "valid_to"))
    held = [(role, office) for role, office, until in posts if until is None or until > on]
    before = [(role, office) for role, office, _ in posts]
    return bool(before) and may_give_each(who, set(held or before))


def _giving(who: Seats, office: int) -> Sequence[Seat]:
    """Return the posts from which they manage the people of the office: at it, and above."""
    over = {place.id for place in path_to(office, who=who, deed=Deed.MANAGE_STAFF)}
    return [seat for seat in who.for_deed(Deed.MANAGE_STAFF) if seat.office.id in over]


def _may_give_from(seat: Seat, role: str, office: int) -> bool:
    if seat.role == Role.OPERATOR or role not in LEADING:
        return True
    return role in OFFICERS and seat.office.id != office
