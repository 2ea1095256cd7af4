"""How many doors a beat has, by how they stand; how many visits somebody made on a day."""

from __future__ import annotations

from django.db import models

from bijlisetu.plumbing.database.total_models import Total, once, to_gather


class DoorTotal(Total):
    """So many doors of a beat stand alike. No foreign keys: a move must cost no more than its own row."""

    round = models.BigIntegerField()
    beat = models.BigIntegerField(help_text="0: nobody's yet")
    state = models.TextField()
    why = models.TextField()
    visits = models.IntegerField(help_text="made at each of them")
    doors = models.IntegerField()

    class Meta:
        constraints = once("round", "beat", "state", "why", "visits", name="door_total_once")
        indexes = (
            models.Index(fields=["round", "beat"], name="door_total_of_a_beat"),
            to_gather("door_total_to_gather"),
        )


class VisitTotal(Total):
    """Somebody made so many visits on a day, in India, of a round."""

    round = models.BigIntegerField()
    person = models.BigIntegerField(help_text="who walked")
    day = models.DateField()
    visits = models.IntegerField()

    class Meta:
        constraints = once("round", "person", "day", name="visit_total_once")
        indexes = (
            models.Index(fields=["round", "person"], name="visit_total_of_a_person"),
            to_gather("visit_total_to_gather"),
        )
