"""How many doors a beat has, by how they stand."""

from __future__ import annotations

from django.db import models

from bijlisetu.plumbing.database.total_models import Total, once, to_gather


class DoorTotal(Total):
    """So many doors of a beat stand alike. No foreign keys: a move must cost no more than its own row."""

    round = models.BigIntegerField()
    beat = models.BigIntegerField(help_text="0: nobody's yet")
    state = models.TextField()
    why = models.TextField()
    is_begun = models.BooleanField(help_text="somebody went there")
    doors = models.IntegerField()

    class Meta:
        constraints = once("round", "beat", "state", "why", "is_begun", name="door_total_once")
        indexes = (
            models.Index(fields=["round", "beat"], name="door_total_of_a_beat"),
            to_gather("door_total_to_gather"),
        )
