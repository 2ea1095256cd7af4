"""Immutable values of the trade: no Django, no input or output."""

from bijlisetu.values.address import Email, Mobile, NotAnEmail, mask, mask_all
from bijlisetu.values.channel import ChannelKind
from bijlisetu.values.language import Language
from bijlisetu.values.money import in_figures, in_indian_groups, rupees, to_paise
from bijlisetu.values.numbering import NotAMobile

__all__ = [
    "ChannelKind",
    "Email",
    "Language",
    "Mobile",
    "NotAMobile",
    "NotAnEmail",
    "in_figures",
    "in_indian_groups",
    "mask",
    "mask_all",
    "rupees",
    "to_paise",
]
