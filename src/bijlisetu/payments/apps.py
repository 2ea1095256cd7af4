from django.apps import AppConfig


class Payments(AppConfig):
    name = "bijlisetu.payments"
