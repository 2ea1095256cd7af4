"""How often a code may be asked for and guessed, and what that may cost: pure arithmetic."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from bijlisetu.plumbing.india import INDIA

LIFE = timedelta(minutes=10)
TRIES = 5
#: Between two codes to one number: the first is on its way.
PAUSE = timedelta(seconds=30)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: What a code costs: an SMS of two parts in Hindi.
PRICE = Decimal("0.40")
RUPEES_A_DAY = Decimal(5000)


class Asker(enum.Enum):
    """Who asks: a person at work, known by name, or anybody on the open web."""

    STAFF = enum.auto()
    ANYBODY = enum.auto()


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times in a window of time."""

    most: int
    window: timedelta


#: To one number, so that nobody's phone is flooded by us, whoever asks.
TO_A_NUMBER = (Limit(5, HOUR), Limit(10, DAY))
FOR_A_CONSUMER = (Limit(6, HOUR), Limit(15, DAY))
#: A camp of one worker proves one person a minute at the most.
BY_ONE_OF_STAFF = (Limit(90, HOUR),)
#: A household, a shop, a mobile carrier's exit to the net.
FROM_A_PLACE = (Limit(12, HOUR), Limit(40, DAY))
#: Wrong codes: five tries in each of a few challenges; of a million codes nobody guesses one so.
WRONG_FROM_A_PLACE = (Limit(60, HOUR),)
WRONG_FOR_A_NUMBER = (Limit(15, HOUR), Limit(30, DAY))


@dataclass(frozen=True, slots=True)
class Use:
    """What is used up of an allowance: how much, of how much, in the window that began at a time."""

    subject: str
    since: datetime
    much: int
    most: int


def uses_of_asking(
    *, value: str, whom: str, by: str, place: str, asker: Asker, rupees_a_day: Decimal, at: datetime
) -> list[Use]:
    """
    Return what one code sent uses up; whom names the consumer, or on the open web what was typed of them.

    People at work and the open web have purses of their own, so that nothing typed there shuts out a counter. Each
    account and bill number typed together has one, right or wrong: who guesses leaves the right pair's untouched, and
    learns nothing by being refused.
    """
    if asker is Asker.STAFF:
        named = (
            *_uses(f"number:{value}", TO_A_NUMBER, at),
            *_uses(f"consumer:{whom}", FOR_A_CONSUMER, at),
            *_uses(f"by:{by}", BY_ONE_OF_STAFF, at),
        )
    else:
        named = (
            *_uses(f"number:at home:{value}", TO_A_NUMBER, at),
            *_uses(f"consumer:at home:{whom}", FOR_A_CONSUMER, at),
            *_uses(f"place:{place}", FROM_A_PLACE, at),
        )
    return sorted((*named, *uses_of_money(asker, rupees_a_day, at)), key=lambda use: (use.subject, use.since))


def uses_of_money(asker: Asker, rupees_a_day: Decimal, at: datetime) -> list[Use]:
    """Return what one code costs; the open web has no more than half of a day's money."""
    price, most = int(PRICE * 100), int(rupees_a_day * 100)
    since = _begins(DAY, at)
    half = [Use("paise:at home", since, price, max(most // 2, price))] if asker is Asker.ANYBODY else []
    return [Use("paise", since, price, most), *half]


def uses_of_a_wrong_code(*, value: str, place: str, at: datetime) -> list[Use]:
    """Return what a wrong code uses up."""
    return sorted(
        (
            *_uses(f"wrong:{value}", WRONG_FOR_A_NUMBER, at),
            *(_uses(f"wrong from:{place}", WRONG_FROM_A_PLACE, at) if place else ()),
        ),
        key=lambda use: (use.subject, use.since),
    )


def _uses(subject: str, limits: tuple[Limit, ...], at: datetime) -> Iterator[Use]:
    # Two limits of one subject may begin at one instant, so each window has its own name.
    for limit in limits:
        yield Use(f"{subject}/{limit.window // HOUR}h", _begins(limit.window, at), 1, limit.most)


def _begins(window: timedelta, at: datetime) -> datetime:
    """Return when the window began that the moment lies in; days are India's."""
    midnight = datetime.combine(at.astimezone(INDIA).date(), time(), INDIA)
    return (midnight + (at - midnight) // window * window).astimezone(UTC)
