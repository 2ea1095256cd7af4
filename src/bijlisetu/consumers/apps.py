from django.apps import AppConfig


class Consumers(AppConfig):
    name = "bijlisetu.consumers"
