"""What a system sees: the outages at parts of its offices, and complaints that its offices answer for."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from bijlisetu.complaints.lists import OPEN
from bijlisetu.complaints.models import Complaint
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Feeder, Office, OfficeTree, Transformer
from bijlisetu.outages.models import Outage
from bijlisetu.outages.public.since import public_since
from bijlisetu.outages.queries import AT_OFFICES
from bijlisetu.outages.rules import OVER
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.systems.models import Reference

SEEN = f"""
SELECT outage.id FROM outages_outage outage
WHERE outage.id > %(after)s AND (%(number)s = '' OR outage.number = %(number)s)
  AND (NOT %(open)s OR outage.state <> ALL(%(over)s))
  AND {AT_OFFICES}
ORDER BY outage.id LIMIT %(most)s
"""


def outages(offices: Sequence[int], *, after: int = 0, is_open: bool = False, most: int) -> list[Outage]:
    """Return the outages at parts of the offices after the one with that id, as they were entered."""
    return _outages(offices, after=after, number="", is_open=is_open, most=most)


def outage(number: str, offices: Sequence[int]) -> Outage | None:
    """Return the outage with the number, if any part of it is the offices'."""
    return next(iter(_outages(offices, after=0, number=number, is_open=False, most=1)), None)


def _outages(offices: Sequence[int], *, after: int, number: str, is_open: bool, most: int) -> list[Outage]:
    found = rows(
        SEEN, offices=list(offices), after=after, number=number, open=is_open, over=sorted(OVER), most=most,
    )  # fmt: skip
    numbers = [number for (number,) in found]
    is_announced = Q(pk__in=list(public_since(numbers)))
    kept: QuerySet[Outage] = Outage.objects.filter(pk__in=numbers)
    parts = ("parts__substation", "parts__feeder", "parts__transformer__feeder")
    return list(
        kept.select_related("office").prefetch_related(*parts).annotate(is_announced=is_announced).order_by("pk")
    )


def substation(code: str) -> int | None:
    """Return the section whose code that is."""
    found = Office.objects.filter(kind=Office.Kind.SECTION, code__iexact=code, valid_to=None)
    return found.values_list("pk", flat=True).first()


def feeder(code: str) -> int | None:
    """Return the feeder whose code that is."""
    return Feeder.objects.filter(code=code, valid_to=None).values_list("pk", flat=True).first()


def transformer(feeder: str, name: str) -> int | None:
    """Return the transformer of that name on the feeder."""
    found = Transformer.objects.filter(feeder__code=feeder, name__iexact=name, valid_to=None)
    return found.values_list("pk", flat=True).first()


def complaints(
    offices: Sequence[int], *, system: int, after: int = 0, number: str = "", is_open: bool = False, most: int
) -> list[tuple[Complaint, str]]:
    """Return the complaints that the offices answer for, as they came, each with the system's own reference to it."""
    under = OfficeTree.objects.filter(ancestor__in=offices).values("descendant")
    found = Complaint.objects.select_related("office", "primary").filter(pk__gt=after, office__in=under).order_by("pk")
    if number:
        found = found.filter(number=number)
    if is_open:
        found = found.filter(state__in=[str(one) for one in OPEN])
    kept = list(found[:most])
    known = Reference.objects.filter(system=system, complaint__in=kept).order_by("-pk")
    references = dict(known.values_list("complaint", "reference"))
    return [(one, references.get(one.pk, "")) for one in kept]


def account(number: str) -> Consumer | None:
    """Return whose account has the number."""
    return Consumer.objects.filter(account=number).first()


def office(code: str) -> int | None:
    """Return the office whose code that is; of several kinds, the one lowest down."""
    found = Office.objects.filter(code__iexact=code, valid_to=None)
    return max(found, key=lambda one: list(Office.Kind.values).index(one.kind)).pk if found else None
