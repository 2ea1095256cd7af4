"""How much of a picture has come, and whose it is to send."""

from __future__ import annotations

from uuid import UUID

from bijlisetu.fieldwork.forms.files import forms
from bijlisetu.fieldwork.forms.form import FieldType
from bijlisetu.fieldwork.models import Photo, Visit


def may_have_photo(visit: UUID, name: str, *, person: int) -> bool:
    """Return whether the visit is the person's, and its form asks for a picture of that name."""
    asked = Visit.objects.filter(pk=visit, person=person).values_list("form", flat=True).first()
    form = forms().get(asked) if asked else None
    field = form.fields.get(name) if form else None
    return field is not None and field.type is FieldType.PHOTO


def received_of(visit: UUID, name: str) -> int:
    """Return how many octets of the picture are here."""
    return Photo.objects.filter(visit=visit, name=name).values_list("received", flat=True).first() or 0
