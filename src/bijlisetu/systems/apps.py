from django.apps import AppConfig


class Systems(AppConfig):
    name = "bijlisetu.systems"
