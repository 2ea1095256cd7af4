"""A file that came through the browser, its octets until they are read, and what it changed in the registry."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bijlisetu.consumers.models import Consumer


class Imports(models.Manager["Import"]):
    """Leaves the rows that were not taken where they are until somebody asks for them: they may be many megabytes."""

    def get_queryset(self) -> models.QuerySet[Import]:
        """Return the files without them."""
        return super().get_queryset().defer("rejects", "incomplete", "lines")


class Import(models.Model):
    """One file: who brought it, how far it is, what became of its rows."""

    class What(models.TextChoices):
        NETWORK = "network"
        SWITCHING = "switching", "what hangs on which line for a while"
        CONSUMERS = "consumers"
        BILLS = "bills"
        REVOKED = "revoked", "disconnected numbers, a month's list"
        VALIDATED = "validated", "answers of the number validation service"
        INTERRUPTIONS = "interruptions", "one by one, or the sums of a return"
        PAYMENTS = "payments", "a settlement of bank, counters or agency"
        METERS = "meters", "daily balances, reads, or who is prepaid"

    class State(models.TextChoices):
        COMING = "coming", "its octets are still being sent"
        WAITING = "waiting"
        READING = "reading"
        DONE = "done"
        REFUSED = "refused", "nothing was taken, and words say why"
        UNDOING = "undoing"
        UNDONE = "undone"

    what = models.TextField(choices=What.choices)
    mapping = models.TextField()
    file = models.TextField(help_text="its name, as the person has it")
    size = models.BigIntegerField(help_text="octets")
    received = models.BigIntegerField(default=0, help_text="of them")
    by = models.TextField()
    at = models.DateTimeField()
    state = models.TextField(choices=State.choices, default=State.COMING)
    taken_at = models.DateTimeField(null=True, help_text="the moment that its claims bear")
    rows_read = models.IntegerField(default=0)
    rows_in_all = models.IntegerField(default=0, help_text="as far as one can say while it is read")
    counts = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict, help_text="why how many rows were refused, or taken in part")
    lines = models.JSONField(default=dict, help_text="by their reasons, where the refused rows stand")
    words = models.TextField(blank=True, default="", help_text="why nothing was taken, as the terminal says it")
    fault = models.TextField(blank=True, default="", help_text="the same in one word: what sort of refusal it was")
    columns = models.JSONField(
        default=dict,
        db_default={},
        help_text="of a wrong heading: what it lacks, has twice, is unclear, and has",
    )
    month = models.DateField(null=True, help_text="of a list of disconnected numbers")
    rejects = models.BinaryField(null=True, help_text="the refused rows with their reasons, as CSV")
    incomplete = models.BinaryField(null=True, help_text="the rows that were taken in part, as CSV")
    hindrance = models.TextField(blank=True, default="", help_text="why the undo that was asked for could not be done")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(blank=True, default="")
    taken_back = models.JSONField(default=dict, help_text="what the undo took back, and what newer word it let stand")

    objects = Imports()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="import_received_no_more_than_it_is"),
            models.CheckConstraint(
                condition=Q(
                    what__in=[
                        "network",
                        "switching",
                        "consumers",
                        "bills",
                        "revoked",
                        "validated",
                        "interruptions",
                        "payments",
                        "meters",
                    ]
                ),
                name="import_what_is_listed",
            ),
        )


class ImportPiece(models.Model):
    """Some octets of a file that waits to be read; any host may read it, so it lies here and on no disk."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, db_index=False, related_name="pieces")
    begins = models.BigIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["of", "begins"], name="import_piece_once"),)


class ImportedFact(models.Model):
    """A fact of the registry that a file changed: what it was, and what the file made of it."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, db_index=False, related_name="facts")
    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, db_index=False, related_name="+")
    field = models.TextField()
    before = models.TextField(null=True)  # noqa: DJ001 - none is another thing than empty
    after = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        constraints = (models.UniqueConstraint(fields=["of", "consumer", "field"], name="imported_fact_once"),)
        indexes = (models.Index(fields=["consumer", "field"], name="imported_facts_of_a_consumer"),)


class ImportedRow(models.Model):
    """A bill, an office or a line that a file made, changed or removed: what it was, and a mark of what it became."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, db_index=False, related_name="rows")
    name = models.TextField(help_text="of its table")
    key = models.BigIntegerField()
    before = models.JSONField(null=True, help_text="all its columns; none: the file made it")
    after = models.TextField(null=True, help_text="their digest as the file left them; none: it removed the row")  # noqa: DJ001

    class Meta:
        constraints = (models.UniqueConstraint(fields=["of", "name", "key"], name="imported_row_once"),)
        indexes = (models.Index(fields=["name", "key"], name="imported_rows_of_a_row"),)
