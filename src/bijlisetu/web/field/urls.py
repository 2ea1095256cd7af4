"""Addresses of the field's pages, under /field/."""

from __future__ import annotations

from django.urls import URLPattern, path

from bijlisetu.values import Language
from bijlisetu.web.field import app, next_door

app_name = "field"
urlpatterns: list[URLPattern] = [
    path("", app.app, name="app"),
    path("en/", app.app, {"language": Language.ENGLISH}, name="app_en"),
    path("worker.js", app.worker, name="worker"),
    path("app.webmanifest", app.manifest, name="manifest"),
    path("door/", next_door.next_door, name="next_door"),
]
