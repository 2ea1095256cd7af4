from django.apps import AppConfig


class Outages(AppConfig):
    name = "bijlisetu.outages"

    def ready(self) -> None:
        """Ask after letters of a cut that an engine held as it ended."""
        from bijlisetu.outages import unheard
        from bijlisetu.outbox import falling

        falling.register("outages", unheard.take_back)
