"""Addresses of the field's pages, under /field/."""

from __future__ import annotations

from django.urls import URLPattern, path

from bijlisetu.web.field import next_door

app_name = "field"
urlpatterns: list[URLPattern] = [path("", next_door.next_door, name="next_door")]
