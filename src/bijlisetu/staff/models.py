"""People at work and the posts they hold."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from bijlisetu.network.models import Dated, Office, ends_after_it_begins


class Post(Dated):
    """A person's post at an office: what they may see and mend is that office and all below it."""

    class Role(models.TextChoices):
        OFFICER = "officer"
        CLERK = "clerk"
        JUNIOR_ENGINEER = "je"
        OPERATOR = "operator", "runs the system"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="posts")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="posts")
    role = models.TextField(choices=Role.choices)

    class Meta:
        constraints = (ends_after_it_begins("post_ends_after_it_begins"),)
