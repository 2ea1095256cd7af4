from django.apps import AppConfig


class Metering(AppConfig):
    name = "bijlisetu.metering"
