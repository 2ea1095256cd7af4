"""The channels as the environment describes them."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings

from bijlisetu.channels.bounce import BounceListener
from bijlisetu.channels.letter import Channel, Inbound
from bijlisetu.channels.mail import Smtp
from bijlisetu.channels.sms import Smpp
from bijlisetu.channels.whatsapp import WhatsApp
from bijlisetu.delivery.line import Line
from bijlisetu.delivery.pacing import Bucket, Pairs
from bijlisetu.plumbing import env
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.values import ChannelKind

WHATSAPP_AT_ONCE = 256  # requests on their way, each on a connection of its own
MAIL_AT_ONCE = 8
PAIR_PAUSE = 6.0  # seconds between two messages of one number to one person (channels reference 1.7)
FIRST_PAUSE = 30.0  # seconds until we bind again: operators shut out who comes back at once
FIRST_PAUSE_SIMULATED = 1.0

CARRIED = [kind.value for kind in (ChannelKind.WHATSAPP, ChannelKind.SMS, ChannelKind.EMAIL)]


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


def sms(inbound: Inbound) -> Smpp:
    """Return our account at the SMS carrier."""
    carrier = env.endpoint("SMPP_URL", scheme="smpp", port=2775)
    return Smpp(
        host=carrier.host, port=carrier.port, user=carrier.user, password=carrier.password, inbound=inbound,
        window=int(env.number("SMPP_WINDOW", 10, least=1)),
        retry_after=FIRST_PAUSE_SIMULATED if env.text("SIMULATOR_URL", "") else FIRST_PAUSE,
    )  # fmt: skip


def email() -> Smtp:
    """Return our account at the mail server."""
    carrier = env.endpoint("SMTP_URL", scheme="smtp", port=25)
    sender, return_domain = _mail_names()
    return Smtp(
        host=carrier.host, port=carrier.port, user=carrier.user, password=carrier.password,
        sender=sender, return_domain=return_domain, secret=settings.SECRET_KEY, at_once=MAIL_AT_ONCE,
    )  # fmt: skip


def lines(names: frozenset[ChannelKind], *, sms_inbound: Inbound, factor: float) -> list[Line]:
    """Return our senders on the named channels, not opened yet; :raises SettingMissing: naming what one needs."""
    made: list[Line] = []
    if ChannelKind.WHATSAPP in names:
        pace = env.number("WHATSAPP_PER_SECOND", 80, least=1)
        for number_id in env.texts("WHATSAPP_PHONE_NUMBER_IDS"):
            made.append(
                _line(ChannelKind.WHATSAPP, number_id, whatsapp(number_id), seats=WHATSAPP_AT_ONCE, pace=pace,
                      apart=PAIR_PAUSE / factor)
            )  # fmt: skip
    if ChannelKind.SMS in names:
        carrier = env.endpoint("SMPP_URL", scheme="smpp", port=2775)
        window = int(env.number("SMPP_WINDOW", 10, least=1))
        made.append(
            _line(ChannelKind.SMS, f"{carrier.user}@{carrier.host}", sms(sms_inbound), seats=window,
                  pace=env.number("SMPP_PER_SECOND", 0, least=0))
        )  # fmt: skip
    if ChannelKind.EMAIL in names:
        host = env.endpoint("SMTP_URL", scheme="smtp", port=25).host
        pace = env.number("SMTP_PER_SECOND", 0, least=0)
        made.append(_line(ChannelKind.EMAIL, host, email(), seats=MAIL_AT_ONCE * 4, pace=pace))
    return made


def _line(channel: ChannelKind, name: str, carrier: Channel, *, seats: int, pace: float, apart: float = 0) -> Line:
    bucket = Bucket(pace or None)
    return Line(
        name=f"{channel}:{name}", channel=channel, carrier=carrier, seats=seats, bucket=bucket, pairs=Pairs(apart)
    )


def bounces(inbound: Inbound) -> BounceListener:
    """Return the listener that our mail server forwards bounces to."""
    place = env.text("BOUNCES_AT", "127.0.0.1:8025")
    host, _, port = place.rpartition(":")
    if not host or not port.isdigit():
        raise env.SettingMalformed(f"BIJLISETU_BOUNCES_AT must look like 127.0.0.1:8025, not {place!r}")
    _, domain = _mail_names()
    return BounceListener(host=host, port=int(port), inbound=inbound, secret=settings.SECRET_KEY, domain=domain)


def _mail_names() -> tuple[str, str]:
    """Return who our mail is from, and the domain its bounces come back to."""
    sender = env.text("MAIL_FROM")
    domain = parseaddr(sender)[1].rpartition("@")[2]
    if not domain:
        raise env.SettingMalformed("BIJLISETU_MAIL_FROM must look like बिजली बिल <bill@example.in>")
    return sender, env.text("MAIL_RETURN_DOMAIN", domain)
