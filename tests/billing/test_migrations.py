"""Bills of before keep what their page showed."""

from __future__ import annotations

import importlib

import pytest
from django.db import connection

from bijlisetu.billing.models import Bill
from tests import build
from tests.district import bill

renamed = importlib.import_module("bijlisetu.billing.migrations.0002_lines_under_our_names")
OLD = {
    "ENERGY_CHARGE": "1,364.00", "SUBSIDY": "210.00", "ARREARS": "0.00", "LPSC": "NaN", "MF": "1",
    "METER_READ_REMARK": "OK", "PREV_RDG_KWH": "3366", "PREV_RDG_DATE": "23-OCT-26", "CUR_RDG_DATE": "31-FEB-26",
    "HIST_UNITS_1": "63", "HIST_UNITS_3": "69", "AGENT_MOB_NO": "6000000001",
}  # fmt: skip
NEW = {
    "remark": "OK", "previous_on": "2026-10-23", "previous_reading": "3366", "multiplying_factor": "1",
    "charges": {"energy": "1364.00", "subsidy": "-210.00"}, "dues": {"arrears": "0.00"},
    "history": ["63", "", "69", *[""] * 9],
}  # fmt: skip


@pytest.mark.django_db
def test_lines_are_kept_under_our_names_a_portion_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renamed, "PORTION", 2)
    for _ in range(3):
        bill(build.consumer())
    Bill.objects.update(lines=OLD)

    with connection.schema_editor() as editor:
        renamed.translate(None, editor)

    assert [one.lines for one in Bill.objects.all()] == [NEW] * 3
