from django.apps import AppConfig


class Complaints(AppConfig):
    name = "bijlisetu.complaints"

    def ready(self) -> None:
        """Register the words by which people say whether their complaint is mended."""
        from bijlisetu.complaints import hearing
        from bijlisetu.tracking.replies import taking

        taking.register(hearing.TAKER)
