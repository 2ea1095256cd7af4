"""Runs of before: who had a hand in one that waits does not release it now; what is out stands as it was."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection

from bijlisetu.outbox.models import Run
from tests.build import NOON

LAY_HANDS_ON = import_module("bijlisetu.outbox.migrations.0011_two_officers_means_two").LAY_HANDS_ON


@pytest.mark.django_db
def test_hands_are_laid_on_what_waits_and_not_on_what_is_out() -> None:
    usual = {"kind": "bill_issued", "lane": 3, "made_at": NOON, "made_by": "maker", "makers": ["late", "maker"]}
    waived = [{"gate": "texts", "waived_by": "chief"}, {"gate": "jumps", "waived_by": ""}, {"gate": "due"}]
    waits = Run.objects.create(key="a", state="canary", canary_at=NOON, canary_by="trier", findings=waived, **usual)
    out = Run.objects.create(
        key="b", state="released", canary_at=NOON, canary_by="second", released_at=NOON, released_by="second",
        findings=[{"gate": "texts", "waived_by": "second"}], **usual,
    )  # fmt: skip

    with connection.cursor() as cursor:
        cursor.execute(LAY_HANDS_ON)

    waits.refresh_from_db()
    out.refresh_from_db()
    assert waits.hands == ["chief", "late", "maker", "trier"]
    assert out.hands == ["late", "maker"]
