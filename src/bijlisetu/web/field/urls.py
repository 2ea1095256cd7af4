"""Addresses of the field's pages, under /field/."""

from __future__ import annotations

from django.urls import URLPattern, path

from bijlisetu.values import Language
from bijlisetu.web.field import app, next_door
from bijlisetu.web.field.api import beats, devices, photos, proofs, visits

app_name = "field"
urlpatterns: list[URLPattern] = [
    path("", app.app, name="app"),
    path("en/", app.app, {"language": Language.ENGLISH}, name="app_en"),
    path("worker.js", app.worker, name="worker"),
    path("app.webmanifest", app.manifest, name="manifest"),
    path("door/", next_door.next_door, name="next_door"),
    path("api/device", devices.device, name="api_device"),
    path("api/beats", beats.beats, name="api_beats"),
    path("api/doors", beats.doors, name="api_doors"),
    path("api/visits", visits.visits, name="api_visits"),
    path("api/photo/<uuid:visit>/<slug:field>", photos.photo, name="api_photo"),
    path("api/proof", proofs.ask, name="api_proof"),
    path("api/proof/<uuid:challenge>", proofs.answer, name="api_proof_answer"),
]
