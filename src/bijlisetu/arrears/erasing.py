"""What goes of what officers wrote about people who owe: addresses in their words. Deeds and sums stay."""

from __future__ import annotations

from bijlisetu.audit.sweeping import MESSAGES, masked

SWEPT = (
    masked(MESSAGES, "arrears_pause", "said"),
    masked(MESSAGES, "arrears_result", "said"),
    masked(MESSAGES, "arrears_demand", "served_to"),
    masked(MESSAGES, "arrears_demand", "ended_said"),
    masked(MESSAGES, "arrears_order", "withdrawn_said"),
)
