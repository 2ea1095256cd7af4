"""Questions about the network: which office is meant, what lies below it, who looks after a feeder."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from django.db.models import Q

from bijlisetu.network.models import Office, OfficePlace
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.refusal import Refusal

NEAR = 5
OVER = """
SELECT office.kind, office.name FROM network_feederplace place
JOIN network_office_tree tree ON tree.descendant_id = place.section_id
JOIN network_office office ON office.id = tree.ancestor_id
WHERE place.feeder_id = %(feeder)s AND place.valid_to IS NULL
"""
COMPANIES_OVER = """
SELECT DISTINCT company.id FROM network_feederplace place
JOIN network_office_tree tree ON tree.descendant_id = place.section_id
JOIN network_office company ON company.id = tree.ancestor_id AND company.kind = %(kind)s
WHERE place.feeder_id = ANY(%(feeders)s) AND place.valid_to IS NULL
"""
COMPANIES_OF = """
SELECT DISTINCT company.name FROM network_office_tree tree
JOIN network_office company ON company.kind = %(kind)s AND company.id IN (tree.ancestor_id, tree.descendant_id)
WHERE tree.descendant_id = ANY(%(offices)s) OR tree.ancestor_id = ANY(%(offices)s)
"""
#: A feeder that no section looks after is the highest offices'.
FEEDERS_BELOW = """
SELECT feeder.id FROM network_feeder feeder
WHERE EXISTS (
    SELECT FROM network_feederplace place JOIN network_office_tree tree ON tree.descendant_id = place.section_id
    WHERE place.feeder_id = feeder.id AND place.valid_to IS NULL AND tree.ancestor_id = %(office)s
) OR NOT EXISTS (
    SELECT FROM network_feederplace place WHERE place.feeder_id = feeder.id AND place.valid_to IS NULL
) AND NOT EXISTS (
    SELECT FROM network_officeplace above WHERE above.office_id = %(office)s AND above.valid_to IS NULL
)
"""
RANK = {kind: rank for rank, kind in enumerate(Office.Kind.values)}


class UnknownOffice(Refusal):
    """No office in use is called so."""


class AmbiguousOffice(Refusal):
    """Several offices of one kind are called so."""


def office(code_or_name: str) -> Office:
    """
    Return the office in use that is called so; of several, the one highest up.

    A section may also be called as its substation, with or without the division before it.

    :raises UnknownOffice: naming those whose names come near
    :raises AmbiguousOffice: if there are several of the highest kind
    """
    called = " ".join(code_or_name.split())
    same = Q(code__iexact=called) | Q(name__iexact=called)
    section = Q(kind=Office.Kind.SECTION, code__iendswith=f"/{called}")
    found = sorted(Office.objects.filter(same | section, valid_to=None), key=lambda one: (RANK[one.kind], one.code))
    if not called or not found:
        raise UnknownOffice(_unknown(called))
    by_code = [one for one in found if one.code.casefold() == called.casefold()]
    highest = [one for one in found if one.kind == found[0].kind]
    if len(highest) > 1 and not by_code:
        raise AmbiguousOffice(
            f"{called!r} is the name of {len(highest)} {found[0].kind}s; "
            f"say which: {', '.join(one.code for one in highest[:NEAR])}."
        )
    return highest[0] if len(highest) == 1 else by_code[0]


def top_offices() -> list[Office]:
    """Return the offices in use that answer to no other."""
    under_another = OfficePlace.objects.filter(valid_to=None).values("office")
    return list(Office.objects.filter(valid_to=None).exclude(pk__in=under_another).order_by("code"))


def companies() -> dict[int, str]:
    """Return the names of the companies at work here, by their number."""
    found = Office.objects.filter(kind=Office.Kind.COMPANY, valid_to=None).order_by("code")
    return dict(found.values_list("id", "name"))


def companies_over(feeders: Sequence[int]) -> set[int]:
    """Return the companies whose the feeders are now."""
    return {company for (company,) in rows(COMPANIES_OVER, feeders=list(feeders), kind=Office.Kind.COMPANY)}


def companies_of(offices: Sequence[int]) -> set[str]:
    """Return the names of the companies that the offices are of, or are over."""
    return {name for (name,) in rows(COMPANIES_OF, offices=list(offices), kind=Office.Kind.COMPANY)}


def feeders_below(office: int) -> set[int]:
    """Return the feeders whose people are the office's, or those of an office below it."""
    return {feeder for (feeder,) in rows(FEEDERS_BELOW, office=office)}


def offices_below(office: int) -> list[Office]:
    """Return the offices in use that answer to this one directly, by name."""
    placed = OfficePlace.objects.filter(parent=office, valid_to=None).values("office")
    return list(Office.objects.filter(pk__in=placed, valid_to=None).order_by("name", "pk"))


def offices_over(feeder: int) -> dict[str, str]:
    """Return the names of the offices that look after the feeder now, by their kind."""
    return dict(rows(OVER, feeder=feeder))


def _unknown(called: str) -> str:
    names = dict.fromkeys(name for pair in _names() for name in pair)
    folded = {name.casefold(): name for name in names}
    near = difflib.get_close_matches(called.casefold(), folded, n=NEAR)
    hint = f"near it are {', '.join(folded[name] for name in near)}" if near else "none has a name near it"
    return f"no office is called {called!r}; {hint}."


def _names() -> list[tuple[str, str]]:
    return list(Office.objects.filter(valid_to=None).order_by("code").values_list("name", "code"))
