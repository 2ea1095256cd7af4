from django.apps import AppConfig


class Complaints(AppConfig):
    name = "bijlisetu.complaints"

    def ready(self) -> None:
        """Register the words by which people complain, and say that it is mended; follow outages to their end."""
        from bijlisetu.complaints import hearing
        from bijlisetu.complaints.actions import ending
        from bijlisetu.complaints.darkness import hearing as darkness
        from bijlisetu.complaints.taking import intake
        from bijlisetu.outages import following
        from bijlisetu.tracking.replies import taking

        taking.register(hearing.TAKER)
        taking.register(darkness.TAKER)
        taking.register(intake.TAKER)
        following.register("complaints", ending.follow)
