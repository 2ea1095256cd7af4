"""The tables of the only door to a consumer."""

from bijlisetu.outbox.models.carriers import Incident, RegisteredTemplate, Sender, Stop
from bijlisetu.outbox.models.engines import Engine
from bijlisetu.outbox.models.notices import Attempt, Change, Notice, Part, Run, Turn

__all__ = [
    "Attempt",
    "Change",
    "Engine",
    "Incident",
    "Notice",
    "Part",
    "RegisteredTemplate",
    "Run",
    "Sender",
    "Stop",
    "Turn",
]
