"""Addresses of the field's pages, under /field/."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from bijlisetu.web.field import next_door

app_name = "field"
urlpatterns: list[URLPattern] = [
    path("", RedirectView.as_view(pattern_name="field:next_door"), name="front"),
    path("door/", next_door.next_door, name="next_door"),
]
