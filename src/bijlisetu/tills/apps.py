from django.apps import AppConfig


class Tills(AppConfig):
    name = "bijlisetu.tills"
