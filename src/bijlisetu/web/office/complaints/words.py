"""Plain words for complaints: where one stands, what happened, whose it is, why."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bijlisetu.complaints.lists import Area, Evidence, Rejection, State, Wait, Way, What
from bijlisetu.staff.levels import Level

STATES: Mapping[str, Promise] = {
    State.REGISTERED: _("registered"),
    State.ASSIGNED: _("a crew has it"),
    State.IN_PROGRESS: _("work goes on"),
    State.AWAITING_CONSUMER: _("the consumer is waited for"),
    State.RESOLVED: _("said to be mended, consumer asked"),
    State.CONFIRMED: _("the consumer says: mended"),
    State.REOPENED: _("the consumer says: not mended"),
    State.CLOSED_UNCONFIRMED: _("closed by evidence, no answer"),
    State.JOINED: _("joined to another"),
    State.REJECTED: _("put aside"),
}
#: The same, said to the consumer.
OWN_STATES: Mapping[str, Promise] = {
    **STATES,
    State.AWAITING_CONSUMER: _("something of yours is waited for"),
    State.RESOLVED: _("the office says: mended. You are asked"),
    State.CONFIRMED: _("you said: mended"),
    State.REOPENED: _("you said: not mended"),
}
EVENTS: Mapping[str, Promise] = {
    What.REGISTERED: _("registered"),
    What.ASSIGNED: _("given to a crew"),
    What.BEGUN: _("work begun"),
    What.NOTED: _("note"),
    What.WAITS: _("the clock stands"),
    What.GOES_ON: _("the clock goes on"),
    What.CHANGED: _("is of another sort"),
    What.ROSE: _("rose to a higher officer"),
    What.RESOLVED: _("said to be mended"),
    What.SAID_YES: _("the consumer says: mended"),
    What.SAID_NO: _("the consumer says: not mended"),
    What.SETTLED: _("closed by evidence"),
    What.JOINED: _("joined to another"),
    What.PARTED: _("goes on by itself"),
    What.REJECTED: _("put aside"),
}
LEVELS: Mapping[int, Promise] = {
    Level.JE: _("JE"),
    Level.SDO: _("SDO"),
    Level.EE: _("EE"),
    Level.SE: _("SE"),
    Level.CE: _("Chief Engineer"),
    Level.MD: _("Managing Director"),
}
WAITS: Mapping[str, Promise] = {
    Wait.LOCKED: _("the door is locked"),
    Wait.DOCUMENTS: _("papers are needed"),
    Wait.PAYMENT: _("a payment is needed"),
    Wait.APPOINTMENT: _("the consumer named a later day"),
    Wait.ANSWER: _("a question to the consumer"),
}
EVIDENCE: Mapping[str, Promise] = {
    Evidence.SUPPLY_BACK: _("supply is back on the feeder"),
    Evidence.METER: _("the meter shows it"),
    Evidence.NEIGHBOURS: _("neighbours say so"),
    Evidence.AUDITED_CALL: _("somebody else has called"),
}
REJECTIONS: Mapping[str, Promise] = {
    Rejection.SPAM: _("advertisement"),
    Rejection.ABUSE: _("nothing but abuse"),
    Rejection.NOT_OURS: _("about another department"),
}
WAYS: Mapping[str, Promise] = {
    Way.CHAT: _("WhatsApp"),
    Way.SMS: _("SMS"),
    Way.EMAIL: _("e-mail"),
    Way.WEB: _("web page"),
    Way.COUNTER: _("counter"),
    Way.PHONE: _("phone"),
    Way.FIELD: _("worker in the field"),
    Way.API: _("another system"),
    Way.FORWARDED: _("forwarded to us"),
    Way.X: _("X"),
    Way.FACEBOOK: _("Facebook"),
    Way.PORTAL: _("portal"),
}
#: Those that a desk enters itself.
AT_DESK = (Way.PHONE, Way.COUNTER, Way.FIELD, Way.X, Way.FACEBOOK, Way.PORTAL)
AREAS: Mapping[str, Promise] = {Area.URBAN: _("town"), Area.RURAL: _("village")}
LISTS: Mapping[str, Promise] = {
    "mine": _("Mine"),
    "late": _("Too late"),
    "soon": _("Within the hour"),
    "reopened": _("Reopened"),
    "waiting": _("Clock stands"),
    "silent": _("To be called"),
    "open": _("All open"),
}
WHY: Mapping[str, Promise] = {
    "time": _("its time ran"),
    "reopened": _("the consumer said no"),
    "emergency": _("danger"),
    "asked": _("the consumer turned there"),
}
EVERY = {
    "state": STATES, "own_state": OWN_STATES, "event": EVENTS, "level": LEVELS, "wait": WAITS, "evidence": EVIDENCE,
    "rejection": REJECTIONS, "way": WAYS, "area": AREAS, "why": WHY,
}  # fmt: skip
