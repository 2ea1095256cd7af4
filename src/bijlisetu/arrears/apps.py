from django.apps import AppConfig


class Arrears(AppConfig):
    name = "bijlisetu.arrears"
