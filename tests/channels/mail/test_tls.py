"""E-mail over TLS: a certificate is verified before anything of ours is said."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from bijlisetu.channels.letter import ChannelRefused, Outcome
from bijlisetu.channels.mail.channel import Tls
from tests.channels.certificates import of_server, signed_by_itself
from tests.channels.mail.local_mail import at, mail, post_office, smtp
from tests.channels.on_a_loop import on_a_loop


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return signed_by_itself(tmp_path_factory.mktemp("tls"))


def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize(("kind", "tls"), [("starttls", Tls.STARTTLS), ("implicit", Tls.IMPLICIT)])
@on_a_loop
async def test_a_letter_and_a_login_go_over_tls(certificate: Path, kind: str, tls: Tls) -> None:
    async with (
        post_office(login=("bijli", "s3cret"), **{kind: of_server(certificate)}) as post,
        smtp(post.port, user="bijli", password="s3cret", tls=tls, trusted=trusting(certificate)) as channel,
    ):
        verdict = await channel.send(mail())

    assert verdict.outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(("kind", "tls"), [("starttls", Tls.STARTTLS), ("implicit", Tls.IMPLICIT)])
@on_a_loop
async def test_a_certificate_nobody_vouches_for_is_not_taken(certificate: Path, kind: str, tls: Tls) -> None:
    async with post_office(**{kind: of_server(certificate)}) as post:
        with pytest.raises(ChannelRefused, match=r"cannot be trusted \(self.signed certificate\)"):
            await at(post.port, tls=tls).open()


@on_a_loop
async def test_a_certificate_of_another_name_is_not_taken(certificate: Path) -> None:
    async with post_office(implicit=of_server(certificate)) as post:
        with pytest.raises(ChannelRefused, match="cannot be trusted"):
            await at(post.port, host="localhost", tls=Tls.IMPLICIT, trusted=trusting(certificate)).open()
