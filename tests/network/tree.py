"""The tree of offices as the database's view has it."""

from __future__ import annotations

from bijlisetu.network.models import Office
from bijlisetu.plumbing.database.sql import rows

ABOVE = """
SELECT office.kind, office.code FROM network_office_tree tree JOIN network_office office ON office.id = tree.ancestor_id
WHERE tree.descendant_id = %(office)s ORDER BY tree.depth DESC
"""
BELOW = """
SELECT office.name FROM network_office_tree tree JOIN network_office office ON office.id = tree.descendant_id
WHERE tree.ancestor_id = %(office)s AND tree.depth > 0 ORDER BY tree.depth, office.code
"""


def above(office: Office) -> list[tuple[str, str]]:
    """Kind and code of the offices from the company down to this one."""
    return [(kind, code) for kind, code in rows(ABOVE, office=office.pk)]


def below(office: Office) -> list[str]:
    """Names of the offices below this one, the nearest first."""
    return [name for (name,) in rows(BELOW, office=office.pk)]
