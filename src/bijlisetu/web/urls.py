from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from bijlisetu.web import bill, public, unsubscribe
from bijlisetu.web.font import font
from bijlisetu.web.office import certificate, consumer, delivery, login, reach, run, search, stops, worklist

urlpatterns: list[URLPattern] = [
    path("", RedirectView.as_view(pattern_name="home"), name="front"),
    path("language/", set_language, name="set_language"),
    path("static-font/noto.woff2", font, name="font"),
    # Office
    path("office/login/", login.Login.as_view(), name="login"),
    path("office/logout/", LogoutView.as_view(next_page="login"), name="logout"),
    path("office/", reach.home, name="home"),
    path("office/reach/<int:office>/", reach.reach, name="reach"),
    path("office/reach/<int:office>/offices.csv", reach.table, name="table"),
    path("office/people/<int:office>/", reach.people, name="people"),
    path("office/worklist/<int:office>/", worklist.worklist, name="worklist"),
    path("office/consumer/<int:consumer>/", consumer.consumer, name="consumer"),
    path("office/consumer/<int:consumer>/live/", consumer.live, name="consumer_live"),
    path("office/bill/<int:bill>.pdf", bill.of_office, name="office_bill"),
    path("office/delivery/", delivery.delivery, name="delivery"),
    path("office/delivery/incident/<int:number>/", delivery.incident, name="incident"),
    path("office/delivery/live/", delivery.live, name="delivery_live"),
    path("office/stops/", stops.change, name="stops"),
    path("office/runs/", run.runs, name="runs"),
    path("office/run/<int:number>/", run.run, name="run"),
    path("office/run/<int:number>/live/", run.live, name="run_live"),
    path("office/run/<int:number>/release/", run.release, name="run_release"),
    path("office/run/<int:number>/certificate/", certificate.certificate, name="certificate"),
    path("office/run/<int:number>/certificate.csv", certificate.table, name="certificate_table"),
    path("office/search", search.search, name="search"),
    # Everyone, by the link of a message
    path("b/<str:token>", public.bill, name="public"),
    path("b/<str:token>/bill.pdf", bill.of_person, name="public_pdf"),
    path("b/<str:token>/mine", public.confirm, name="public_confirm"),
    path("b/<str:token>/not-mine", public.doubt, name="public_doubt"),
    path("b/<str:token>/not-mine/yes", public.disown, name="public_disown"),
    path("u/<str:token>", unsubscribe.subscription, name="unsubscribe"),
    path("c/<str:token>.pdf", bill.of_carrier, name="carrier_pdf"),
]
