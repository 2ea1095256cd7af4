from django.apps import AppConfig


class Fieldwork(AppConfig):
    name = "bijlisetu.fieldwork"
