from django.apps import AppConfig


class Complaints(AppConfig):
    name = "bijlisetu.complaints"

    def ready(self) -> None:
        """Register the words by which people complain, and say whether it is mended."""
        from bijlisetu.complaints import hearing, intake
        from bijlisetu.complaints.darkness import hearing as darkness
        from bijlisetu.tracking.replies import taking

        taking.register(hearing.TAKER)
        taking.register(darkness.TAKER)
        taking.register(intake.TAKER)
