from django.apps import AppConfig


class Outages(AppConfig):
    name = "bijlisetu.outages"

    def ready(self) -> None:
        """Ask after letters of a cut that an engine held as it ended."""
        from bijlisetu.outages import unheard
        from bijlisetu.outbox import engines

        engines.follow("outages", unheard.take_back)
