"""How long it takes until all are told, by the pace of those who send."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Sum

from bijlisetu.outbox.models import Sender


def minutes_for(people: Mapping[str, int]) -> int | None:
    """Return in how many minutes the slowest channel is through with its people; at least one, none where unknown."""
    paced = Sender.objects.filter(per_second__gt=0, stopped_at=None).values("channel").annotate(pace=Sum("per_second"))
    pace = dict(paced.values_list("channel", "pace"))
    known = [many / pace[channel] / 60 for channel, many in people.items() if channel in pace]
    return max(1, round(max(known))) if known else None
