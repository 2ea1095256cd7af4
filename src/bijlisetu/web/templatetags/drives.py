"""How the drive's pages write a forecast's range, and the words of register and signals."""

from __future__ import annotations

from django import template

from bijlisetu.drives.pace.rules import Forecast
from bijlisetu.values import dates
from bijlisetu.web.language import spoken
from bijlisetu.web.office.drive.words import DECISIONS, LEVELS, WHY

register = template.Library()
WORDS = {"why": WHY, "level": LEVELS, "decision": DECISIONS}


@register.filter
def ends(forecast: Forecast) -> str:
    """Write the range of a forecast: 12 नवम्बर – 20 नवम्बर."""
    return " – ".join(dates.day_in_words(day, spoken()) for day in (forecast.soonest, forecast.latest))


@register.filter
def drive_word(key: str | int, vocabulary: str) -> str:
    """Write a key of the register in words."""
    return str(WORDS[vocabulary][key])  # type: ignore[index]
