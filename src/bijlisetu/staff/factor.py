"""The second factor: an app on the person's own phone that shows a new code every half minute (django-otp)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

import bijlisetu.audit.actions as audit
from bijlisetu.staff.actions import person_called


@transaction.atomic
def take_away(*, user: str, at: datetime, by: str) -> None:
    """Forget the person's app and their codes on paper, as where the phone is lost; they set up a new one."""
    person = person_called(user)
    TOTPDevice.objects.filter(user=person).delete()
    StaticDevice.objects.filter(user=person).delete()
    audit.note(deed="staff.factor_taken", records=[f"user:{person.pk}"], by=by, at=at)
