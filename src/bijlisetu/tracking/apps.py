from django.apps import AppConfig


class Tracking(AppConfig):
    name = "bijlisetu.tracking"
