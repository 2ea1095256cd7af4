"""The codes by which people at work choose a new password."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bijlisetu.kinds.files import kinds
from bijlisetu.memos.actions import Posting, post
from bijlisetu.staff import actions as staff

SEND_KEYS = "send_keys"  #: the job that does it
KIND, PAGE = "password_code", "/office/forgotten/code/"


@transaction.atomic
def send_keys(*, at: datetime, secret: str) -> int:
    """Send their codes to all who said that they forgot their password; return to how many."""
    postings = [
        Posting(key=f"{KIND}:{one.once}", person=one.person, facts={"code": staff.record_of(one.key), "page": PAGE})
        for one in staff.keys_to_send(at=at, secret=secret)
    ]
    post(kind=kinds()[KIND], postings=postings, at=at)
    return len(postings)
