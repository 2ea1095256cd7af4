"""Meta's error codes in our words: one table, for answers to a letter and for failures reported later."""

from __future__ import annotations

import re

from bijlisetu.channels.letter import Halts, Outcome, Reason, Remedy
from bijlisetu.channels.meaning import Meaning, busy, down, refused, stopped, unsure

DAY = 86_400
THRICE_MORE = 4  #: tries in all
ONCE_MORE = 2

CODES: dict[int, Meaning] = {
    # the service itself
    1: Meaning(Outcome.TRY_LATER, Reason.OTHER, "unknown error of the API", 5, most_tries=THRICE_MORE),
    2: down("service down or overloaded"),
    4: busy("too many calls by this app", 60, scope=Halts.CHANNEL),
    506: unsure(Reason.OTHER, "the same message was posted before"),
    80007: busy("too many calls for this WhatsApp account", 60, scope=Halts.CHANNEL),
    80008: busy("too many calls for this WhatsApp account", 60, scope=Halts.CHANNEL),
    130429: busy("this number sends faster than it may", scope=Halts.SENDER),
    131000: down("something went wrong at WhatsApp", most_tries=THRICE_MORE),
    131016: down("service unavailable"),
    131056: busy("too many messages to this person in a short time", 6, scope=Halts.PAIR),
    131057: busy("account in maintenance, often while its throughput is raised", 60, scope=Halts.SENDER),
    132069: busy("flow throttled", 3600, scope=Halts.TEMPLATE),
    133004: busy("server unavailable for registration", 3600, scope=Halts.SENDER),
    133015: busy("number was deleted a moment ago", 300, scope=Halts.SENDER),
    133016: busy("number registered too often", 3600, scope=Halts.SENDER),
    135000: Meaning(
        Outcome.TRY_LATER, Reason.OTHER, "generic error, perhaps of the template", 60, most_tries=ONCE_MORE
    ),
    # token or account of ours: no letter will pass
    0: stopped("the app could not be authenticated"),
    3: stopped("the app lacks a capability or permission"),
    10: stopped("permission missing or removed"),
    190: stopped("access token expired or invalid"),
    368: stopped("account restricted for a violation of policy"),
    131005: stopped("access denied"),
    131031: stopped("account locked"),
    131042: stopped("problem with the payment method"),
    131044: stopped("problem with the payment method"),
    131064: stopped("limit reached because templates are wrongly classified"),
    134011: stopped("terms of payments not accepted"),
    # one number of ours
    33: stopped("the phone number id is unknown or deleted", scope=Halts.SENDER),
    131037: stopped("display name not approved", scope=Halts.SENDER),
    131045: stopped("number not registered, or its certificate is wrong", scope=Halts.SENDER),
    131048: stopped("this number is limited as spam: look at its quality", scope=Halts.SENDER),
    133000: stopped("deregistration incomplete", scope=Halts.SENDER),
    133005: stopped("wrong two-step PIN", scope=Halts.SENDER),
    133006: stopped("number must be verified first", scope=Halts.SENDER),
    133008: stopped("too many wrong PINs", scope=Halts.SENDER),
    133009: stopped("PIN entered too fast", scope=Halts.SENDER),
    133010: stopped("number not registered", scope=Halts.SENDER),
    136025: stopped("verification code refused", scope=Halts.SENDER),
    # the person or the telephone
    130472: refused(Reason.OTHER, "person is in an experiment of Meta's"),
    131026: refused(
        Reason.NOT_ON_WHATSAPP,
        "cannot be delivered: not on WhatsApp, old app, or terms not accepted",
        scope=Halts.PERSON,
    ),
    131043: refused(Reason.EXPIRED, "expired before it could be delivered"),
    # It strikes answers in words of our own alone, and says nothing against the words.
    131047: refused(
        Reason.EXPIRED, "more than 24 hours since the person wrote: only templates pass", remedy=Remedy.TEMPLATE
    ),
    131049: refused(Reason.HELD_BACK, "held back for the health of the ecosystem", scope=Halts.PAIR, wait=DAY),
    131050: refused(Reason.MARKETING_STOPPED, "person stopped marketing messages", scope=Halts.PERSON),
    131062: refused(Reason.OUR_FAULT, "this message needs a telephone number, not a user id", remedy=Remedy.NUMBER),
    # the bill
    131052: refused(Reason.MEDIA_UNREACHABLE, "media of the person could not be downloaded", remedy=Remedy.ASK_AGAIN),
    131053: refused(
        Reason.MEDIA_UNREACHABLE, "our document could not be fetched or is of a wrong type", remedy=Remedy.UPLOAD
    ),
    # the template
    132000: refused(Reason.TEXT_REFUSED, "number of parameters differs from the template's", scope=Halts.TEMPLATE),
    132001: refused(
        Reason.TEXT_REFUSED,
        "template missing in this language or not approved",
        scope=Halts.TEMPLATE,
        remedy=Remedy.OTHER_LANGUAGE,
    ),
    132005: refused(Reason.TEXT_REFUSED, "text too long once filled in"),
    132007: refused(Reason.TEXT_REFUSED, "template violates a policy", scope=Halts.TEMPLATE),
    132008: refused(Reason.TEXT_REFUSED, "a parameter is malformed"),
    132012: refused(Reason.TEXT_REFUSED, "a parameter has a wrong format"),
    132015: refused(Reason.TEXT_REFUSED, "template paused for low quality", scope=Halts.TEMPLATE),
    132016: refused(
        Reason.TEXT_REFUSED,
        "template disabled for good: make a new one",
        scope=Halts.TEMPLATE,
        remedy=Remedy.NEW_TEMPLATE,
    ),
    132018: refused(Reason.TEXT_REFUSED, "a parameter has a wrong value"),
    132068: refused(Reason.TEXT_REFUSED, "flow blocked", scope=Halts.TEMPLATE),
    # malformed by us
    100: refused(Reason.OUR_FAULT, "invalid parameter"),
    130497: refused(Reason.OUR_FAULT, "this account may not message that country"),
    131008: refused(Reason.OUR_FAULT, "a required parameter is missing"),
    131009: refused(Reason.OUR_FAULT, "a parameter's value is invalid"),
    131020: refused(Reason.OUR_FAULT, "group has no other member, or is unknown"),
    131021: refused(Reason.OUR_FAULT, "recipient is the sender itself"),
    131030: refused(Reason.OUR_FAULT, "test number: recipient not on its list of allowed numbers"),
    131041: refused(Reason.OUR_FAULT, "unknown group"),
    131051: refused(Reason.OUR_FAULT, "message type not supported"),
    131059: refused(Reason.OUR_FAULT, "wrong cursor"),
    131063: refused(Reason.OUR_FAULT, "marketing is disabled on this API"),
    137000: refused(Reason.OUR_FAULT, "identity key does not match"),
}
RANGES: tuple[tuple[range, Meaning], ...] = (
    (range(200, 300), stopped("permission missing or removed")),
    (range(131200, 131300), refused(Reason.OUR_FAULT, "error of a group")),
    (range(138000, 139000), refused(Reason.OUR_FAULT, "error of a call")),
    (range(139000, 139100), refused(Reason.OUR_FAULT, "error of a flow")),
    (range(139100, 139200), refused(Reason.OUR_FAULT, "error of the block list")),
    (range(147001, 147006), refused(Reason.OUR_FAULT, "error of the username's set-up")),
    (range(2388000, 2389000), refused(Reason.TEXT_REFUSED, "template not acceptable", scope=Halts.TEMPLATE)),
    (range(2494000, 2495000), refused(Reason.TEXT_REFUSED, "template cannot be moved", scope=Halts.TEMPLATE)),
)

