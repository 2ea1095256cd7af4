"""Two rounds open one person's door in the same moment: whoever comes second looks again, and leaves the door out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, transaction

Given = ParamSpec("Given")
Done = TypeVar("Done")
ONE_ROUND = "door_open_in_one_round"


def looks_again(deed: Callable[Given, Done]) -> Callable[Given, Done]:
    """
    Return the deed, whole or not at all, for one that opens doors which no other round has open.

    Of two such at once the database lets one wait for the other, and refuses it then; done once more, it sees the
    other's doors.
    """

    @wraps(deed)
    def done(*args: Given.args, **kwargs: Given.kwargs) -> Done:
        try:
            with transaction.atomic():
                return deed(*args, **kwargs)
        except IntegrityError as fault:
            if not _is_of_two_rounds(fault):
                raise
        with transaction.atomic():
            return deed(*args, **kwargs)

    return done


def _is_of_two_rounds(fault: IntegrityError) -> bool:
    return getattr(getattr(fault.__cause__, "diag", None), "constraint_name", None) == ONE_ROUND
