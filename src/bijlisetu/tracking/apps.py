from django.apps import AppConfig


class Tracking(AppConfig):
    name = "bijlisetu.tracking"

    def ready(self) -> None:
        """Register the words of numbers and wishes, and those that ask whether a message is ours."""
        from bijlisetu.tracking.genuine import hearing
        from bijlisetu.tracking.replies import changing, ownership, taking, wishing

        taking.register(ownership.TAKER)
        taking.register(wishing.TAKER)
        taking.register(changing.TAKER)
        taking.register(hearing.TAKER)