INVALID_PARAMETER = 100
NO_SUCH_OBJECT = 33  #: once a code of its own, now a subcode of 100
#: Meta says this also of some numbers that are not on WhatsApp.
BLAMES_THE_PERSON = re.compile(
    r"recipient(?!_type)|phone number(?! id)|\bparam(?:eter)?\W+to\b|not a valid whatsapp", re.IGNORECASE
)
NOT_A_NUMBER = refused(Reason.NOT_ON_WHATSAPP, "the number is not accepted", scope=Halts.PERSON)

#: What a bare HTTP status says where no error of Meta's own comes with it.
STATUSES: dict[int, Meaning] = {
    401: stopped("access token refused"),
    403: stopped("access forbidden"),
    404: stopped("no Graph API at this address"),
    429: busy("too many requests", scope=Halts.SENDER),
    503: down("service unavailable"),
}


def meaning_of(
    code: int, *, status: int = 0, is_transient: bool = False, subcode: int = 0, details: str = ""
) -> Meaning:
    """Return what the code of an error means; an unknown one is judged by HTTP status and Meta's own hint."""
    if code == INVALID_PARAMETER and subcode == NO_SUCH_OBJECT:
        return CODES[NO_SUCH_OBJECT]
    if code == INVALID_PARAMETER and BLAMES_THE_PERSON.search(details):
        return NOT_A_NUMBER
    if known := meaning_in_table(code):
        return known
    if status in STATUSES:
        return STATUSES[status]
    if status >= 500 or is_transient:
        return down("unknown error, said to pass")
    return refused(Reason.OTHER, "unknown error")


def meaning_in_table(code: int) -> Meaning | None:
    """Return the row of the code, if the table has one."""
    return CODES.get(code) or next((meaning for codes, meaning in RANGES if code in codes), None)


def meaning_of_status(status: int) -> Meaning:
    """Return what an HTTP status means that came without an error of Meta's."""
    if status in STATUSES:
        return STATUSES[status]
    if status >= 500:
        # A proxy gave up waiting, and the message may well have passed it.
        return unsure(Reason.CARRIER_DOWN, "answer lost at a proxy")
    if status < 400:
        return unsure(Reason.OTHER, "answer without a message id")
    return refused(Reason.OTHER, "unknown error")
