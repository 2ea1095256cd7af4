"""What carriers' tries say of addresses: signs, the last life, what both agree on, and the guard's counts."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Sign(models.Model):
    """
    On that day a channel said that the address is no good; one row however often it said so.

    Signs, life and health are facts of a number or mailbox, whoever's accounts it stands on: nothing here names one.
    """

    pk = models.CompositePrimaryKey("value", "channel", "sender", "day", "says")
    value = models.TextField()
    channel = models.TextField()
    sender = models.TextField(help_text="which number or account of ours")
    day = models.DateField(help_text="of the try, in India")
    says = models.TextField(help_text="dead, absent, not_on_whatsapp")
    gathered_at = models.DateTimeField()


class Life(models.Model):
    """The last day on which something arrived at the address by the channel, or its owner proved it."""

    pk = models.CompositePrimaryKey("value", "channel")
    value = models.TextField()
    channel = models.TextField()
    day = models.DateField()


class Health(models.Model):
    """What the signs agree on: nothing goes to the address on the shut channels for a while."""

    value = models.TextField(primary_key=True)
    finding = models.TextField(help_text="number_dead, mailbox_dead, phone_absent, not_on_whatsapp, channel_shut")
    shut = ArrayField(models.TextField(), help_text="channels on which it is not used")
    since = models.DateTimeField()
    until = models.DateTimeField(help_text="then it is tried again: numbers are issued anew")
    last_on = models.DateField(help_text="the youngest sign: life on that day or later disproves the finding")


class Tally(models.Model):
    """How many addresses without a sign were tried on a day, and of how many that day had the first."""

    pk = models.CompositePrimaryKey("day", "channel", "sender", "series")
    day = models.DateField()
    channel = models.TextField()
    sender = models.TextField()
    series = models.TextField(help_text="a mobile number's first four digits, or a mailbox's domain")
    tries = models.IntegerField()
    dead = models.IntegerField()
    absent = models.IntegerField()


class Suspended(models.Model):
    """The signs of a day that are counted against nobody: failures of the scope jumped."""

    pk = models.CompositePrimaryKey("day", "channel", "sender", "series")
    day = models.DateField()
    channel = models.TextField()
    sender = models.TextField(help_text="empty: of all senders")
    series = models.TextField(help_text="empty: of all series")


class Bookmark(models.Model):
    """How far the attempts have been looked through; one row."""

    gathered_until = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
