"""The random sample of visits that are called back: nobody can choose which, not even by choosing a visit's id."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.crypto import salted_hmac

from bijlisetu.drives.models import CallBack, Drive
from bijlisetu.fieldwork.models import Visit

ONE_IN = 50
#: Whoever came to the counter, or was called, was met by the office itself.
AT_DOORS = (Visit.Entrance.APP, Visit.Entrance.PAPER)


def draw(*, visits: Sequence[Visit], at: datetime) -> int:
    """Draw the visits to doors at which a number was brought, two in a hundred; return how many were drawn now."""
    at_doors = (visit for visit in visits if visit.entrance in AT_DOORS)
    drawn = [visit for visit in at_doors if visit.answers.get("number") and _is_drawn(visit)]
    drives = set(Drive.objects.filter(pk__in={visit.round_id for visit in drawn}).values_list("pk", flat=True))
    made = CallBack.objects.bulk_create(
        [CallBack(visit=visit, drive_id=visit.round_id, drawn_at=at) for visit in drawn if visit.round_id in drives],
        ignore_conflicts=True,
    )
    return len(made)


def _is_drawn(visit: Visit) -> bool:
    # The id is made on the telephone: only with our own secret does it say who is drawn.
    return int(salted_hmac("drives.call_back", str(visit.pk), algorithm="sha256").hexdigest(), 16) % ONE_IN == 0
