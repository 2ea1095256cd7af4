"""Addresses that stand in messages, short for their sake: everyone opens them, by a sealed link alone."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from bijlisetu.web.me import account, complaints, data, message, meter, pdf, unsubscribe
from bijlisetu.web.me import help as help_page
from bijlisetu.web.me.home import complaint, home, poster

app_name = "me"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("poster.pdf", poster.poster, name="poster"),
    path("complaint/", complaint.complaint, name="complaint"),
    path("complaint/made/<str:token>/", complaint.made, name="complaint_made"),
    path("complaint/look/", complaint.look, name="complaint_look"),
    path("help/<slug:subject>/", help_page.of_page, name="help"),
    path("number/<uuid:challenge>/", home.code, name="home_code"),
    path("b/<str:token>", message.message, name="message"),
    path("b/<str:token>/bill.pdf", pdf.of_person, name="pdf"),
    path("b/<str:token>/not-mine", message.doubt, name="doubt"),
    path("b/<str:token>/complaints", complaints.complaints, name="complaints"),
    path("b/<str:token>/account", account.account, name="account"),
    path("b/<str:token>/receipt/<int:payment>.pdf", account.receipt, name="receipt"),
    path("b/<str:token>/meter", meter.meter, name="meter"),
    path("b/<str:token>/data", data.data, name="data"),
    path("b/<str:token>/data.json", data.data_file, name="data_file"),
    path("b/<str:token>/answer/<slug:meaning>", message.answer, name="answer"),
    path("u/<str:token>", unsubscribe.subscription, name="unsubscribe"),
    path("c/<str:token>.pdf", pdf.of_carrier, name="carrier_pdf"),
    # A sign too much or too few, as links come that people copy: they are no officers, and need no login.
    re_path(r"^[bcu](?:/.*)?$", message.unknown, name="unknown"),
]
