"""What people at work are called where they are told of: by their name, else by their post, else by their login."""

from __future__ import annotations

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
    """What is known of a login: words of their card and of their post."""

    hindi: str = ""
    english: str = ""
    role: str | None = None
    title_hindi: str | None = None
    title_english: str | None = None
    office: str | None = None

    @property
    def name(self) -> tuple[str, str] | None:
        """Their name, in Hindi and English."""
        written = self.hindi or self.english
        return (self.hindi or written, self.english or written) if written else None

    @property
    def post(self) -> tuple[str, str] | None:
        """Their title and its office."""
        if self.role is None:
            return None
        usual = utility_at_work().titles[self.role]
        titles = self.title_hindi or usual.hi, self.title_english or usual.en
        return f"{titles[0]}, {self.office}", f"{titles[1]}, {self.office}"


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
    known = _known(user)
    told = [words for words in (known.name, known.post) if words] or [SOMEBODY]
    return ", ".join(hindi for hindi, _ in told), ", ".join(english for _, english in told)


def post_of(user: str) -> tuple[str, str] | None:
    """Return the person's post with its office, in Hindi and English; none where they never held one."""
    return _known(user).post


def _known(user: str) -> _Known:
    return next((_Known(*row) for row in rows(CALLED, user=user)), _Known())


def user_called(name: str) -> str | None:
    """Return the login of the one person with the name; none where nobody has it, or several do."""
    found = Card.objects.filter(Q(name_hi__iexact=name) | Q(name_en__iexact=name)).values_list("person__username")[:2]
    return found[0][0] if len(found) == 1 else None
