from django.apps import AppConfig


class Tracking(AppConfig):
    name = "bijlisetu.tracking"

    def ready(self) -> None:
        """Register the words that say whose a number is, what people wish, and that a number is not to change."""
        from bijlisetu.tracking.replies import changing, ownership, taking, wishing

        taking.register(ownership.TAKER)
        taking.register(wishing.TAKER)
        taking.register(changing.TAKER)
