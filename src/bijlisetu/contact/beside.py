"""What words beside a number say of its channels: "no whatsapp", "sirf SMS", "call only", DND."""

from __future__ import annotations

import re
from typing import NamedTuple

from bijlisetu.values import ChannelKind

WHATSAPP, SMS = frozenset({ChannelKind.WHATSAPP}), frozenset({ChannelKind.SMS})
BOTH = WHATSAPP | SMS
_WHATSAPP = "whats ?app|watsapp|whatsap|wats ?app|wa|व्हाट्सएप|व्हाट्सऐप|वॉट्सऐप|वाट्सएप|व्हाट्सप्प"
_SMS = "sms|एसएमएस"
_MESSAGE = "msgs?|messages?|मैसेज|मेसेज|संदेश"
_CALL = "calls?|calling|voice|कॉल"
_NAMED = f"(?P<named>{_WHATSAPP}|{_SMS}|{_MESSAGE}|{_CALL})"
_NOT = "nahi|nahin|nhi|not|mat|off|band|bandh|closed|unavailable|नहीं|नही|मत|बंद"
_PAR = "par|pe|pr|me|mein|is|on|hai|पर|में|chalta|चलता"
_PUT = "on|in|using|use|have|having|send|any|a"
#: "No whatsapp" and "whatsapp nahi hai"; but "whatsapp no" is a WhatsApp number.
SHUT = tuple(
    re.compile(f"(?:^| ){words}(?= |$)")
    for words in (
        f"(?:no|not|non|without|never|dont|do not|बिना)(?: (?:{_PUT}))* {_NAMED}",
        f"{_NAMED}(?: (?:{_PAR}))* (?:{_NOT})(?: (?:hai|available|use|है))*",
    )
)
#: The others of the two are shut.
ONLY = tuple(
    re.compile(f"(?:^| ){words}(?= |$)")
    for words in (f"(?:only|sirf|keval|सिर्फ|केवल)(?: (?:on|for|by))* {_NAMED}", f"{_NAMED} (?:only|ही|sirf)")
)
#: Whoever is on the register against unasked messages gets the bill by SMS alone; and so does a phone with keys.
DND = re.compile(
    "(?:^| )(?:dnd|ndnc|do not disturb|(?:keypad|feature|basic|simple|कीपैड)(?: (?:phone|mobile|फोन))?)(?= |$)"
)


class Beside(NamedTuple):
    """Which channels the words shut, and the words that speak of other things."""

    shut: frozenset[ChannelKind]
    rest: str


def channels_shut(said: str) -> Beside:
    """Return which channels the words, in small letters and with blanks between them, shut."""
    shut: frozenset[ChannelKind] = frozenset()
    for pattern in SHUT:
        shut = shut.union(*(_meant(found["named"]) for found in pattern.finditer(said)))
        said = pattern.sub(" ", said)
    for pattern in ONLY:
        for found in pattern.finditer(said):
            named = _meant(found["named"])
            shut |= BOTH - named if named else BOTH
        said = pattern.sub(" ", said)
    if DND.search(said):
        shut |= WHATSAPP
        said = DND.sub(" ", said)
    return Beside(shut, " ".join(said.split()))


def _meant(named: str) -> frozenset[ChannelKind]:
    """Return the channels of a word; a call is none by which we tell anything."""
    if re.fullmatch(_WHATSAPP, named):
        return WHATSAPP
    if re.fullmatch(_SMS, named):
        return SMS
    return BOTH if re.fullmatch(_MESSAGE, named) else frozenset()
