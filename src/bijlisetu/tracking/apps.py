from django.apps import AppConfig


class Tracking(AppConfig):
    name = "bijlisetu.tracking"

    def ready(self) -> None:
        """Register the words that say whose a number is."""
        from bijlisetu.tracking.replies import ownership, taking

        taking.register(ownership.TAKER)
