"""What people at work are called where they are told of: by their name, else by their post, else by their login."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from bijlisetu.network.companies import utility_at_work
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.staff.models import Card

#: A post that is still held says more than one that ended; of several, the newest.
CALLED = """
SELECT person.username, coalesce(card.name_hi, ''), coalesce(card.name_en, ''),
       coalesce(post.role, ''), coalesce(post.title_hi, ''), coalesce(post.title_en, ''), coalesce(post.office, '')
FROM auth_user person
LEFT JOIN staff_card card ON card.person_id = person.id
LEFT JOIN LATERAL (
    SELECT held.role, held.title_hi, held.title_en, office.name AS office
    FROM staff_post held JOIN network_office office ON office.id = held.office_id
    WHERE held.person_id = person.id
    ORDER BY held.valid_to DESC NULLS FIRST, held.id DESC LIMIT 1
) AS post ON true
WHERE person.username = ANY(%(users)s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What a person is called in both languages; the post with its office, empty where they never held one."""

    name_hi: str
    name_en: str
    post_hi: str
    post_en: str


def called(users: Collection[str]) -> dict[str, Called]:
    """Return what those of the logins that are people's are called."""
    titles = utility_at_work().titles
    found = {}
    for user, name_hi, name_en, role, title_hi, title_en, office in rows(CALLED, users=list(users)):
        post_hi, post_en = "", ""
        if role:
            post_hi = f"{title_hi or titles[role].hi}, {office}"
            post_en = f"{title_en or titles[role].en}, {office}"
        names = {"name_hi": name_hi or name_en or post_hi or user, "name_en": name_en or name_hi or post_en or user}
        found[user] = Called(**names, post_hi=post_hi, post_en=post_en)
    return found


def user_called(name: str) -> str | None:
    """Return the login of the one person with the name; none where nobody has it, or several do."""
    found = Card.objects.filter(Q(name_hi__iexact=name) | Q(name_en__iexact=name)).values_list("person__username")[:2]
    return found[0][0] if len(found) == 1 else None


def name_of(user: str) -> tuple[str, str]:
    """Return what whoever has the login is called, in Hindi and English; the login itself where nobody has it."""
    found = called([user]).get(user)
    return (found.name_hi, found.name_en) if found else (user, user)
