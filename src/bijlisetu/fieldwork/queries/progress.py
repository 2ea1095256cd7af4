"""How far a round has come, by beat; from kept totals, not by counting doors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from bijlisetu.plumbing.database.sql import rows

STANDS = """
SELECT total.beat, total.state, total.why, total.visits, sum(total.doors)::int
FROM fieldwork_doortotal total
WHERE total.round = %(round)s AND (%(beats)s::bigint[] IS NULL OR total.beat = ANY(%(beats)s))
GROUP BY 1, 2, 3, 4 HAVING sum(total.doors) <> 0
"""


@dataclass(slots=True)
class Progress:
    """The doors of a beat: not begun, begun and still open, done, blocked; and why those that are not done are not."""

    not_begun: int = 0
    open: int = 0  #: somebody went there, and has to go again
    done: int = 0
    blocked: int = 0
    listed: Counter[str] = field(default_factory=Counter)  #: open doors by why they are on the list
    blocked_by: Counter[str] = field(default_factory=Counter)

    @property
    def doors(self) -> int:
        """All of them."""
        return self.not_begun + self.open + self.done + self.blocked


def progress(round_: int, *, beats: Collection[int] | None = None) -> dict[int, Progress]:
    """Return the progress of each beat of the round, or of those named; under 0, doors that are nobody's yet."""
    found: dict[int, Progress] = {}
    for beat, state, why, visits, doors in rows(STANDS, round=round_, beats=beats if beats is None else list(beats)):
        one = found.setdefault(beat, Progress())
        if state == "done":
            one.done += doors
        elif state == "blocked":
            one.blocked += doors
            one.blocked_by[why] += doors
        else:
            one.listed[why] += doors
            if visits:
                one.open += doors
            else:
                one.not_begun += doors
    return found
