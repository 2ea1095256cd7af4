"""Addresses for everybody: they are printed on bills, and other pages show them."""

from __future__ import annotations

from django.urls import URLPattern, path

from bijlisetu.web.public.outages import feeds, no_light, pages, programs, promises
from bijlisetu.web.public.verify import pages as verify
from bijlisetu.web.public.verify import receipts

app_name = "public"
urlpatterns: list[URLPattern] = [
    path("verify/", verify.verify, name="verify"),
    path("receipt/<str:token>", receipts.receipt, name="receipt"),
    path("outages/", pages.outages, name="outages"),
    path("outages/no-light/", no_light.no_light, name="no_light"),
    path("outages/promises/", promises.promises, name="promises"),
    path("outages.json", programs.as_json, name="outages_json"),
    path("outages/embed/", programs.embedded, name="outages_embed"),
    path("outages/feed.atom", feeds.Outages(), name="outages_feed"),
    path("outages/cap.atom", feeds.Bulletins(), name="bulletins"),
    path("outages/cap/<slug:bulletin>.xml", programs.bulletin, name="bulletin"),
    # Last: every other word below /outages/ is a page of its own.
    path("outages/<slug:outage>/", pages.one, name="outage"),
]
