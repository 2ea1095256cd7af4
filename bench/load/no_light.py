"""Say "no light" for some of many people, 200 at a time; print the rate, the longest turn, and what is suspected."""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, datetime, timedelta

from bijlisetu.plumbing import startup

TURN = 200
#: All of these are dark: a fifth of the circle's feeders.
FEEDERS = 12
ON_A_FEEDER = 34
#: Nobody would come to the end of ten minutes of it on a slow machine: then the rate of what was heard is told.
LONGEST = 240.0


def main() -> None:
    """Speak."""
    startup.set_up()
    from bijlisetu.outages.learning.hearing import Report, report_no_light
    from bijlisetu.outages.measuring.actions import count_served
    from bijlisetu.outages.models import NoLight, Suspicion

    reports, consumers = int(sys.argv[1]), int(sys.argv[2])
    dice = random.Random(1)  # noqa: S311 - a made-up day
    dark = [one for one in range(1, consumers + 1) if one % 2040 < FEEDERS * ON_A_FEEDER]
    count_served(at=datetime.now(UTC))  # as the clock does each day
    begun, began, turns = datetime.now(UTC), time.monotonic(), []
    for first in range(0, reports, TURN):
        at = begun + timedelta(seconds=first / TURN * TURN / (reports / 600))
        told = [
            Report(consumer=dice.choice(dark), way=NoLight.Way.CHAT, said_at=at, reply=first + number)
            for number in range(TURN)
        ]
        before = time.monotonic()
        report_no_light(reports=told, at=at)
        turns.append(time.monotonic() - before)
        if time.monotonic() - began > LONGEST:
            break
    rate = len(turns) * TURN / sum(turns)
    print(rate, max(turns), Suspicion.objects.filter(state="open").count())  # noqa: T201


if __name__ == "__main__":
    main()
