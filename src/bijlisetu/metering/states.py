"""The words of this room that stand in tables."""

from __future__ import annotations

import enum


class State(enum.StrEnum):
    """How a meter stands."""

    FINE = "fine"
    LOW = "low"  #: the balance is at a share of the last recharge at which people are warned
    OUT = "out"  #: nothing is left
    SILENT = "silent"  #: prepaid, and no balance has come for days
    POSTPAID = "postpaid"
    UNKNOWN = "unknown"  #: no file has said whether it is prepaid


class Sort(enum.StrEnum):
    """How a reading came."""

    ACTUAL = "actual"  #: somebody looked
    ASSESSED = "assessed"  #: nobody could: it was assumed
    REMOTE = "remote"  #: the meter told it


class How(enum.StrEnum):
    """Where went what was left on a meter."""

    BOOKED = "booked"  #: into the consumer's account in the books
    ELSEWHERE = "elsewhere"  #: it was given back, or the books have it already


STATES, HOW = tuple(State), tuple(How)
#: What somebody has to see to.
TO_SEE_TO = (State.OUT, State.LOW, State.SILENT)
