"""Immutable values of the trade: no Django, no input or output."""

from bijlisetu.values.address import Email, Mobile, NotAMobile, NotAnEmail, mask
from bijlisetu.values.channel import ChannelKind
from bijlisetu.values.language import Language
from bijlisetu.values.money import in_indian_groups, rupees, to_paise

__all__ = [
    "ChannelKind",
    "Email",
    "Language",
    "Mobile",
    "NotAMobile",
    "NotAnEmail",
    "in_indian_groups",
    "mask",
    "rupees",
    "to_paise",
]
