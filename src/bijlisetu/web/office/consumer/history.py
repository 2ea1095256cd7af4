"""What do we know of this person, since when, and from whom?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bijlisetu.consumers.queries import history_of, known_since
from bijlisetu.contact.history import claims_of, put_back
from bijlisetu.contact.queries import wishes_of
from bijlisetu.web.desk import staff_page
from bijlisetu.web.office.consumer.page import person_or_missing
from bijlisetu.web.office.frame import show

MOST = 200


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the history: a fact of the registry, a claim about an address, or a wish at one."""

    kind: str
    at: datetime
    told: object
    is_put_back: bool = False  #: a fact that is again as before a file that was taken back


@require_safe
@staff_page
def history(request: HttpRequest, consumer: int) -> HttpResponse:
    """List every fact with what it was before, its source, its proof and who brought it, the latest first."""
    person = person_or_missing(request, consumer)
    steps = sorted(_steps(consumer), key=lambda step: step.at, reverse=True)
    context = {"person": person, "steps": steps[:MOST], "is_cut": len(steps) > MOST, "since": known_since(consumer)}
    return show(request, "consumer/history.html", context)


def _steps(consumer: int) -> Iterator[Step]:
    facts = history_of(consumer)
    back = put_back({one.at for one in facts})
    yield from (Step("fact", one.at, one, (one.at, one.source) in back) for one in facts)
    yield from (Step("claim", one.at, one) for one in claims_of(consumer))
    yield from (Step("wish", one.at, one) for one in wishes_of(consumer))
