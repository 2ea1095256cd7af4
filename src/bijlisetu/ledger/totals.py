"""What lines come to by feeder and head. A trigger keeps it as entries come, and as consumers change feeder."""

from __future__ import annotations

from bijlisetu.plumbing.database.totals import Totals

HEADS = Totals(table="ledger_headtotal", keys=("feeder_id", "head"), number="amount", view="ledger_heads_counted")
ALL = (HEADS,)
