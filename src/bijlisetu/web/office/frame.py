"""The frame around all pages of the office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bijlisetu.staff.deeds import Deed
from bijlisetu.web.desk import may, seats_of


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200, tab: str = ""
) -> HttpResponse:
    """Render the template inside the office's frame."""
    held = seats_of(request).offices
    runs_letters = may(request, Deed.SEE_RUNS)
    frame = {"seats": held, "home": held[0] if held else None, "tab": tab, "runs_letters": runs_letters}
    return render(request, f"web/office/{template}", {**frame, **context}, status=status)
