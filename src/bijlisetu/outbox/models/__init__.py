"""The tables of the only door to a consumer."""

from bijlisetu.outbox.models.carriers import Incident, RegisteredTemplate, Sender, Stop
from bijlisetu.outbox.models.engines import Engine
from bijlisetu.outbox.models.notices import Attempt, Brought, Change, Notice, Part, Run, Turn
from bijlisetu.outbox.models.totals import AttemptTotal, NoticeTotal, TurnTotal

__all__ = [
    "Attempt",
    "AttemptTotal",
    "Brought",
    "Change",
    "Engine",
    "Incident",
    "Notice",
    "NoticeTotal",
    "Part",
    "RegisteredTemplate",
    "Run",
    "Sender",
    "Stop",
    "Turn",
    "TurnTotal",
]
