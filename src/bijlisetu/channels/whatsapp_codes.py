"""Meta's error codes in our words: one table, for answers to a letter and for failures reported later."""

from __future__ import annotations

from bijlisetu.channels.letter import Outcome, Reason
from bijlisetu.channels.meaning import Meaning, busy, down, refused, stopped, unsure

CODES: dict[int, Meaning] = {
    # the service itself
    1: down("unknown error of the API"),
    2: down("service down or overloaded"),
    4: busy("too many calls by this app", 60),
    506: unsure(Reason.OTHER, "the same message was posted before"),
    80007: busy("too many calls for this WhatsApp account", 60),
    80008: busy("too many calls for this WhatsApp account", 60),
    130429: busy("this number sends faster than it may"),
    131000: down("something went wrong at WhatsApp"),
    131016: down("service unavailable"),
    131056: busy("too many messages to this person in a short time", 6),
    131057: down("account in maintenance, often while its throughput is raised", 60),
    133004: down("server unavailable for registration", 60),
    133015: busy("number was deleted a moment ago", 300),
    133016: busy("number registered too often", 300),
    135000: Meaning(Outcome.TRY_LATER, Reason.OTHER, "generic error, perhaps of the template's parameters", 60),
    # token, account or number of ours: no letter will pass
    0: stopped("the app could not be authenticated"),
    3: stopped("the app lacks a capability or permission"),
    10: stopped("permission missing or removed"),
    33: stopped("the phone number id is unknown or deleted"),
    190: stopped("access token expired or invalid"),
    368: stopped("account restricted for a violation of policy"),
    131005: stopped("access denied"),
    131031: stopped("account locked"),
    131037: stopped("display name not approved"),
    131042: stopped("problem with the payment method"),
    131044: stopped("problem with the payment method"),
    131045: stopped("number not registered, or its certificate is wrong"),
    131048: stopped("this number is limited as spam: look at its quality"),
    131064: stopped("limit reached because templates are wrongly classified"),
    133000: stopped("deregistration incomplete"),
    133005: stopped("wrong two-step PIN"),
    133006: stopped("number must be verified first"),
    133008: stopped("too many wrong PINs"),
    133009: stopped("PIN entered too fast"),
    133010: stopped("number not registered"),
    134011: stopped("terms of payments not accepted"),
    136025: stopped("verification code refused"),
    # the person or the telephone
    130472: refused(Reason.OTHER, "person is in an experiment of Meta's"),
    131026: refused(Reason.NOT_ON_WHATSAPP, "cannot be delivered: not on WhatsApp, old app, or terms not accepted"),
    131043: refused(Reason.PHONE_ABSENT, "expired before it could be delivered"),
    131049: refused(Reason.OTHER, "held back by Meta for the health of the ecosystem: not again for a day"),
    131050: refused(Reason.BLOCKED_BY_PERSON, "person stopped marketing messages"),
    131062: refused(Reason.OUR_FAULT, "this message needs a telephone number, not a user id"),
    # the bill
    131052: refused(Reason.MEDIA_UNREACHABLE, "media of the person could not be downloaded"),
    131053: refused(Reason.MEDIA_UNREACHABLE, "our document could not be fetched or is of a wrong type"),
    # the template
    131047: refused(Reason.TEXT_REFUSED, "more than 24 hours since the person wrote: only templates pass"),
    132000: refused(Reason.TEXT_REFUSED, "number of parameters differs from the template's"),
    132001: refused(Reason.TEXT_REFUSED, "template missing in this language or not approved"),
    132005: refused(Reason.TEXT_REFUSED, "text too long once filled in"),
    132007: refused(Reason.TEXT_REFUSED, "template violates a policy"),
    132008: refused(Reason.TEXT_REFUSED, "a parameter is malformed"),
    132012: refused(Reason.TEXT_REFUSED, "a parameter has a wrong format"),
    132015: refused(Reason.TEXT_REFUSED, "template paused for low quality"),
    132016: refused(Reason.TEXT_REFUSED, "template disabled for good"),
    132018: refused(Reason.TEXT_REFUSED, "a parameter has a wrong value"),
    132068: refused(Reason.TEXT_REFUSED, "flow blocked"),
    132069: refused(Reason.TEXT_REFUSED, "flow throttled"),
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
PERMISSIONS = range(200, 300)
GROUPS = range(131200, 131300)

#: What a bare HTTP status says where no error of Meta's own comes with it.
STATUSES: dict[int, Meaning] = {
    401: stopped("access token refused"),
    403: stopped("access forbidden"),
    404: stopped("no Graph API at this address"),
    429: busy("too many requests"),
    503: down("service unavailable"),
}


def meaning_of(code: int, *, status: int = 0, is_transient: bool = False) -> Meaning:
    """Return what the code of an error means; an unknown one is judged by HTTP status and Meta's own hint."""
    if code in CODES:
        return CODES[code]
    if code in PERMISSIONS:
        return stopped("permission missing or removed")
    if code in GROUPS:
        return refused(Reason.OUR_FAULT, "error of a group")
    if status in STATUSES:
        return STATUSES[status]
    if status >= 500 or is_transient:
        return down("unknown error, said to pass")
    return refused(Reason.OTHER, "unknown error")


def meaning_of_status(status: int) -> Meaning:
    """Return what an HTTP status means that came without an error of Meta's."""
    if status in STATUSES:
        return STATUSES[status]
    if status >= 500:
        # A proxy on the way gave up waiting: the message may well have passed it.
        return unsure(Reason.CARRIER_DOWN, "answer lost at a proxy")
    if status < 400:
        return unsure(Reason.OTHER, "answer without a message id")
    return refused(Reason.OTHER, "unknown error")
