"""All addresses: each face of the product has its own list."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from bijlisetu.web.api.application import api
from bijlisetu.web.font import font
from bijlisetu.web.hooks import bbps, missed_call

urlpatterns: list[URLPattern | URLResolver] = [
    path("language/", set_language, name="set_language"),
    path("static-font/noto.woff2", font, name="font"),
    path(missed_call.PATH[1:], missed_call.called, name="missed_call"),
    path(f"{bbps.PREFIX[1:]}<str:name>", bbps.asked, name="bbps"),
    path("api/", api.urls),
    path("office/", include("bijlisetu.web.office.urls")),
    path("field/", include("bijlisetu.web.field.urls")),
    path("", include("bijlisetu.web.public.urls")),
    path("", include("bijlisetu.web.me.urls")),
]
