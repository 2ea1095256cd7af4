"""The frame around all pages of the field: little of it, and large."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bijlisetu.web.desk import seats_of


def show(request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Render the template inside the field's frame."""
    return render(request, f"web/field/{template}", {"offices": seats_of(request).offices, **context}, status=status)
