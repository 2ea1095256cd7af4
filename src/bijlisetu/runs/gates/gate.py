"""What a gate is: a question to a run whose notices are all there, answered in words for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bijlisetu.kinds.kind import Kind
from bijlisetu.runs.findings import Finding

#: So many cases are named with a finding.
EXAMPLES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A run whose notices are all there, as gates look at it."""

    run: int
    kind: Kind
    made: int
    at: datetime


Gate = Callable[[Gathered], Finding]
