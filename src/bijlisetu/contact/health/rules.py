"""
What failures say about an address: never one carrier's word, and never one day's.

Pure rules. A finding is one of the closed list of reasons: number_dead, mailbox_dead, phone_absent (silent for so long
that nothing more is spent on it) or not_on_whatsapp, which is about one channel and not about the number.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bijlisetu.channels.letter import Reason
from bijlisetu.values import ChannelKind


class Says(enum.StrEnum):
    """What a try says about the address it went to."""

    DEAD = "dead"  #: the carrier does not know the number or the mailbox
    ABSENT = "absent"  #: nobody came to the telephone until the carrier gave up
    NOT_ON_WHATSAPP = "not_on_whatsapp"
    ALIVE = "alive"  #: delivered, or read


#: The only failures that say anything about an address. All others lie with the text, with us, with the carrier, or
#: with a person who is very much alive and does not want us.
SAYINGS = {
    (ChannelKind.SMS, Reason.NUMBER_DEAD): Says.DEAD,
    (ChannelKind.SMS, Reason.PHONE_ABSENT): Says.ABSENT,
    (ChannelKind.WHATSAPP, Reason.PHONE_ABSENT): Says.ABSENT,
    (ChannelKind.WHATSAPP, Reason.NOT_ON_WHATSAPP): Says.NOT_ON_WHATSAPP,
    (ChannelKind.EMAIL, Reason.MAILBOX_DEAD): Says.DEAD,
}
OF_A_NUMBER = frozenset({ChannelKind.WHATSAPP, ChannelKind.SMS, ChannelKind.CALL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How much has to agree before an address is called anything, and for how long that holds."""

    #: Days nearer than this are one: an operator's trouble, a port to another operator or a new SIM is over by then.
    apart: int = 7
    #: Two channels that agree: unknown to the operator, and unknown to WhatsApp.
    days_if_channels_agree: int = 2
    #: The operator's word alone: one more, for its registers are wrong at times.
    days_of_one_channel: int = 3
    #: The mailbox's own server says so, and each further bounce costs our name with all mailboxes there.
    days_of_mailbox: int = 2
    #: WhatsApp gives the same answer for an old app, for terms not accepted, and in a bad hour of its own.
    days_of_whatsapp: int = 2
    #: A phone may be off for weeks: harvest, hospital, no money for a recharge. Three monthly bills in a row, each
    #: tried until the operator gave up, and no sign of life in between.
    days_of_silence: int = 3
    silences_apart: int = 20
    silence_for: int = 59  #: from the first to the third monthly bill there are never fewer days
    #: A sign counts in full for three monthly bills, by half for the rest of its year, and then not at all.
    full_for: int = 100
    half_for: int = 400
    #: Operators give a closed number to somebody else after 90 days: then it is worth a try.
    dead_for: int = 90
    #: Silence says less than a dead number: every second bill is tried.
    silent_for: int = 45
    #: People join WhatsApp every day and asking costs nothing, so each bill asks again, and alerts in between do not.
    off_whatsapp_for: int = 30


POLICY = Policy()


@dataclass(frozen=True, slots=True)
class Symptom:
    """What one channel said about the address on one day; suspended if on that day it said so of too many."""

    channel: ChannelKind
    day: date
    says: Says
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the signs agree on: nothing goes to the address on the shut channels before the day."""

    reason: Reason
    shut: frozenset[ChannelKind]
    until: date
    last_on: date  #: the youngest sign: life on that day or later disproves the finding


def judge(signs: Iterable[Symptom], *, on: date, policy: Policy = POLICY) -> Diagnosis | None:
    """Return what the signs of one address agree on, as seen on the day; nothing is the rule."""
    standing = _standing(list(signs))
    bounced = _days(standing, Says.DEAD, ChannelKind.EMAIL)
    unknown = _days(standing, Says.DEAD, ChannelKind.SMS)
    off_whatsapp = _days(standing, Says.NOT_ON_WHATSAPP, ChannelKind.WHATSAPP)
    silent = {sign.day for sign in standing if sign.says in (Says.DEAD, Says.ABSENT) and not sign.suspended}

    def enough(days: set[date], least: int, apart: int = policy.apart) -> bool:
        return _weight(days, apart=apart, on=on, policy=policy) >= least

    is_off_whatsapp = enough(off_whatsapp, policy.days_of_whatsapp)
    if enough(bounced, policy.days_of_mailbox):
        return _diagnosis(Reason.MAILBOX_DEAD, {ChannelKind.EMAIL}, bounced, policy.dead_for)
    if enough(unknown, policy.days_of_one_channel) or (
        is_off_whatsapp and enough(unknown, policy.days_if_channels_agree)
    ):
        return _diagnosis(Reason.NUMBER_DEAD, OF_A_NUMBER, unknown, policy.dead_for)
    if _span(silent) >= policy.silence_for and enough(silent, policy.days_of_silence, policy.silences_apart):
        # WhatsApp keeps a message for a phone that is off, so it is shut only if it has said no by itself.
        shut = {ChannelKind.SMS, ChannelKind.CALL} | ({ChannelKind.WHATSAPP} if is_off_whatsapp else set())
        return _diagnosis(Reason.PHONE_ABSENT, shut, silent, policy.silent_for)
    if is_off_whatsapp:
        return _diagnosis(Reason.NOT_ON_WHATSAPP, {ChannelKind.WHATSAPP}, off_whatsapp, policy.off_whatsapp_for)
    return None


def _standing(signs: list[Symptom]) -> list[Symptom]:
    """Return the signs of death that no later life has disproved, without those that are suspended for good."""
    alive = [sign for sign in signs if sign.says is Says.ALIVE]
    last = max((sign.day for sign in alive), default=date.min)
    last_on_whatsapp = max((sign.day for sign in alive if sign.channel is ChannelKind.WHATSAPP), default=date.min)
    left = [
        sign
        for sign in signs
        if sign.says is not Says.ALIVE
        # An SMS that arrives does not show that WhatsApp works; a message on WhatsApp shows that the number is in use.
        and sign.day > (last_on_whatsapp if sign.says is Says.NOT_ON_WHATSAPP else last)
    ]
    return [sign for sign in left if not sign.suspended or _is_borne_out(sign, left)]


def _is_borne_out(suspended: Symptom, signs: list[Symptom]) -> bool:
    """Return whether the same was said of the address on normal days both before and after."""
    same = [
        sign.day
        for sign in signs
        if not sign.suspended and (sign.channel, sign.says) == (suspended.channel, suspended.says)
    ]
    return bool(same) and min(same) < suspended.day < max(same)


def _days(signs: list[Symptom], says: Says, channel: ChannelKind) -> set[date]:
    return {sign.day for sign in signs if sign.says is says and sign.channel is channel}


def _weight(days: set[date], *, apart: int, on: date, policy: Policy) -> float:
    """Return how many of the days count, the youngest first, none of them near another that does."""
    weight, last = 0.0, date.max
    for day in sorted(days, reverse=True):
        age = (on - day).days
        if (last - day).days >= apart and age <= policy.half_for:
            weight += 1.0 if age <= policy.full_for else 0.5
            last = day
    return weight


def _span(days: set[date]) -> int:
    return (max(days) - min(days)).days if days else 0


def _diagnosis(reason: Reason, shut: Iterable[ChannelKind], days: set[date], for_: int) -> Diagnosis:
    last_on = max(days)
    return Diagnosis(reason, frozenset(shut), last_on + timedelta(days=for_), last_on)
