"""The closed lists of a complaint: where it stands, what happens to it, whose it is, how it came. No Django."""

from __future__ import annotations

import enum


class State(enum.StrEnum):
    """Where a complaint stands."""

    REGISTERED = "registered"
    ASSIGNED = "assigned"  #: a crew has it
    IN_PROGRESS = "in_progress"
    AWAITING_CONSUMER = "awaiting_consumer"  #: the clock stands, for a reason that the consumer was told
    RESOLVED = "resolved"  #: so the office says; the consumer is asked
    CONFIRMED = "confirmed"  #: so the consumer says
    REOPENED = "reopened"  #: the consumer says no
    CLOSED_UNCONFIRMED = "closed_unconfirmed"  #: the consumer was silent; evidence speaks
    JOINED = "joined"  #: another complaint, the first of its kind, is worked on; or the outage that it is of
    REJECTED = "rejected"  #: no complaint of anybody's; never one of a known consumer


#: Work is left to do here, and the clock runs or stands.
OPEN = frozenset({State.REGISTERED, State.ASSIGNED, State.IN_PROGRESS, State.AWAITING_CONSUMER, State.REOPENED})
#: Somebody at work could go on here.
WORKED = OPEN - {State.AWAITING_CONSUMER}
ENDED = frozenset({State.CONFIRMED, State.CLOSED_UNCONFIRMED, State.REJECTED})
#: Neither the consumer's yes nor evidence has ended it.
UNSETTLED = frozenset(State) - ENDED
#: By its category: the complaint that a bill is wrong. Until it is settled nobody asks for the money.
WRONG_BILL = "BILL-WRONG"


class What(enum.StrEnum):
    """What happens to a complaint; the rows of these are all there is, everything else is what they add up to."""

    REGISTERED = "registered"
    ASSIGNED = "assigned"
    BEGUN = "begun"
    NOTED = "noted"  #: words of somebody at work, or more words of the consumer
    WAITS = "waits"
    GOES_ON = "goes_on"
    CHANGED = "changed"  #: another category, area or account; never another beginning
    ROSE = "rose"  #: a higher officer has it now
    RESOLVED = "resolved"
    SAID_YES = "said_yes"
    SAID_NO = "said_no"
    SETTLED = "settled"  #: the consumer was silent, and evidence speaks
    JOINED = "joined"
    PARTED = "parted"  #: what it was joined to is none of its own: it goes on by itself
    REJECTED = "rejected"


class Way(enum.StrEnum):
    """By which way a complaint came, or a consumer's word about it."""

    CHAT = "chat"
    SMS = "sms"
    EMAIL = "email"
    WEB = "web"
    COUNTER = "counter"
    PHONE = "phone"
    FIELD = "field"
    API = "api"
    FORWARDED = "forwarded"  #: somebody else's message, forwarded to our number
    X = "x"
    FACEBOOK = "facebook"
    PORTAL = "portal"


#: By which of them a consumer's own yes or no can come. What somebody at work says of it is none: that is evidence.
OWN_WORDS = frozenset({Way.CHAT, Way.SMS, Way.EMAIL, Way.WEB})


class Own(enum.StrEnum):
    """Why no outage explains a darkness: then no light of an outage mends it either."""

    HOUSE = "house"  #: it is off in the person's house alone, so they say
    STILL_DARK = "still_dark"  #: the light is said to be back, and they have none


class Area(enum.StrEnum):
    """Which limits hold: those of towns or of villages."""

    URBAN = "urban"
    RURAL = "rural"


#: As feeders are called in exports, of which all else is a town's.
VILLAGES = frozenset({"rural", "tehsil", "agriculture", "ग्रामीण"})


def area_of(supply: str) -> Area:
    """Return which limits hold on a feeder; where nobody knows, the shorter ones, for the consumer's sake."""
    return Area.RURAL if supply.strip().casefold() in VILLAGES else Area.URBAN


class Wait(enum.StrEnum):
    """What is waited for; the office cannot do it."""

    LOCKED = "locked"  #: the door is locked
    DOCUMENTS = "documents"
    PAYMENT = "payment"
    APPOINTMENT = "appointment"  #: the consumer named a later day
    ANSWER = "answer"  #: a question to the consumer


class Evidence(enum.StrEnum):
    """What speaks where the consumer is silent."""

    SUPPLY_BACK = "supply_back"  #: on the feeder or transformer, as the network says
    NEIGHBOURS = "neighbours"  #: others of the same fault said yes
    METER = "meter"  #: it was read, or has told of its supply
    AUDITED_CALL = "audited_call"  #: somebody who did not resolve it has called


class Rejection(enum.StrEnum):
    """Why something is no complaint."""

    SPAM = "spam"
    ABUSE = "abuse"  #: nothing but abuse
    NOT_OURS = "not_ours"  #: about another department or company
