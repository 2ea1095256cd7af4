"""What people at work are called where they are told of: by their name, else by their post, else by their login."""

from __future__ import annotations

from collections.abc import Sequence

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


def name_of(user: str) -> tuple[str, str]:
    """Return what whoever has the login is called, in Hindi and English; the login itself where nothing says it."""
    for hindi, english, *post in rows(CALLED, user=user):
        if hindi or english:
            return hindi or english, english or hindi
        return _titled(post) or (user, user)
    return user, user


def post_of(user: str) -> tuple[str, str] | None:
    """Return the person's post with its office, in Hindi and English; none where they never held one."""
    return next((_titled(post) for _, _, *post in rows(CALLED, user=user)), None)


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
