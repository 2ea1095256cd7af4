"""What people at work are called where they are told of: by their name, else by their post, else by their login."""

from __future__ import annotations

from django.db.models import Q

from bijlisetu.network.companies import utility_at_work
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.staff.models import Card

#: A post that is still held says more than one that ended; of several, the newest.
POST = """
SELECT held.role, held.title_hi, held.title_en, office.name
FROM auth_user person JOIN staff_post held ON held.person_id = person.id
JOIN network_office office ON office.id = held.office_id
WHERE person.username = %(user)s
ORDER BY held.valid_to DESC NULLS FIRST, held.id DESC LIMIT 1
"""


def name_of(user: str) -> tuple[str, str]:
    """Return what whoever has the login is called, in Hindi and English; the login itself where nothing says it."""
    card = Card.objects.filter(person__username=user).first()
    hindi, english = (card.name_hi, card.name_en) if card else ("", "")
    if hindi or english:
        return hindi or english, english or hindi
    return post_of(user) or (user, user)


def post_of(user: str) -> tuple[str, str] | None:
    """Return the person's post with its office, in Hindi and English; none where they never held one."""
    found = rows(POST, user=user)
    if not found:
        return None
    role, hindi, english, office = found[0]
    usual = utility_at_work().titles[role]
    return f"{hindi or usual.hi}, {office}", f"{english or usual.en}, {office}"


def user_called(name: str) -> str | None:
    """Return the login of the one person with the name; none where nobody has it, or several do."""
    found = Card.objects.filter(Q(name_hi__iexact=name) | Q(name_en__iexact=name)).values_list("person__username")[:2]
    return found[0][0] if len(found) == 1 else None
