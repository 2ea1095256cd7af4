"""The columns that every table of totals has: for models of rooms whose triggers keep totals."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Total(models.Model):
    """So many of something: a gathered row, or a move that waits beside it; what is true is their sum."""

    is_gathered = models.BooleanField(default=False, db_default=False)

    class Meta:
        abstract = True


def once(*keys: str, name: str) -> tuple[models.UniqueConstraint, ...]:
    """Return the promise that a total stands in one gathered row."""
    return (models.UniqueConstraint(fields=keys, condition=Q(is_gathered=True), name=name),)


def to_gather(name: str) -> models.Index:
    """Return the index by which moves are found that wait to be gathered."""
    return models.Index(fields=["id"], condition=Q(is_gathered=False), name=name)
