"""Who writes of what, when and in which words: those who sit in the dark, liars, and people with other troubles."""

from __future__ import annotations

import enum
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from bijlisetu.simulator.cuts.cut import Cut, Sort
from bijlisetu.simulator.cuts.light import Light
from bijlisetu.simulator.cuts.wiring import House
from bijlisetu.simulator.people.behaviour import share_of

Thing = TypeVar("Thing")

#: Of those in the dark so many say it, by day and at night; of one house alone nearly everybody does.
SAYS_BY_DAY, SAYS_AT_NIGHT, SAYS_ALONE = 0.30, 0.10, 0.90
MORNING, NIGHT = 6, 22
#: Minutes until half of them have said it are so many times 0.7.
MEAN_MINUTES = 18
#: One in so many houses writes of something else on a day, says that it is dark where it is not, or sends rubbish.
OTHERS_IN, LIARS_IN, RUBBISH_IN = 60, 400, 200
FROM_HOUR, HOURS = 8, 12


class Way(enum.StrEnum):
    """How somebody turns to the department."""

    CHAT = "chat"
    SMS = "sms"
    MISSED_CALL = "missed_call"
    PHONE = "phone"  #: a clerk writes down what is said


WAYS = ((Way.CHAT, 0.62), (Way.SMS, 0.12), (Way.MISSED_CALL, 0.16), (Way.PHONE, 0.10))


class About(enum.StrEnum):
    """What is in truth the matter."""

    DARK = "dark"
    LIE = "lie"  #: says that it is dark, and it is not
    OTHER = "other"
    RUBBISH = "rubbish"


#: As people write it, in Hindi, in Latin letters, in English; and what only a neighbour would understand.
RIGHT = (
    "light nahi aa rahi hai", "लाइट नहीं आ रही", "bijli gul hai subah se", "बिजली कब आएगी?", "no light in our area",
    "lait chali gayi", "bijlee nhi h", "हमारे यहाँ बिजली नहीं है", "power cut hai kya", "light kab aayegi bhaiya",
    "current nahi hai ghar me", "supply band hai", "andhera hai pure mohalle me", "बत्ती गुल है", "light off since 1 hour",
    "bijli chali gai hai", "electricity not coming", "लाईट चली गई है कब तक आएगी",
)  # fmt: skip
WRONG = (
    "hello",
    "kya hua bhai",
    "लाईट",
    "sir ji kuch karo",
    "??",
    "pls help",
    "1912 nahi lag raha",
    "kab tak",
    "bhaiya ji",
)
SAYS_IT_WRONG = 0.15
OTHERS = (
    ("BILL-WRONG", "mera bill galat aaya hai"), ("BILL-WRONG", "इस महीने बिल बहुत ज़्यादा आया है"),
    ("METER-STOP", "meter band pada hai"), ("VOLT-LOW", "voltage bahut kam hai pankha nahi chalta"),
    ("CONTACT-NUMBER", "mera mobile number update nahi hua"), ("DTR", "transformer jal gaya hai"),
    ("SAFETY", "bijli ka taar toot kar gira hai"), ("BILL-NOT-RECEIVED", "बिल नहीं मिला"),
)  # fmt: skip
RUBBISH = ("Good morning 🌸", "जय श्री राम", "Ghar baithe 5000 rupaye roz kamaiye, link par click kare", "👍", "🙏🙏")


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says, and what is true of it."""

    account: str
    at: datetime
    way: Way
    words: str
    about: About
    subject: str  #: the name of the cut, or the category that it is of


def said_in_the_dark(cuts: Iterable[Cut], houses: Sequence[House], *, seed: int) -> Iterator[Said]:
    """Yield what those in the dark say of it, while it is dark; a blink is over before anybody writes."""
    for cut in cuts:
        if cut.sort is Sort.MOMENTARY:
            continue
        for house in houses:
            if house.hangs_on(cut.element) and (said := _of(cut, house, seed=seed)):
                yield said


def said_beside(light: Light, houses: Sequence[House], *, begins: datetime, days: int, seed: int) -> Iterator[Said]:
    """Yield what people say of other things on these days, lies and rubbish among it."""
    for day in range(days):
        midnight = begins + timedelta(days=day)
        for house in houses:
            name = f"{house.account}|{midnight:%Y-%m-%d}"
            hour = FROM_HOUR + HOURS * share_of(seed=seed, kind="beside at", name=name)
            at = midnight + timedelta(hours=hour)
            yield from _beside(light, house, name, at, seed=seed)


def _beside(light: Light, house: House, name: str, at: datetime, *, seed: int) -> Iterator[Said]:
    place = share_of(seed=seed, kind="beside", name=name)
    way = _way(name, seed=seed)
    if place < 1 / OTHERS_IN:
        category, words = _one_of(OTHERS, name, seed=seed)
        yield Said(house.account, at, Way.CHAT if way is Way.MISSED_CALL else way, words, About.OTHER, category)
    elif place < 1 / OTHERS_IN + 1 / RUBBISH_IN:
        yield Said(house.account, at, Way.CHAT, _one_of(RUBBISH, name, seed=seed), About.RUBBISH, "")
    elif place > 1 - 1 / LIARS_IN and not light.is_dark(house, at):
        yield Said(house.account, at, way, _one_of(RIGHT, name, seed=seed), About.LIE, "")


def _of(cut: Cut, house: House, *, seed: int) -> Said | None:
    name = f"{cut.name}|{house.account}"
    share = SAYS_BY_DAY if MORNING <= cut.begins_at.hour < NIGHT else SAYS_AT_NIGHT
    share = SAYS_ALONE if cut.sort is Sort.HOUSE else share
    if share_of(seed=seed, kind="says", name=name) >= share:
        return None
    luck = share_of(seed=seed, kind="says after", name=name)
    at = cut.begins_at + timedelta(minutes=1 - MEAN_MINUTES * math.log(1 - luck))
    if at >= cut.ends_at:
        return None
    is_wrong = share_of(seed=seed, kind="says it wrong", name=name) < SAYS_IT_WRONG
    words = _one_of(WRONG if is_wrong else RIGHT, name, seed=seed)
    return Said(house.account, at, _way(name, seed=seed), words, About.DARK, cut.name)


def _way(name: str, *, seed: int) -> Way:
    place = share_of(seed=seed, kind="way", name=name)
    for way, share in WAYS:
        place -= share
        if place < 0:
            return way
    return Way.CHAT


def _one_of(things: Sequence[Thing], name: str, *, seed: int) -> Thing:
    return things[int(share_of(seed=seed, kind="words", name=name) * len(things))]
