"""Answers from before clerks read them go before the clerks too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bijlisetu.outbox.models import Attempt, Turn
from bijlisetu.tracking.models import Reply, Unclear
from tests import build
from tests.build import NOON
from tests.carried import LATER, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def before() -> Iterator[None]:
    """Take the database back to the day before clerks read answers."""
    MigrationExecutor(connection).migrate([("tracking", "0005_months")])
    yield
    migrate()


def migrate() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def old(text: str, *, sender: str = PHONE, **more: str) -> Reply:
    given = {"kind": "text", "meaning": Reply.UNCLEAR, **more}
    return Reply.objects.create(
        channel="whatsapp", sender=sender, text=text, at=LATER, received_at=LATER, digest=text, **given
    )


def test_unclear_answers_of_before_wait_beside_the_message_they_may_answer() -> None:
    someone = build.consumer(mobile=PHONE)
    notice = build.notice(someone)
    Turn.objects.all().delete()
    attempt = Attempt.objects.create(
        notice=notice, channel="whatsapp", address=PHONE, state=Attempt.State.SENT, engine="one", claimed_at=NOON
    )
    puzzle, stranger = old("kat gaya"), old("kaun", sender="916000000777")
    old("👍", kind="reaction")
    old("हाँ", meaning="confirm")

    migrate()

    waiting = set(Unclear.objects.values_list("reply", "consumer", "attempt"))
    assert waiting == {(puzzle.pk, someone.pk, attempt.pk), (stranger.pk, None, None)}
