"""Who did what to which record: written once, never changed."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One deed."""

    at = models.DateTimeField()
    by = models.TextField(help_text="user name, or the program")
    deed = models.TextField(help_text="contact.repaired, contact.disowned …")
    record = models.TextField(help_text="consumer:12345")
    detail = models.JSONField(default=dict, help_text="masked: no number or name in clear")

    class Meta:
        indexes = (models.Index(fields=["record", "at"], name="audit_of_a_record"),)
        verbose_name_plural = "entries"
