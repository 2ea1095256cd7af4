from django.apps import AppConfig


class Staff(AppConfig):
    name = "bijlisetu.staff"
