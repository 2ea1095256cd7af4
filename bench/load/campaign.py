"""
Tells a warning to all as an officer does, in a process of its own: `python -m bench.load.campaign`.

Prints as JSON how long it took to look who would be told, to settle it, and to put the messages into a run.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from uuid import uuid4

from bijlisetu.plumbing import startup

OFFICER = "desk"
KIND = "fraud_warning"


def main() -> None:
    """Do it, and say how long each step took."""
    startup.set_up()
    print(json.dumps(_tell()))  # noqa: T201


def _tell() -> dict[str, float]:
    from bijlisetu.campaigns import actions, making
    from bijlisetu.campaigns.audience import Audience
    from bijlisetu.campaigns.foreseeing import foresee
    from bijlisetu.campaigns.models import Campaign
    from bijlisetu.kinds.files import kinds
    from bijlisetu.network.models import Office

    at, audience = datetime.now(UTC), Audience(office=Office.objects.get(kind="company").pk)
    began = time.time()
    foresee(kind=KIND, audience=audience, chosen={}, at=at, by=OFFICER)
    looked = time.time()
    number = actions.ask(token=uuid4(), kind=KIND, audience=audience, chosen={}, at=at, by=OFFICER)
    asked = time.time()
    making._settle(number, kinds()[KIND], at)  # noqa: SLF001 - measured apart; make_next goes on from here
    settled = time.time()
    while making.make_next(at=at):
        pass
    posted = time.time()
    done = Campaign.objects.get(pk=number).done
    return {"look": looked - began, "settle": settled - asked, "post": posted - settled, "people": done}


if __name__ == "__main__":
    main()
