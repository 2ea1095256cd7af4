from django.apps import AppConfig


class Memos(AppConfig):
    name = "bijlisetu.memos"
