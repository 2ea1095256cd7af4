"""What a word of an outage says, in both languages: pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from bijlisetu.outages.rules import Kind, State, What
from bijlisetu.plumbing.india import INDIA
from bijlisetu.values.dates import moment_in_words

LANGUAGES = ("hi", "en")
EVENT = {"hi": "बिजली कटौती", "en": "Power outage"}
SORTS = {
    "substation": {"hi": "उपकेंद्र", "en": "Substation"},
    "feeder": {"hi": "फीडर", "en": "Feeder"},
    "transformer": {"hi": "ट्रांसफार्मर", "en": "Transformer"},
}
HEADLINES = {
    "planned": {
        "hi": "{area}: बिजली बंद रहेगी, {from_at} से {until_at} तक",
        "en": "{area}: no electricity from {from_at} to {until_at}",
    },
    "off": {
        "hi": "{area}: बिजली बंद है, {until_at} तक आने की आशा",
        "en": "{area}: no electricity, expected back by {until_at}",
    },
    "unknown": {
        "hi": "{area}: बिजली बंद है, कब आएगी अभी पता नहीं",
        "en": "{area}: no electricity, nobody knows yet until when",
    },
    "back": {"hi": "{area}: बिजली आ गई", "en": "{area}: the electricity is back"},
    "cancelled": {"hi": "{area}: कटौती रद्द हो गई", "en": "{area}: the outage is cancelled"},
}
WHY = {"hi": "कारण: {reason}। कटौती संख्या {number}।", "en": "Reason: {reason}. Outage {number}."}
PASSED = {
    "hi": "बताया हुआ समय {until_at} निकल गया और बिजली लौटने की ख़बर नहीं है। हम पूछ रहे हैं।",
    "en": "The promised time, {until_at}, has passed without news that it is back. We are asking.",
}
PARTLY = {"hi": "बाकी जगहों पर बिजली आ गई है।", "en": "At the other places the electricity is back."}
INSTRUCTIONS = {
    "planned": {"hi": "ज़रूरी काम पहले निपटा लें।", "en": "Do beforehand what needs electricity."},
    "off": {"hi": "टूटे तार से दूर रहें।", "en": "Keep away from fallen wires."},
    "unknown": {"hi": "टूटे तार से दूर रहें।", "en": "Keep away from fallen wires."},
    "back": {"hi": "बिजली अब भी बंद हो तो हमें बताइए।", "en": "If it is still dark with you, tell us."},
    "cancelled": {"hi": "", "en": ""},
}


class Part(NamedTuple):
    """A part of the network that a word is about: its sort, name and code."""

    sort: str
    name: str
    code: str


class Word(NamedTuple):
    """A word of an outage: what was known when it was said."""

    event: int
    what: What
    sent_at: datetime
    number: str
    kind: Kind
    state: State
    reason: Mapping[str, str]  #: by language
    from_at: datetime
    until_at: datetime | None  #: as promised last
    back_at: datetime | None
    where: str  #: in the desk's words
    parts: tuple[Part, ...]  #: that it is about: of a return all, else those still dark
    office: Part
    company: Mapping[str, str]  #: by language
    helpline: str
    before: tuple[tuple[int, datetime], ...]  #: events of the words before, and when they were sent

    @property
    def stage(self) -> str:
        """Which of the five things it says: planned, off, unknown, back, cancelled."""
        if self.state in (State.BACK, State.CANCELLED):
            return str(self.state)
        if self.state is State.UNKNOWN or self.until_at is None:
            return "unknown"
        return "planned" if self.from_at > self.sent_at else "off"

    def area(self, language: str) -> str:
        """Return where it is."""
        named = ", ".join(f"{SORTS[one.sort][language]} {one.name}" for one in self.parts)
        return f"{self.where} ({named})" if self.where else named

    def headline(self, language: str) -> str:
        """Return it in one line."""
        return HEADLINES[self.stage][language].format(area=self.area(language), **self._times(language))

    def description(self, language: str) -> str:
        """Return why, and what else is known."""
        said = [WHY[language].format(reason=self.reason[language], number=self.number)]
        if self.state is State.UNKNOWN and self.until_at:
            said.append(PASSED[language].format(**self._times(language)))
        if self.what is What.PARTLY:
            said.append(PARTLY[language])
        return " ".join(said)

    def instruction(self, language: str) -> str:
        """Return what to do."""
        return INSTRUCTIONS[self.stage][language]

    def _times(self, language: str) -> dict[str, str]:
        times = {"from_at": self.from_at, "until_at": self.until_at}
        return {name: moment_in_words(at.astimezone(INDIA), language) for name, at in times.items() if at}
