"""A visit as an entrance has read it, and the closed list of why one is not taken."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from bijlisetu.fieldwork.forms.answers import Lack
from bijlisetu.fieldwork.models import Visit


class Why(enum.StrEnum):
    """Why a visit is not taken."""

    UNKNOWN_DOOR = "unknown_door"
    UNKNOWN_CONSUMER = "unknown_consumer"
    NOT_YOUR_ROUND = "not_your_round"
    CHANGED = "changed"  #: the same visit was told before with other words; the first are kept
    BAD_ANSWER = "bad_answer"
    OUTCOME_UNLISTED = "outcome_unlisted"
    CLOCK_YEARS_OFF = "clock_years_off"
    TOO_LARGE = "too_large"


class Place(NamedTuple):
    """Where a telephone believes it is, and how sure it is."""

    latitude: float
    longitude: float
    accuracy_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """
    A visit as it was told.

    :ivar person: who walked, or sat at the desk; none where whoever it was has no login
    :ivar clock: what the telephone's clock said when it told of it; none on paper and at the desk
    :ivar form: of a visit outside any round; in a round its form is asked
    """

    id: UUID
    person: int | None
    entrance: Visit.Entrance
    consumer: int
    outcome: str
    said_at: datetime
    answers: Mapping[str, Any] = field(default_factory=dict)
    door: int | None = None
    beat: int | None = None
    form: str = ""
    clock: datetime | None = None
    device: UUID | None = None
    place: Place | None = None
    sheet: int | None = None
    line: int | None = None

    @property
    def is_at_door(self) -> bool:
        """Whether somebody stood at the door, who could ask all that the form asks there."""
        return self.entrance in (Visit.Entrance.APP, Visit.Entrance.PAPER)


class Refused(NamedTuple):
    """A visit that is not taken, and why; of a bad answer, what is amiss in which field of which form."""

    id: UUID | str
    why: Why
    form: str = ""
    field: str = ""
    lack: Lack | None = None
