"""How far a try has got, by number in the tables and by name in statements; and the turn of a notice in a hurry."""

from __future__ import annotations

from django.db import models

#: The turn of a notice that goes before all of its lane: its next step is owed, a better number came, a try fell.
HURRIED = "notice.posted_at - interval '1 minute'"


class State(models.IntegerChoices):
    """Of one try. States only climb; the rank decides, not the order of arrival."""

    QUEUED = 0
    CLAIMED = 10
    UNSURE = 20, "it may have left us"
    ACCEPTED = 30, "the carrier has it"
    SENT = 40
    WITHHELD = 44
    EXPIRED = 46
    FAILED = 50
    DELIVERED = 60
    READ = 70


#: For statements: a letter in one of these left us, or may have.
MAY_HAVE_LEFT = ", ".join(
    str(state) for state in (State.CLAIMED, State.UNSURE, State.ACCEPTED, State.SENT, State.DELIVERED, State.READ)
)
#: Its letter left us, or may have. Nobody knows of one that the carrier refused at once or that we held back.
LEFT_US = (
    f"(attempt.state IN ({MAY_HAVE_LEFT})"
    f" OR attempt.state = {State.FAILED} AND coalesce(attempt.accepted_at, attempt.sent_at) IS NOT NULL)"
)
