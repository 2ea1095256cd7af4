"""The forms about people at work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bijlisetu.network.companies import utility_at_work
from bijlisetu.network.models import Office
from bijlisetu.network.queries import AmbiguousOffice, UnknownOffice
from bijlisetu.network.queries import office as office_called
from bijlisetu.staff.actions import Named, Offered
from bijlisetu.values import Email, Mobile, NotAMobile, NotAnEmail
from bijlisetu.web.language import spoken

LONGEST = 100


def _words(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, required=False, **more)


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}), **more)


class CardForm(forms.Form):
    """What a person is called, and where they are reached; a mobile number or mailbox left empty stays as it was."""

    name_hi = _words(_("Name in Hindi"))
    name_en = _words(_("Name in English"))
    mobile = _words(_("Mobile number"), widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for one name at least."""
        told = super().clean() or {}
        if not told.get("name_hi") and not told.get("name_en"):
            self.add_error("name_hi", gettext("Write the name in Hindi or in English."))
        return told

    def clean_mobile(self) -> str:
        """Return the number as it is kept."""
        said = self.cleaned_data["mobile"]
        try:
            return Mobile.parse(said).e164 if said else ""
        except NotAMobile:
            raise forms.ValidationError(gettext("This is not a mobile number.")) from None

    def clean_email(self) -> str:
        """Return the mailbox as it is kept."""
        said = self.cleaned_data["email"]
        try:
            return Email.parse(said).mailbox if said else ""
        except NotAnEmail:
            raise forms.ValidationError(
                gettext("This is not an e-mail address. It looks like name@example.in.")
            ) from None

    def named(self, *, mobile: str = "", email: str = "") -> Named:
        """Return what the form says, or what was there before where it says nothing."""
        told = self.cleaned_data
        return Named(
            name_hi=told["name_hi"], name_en=told["name_en"], mobile=told["mobile"] or mobile,
            email=told["email"] or email,
        )  # fmt: skip


class PostForm(forms.Form):
    """A post: what somebody is, for whom, and how long."""

    role = forms.ChoiceField(label=_("Post"), error_messages={"required": _("Choose the post")})
    title_hi = _words(_("Title in Hindi"))
    title_en = _words(_("Title in English"))
    employer = _words(_("Agency"))
    begins_on = _day(_("From"))
    ends_on = _day(_("Until (not including)"))

    def __init__(self, *arguments: Any, roles: Sequence[str], **named: Any) -> None:
        super().__init__(*arguments, **named)
        titles, language = utility_at_work().titles, spoken()
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it stands above
        named_roles = [(role, titles[role].hi if language == "hi" else titles[role].en) for role in roles]
        # Of several none is chosen beforehand: the first is an officer's, who may do nearly all.
        field.choices = [("", _("Choose the post")), *named_roles] if len(roles) > 1 else named_roles

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs together."""
        told = super().clean() or {}
        begins, ends = told.get("begins_on"), told.get("ends_on")
        if ends and ends <= (begins or date.today()):  # noqa: DTZ011 - a day of the office, as people write it
            self.add_error("ends_on", gettext("A post ends after it begins."))
        if told.get("role") == "agent" and not told.get("employer"):
            self.add_error("employer", gettext("Name the agency that employs this person."))
        return told

    def offered(self, office: Office) -> Offered:
        """Return the post that the form says, at the office."""
        told = self.cleaned_data
        return Offered(
            office=office, role=told["role"], title=(told["title_hi"], told["title_en"]), employer=told["employer"],
            begins_on=told["begins_on"], ends_on=told["ends_on"],
        )  # fmt: skip


class InviteForm(PostForm, CardForm):
    """Somebody new, and their post."""

    user = forms.CharField(
        label=_("User name"), max_length=150, widget=forms.TextInput(attrs={"autocapitalize": "none"})
    )
    field_order = ("name_hi", "name_en", "user", "mobile", "email", "role", "employer")


def office_in(said: str) -> Office | None:
    """Return the office in use that is called so; none if none is, or several are."""
    try:
        return office_called(said)
    except (UnknownOffice, AmbiguousOffice):
        return None
