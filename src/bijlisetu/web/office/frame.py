"""The frame around all pages of the office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bijlisetu.staff.queries import may_run_letters
from bijlisetu.web.desk import person_of, seats_of


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200, tab: str = ""
) -> HttpResponse:
    """Render the template inside the office's frame."""
    held = seats_of(request)
    runs_letters = may_run_letters(person_of(request), timezone.localdate())
    frame = {"seats": held, "home": held[0] if held else None, "tab": tab, "runs_letters": runs_letters}
    return render(request, f"web/office/{template}", {**frame, **context}, status=status)
