"""What a person told of themselves, what is missing of each consumer, and how many lack the same on a feeder."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Feeder
from bijlisetu.plumbing.database.total_models import Total, once, to_gather


class Matter(models.TextChoices):
    """What belongs to the KYC of a connection, in the order in which it is asked."""

    NUMBER = "number"  # a mobile number that is proved to be the consumer's, and not doubted
    WHATSAPP = "whatsapp"  # whether it is on WhatsApp
    EMAIL = "email"  # a mailbox, or that there is none
    LANGUAGE = "language"
    CONSENT = "consent"  # whether they want WhatsApp messages


#: What nobody but the person can say; the rest shows in what is kept anyway.
ASKED = (Matter.WHATSAPP, Matter.EMAIL, Matter.LANGUAGE, Matter.CONSENT)


class Detail(models.Model):
    """That a person was asked and answered, whatever they answered: that they have no mailbox is an answer too."""

    pk = models.CompositePrimaryKey("consumer_id", "matter")
    consumer = models.ForeignKey(Consumer, on_delete=models.CASCADE, db_index=False, related_name="details")
    matter = models.TextField(choices=Matter.choices)
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(matter__in=[str(one) for one in ASKED]), name="detail_is_asked"),
        )


class Kyc(models.Model):
    """What is missing of one consumer; kept a moment behind what it is made from."""

    consumer = models.OneToOneField(Consumer, on_delete=models.CASCADE, primary_key=True, related_name="kyc")
    feeder = models.ForeignKey(Feeder, on_delete=models.DO_NOTHING, db_index=False, db_constraint=False)
    missing = models.TextField(help_text="matters, in their order, with commas between; empty: complete")

    class Meta:
        indexes = (models.Index(fields=["feeder", "consumer"], name="kyc_of_a_feeder"),)


class KycChange(models.Model):
    """That something moved from which a consumer's KYC is made; triggers put it here."""

    consumer_id = models.BigIntegerField()


class KycTotal(Total):
    """How many people of a feeder lack the same."""

    feeder = models.ForeignKey(Feeder, on_delete=models.DO_NOTHING, db_index=False, db_constraint=False)
    missing = models.TextField()
    people = models.IntegerField()

    class Meta:
        constraints = once("feeder", "missing", name="kyc_total_once")
        indexes = (to_gather("kyc_total_to_gather"),)
