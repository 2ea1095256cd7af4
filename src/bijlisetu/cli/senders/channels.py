"""The channels as the environment describes them."""

from __future__ import annotations

import enum
import re
from email.utils import parseaddr
from pathlib import Path

from django.conf import settings

from bijlisetu.channels.letter import Channel, Inbound
from bijlisetu.channels.mail.bounces.door import BounceListener
from bijlisetu.channels.mail.channel import MOST_LETTERS, Server, Smtp, Tls
from bijlisetu.channels.mail.dkim import NotASelector, NotASigningKey, Signer
from bijlisetu.channels.sms.channel import BindAs, Patience, Smpp, Smsc
from bijlisetu.channels.sms.codes import ErrorTable
from bijlisetu.channels.sms.ids import IdRule
from bijlisetu.channels.sms.mobile_seva.channel import ADDRESS, MobileSeva
from bijlisetu.channels.sms.submit import CHAIN, Chain, ChainForm, LongMessages, Scribe
from bijlisetu.channels.whatsapp.channel import WhatsApp
from bijlisetu.channels.whatsapp.templates.account import registered_templates
from bijlisetu.channels.whatsapp.templates.registered import Registered
from bijlisetu.plumbing import env
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import ChannelKind, Email, NotAnEmail

WHATSAPP_AT_ONCE = 256  # requests on their way, each on a connection of its own
FIRST_PAUSE = 30.0  # seconds until we bind again: operators shut out who comes back at once
FIRST_PAUSE_SIMULATED = 1.0

CARRIED = [kind.value for kind in (ChannelKind.WHATSAPP, ChannelKind.SMS, ChannelKind.EMAIL)]


class SmsCarrier(enum.StrEnum):
    """Who carries our SMS."""

    SMPP = "smpp"
    MOBILE_SEVA = "mobile_seva"


class Scrub(enum.StrEnum):
    """Whether texts are held against their registration before they leave us."""

    ON = "on"
    OFF = "off"


class SmsTexts(enum.StrEnum):
    """Which of a kind's texts the operator lets pass."""

    FULL = "full"
    SHORT = "short"  #: three variables and no more (TRAI, 18 November 2025)


class CarrierRefused(Refusal):
    """A carrier will take nothing from us as we are set up."""


def channels_in_use() -> frozenset[ChannelKind]:
    """
    Return the channels the department has.

    The same for all engines: whoever has nothing left to try on them becomes somebody's work.
    """
    names = env.texts("CHANNELS", ",".join(CARRIED))
    if not names or not set(names) <= set(CARRIED):
        raise env.SettingMalformed(f"BIJLISETU_CHANNELS must name some of {', '.join(CARRIED)}, with commas between")
    return frozenset(ChannelKind(name) for name in names)


def whatsapp(number_id: str) -> WhatsApp:
    """Return one of our numbers on the Cloud API."""
    return WhatsApp(
        base_url=env.web_address("WHATSAPP_BASE_URL", "https://graph.facebook.com"),
        token=env.text("WHATSAPP_TOKEN"),
        phone_number_id=number_id,
        at_once=WHATSAPP_AT_ONCE,
    )


async def templates() -> list[Registered]:
    """Return our templates as WhatsApp lists them; :raises ChannelRefused: if it does not."""
    return await registered_templates(
        base_url=env.web_address("WHATSAPP_BASE_URL", "https://graph.facebook.com"),
        token=env.text("WHATSAPP_TOKEN"),
        waba_id=env.text("WHATSAPP_BUSINESS_ID"),
    )


def sms(inbound: Inbound) -> Channel:
    """Return our account at the SMS carrier."""
    return mobile_seva() if env.one_of("SMS_CARRIER", SmsCarrier) is SmsCarrier.MOBILE_SEVA else smpp(inbound)


def smpp(inbound: Inbound) -> Smpp:
    """Return our account at an SMSC."""
    carrier = env.endpoint("SMPP_URL", scheme="smpp", port=2775)
    smsc = Smsc(
        host=carrier.host, port=carrier.port, user=carrier.user, password=carrier.password,
        system_type=env.text("SMPP_SYSTEM_TYPE", ""),
        bind_as=env.one_of("SMPP_BIND_AS", BindAs),
    )  # fmt: skip
    return Smpp(
        smsc,
        inbound=inbound,
        window=int(env.number("SMPP_WINDOW", 10, least=1)),
        scribe=Scribe(long_messages=env.one_of("SMPP_LONG_MESSAGES", LongMessages), chain=_chain()),
        ids=env.one_of("SMPP_IDS", IdRule),
        errors=env.one_of("SMPP_ERRORS", ErrorTable),
        scrub=env.one_of("SMS_SCRUB", Scrub) is Scrub.ON,
        patience=Patience(retry_after=first_pause()),
    )


