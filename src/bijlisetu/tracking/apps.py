from django.apps import AppConfig


class Tracking(AppConfig):
    name = "bijlisetu.tracking"

    def ready(self) -> None:
        """Register the words that say whose a number is, and what people wish."""
        from bijlisetu.tracking.replies import ownership, taking, wishing

        taking.register(ownership.TAKER)
        taking.register(wishing.TAKER)
