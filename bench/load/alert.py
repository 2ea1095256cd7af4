"""
Acts at the outage desk as an officer does, in a process of its own: `python -m bench.load.alert tell` or `back`.

Prints as JSON when each deed began and was committed, in seconds since 1970, and how many people it told.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime, timedelta

from bijlisetu.plumbing import startup

OFFICER = "desk"
LASTS = timedelta(hours=4)


def main() -> None:
    """Do the deed, and say how long it took."""
    startup.set_up()
    print(json.dumps(_back() if sys.argv[1] == "back" else _tell()))  # noqa: T201


def _tell() -> dict[str, float]:
    """Enter a breakdown of all that there is, and tell it."""
    from bijlisetu.network.models import Office
    from bijlisetu.network.switching.queries import Elements
    from bijlisetu.outages import actions
    from bijlisetu.outages.models import Told
    from bijlisetu.outages.rules import Kind

    _forget_nights()
    at, began = datetime.now(UTC), time.time()
    elements = Elements(substations=(Office.objects.get(kind="company").pk,))
    outage = actions.enter(
        kind=Kind.BREAKDOWN, elements=elements, reason="storm", from_at=at, until_at=at + LASTS, at=at, by=OFFICER
    )
    entered = time.time()
    actions.announce(outage=outage.pk, at=at, by=OFFICER)
    posted = time.time()
    return {"began": began, "entered": entered, "posted": posted, "people": Told.objects.exclude(notice=None).count()}


def _back() -> dict[str, float]:
    """Say that the light is back."""
    from bijlisetu.outages import actions
    from bijlisetu.outages.models import Outage, Told

    outage = Outage.objects.get()
    began = time.time()
    actions.back(outage=outage.pk, at=datetime.now(UTC), by=OFFICER)
    return {"began": began, "posted": time.time(), "people": Told.objects.filter(stage="back").count()}


def _forget_nights() -> None:
    """Let a breakdown be told whatever the hour of the measure is."""
    from bijlisetu.editions.actions import issue
    from bijlisetu.outages.timing.reading import NAME, read, shipped

    at, text = datetime.now(UTC), shipped().replace("begins = 23:00:00", "begins = 06:00:00")
    issue(file=NAME, text=text, why="measure", holds_from=at, at=at, by=OFFICER, check=read)


if __name__ == "__main__":
    main()
