from django.apps import AppConfig


class Reports(AppConfig):
    name = "bijlisetu.reports"
