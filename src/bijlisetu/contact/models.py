"""Addresses with their proof and their health: how a consumer can be reached, and how we know."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.health.models import Bookmark, Health, Life, Sign, Suspended, Tally

__all__ = [
    "Address", "Bookmark", "Health", "Life", "Sign", "Suspended", "Tally", "Unsubscribed",
]  # fmt: skip


class Address(models.Model):
    """
    A mobile number, landline or mailbox of one consumer.

    The same number may stand on many accounts: a fact to show, not an error.
    """

    class Owner(models.TextChoices):
        UNKNOWN = "unknown"
        PROVED = "proved"
        NOT_OWNER = "not_owner"

    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, db_index=False, related_name="addresses")
    value = models.TextField(help_text="91 and ten digits, or a mailbox")
    channels = ArrayField(models.TextField(), help_text="what it may be used for: whatsapp, sms, email, call")
    source = models.TextField(help_text="billing export, office, whatsapp reply …")
    known_at = models.DateTimeField()
    owner = models.TextField(choices=Owner.choices, default=Owner.UNKNOWN, db_default=Owner.UNKNOWN)
    proof = models.TextField(blank=True, default="", db_default="", help_text="what proves or disproves it")
    owner_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["consumer", "value"], name="address_once_a_consumer"),
            models.CheckConstraint(
                condition=models.Q(owner="unknown") | models.Q(owner_at__isnull=False),
                name="address_owner_known_since_a_time",
            ),
        )
        indexes = (models.Index(fields=["value"], name="address_by_value"),)


class Unsubscribed(models.Model):
    """A consumer's word that an address takes no messages of one purpose: reminders or marketing, never bills."""

    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, db_index=False, related_name="unsubscribed")
    value = models.TextField(help_text="the address, as contact_address has it")
    purpose = models.TextField(help_text="reminder, marketing")
    at = models.DateTimeField()
    how = models.TextField(help_text="one_click, page, complaint, carrier")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["consumer", "value", "purpose"], name="unsubscribed_once_a_purpose"),
        )
