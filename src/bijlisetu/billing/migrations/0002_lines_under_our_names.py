"""Bills read so far came from UPPCL's export: keep their lines under our names, as every import does from now on."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PORTION = 10_000
TEXTS = {"remark": "METER_READ_REMARK"}
DAYS = {"previous_on": "PREV_RDG_DATE", "current_on": "CUR_RDG_DATE", "last_paid_on": "LAST_PAY_DATE"}
FORMS = ("%d-%b-%y", "%d-%b-%Y", "%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S")
FIGURES = {
    "previous_reading": "PREV_RDG_KWH",
    "current_reading": "CUR_RDG_KWH",
    "multiplying_factor": "MF",
    "maximum_demand": "MDI",
    "last_paid": "LAST_PAYMENT_AMOUNT",
}
CHARGES = {
    "energy": "ENERGY_CHARGE",
    "fixed": "FIXED_CHARGE",
    "fuel": "FPPAS",
    "duty": "ELECTRICITY_DUTY",
    "subsidy": "SUBSIDY",
}
DUES = {"arrears": "ARREARS", "late_surcharge": "LPSC", "adjustment": "ADJUSTMENT"}
HISTORY = [f"HIST_UNITS_{back}" for back in range(1, 13)]
NUMBER = re.compile(r"-?(\d{1,12}|\d{1,3}(,\d{2})*,\d{3})(\.\d{1,6})?", re.ASCII)

BILLS = "SELECT id, lines::text FROM billing_bill WHERE id > %s ORDER BY id LIMIT %s"
KEEP = """
UPDATE billing_bill bill SET lines = told.lines
FROM unnest(%s::bigint[], %s::jsonb[]) AS told (id, lines) WHERE bill.id = told.id
"""


def under_our_names(lines: dict[str, str]) -> dict[str, Any]:
    """Return the lines of an export of UPPCL's under our names; what cannot be read was not shown before either."""
    kept: dict[str, Any] = _known(TEXTS, lines, lambda text: text)
    kept |= _known(DAYS, lines, _day) | _known(FIGURES, lines, _figure)
    charges = _known(CHARGES, lines, _figure)
    if charges.get("subsidy", "").strip("0."):
        charges["subsidy"] = f"-{charges['subsidy']}".replace("--", "")
    months = [_figure(lines.get(column, "")) or "" for column in HISTORY]
    history = months if any(months) else []
    return {**kept, "charges": charges, "dues": _known(DUES, lines, _figure), "history": history}


def translate(_: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Rewrite the lines of all bills, a portion at a time."""
    after = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(BILLS, [after, PORTION])
            bills = cursor.fetchall()
            if not bills:
                return
            after = bills[-1][0]
            ids = [bill for bill, _ in bills]
            cursor.execute(KEEP, [ids, [json.dumps(under_our_names(json.loads(lines))) for _, lines in bills]])


def _known(names: Mapping[str, str], lines: Mapping[str, str], read: Callable[[str], str | None]) -> dict[str, str]:
    found = {name: read(lines.get(column, "")) for name, column in names.items()}
    return {name: value for name, value in found.items() if value}


def _figure(text: str) -> str | None:
    return text.replace(",", "") if NUMBER.fullmatch(text) else None


@lru_cache(maxsize=10_000)
def _day(text: str) -> str | None:
    for form in FORMS:
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="bill",
            name="mapping",
            field=models.TextField(
                default="uppcl", help_text="the mapping it was read by, which has the words for its lines"
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="bill",
            name="lines",
            field=models.JSONField(default=dict, help_text="what else the export says, under our names, for the page"),
        ),
        migrations.RunPython(translate),
    ]
