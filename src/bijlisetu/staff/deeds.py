"""The one table of who may do what where: pages, downloads and the terminal all ask it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from bijlisetu.staff.models import Post


class Deed(enum.StrEnum):
    """What people at work do here, in the words of the office."""

    SEE_REACH = "see reach"
    SET_DEADLINE = "set a deadline"
    SEE_PEOPLE = "see people"
    MEND_NUMBER = "mend a number"
    READ_ANSWERS = "read answers"  #: decide what people mean whom no rule understands
    VISIT_DOORS = "visit doors"
    SEE_RUNS = "see runs"
    MAKE_RUN = "make a run"  #: tell people by the thousand
    LET_RUN_OUT = "let a run out"  #: answer for its faults, send the trial, release it, let it go on
    STOP_RUN = "stop a run"  #: whoever sees harm may
    CORRECT_RUN = "correct a run"
    SEE_DELIVERY = "see delivery"
    SEE_SENDERS = "see senders"
    SEE_TO_INCIDENTS = "see to incidents"
    STOP_SENDING = "stop what everybody sends"


class Where(enum.Enum):
    """How far a post reaches with a deed."""

    BELOW = enum.auto()  #: its office, and all below
    TOP = enum.auto()  #: the deed concerns everybody, so the post must be at an office that answers to no other
    ANY = enum.auto()  #: the deed changes nothing and concerns no office more than another, so any post will do


@dataclass(frozen=True, slots=True)
class Allowed:
    """Whose post lets them do a deed, and how far it reaches."""

    roles: frozenset[str]
    where: Where


EVERYBODY = frozenset(Post.Role)
#: Who walks from door to door; clerks sit at the counter.
VISITING = EVERYBODY - {Post.Role.CLERK}
#: Who lets letters out by the thousand, and stops them.
LEADING = frozenset({Post.Role.OPERATOR, Post.Role.OFFICER})

TABLE: Mapping[Deed, Allowed] = {
    Deed.SEE_REACH: Allowed(EVERYBODY, Where.BELOW),
    Deed.SET_DEADLINE: Allowed(LEADING, Where.BELOW),
    Deed.SEE_PEOPLE: Allowed(EVERYBODY, Where.BELOW),
    Deed.MEND_NUMBER: Allowed(EVERYBODY, Where.BELOW),
    Deed.READ_ANSWERS: Allowed(EVERYBODY, Where.BELOW),
    Deed.VISIT_DOORS: Allowed(VISITING, Where.BELOW),
    Deed.SEE_RUNS: Allowed(LEADING, Where.BELOW),
    Deed.MAKE_RUN: Allowed(LEADING, Where.BELOW),
    Deed.LET_RUN_OUT: Allowed(LEADING, Where.BELOW),
    Deed.STOP_RUN: Allowed(EVERYBODY, Where.BELOW),
    Deed.CORRECT_RUN: Allowed(LEADING, Where.BELOW),
    Deed.SEE_DELIVERY: Allowed(EVERYBODY, Where.ANY),
    Deed.SEE_SENDERS: Allowed(LEADING, Where.TOP),
    Deed.SEE_TO_INCIDENTS: Allowed(LEADING, Where.TOP),
    Deed.STOP_SENDING: Allowed(LEADING, Where.TOP),
}