def has_short_texts() -> bool:
    """Return whether SMS say the short text, for operators that allow three variables and no more."""
    return env.one_of("SMS_TEXTS", SmsTexts) is SmsTexts.SHORT


def first_pause() -> float:
    """Return how many seconds to wait before we knock again at a carrier that did not let us in."""
    return FIRST_PAUSE_SIMULATED if env.text("SIMULATOR_URL", "") else FIRST_PAUSE


def mobile_seva() -> MobileSeva:
    """Return our account at the government's gateway."""
    return MobileSeva(
        url=env.web_address("MOBILE_SEVA_URL", ADDRESS),
        user=env.text("MOBILE_SEVA_USER"),
        password=env.text("MOBILE_SEVA_PASSWORD"),
        secure_key=env.text("MOBILE_SEVA_KEY"),
        scrub=env.one_of("SMS_SCRUB", Scrub) is Scrub.ON,
    )


def email() -> Smtp:
    """Return our account at the mail server."""
    carrier, tls = env.mail_server("SMTP_URL")
    sender, return_domain = _mail_names()
    return Smtp(
        Server(host=carrier.host, port=carrier.port, user=carrier.user, password=carrier.password, tls=Tls(tls)),
        sender=sender, return_domain=return_domain, secret=settings.SECRET_KEY, signer=mail_signer(),
        at_once=mail_connections(),
        most_letters=int(env.number("SMTP_LETTERS_A_CONNECTION", MOST_LETTERS, least=1)),
    )  # fmt: skip


def mail_connections() -> int:
    """Return how many connections to the mail server are kept."""
    return int(env.number("SMTP_CONNECTIONS", 8, least=1))


def mail_signer() -> Signer | None:
    """Return our signature under e-mails, where one is set up; :raises SettingMalformed: naming what is wrong."""
    selector, file = env.text("DKIM_SELECTOR", ""), env.text("DKIM_KEY_FILE", "")
    if not selector and not file:
        return None
    if not selector or not file:
        raise env.SettingMissing("BIJLISETU_DKIM_SELECTOR and BIJLISETU_DKIM_KEY_FILE are needed both, or neither")
    domain = _domain_of(env.text("MAIL_FROM"))
    try:
        return Signer(domain=domain, selector=selector, key=Path(file).read_bytes())
    except OSError as error:
        raise env.SettingMalformed(f"BIJLISETU_DKIM_KEY_FILE {file} cannot be read: {error.strerror}") from None
    except NotASelector as error:
        raise env.SettingMalformed(f"BIJLISETU_DKIM_SELECTOR: {error}") from None
    except NotASigningKey as error:
        raise env.SettingMalformed(f"BIJLISETU_DKIM_KEY_FILE {file}: {error}") from None


def bounces(inbound: Inbound) -> BounceListener:
    """Return the listener that our mail server forwards bounces to."""
    place = env.text("BOUNCES_AT", "127.0.0.1:8025")
    host, _, port = place.rpartition(":")
    if not host or not port.isdigit():
        raise env.SettingMalformed(f"BIJLISETU_BOUNCES_AT must look like 127.0.0.1:8025, not {place!r}")
    _, domain = _mail_names()
    return BounceListener(host=host, port=int(port), inbound=inbound, secret=settings.SECRET_KEY, domain=domain)


def _chain() -> Chain | None:
    """Return the chain to tell with each message, where the operator wants us to."""
    telemarketers = env.texts("SMPP_CHAIN", "")
    if not all(number.isascii() and number.isdigit() for number in telemarketers):
        raise env.SettingMalformed("BIJLISETU_SMPP_CHAIN must name the telemarketers' DLT ids, with commas between")
    if not telemarketers:
        return None
    tag = env.text("SMPP_CHAIN_TAG", f"{CHAIN:#06x}")
    if not re.fullmatch(r"0[xX][0-9A-Fa-f]{4}", tag):
        raise env.SettingMalformed(f"BIJLISETU_SMPP_CHAIN_TAG must look like {CHAIN:#06x}, not {tag!r}")
    return Chain(telemarketers=telemarketers, form=env.one_of("SMPP_CHAIN_FORM", ChainForm), tag=int(tag, 16))


def _mail_names() -> tuple[str, str]:
    """Return who our mail is from, and the domain its bounces come back to."""
    sender = env.text("MAIL_FROM")
    return sender, env.text("MAIL_RETURN_DOMAIN", _domain_of(sender))


def _domain_of(sender: str) -> str:
    try:
        return Email.written(parseaddr(sender)[1]).mailbox.rpartition("@")[2]
    except NotAnEmail:
        raise env.SettingMalformed("BIJLISETU_MAIL_FROM must look like बिजली बिल <bill@example.in>") from None
