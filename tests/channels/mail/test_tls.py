"""E-mail over TLS: a certificate is verified before anything of ours is said."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bijlisetu.channels.letter import ChannelRefused, Outcome
from bijlisetu.channels.mail.channel import Tls
from tests.channels.mail.local_mail import at, mail, post_office, smtp
from tests.channels.on_a_loop import on_a_loop

DAY = datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of this machine that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
        .add_extension(address, critical=False)
        .sign(key, SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "mail.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path


def of_server(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


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
