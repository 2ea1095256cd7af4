"""What goes of what officers wrote about people who owe: addresses in their words. Deeds and sums stay."""

from __future__ import annotations

from bijlisetu.audit.sweeping import MESSAGES, masked

SWEPT = (masked(MESSAGES, "arrears_pause", "said"),)
