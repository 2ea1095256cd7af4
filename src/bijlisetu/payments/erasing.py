"""What goes of what was told of payments: addresses in the words of banks and aggregators. The money stays."""

from __future__ import annotations

from bijlisetu.audit.sweeping import MESSAGES, masked

SWEPT = (
    masked(MESSAGES, "payments_report", "said"),
    masked(MESSAGES, "payments_callback", "body"),
)
