"""What each list of a board asks for, and what it can be narrowed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bijlisetu.complaints.lists import OPEN, WORKED, State

#: Who did not answer within so long is called.
SILENT_FOR = timedelta(hours=24)
#: `mine`: what has come to the person, and what their own section has first.
LISTS = {
    "mine": """complaint.state = ANY(%(open)s) AND (
        complaint.id IN (SELECT complaint_id FROM complaints_escalation WHERE person_id = %(person)s)
        OR complaint.level = 0 AND complaint.office_id = ANY(%(sections)s)
    )""",
    "late": "complaint.state = ANY(%(worked)s) AND complaint.due_at < %(at)s",
    "soon": """complaint.state = ANY(%(worked)s) AND complaint.due_at >= %(at)s
               AND complaint.due_at < %(at)s + interval '1 hour'""",
    "reopened": f"complaint.state = '{State.REOPENED}'",
    "waiting": f"complaint.state = '{State.AWAITING_CONSUMER}'",
    "silent": f"complaint.state = '{State.RESOLVED}' AND complaint.resolved_at < %(silent)s",
    "open": "complaint.state = ANY(%(open)s)",
}
#: All that can stand on some list: the index complaint_board holds just these.
ON_A_LIST = "complaint.state = ANY(%(on_a_list)s)"
ON_LISTS = OPEN | {State.RESOLVED}
UNDER = """
FROM complaints_complaint complaint
JOIN network_office_tree tree ON tree.descendant_id = complaint.office_id AND tree.ancestor_id = %(office)s
"""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who looks at a board, and where they are the junior engineer."""

    person: int
    sections: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """Of a list only what a crew has, what hangs on a transformer, what is of a category."""

    crew: str = ""
    transformer: int | None = None
    category: str = ""


WHOLE = Narrowed()


def asked(asker: Asker, at: datetime) -> dict[str, object]:
    """Return the values that the lists ask for."""
    return {
        "person": asker.person, "sections": list(asker.sections), "at": at, "silent": at - SILENT_FOR,
        "open": _plain(OPEN), "worked": _plain(WORKED), "on_a_list": _plain(ON_LISTS),
    }  # fmt: skip


def _plain(states: frozenset[State]) -> list[str]:
    return sorted(map(str, states))
