from django.apps import AppConfig


class Outages(AppConfig):
    name = "bijlisetu.outages"
