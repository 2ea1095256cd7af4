"""What can be said on WhatsApp: a template at any time, the rest within a day of the person's own last message."""

from __future__ import annotations

from dataclasses import dataclass

from bijlisetu.values import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A PDF, by its link or as uploaded before."""

    link: str = ""
    media_id: str = ""
    name: str = ""  #: of the file, as the person sees it


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture, by its link or as uploaded before."""

    link: str = ""
    media_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSpot:
    """A spot on the map."""

    latitude: float
    longitude: float
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class HeaderText:
    """The one variable of a header of text."""

    text: str
    name: str = ""  #: of the parameter, where the template is registered with names


Header = Document | Image | MapSpot | HeaderText


@dataclass(frozen=True, slots=True)
class QuickReply:
    """Comes back as the payload when it is pressed."""

    payload: str


@dataclass(frozen=True, slots=True)
class UrlSuffix:
    """The end of a link whose beginning is registered."""

    suffix: str


@dataclass(frozen=True, slots=True)
class CopyCode:
    """A code that one press copies."""

    code: str


Button = QuickReply | UrlSuffix | CopyCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template message, filled in."""

    name: str
    language: Language
    body: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  #: of the body's parameters, where the template is registered with names
    header: Header | None = None
    buttons: tuple[Button | None, ...] = ()  #: each in its registered place; none where nothing is to be filled in


@dataclass(frozen=True, slots=True, kw_only=True)
class Otp:
    """A one-time password in a template of Meta's own words; it goes to a number only, never to a user id."""

    name: str
    language: Language
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words of our own."""

    text: str
    preview: bool = False  #: of the first link in it


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person can press or pick; its id comes back as the payload."""

    id: str
    title: str
    description: str = ""  #: shown in a menu only


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyButtons:
    """A question with up to three buttons."""

    text: str
    buttons: tuple[Choice, ...]
    header: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a menu; only a menu of one part may leave out its title."""

    title: str
    rows: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A question with up to ten answers behind one button."""

    text: str
    button: str
    sections: tuple[Section, ...]
    header: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationRequest:
    """Asks the person where they are, with a button that sends it."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkButton:
    """Words with a button that opens a page."""

    text: str
    label: str
    url: str
    header: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file with a line below it."""

    file: Document | Image
    caption: str = ""


Session = Text | ReplyButtons | Menu | LocationRequest | LinkButton | Attachment
Content = Template | Otp | Session
