"""What people at work are called where they are told of: by their name, else by their post, else by their login."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Q

from bijlisetu.network.companies import utility_at_work
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.staff.models import Card

#: A post that is still held says more than one that ended; of several, the newest.
CALLED = """
SELECT coalesce(card.name_hi, ''), coalesce(card.name_en, ''), held.role, held.title_hi, held.title_en, office.name
FROM auth_user person LEFT JOIN staff_card card ON card.person_id = person.id
LEFT JOIN staff_post held ON held.person_id = person.id LEFT JOIN network_office office ON office.id = held.office_id
WHERE person.username = %(user)s
ORDER BY held.valid_to DESC NULLS FIRST, held.id DESC LIMIT 1
"""


#: Who signs a paper and has neither a name nor a post here: paper leaves the house, and a login stays in it.
SOMEBODY = ("कार्यालय का कर्मी", "somebody at the office")


class _Known(NamedTuple):
    """What is known of a login, each in Hindi and English."""

    name: tuple[str, str] | None = None
    post: tuple[str, str] | None = None


def name_of(user: str) -> tuple[str, str]:
    """Return what whoever has the login is called, in Hindi and English; the login itself where nothing says it."""
    known = _known(user)
    return known.name or known.post or (user, user)


def name_on_paper(user: str) -> tuple[str, str]:
    """Return the same for paper, on which no login stands."""
    known = _known(user)
    return known.name or known.post or SOMEBODY


def signature_of(user: str) -> tuple[str, str]:
    """Return by which name, title and office a person signs a paper, in Hindi and English; no login stands there."""
    known = [words for words in _known(user) if words] or [SOMEBODY]
    return ", ".join(hindi for hindi, _ in known), ", ".join(english for _, english in known)


def post_of(user: str) -> tuple[str, str] | None:
    """Return the person's post with its office, in Hindi and English; none where they never held one."""
    return _known(user).post


def _known(user: str) -> _Known:
    for hindi, english, *post in rows(CALLED, user=user):
        return _Known((hindi or english, english or hindi) if hindi or english else None, _titled(post))
    return _Known()


def _titled(post: Sequence[str | None]) -> tuple[str, str] | None:
    role, hindi, english, office = post
    if role is None:
        return None
    usual = utility_at_work().titles[role]
    return f"{hindi or usual.hi}, {office}", f"{english or usual.en}, {office}"


def user_called(name: str) -> str | None:
    """Return the login of the one person with the name; none where nobody has it, or several do."""
    found = Card.objects.filter(Q(name_hi__iexact=name) | Q(name_en__iexact=name)).values_list("person__username")[:2]
    return found[0][0] if len(found) == 1 else None
