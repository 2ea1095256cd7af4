from django.apps import AppConfig


class Reach(AppConfig):
    name = "bijlisetu.reach"
