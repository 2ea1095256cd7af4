"""Claims and the addresses they add up to: how a consumer can be reached, and how we know."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.changes.models import Change
from bijlisetu.contact.health.models import Bookmark, Health, Life, Sign, Suspended, Tally
from bijlisetu.contact.hygiene.models import Asking, Finding, Found, Inspection, Revoked, Suspect, Trusted, Validated
from bijlisetu.contact.imports.models import Import, ImportedFact, ImportedRow, ImportPiece
from bijlisetu.contact.kyc.models import Detail, Kyc, KycChange, KycTotal
from bijlisetu.contact.law.models import Correction, Informed
from bijlisetu.contact.lists import BY_STAFF, ClaimProof, ClaimRole, ClaimSource, ClaimWord
from bijlisetu.contact.proof.models import Allowance, Challenge

__all__ = [
    "Address", "Allowance", "Asking", "Bookmark", "Challenge", "Change", "Claim", "Correction", "Detail", "Finding",
    "Found", "Health", "HeldBack", "Import", "ImportPiece", "ImportedFact", "ImportedRow", "Informed", "Inspection",
    "Kyc", "KycChange", "KycTotal", "Life", "Revoked", "Sign", "Suspect", "Suspended", "Tally", "Trusted",
    "Unsubscribed", "UserId", "Validated", "Wished",
]  # fmt: skip


class Claim(models.Model):
    """
    What somebody said of an address and a consumer; the database refuses to change or delete it.

    Addresses are what their claims add up to: the view contact_sum says how.
    """

    consumer = models.ForeignKey(Consumer, on_delete=models.PROTECT, db_index=False, related_name="claims")
    value = models.TextField(help_text="91 and ten digits, or a mailbox")
    role = models.TextField(choices=ClaimRole.choices, default=ClaimRole.UNKNOWN)
    word = models.TextField(choices=ClaimWord.choices)
    source = models.TextField(choices=ClaimSource.choices)
    proof = models.TextField(choices=ClaimProof.choices, blank=True, default="")
    by = models.TextField(help_text="who said or entered it: a user name, the program, reply, link, carrier")
    device = models.TextField(blank=True, default="", help_text="on which it was entered, if not here")
    at = models.DateTimeField(help_text="when it was said")

    class Meta:
        constraints = (
            # Carriers repeat themselves, and telephones send again what they do not know to have arrived.
            models.UniqueConstraint(fields=["consumer", "value", "at", "word", "source"], name="claim_once"),
            models.CheckConstraint(condition=Q(role__in=ClaimRole.values), name="claim_role_is_listed"),
            models.CheckConstraint(condition=Q(word__in=ClaimWord.values), name="claim_word_is_listed"),
            models.CheckConstraint(condition=Q(source__in=ClaimSource.values), name="claim_source_is_listed"),
            models.CheckConstraint(condition=Q(proof__in=["", *ClaimProof.values]), name="claim_proof_is_listed"),
            models.CheckConstraint(condition=~Q(word="own", proof=""), name="claim_of_an_owner_is_proved"),
        )
        indexes = (
            # The daily report asks for these alone; claims of imports, a hundred times as many, are left out.
            models.Index(fields=["at"], condition=Q(source__in=BY_STAFF), name="claim_by_staff_at"),
        )


class Address(models.Model):
    """
    A mobile number, landline or mailbox of one consumer, as its claims add up.

    The same number may stand on many accounts: a fact to show, not an error.
    """

    class Owner(models.TextChoices):
        UNKNOWN = "unknown"
        PROVED = "proved"
        NOT_OWNER = "not_owner"

    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, db_index=False, related_name="addresses")
    value = models.TextField(help_text="91 and ten digits, or a mailbox")
    channels = ArrayField(models.TextField(), help_text="what it may be used for: whatsapp, sms, email, call")
    source = models.TextField(choices=ClaimSource.choices, help_text="of the claim that named it last")
    known_at = models.DateTimeField(help_text="when it was named last")
    owner = models.TextField(choices=Owner.choices, default=Owner.UNKNOWN, db_default=Owner.UNKNOWN)
    proof = models.TextField(
        choices=ClaimProof.choices, blank=True, default="", db_default="", help_text="what proves or disproves it"
    )
    owner_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["consumer", "value"], name="address_once_a_consumer"),
            models.CheckConstraint(
                condition=models.Q(owner="unknown") | models.Q(owner_at__isnull=False),
                name="address_owner_known_since_a_time",
            ),
        )
        indexes = (
            models.Index(fields=["value"], name="address_by_value"),
            models.Index(Lower("value"), condition=Q(value__contains="@"), name="address_by_mailbox"),
        )


class Wished(models.Model):
    """
    What somebody wished: messages of one purpose to an address no more, or again. It stays as it was said.

    Unsubscribed is what these add up to: the latest word counts, by the time at which it was said.
    """

    consumer = models.ForeignKey(
        Consumer, null=True, on_delete=models.CASCADE, db_index=False, related_name="wishes",
        help_text="the one account meant; none where the person at the address speaks for all it stands on",
    )  # fmt: skip
    value = models.TextField(help_text="the address, as contact_address has it; or WhatsApp's user id")
    purpose = models.TextField(help_text="reminder, marketing")
    is_wanted = models.BooleanField()
    how = models.TextField(help_text="one_click, page, complaint, carrier, refusal, reply, button")
    at = models.DateTimeField(help_text="when it was said, by the carrier's clock")
    heard_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["value", "purpose", "consumer", "at", "is_wanted", "how"], nulls_distinct=False,
                name="wished_once",
            ),
        )  # fmt: skip


class Unsubscribed(models.Model):
    """That an address takes no messages of one purpose: reminders or marketing, never bills."""

    consumer = models.ForeignKey(
        Consumer, null=True, on_delete=models.CASCADE, db_index=False, related_name="unsubscribed",
        help_text="none where the address stands on no account yet",
    )  # fmt: skip
    value = models.TextField(help_text="the address, as contact_address has it")
    purpose = models.TextField(help_text="reminder, marketing")
    at = models.DateTimeField()
    how = models.TextField(help_text="one_click, page, complaint, carrier, refusal, reply, button")
    everywhere = models.BooleanField(
        default=False, db_default=False, help_text="on whichever account the address stands, now and later"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["value", "purpose", "consumer"], nulls_distinct=False, name="unsubscribed_once_a_purpose"
            ),
        )


class Untaken(models.Model):
    """What the latest export held where a number or mailbox of the consumer's belongs, and could not be taken."""

    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, db_index=False, related_name="untaken")
    field = models.TextField(help_text="mobile, email")
    text = models.TextField(help_text="as it stands in the file; shown masked")
    why = models.TextField(
        help_text="digits, abroad, rounded, marks, landline, dummy, words, remark, channel, mailbox, nobody, mistyped"
    )
    file = models.TextField()
    line = models.BigIntegerField()
    at = models.DateTimeField(help_text="of the import that held it first")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["consumer", "field"], name="untaken_once_a_field"),)


class HeldBack(models.Model):
    """Until when a carrier lets no marketing through to a number: its person has had enough for a day."""

    value = models.TextField(primary_key=True)
    until = models.DateTimeField()


class UserId(models.Model):
    """Which number a WhatsApp user id stands for: Meta may name a person by the id alone."""

    user_id = models.TextField(primary_key=True)
    value = models.TextField(help_text="the number that was last named together with it")
    at = models.DateTimeField(help_text="when that was")
