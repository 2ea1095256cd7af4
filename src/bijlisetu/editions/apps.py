from django.apps import AppConfig


class Editions(AppConfig):
    name = "bijlisetu.editions"
