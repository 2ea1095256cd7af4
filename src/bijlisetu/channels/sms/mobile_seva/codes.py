"""The words of Mobile Seva in ours; 402 is its success."""

from __future__ import annotations

from bijlisetu.channels.letter import Reason
from bijlisetu.channels.meaning import Meaning, busy, down, refused, stopped, unsure

TAKEN = "402"

CODES: dict[str, Meaning] = {
    "401": stopped("user or password refused"),
    "403": stopped("no credits left"),
    "404": down("its database is out of order", 30),
    "405": down("its network is out of order, or our address is not known to it", 30),
    "406": refused(Reason.NUMBER_DEAD, "number invalid"),
    "407": down("its line to the SMSC is out of order", 30),
    "408": down("its line to the SMSC is out of order", 30),
    "409": unsure(Reason.CARRIER_DOWN, "its SMSC did not answer in time"),
    "410": stopped("a limit of the account is reached"),
    "411": stopped("header not approved"),
    "412": stopped("header not approved"),
    "413": refused(Reason.TEXT_REFUSED, "text taken for spam"),
    "414": refused(Reason.OTHER, "rejected by the operator"),
    "415": stopped("no secure key for this account"),
    "416": stopped("key does not match: secure key, user or header wrong"),
    "418": busy("the day's limit is reached", 3600),
}


def meaning_of(code: str) -> Meaning:
    """Return what a code other than success means."""
    # An answer we cannot read came from a proxy, or from a newer gateway that may have taken the message.
    return CODES.get(code, unsure(Reason.OTHER, "an answer we cannot read"))
