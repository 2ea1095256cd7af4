"""Languages a consumer may be written to in."""

import enum


class Language(enum.StrEnum):
    """Code as in BCP 47, which Meta's template languages and HTML share."""

    HINDI = "hi"
    ENGLISH = "en"
