"""Our senders as the environment describes them, each with its seats and its pace."""

from __future__ import annotations

from bijlisetu.channels.letter import Channel, Inbound
from bijlisetu.channels.sms.mobile_seva.channel import MobileSeva
from bijlisetu.cli.senders import channels
from bijlisetu.delivery.line import Line
from bijlisetu.delivery.pacing import Bucket, Pairs
from bijlisetu.plumbing import env
from bijlisetu.values import ChannelKind

PAIR_PAUSE = 6.0  # seconds between two messages of one number to one person (channels reference 1.7)
WAITING_MAILS = 4  # letters at hand for each connection to the mail server, so that none stands idle


def lines_of(names: frozenset[ChannelKind], *, sms_inbound: Inbound, factor: float) -> list[Line]:
    """Return our senders on the named channels, not opened yet; :raises SettingMissing: naming what one needs."""
    made: list[Line] = []
    if ChannelKind.WHATSAPP in names:
        pace = env.number("WHATSAPP_PER_SECOND", 80, least=1)
        for number_id in env.texts("WHATSAPP_PHONE_NUMBER_IDS"):
            carrier, seats = channels.whatsapp(number_id), channels.WHATSAPP_AT_ONCE
            apart = PAIR_PAUSE / factor
            made.append(_line(ChannelKind.WHATSAPP, number_id, carrier, seats=seats, pace=pace, apart=apart))
    if ChannelKind.SMS in names:
        made.append(_sms_line(sms_inbound))
    if ChannelKind.EMAIL in names:
        host = env.mail_server("SMTP_URL")[0].host
        seats = channels.mail_connections() * WAITING_MAILS
        pace = env.number("SMTP_PER_SECOND", 0, least=0)
        made.append(_line(ChannelKind.EMAIL, host, channels.email(), seats=seats, pace=pace))
    return made


def _sms_line(inbound: Inbound) -> Line:
    """Return our account at the SMS carrier in use, by the settings of that carrier alone."""
    carrier = channels.sms(inbound)
    if isinstance(carrier, MobileSeva):
        return _line(ChannelKind.SMS, carrier.name, carrier, seats=carrier.at_once, pace=0)
    smsc = env.endpoint("SMPP_URL", scheme="smpp", port=2775)
    window = int(env.number("SMPP_WINDOW", 10, least=1))
    pace = env.number("SMPP_PER_SECOND", 0, least=0)
    return _line(ChannelKind.SMS, f"{smsc.user}@{smsc.host}", carrier, seats=window, pace=pace)


def _line(channel: ChannelKind, name: str, carrier: Channel, *, seats: int, pace: float, apart: float = 0) -> Line:
    bucket = Bucket(pace or None)
    return Line(
        name=f"{channel}:{name}", channel=channel, carrier=carrier, seats=seats, bucket=bucket, pairs=Pairs(apart),
        knocks_after=channels.first_pause(),
    )  # fmt: skip
