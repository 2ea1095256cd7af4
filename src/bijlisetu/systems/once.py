"""A deed that a system asks for twice, because the first answer was lost on the way, is done once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from bijlisetu.plumbing.database.sql import execute
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.systems.models import Answered

#: Whoever has not asked again by then had the answer.
KEPT_FOR = timedelta(days=7)
#: Whoever asks at the same moment waits here until the first has done it, or has failed.
BEGIN = """
INSERT INTO systems_answered (system_id, key, asked, at) VALUES (%(system)s, %(key)s, %(asked)s, %(at)s)
ON CONFLICT (system_id, key) DO NOTHING
"""


class KeyOfAnother(Refusal):
    """The key was used for something else before."""


class Answer(NamedTuple):
    """What is answered: status, body as JSON, and where what was made is found."""

    status: int
    body: str
    location: str = ""


@transaction.atomic
def once(*, system: int, key: str, asked: str, at: datetime, deed: Callable[[], Answer]) -> Answer:
    """
    Do the deed and keep its answer; under a key that was used before, return the answer of then.

    A refusal is an answer too. What fails by a fault of ours is not kept, and may be asked again.

    :param asked: a digest of what is asked
    :raises KeyOfAnother: if something else was asked under the key
    """
    if execute(BEGIN, system=system, key=key, asked=asked, at=at):
        answer = deed()
        Answered.objects.filter(system=system, key=key).update(**answer._asdict())
        return answer
    kept = Answered.objects.get(system=system, key=key)
    if kept.asked != asked or kept.status is None:
        raise KeyOfAnother("this key was used for something else before")
    return Answer(kept.status, kept.body, kept.location)


def forget(*, at: datetime) -> int:
    """Forget answers that nobody asks for again; return how many."""
    return Answered.objects.filter(at__lt=at - KEPT_FOR).delete()[0]
