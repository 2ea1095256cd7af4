"""A round is opened, and closed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

import bijlisetu.audit.actions as audit
from bijlisetu.fieldwork.actions.locking import alone
from bijlisetu.fieldwork.forms.files import form_named
from bijlisetu.fieldwork.models import Door, Round
from bijlisetu.fieldwork.refusals import NoRound


@transaction.atomic
def open_round(*, form: str, title: str, begins_on: date, ends_on: date, by: str, at: datetime) -> int:
    """
    Open a round in which the form is asked at every door, from a day until (not including) another; return it.

    :raises FormNotUsable: if there is no such form, or its file is faulty
    """
    form_named(form)
    made = Round.objects.create(form=form, title=title, begins_on=begins_on, ends_on=ends_on, made_by=by, at=at)
    audit.note(deed="round.opened", records=[f"round:{made.pk}"], by=by, at=at, detail={"form": form})
    return made.pk


@transaction.atomic
def close_round(*, round_: int, by: str, at: datetime) -> None:
    """
    End the round: telephones forget its doors. A visit that was made before still counts when it comes.

    :raises NoRound: if there is no such round, or it is closed already
    """
    alone(round_)
    if not Round.objects.filter(pk=round_, closed_at=None).update(closed_at=at):
        raise NoRound(f"there is no open round {round_}")
    Door.objects.filter(round=round_).update(asked="")
    audit.note(deed="round.closed", records=[f"round:{round_}"], by=by, at=at)
