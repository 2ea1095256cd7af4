"""The one table of who may do what where: pages, downloads and the terminal all ask it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from bijlisetu.staff.models import Role


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
    SEE_CAMPAIGNS = "see notices to all"
    TELL_MANY = "tell many at once"  #: ask for a notice to all of an office, and cancel it
    SEE_DELIVERY = "see delivery"
    SEE_SENDERS = "see senders"
    SEE_TO_INCIDENTS = "see to incidents"
    STOP_SENDING = "stop what everybody sends"
    MANAGE_STAFF = "manage staff"  #: invite, transfer, end; a post that may more than one's own is not one's to give
    SEE_AUDIT = "see the book of deeds"
    UNMASK = "see a number in full"  #: each time is written down
    IMPORT_FILES = "import files"
    EDIT_SETTINGS = "edit settings"  #: words, units, standards of the utility; and to whom its people pay
    RUN_DRIVE = "run a drive"  #: plan, assign beats, hand over
    SEE_DRIVE = "see a drive"
    ANSWER_REGISTER = "answer the action register"
    SEE_HONESTY = "see signals of honesty"
    WALK_BEAT = "walk a beat"
    KEY_IN_SHEETS = "key in sheets"
    SERVE_COUNTER = "serve the counter"
    SEE_HYGIENE = "see hygiene"
    ACT_ON_HYGIENE = "let a rule of hygiene act"  #: numbers are shared by the people of many offices
    SEE_COMPLAINTS = "see complaints"
    WORK_COMPLAINTS = "work on complaints"  #: give to a crew, wait, say that it is mended
    SEE_BREACHES = "see breaches"
    DECIDE_ERASURE = "decide what is erased"
    SEE_PAYMENTS = "see payments"
    PLACE_PAYMENT = "say whose a payment is"  #: of those that lie in suspense, which are no office's
    CHASE_ARREARS = "chase arrears"  #: enter what a visit found, hand a notice over, enter a cut
    ORDER_CUT = "order a cut"  #: issue a notice of disconnection, order, agree, withdraw; the amount asks for a level
    TAKE_MONEY = "take money"  #: open a till of one's own, and close it
    SEE_TILLS = "see tills"
    REVERSE_RECEIPT = "reverse a receipt"  #: of somebody else's till
    ASK_ON_ACCOUNT = "ask for a change of an account"  #: an adjustment, a write-off, instalments; take a deposit
    DECIDE_ON_ACCOUNT = "decide on an account"  #: what others asked for, and arrears that a bill prints otherwise
    SETTLE_SURPLUS = "settle what was left on a meter"  #: of a connection that became postpaid
    SEE_OUTAGES = "see outages"
    RUN_OUTAGES = "enter an outage"  #: tell who is dark until when, and that the light is back
    MANAGE_SYSTEMS = "let a system in"  #: give and end the keys by which other systems of the utility speak with us


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
    asks_second_factor: bool = False  #: of all; of who runs the system, every deed does
    #: Of the roles, those whose post reaches no further than doors of their own: of a beat that they hold, and on the
    #: list of the section where they sit.
    at_own_doors: frozenset[str] = frozenset()


EVERYBODY = frozenset(Role)
#: Who walk from door to door with a beat of their own, and no more; some are an agency's people.
WALKING = frozenset({Role.LINEMAN, Role.READER, Role.AGENT})
#: To whom beats are given; where nobody else walks, the junior engineer does.
SENT = WALKING | {Role.JUNIOR_ENGINEER}
#: Who have a desk at the office, and see its figures and people.
AT_DESK = EVERYBODY - WALKING
#: Who may be met at a door; clerks sit at the counter.
VISITING = EVERYBODY - {Role.CLERK}
#: Officers of every level.
OFFICERS = frozenset({Role.OFFICER, Role.SUBDIVISIONAL, Role.EXECUTIVE, Role.SUPERINTENDING})
#: Who lets letters out by the thousand, and stops them.
LEADING = OFFICERS | {Role.OPERATOR}
#: Who say where others go today: a junior engineer sends their own linemen.
SENDING = LEADING | {Role.JUNIOR_ENGINEER}

TABLE: Mapping[Deed, Allowed] = {
    Deed.SEE_REACH: Allowed(AT_DESK, Where.BELOW),
    Deed.SET_DEADLINE: Allowed(LEADING, Where.BELOW),
    Deed.SEE_PEOPLE: Allowed(AT_DESK, Where.BELOW),
    Deed.MEND_NUMBER: Allowed(EVERYBODY, Where.BELOW, at_own_doors=WALKING),
    Deed.READ_ANSWERS: Allowed(AT_DESK, Where.BELOW),
    Deed.VISIT_DOORS: Allowed(VISITING, Where.BELOW, at_own_doors=WALKING),
    Deed.SEE_RUNS: Allowed(LEADING, Where.BELOW),
    Deed.MAKE_RUN: Allowed(LEADING, Where.BELOW),
    Deed.LET_RUN_OUT: Allowed(LEADING, Where.BELOW, asks_second_factor=True),
    Deed.STOP_RUN: Allowed(AT_DESK, Where.BELOW),
    Deed.CORRECT_RUN: Allowed(LEADING, Where.BELOW),
    Deed.SEE_CAMPAIGNS: Allowed(AT_DESK, Where.BELOW),
    Deed.TELL_MANY: Allowed(LEADING, Where.BELOW),
    Deed.SEE_DELIVERY: Allowed(AT_DESK, Where.ANY),
    Deed.SEE_SENDERS: Allowed(LEADING, Where.TOP),
    Deed.SEE_TO_INCIDENTS: Allowed(LEADING, Where.TOP),
    Deed.STOP_SENDING: Allowed(LEADING, Where.TOP),
    Deed.MANAGE_STAFF: Allowed(LEADING, Where.BELOW),
    Deed.SEE_AUDIT: Allowed(LEADING, Where.TOP),
    Deed.UNMASK: Allowed(AT_DESK, Where.BELOW),
    Deed.IMPORT_FILES: Allowed(LEADING, Where.TOP),
    Deed.EDIT_SETTINGS: Allowed(LEADING, Where.TOP, asks_second_factor=True),
    Deed.RUN_DRIVE: Allowed(SENDING, Where.BELOW),
    Deed.SEE_DRIVE: Allowed(AT_DESK, Where.BELOW),
    Deed.ANSWER_REGISTER: Allowed(SENDING, Where.BELOW),
    Deed.SEE_HONESTY: Allowed(LEADING, Where.BELOW),
    Deed.WALK_BEAT: Allowed(VISITING, Where.BELOW),
    Deed.KEY_IN_SHEETS: Allowed(AT_DESK, Where.BELOW),
    Deed.SERVE_COUNTER: Allowed(AT_DESK, Where.BELOW),
    Deed.SEE_HYGIENE: Allowed(AT_DESK, Where.BELOW),
    Deed.ACT_ON_HYGIENE: Allowed(LEADING, Where.TOP),
    Deed.SEE_COMPLAINTS: Allowed(AT_DESK, Where.BELOW),
    Deed.WORK_COMPLAINTS: Allowed(SENDING, Where.BELOW),
    Deed.SEE_BREACHES: Allowed(LEADING, Where.TOP),
    Deed.DECIDE_ERASURE: Allowed(LEADING, Where.BELOW),
    Deed.SEE_PAYMENTS: Allowed(AT_DESK, Where.BELOW),
    Deed.PLACE_PAYMENT: Allowed(LEADING, Where.TOP, asks_second_factor=True),
    Deed.CHASE_ARREARS: Allowed(SENDING, Where.BELOW),
    Deed.ORDER_CUT: Allowed(LEADING, Where.BELOW, asks_second_factor=True),
    Deed.TAKE_MONEY: Allowed(AT_DESK, Where.BELOW),
    Deed.SEE_TILLS: Allowed(SENDING, Where.BELOW),
    Deed.REVERSE_RECEIPT: Allowed(SENDING, Where.BELOW),
    Deed.ASK_ON_ACCOUNT: Allowed(AT_DESK, Where.BELOW),
    Deed.DECIDE_ON_ACCOUNT: Allowed(LEADING, Where.BELOW, asks_second_factor=True),
    Deed.SETTLE_SURPLUS: Allowed(LEADING, Where.BELOW),
    Deed.SEE_OUTAGES: Allowed(AT_DESK, Where.BELOW),
    Deed.RUN_OUTAGES: Allowed(SENDING, Where.BELOW),
    Deed.MANAGE_SYSTEMS: Allowed(LEADING, Where.TOP, asks_second_factor=True),
}
