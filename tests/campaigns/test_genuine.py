"""From the officer's press to the code in a person's message, which anybody may ask about, and to the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from bijlisetu.channels.letter import Sms
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.fill import fill
from bijlisetu.kinds.kind import RunRules
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.plumbing import genuine
from bijlisetu.reach.actions import refresh
from bijlisetu.runs import actions as runs
from bijlisetu.values import ChannelKind, Language
from tests.campaigns.world import WARNING, claimed, person, tell
from tests.campaigns.world import world as made_world
from tests.district import officer_of

pytestmark = pytest.mark.django_db


def test_a_warning_waits_for_two_officers_and_its_code_is_ours(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = replace(kinds()[WARNING], run=RunRules(above=0, canary=1), quiet=None)
    monkeypatch.setitem(kinds(), WARNING, rules)
    world, now = made_world(), timezone.now()
    for place in range(3):
        person(world.here, f"91600000010{place}")

    campaign = tell(world.all, at=now)
    assert claimed(at=now) == []
    runs.send_canary(run=campaign.run or 0, at=now, by="chief")
    assert len(claimed(at=now)) == 1
    later = now + timedelta(hours=1)
    runs.release(run=campaign.run or 0, at=later, by="second")
    assert len(claimed(at=later)) == 2

    attempt = Attempt.objects.order_by("id")[0]
    code = genuine.code_of(attempt.pk, secret=settings.SECRET_KEY)
    sms = fill(
        kinds()[WARNING], ChannelKind.SMS, language=Language.HINDI, facts=attempt.notice.facts, attempt=attempt.pk,
        link="", document_link="", public_url="", short=True, genuine=code,
    )  # fmt: skip
    assert isinstance(sms, Sms)
    assert code in sms.text
    Attempt.objects.filter(pk=attempt.pk).update(state=Attempt.State.DELIVERED, delivered_at=later)
    refresh(at=later)

    asked = client.post("/verify/", {"code": sms.text}).content.decode()
    assert "ठगी से सावधान" in asked
    assert str(Notice.objects.get(pk=attempt.notice_id).consumer.account) not in asked
    client.force_login(officer_of(world.company))
    client.cookies["django_language"] = "en"
    ledger = client.get(f"/office/campaign/{campaign.pk}/").content.decode()
    assert "How far the messages got" in ledger
    assert "delivered, number not proved: 1" in ledger
