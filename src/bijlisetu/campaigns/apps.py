from django.apps import AppConfig


class Campaigns(AppConfig):
    name = "bijlisetu.campaigns"
