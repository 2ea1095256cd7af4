"""Beats on paper: what was printed, in which order, and what came back."""

from __future__ import annotations

from django.db import models

from bijlisetu.fieldwork.models.beats import Beat, Door


class Sheet(models.Model):
    """A beat sheet that was printed; its serial has a check digit, so that no other sheet is keyed in by mistake."""

    serial = models.TextField(unique=True)
    beat = models.ForeignKey(Beat, on_delete=models.PROTECT, related_name="sheets")
    printed_at = models.DateTimeField()
    by = models.TextField()
    read_out = models.TextField(
        blank=True, default="", db_default="", help_text="the version of the text for people that is printed on it"
    )


class SheetLine(models.Model):
    """A door on a sheet: its line stays what was printed, whatever becomes of the beat."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, db_index=False, related_name="lines")
    line = models.IntegerField()
    door = models.ForeignKey(Door, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["sheet", "line"], name="sheet_line_once"),)


class Scan(models.Model):
    """A picture or PDF of a sheet that came back."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, db_index=False, related_name="scans")
    sha256 = models.TextField()
    content = models.BinaryField()
    media = models.TextField(help_text="application/pdf, image/jpeg …")
    at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["sheet", "sha256"], name="scan_once"),)
