"""From where somebody tries a password."""

from __future__ import annotations

from django.http import HttpRequest

from bijlisetu.values.place import place


def place_of(request: HttpRequest) -> str | None:
    """Return the place that a request comes from; none if it has none."""
    return place(request.META.get("REMOTE_ADDR", ""))
