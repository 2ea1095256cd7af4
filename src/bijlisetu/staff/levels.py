"""Whose a complaint or an outage is by now: from the junior engineer up to the managing director. No Django."""

from __future__ import annotations

import enum


class Level(enum.IntEnum):
    """How high something has come."""

    JE = 0
    SDO = 1
    EE = 2
    SE = 3
    CE = 4
    MD = 5
