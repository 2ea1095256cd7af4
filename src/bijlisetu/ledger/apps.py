from django.apps import AppConfig


class Ledger(AppConfig):
    name = "bijlisetu.ledger"
