from django.apps import AppConfig


class Drives(AppConfig):
    name = "bijlisetu.drives"
