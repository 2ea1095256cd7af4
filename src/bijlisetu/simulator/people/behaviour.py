"""
What a number or mailbox does with a message: arithmetic on a seed, no clock and no carrier.

All delays are in product seconds. The same seed, channel, address and account always give the same events, so two
runs of one district end alike whatever the order of arrival.
"""

from __future__ import annotations

import enum
import math
from binascii import crc32
from hashlib import blake2b
from struct import Struct
from typing import NamedTuple

MINUTE = 60.0
HOUR = 60 * MINUTE

AWAY = 0.06  #: share of working WhatsApp phones that are switched off or abroad for hours
SWITCHED_OFF = 0.30  #: share of dead numbers the operator keeps trying until it gives up
WITHOUT_RECEIPT = 0.002  #: share of delivered SMS whose receipt never comes
OPENS_LINK = 0.10  #: share of SMS readers who open the link
REFUSED_AT_ONCE = 0.50  #: share of dead mailboxes refused at RCPT; the rest bounce later

NOT_ON_WHATSAPP = "131026"
UNKNOWN_SUBSCRIBER = "001"
ABSENT_SUBSCRIBER = "027"

_EIGHT = Struct(">8Q")


class Deed(enum.StrEnum):
    """What happens to a message, or what its reader does."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    EXPIRED = "expired"
    REJECTED = "rejected"  #: by DLT scrubbing
    BOUNCED = "bounced"
    OPENED = "opened"  #: the link in the text was followed to the bill
    CONFIRMED = "confirmed"  #: "yes, it is mine"
    OBJECTED = "objected"  #: "this is not my connection"


class Person(NamedTuple):
    """The truth about an address, as seen by one account."""

    works: bool
    whatsapp: bool
    reads: bool
    belongs: bool
    objects: bool
    confirms: bool


class Event(NamedTuple):
    """One deed, so many product seconds after the carrier took the message."""

    after: float
    deed: Deed
    code: str = ""


def whatsapp(*, seed: int, number: str, account: str, person: Person) -> tuple[Event, ...]:
    """Return what becomes of a WhatsApp message to the number about the account."""
    sent, arrives, sees, answers, *_ = _chances(f"{seed}|whatsapp|{number}|{account}")
    if not (person.works and person.whatsapp):
        return (Event(2 + 3 * sent, Deed.FAILED, NOT_ON_WHATSAPP),)
    sent_after = 0.5 + sent
    delivered_after = sent_after + _whatsapp_delay(seed, number, arrives)
    events = [Event(sent_after, Deed.SENT), Event(delivered_after, Deed.DELIVERED)]
    answer = _answer(person)
    if person.reads or answer:
        seen_after = delivered_after + MINUTE + min(_spread(sees, 40 * MINUTE), 4 * HOUR - MINUTE)
        if person.reads:
            events.append(Event(seen_after, Deed.READ))
        if answer:
            events.append(Event(seen_after + 20 * MINUTE * answers, answer))
    return tuple(events)


def sms(*, seed: int, number: str, account: str, person: Person) -> tuple[Event, ...]:
    """Return what becomes of an SMS to the number about the account."""
    if not person.works:
        return (_dead_number(seed, number),)
    arrives, receipt, answers, opens, comes_back, *_ = _chances(f"{seed}|sms|{number}|{account}")
    arrived_after = 3 + min(_spread(arrives, 10), 57)
    events = [] if receipt < WITHOUT_RECEIPT else [Event(arrived_after, Deed.DELIVERED)]
    answer = None if person.whatsapp else _answer(person)
    if answer:
        events.append(Event(arrived_after + 20 * MINUTE * answers, answer))
    if person.reads and opens < OPENS_LINK:
        events.append(Event(arrived_after + _between(5 * MINUTE, 3 * HOUR, comes_back), Deed.OPENED))
    return tuple(sorted(events)) if len(events) > 1 else tuple(events)


def mail(*, seed: int, mailbox: str, account: str, person: Person) -> tuple[Event, ...]:
    """Return what becomes of an e-mail that was taken for the mailbox."""
    luck = _chances(f"{seed}|mail|{mailbox}|{account}")[0]
    if not person.works:
        return (Event(5 + 55 * luck, Deed.BOUNCED),)
    if not person.reads:
        return ()
    return (Event(_between(10 * MINUTE, 5 * HOUR, luck), Deed.OPENED),)


def is_refused_at_once(*, seed: int, mailbox: str, person: Person) -> bool:
    """Return whether the server refuses the dead mailbox at RCPT instead of bouncing the mail later."""
    return not person.works and _chance(f"{seed}|rcpt|{mailbox}") < REFUSED_AT_ONCE


def is_chosen(*, seed: int, name: str, one_in: int) -> bool:
    """Return whether the thing so named is the one in so many; none if one_in is 0."""
    return one_in > 0 and (one_in == 1 or _chance(f"{seed}|chosen|{name}") * one_in < 1)


def share_of(*, seed: int, kind: str, name: str) -> float:
    """Return the place in [0, 1) of the thing so named among all of its kind."""
    return _chance(f"{seed}|{kind}|{name}")


def _whatsapp_delay(seed: int, number: str, luck: float) -> float:
    # Being away belongs to the phone, so all messages to it wait.
    if _quick_chance(f"{seed}|away|{number}") < AWAY:
        return HOUR * (1 + 11 * _chance(f"{seed}|back|{number}")) + luck
    return 2 + min(_spread(luck, 4), 18)


def _dead_number(seed: int, number: str) -> Event:
    switched_off, fails, *_ = _chances(f"{seed}|dead|{number}")
    if switched_off < SWITCHED_OFF:
        return Event(6 * HOUR, Deed.EXPIRED, ABSENT_SUBSCRIBER)
    return Event(10 + 50 * fails, Deed.FAILED, UNKNOWN_SUBSCRIBER)


def _answer(person: Person) -> Deed | None:
    if person.belongs:
        return Deed.CONFIRMED if person.confirms else None
    return Deed.OBJECTED if person.objects else None


def _chances(name: str) -> list[float]:
    """Return eight numbers in [0, 1) that depend on nothing but the name: one digest pays for a whole message."""
    return [word / 2**64 for word in _EIGHT.unpack(blake2b(name.encode()).digest())]


def _chance(name: str) -> float:
    return _chances(name)[0]


def _quick_chance(name: str) -> float:
    """Return a number in [0, 1) for the name, coarse but asked for with every message."""
    return crc32(name.encode()) / 2**32


def _spread(luck: float, mean: float) -> float:
    """Return an exponentially spread delay."""
    return -mean * math.log(1 - luck) if luck < 1 else mean * 40


def _between(least: float, most: float, luck: float) -> float:
    return least + min(_spread(luck, (most - least) / 3), most - least)
