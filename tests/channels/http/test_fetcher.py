"""The bill that goes along, fetched from a real web server."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bijlisetu.channels.http import fetcher
from bijlisetu.channels.letter import Attachment, Letter, Outcome, Reason
from tests.channels.certificates import of_server, signed_by_itself
from tests.channels.mail.local_mail import PERSON, mail, post_office, read, smtp
from tests.channels.on_a_loop import on_a_loop

PDF = b"%PDF-1.7\n" + bytes(1000)


@pytest.fixture(scope="module")
def untrusted(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return of_server(signed_by_itself(tmp_path_factory.mktemp("tls")))


@asynccontextmanager
async def shelf(status: int = 200, body: bytes = PDF, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """A web server that has one file; give its address."""

    async def give(_: web.BaseRequest) -> web.Response:
        return web.Response(status=status, body=body)

    runner = web.ServerRunner(web.Server(give))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{runner.addresses[0][1]}/c/token.pdf"
    finally:
        await runner.cleanup()


def with_bill(link: str) -> Letter:
    return mail(attachment=Attachment(filename="बिल-1234.pdf", mime_type="application/pdf", link=link))


@on_a_loop
async def test_a_bill_goes_along() -> None:
    async with shelf() as link, post_office() as post, smtp(post.port) as channel:
        verdict = await channel.send(with_bill(link))

    [file] = read(post.taken[0].original_content).iter_attachments()
    assert verdict.outcome is Outcome.ACCEPTED
    assert file.get_content() == PDF  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(404, Outcome.REFUSED), (410, Outcome.REFUSED), (429, Outcome.TRY_LATER), (503, Outcome.TRY_LATER)],
)
@on_a_loop
async def test_without_its_bill_a_letter_stays_here(status: int, outcome: Outcome) -> None:
    async with shelf(status) as link, post_office() as post, smtp(post.port) as channel:
        verdict = await channel.send(with_bill(link))
        plain = await channel.send(mail())

    assert (verdict.outcome, verdict.reason) == (outcome, Reason.OUR_ADDRESS)
    assert str(status) in verdict.detail
    assert PERSON not in verdict.detail
    assert plain.outcome is Outcome.ACCEPTED
    assert len(post.taken) == 1


@on_a_loop
async def test_a_web_server_that_is_away_means_later() -> None:
    async with shelf() as link:
        pass
    async with post_office() as post, smtp(post.port) as channel:
        verdict = await channel.send(with_bill(link))

    assert (verdict.outcome, verdict.reason) == (Outcome.TRY_LATER, Reason.OUR_ADDRESS)
    assert 0 < verdict.wait * verdict.most_tries <= 60


@on_a_loop
async def test_a_certificate_that_nobody_trusts_is_told_as_our_own_fault(untrusted: ssl.SSLContext) -> None:
    async with shelf(tls=untrusted) as link, post_office() as post, smtp(post.port) as channel:
        verdict = await channel.send(with_bill(link))

    assert (verdict.outcome, verdict.reason) == (Outcome.TRY_LATER, Reason.OUR_ADDRESS)
    assert verdict.detail == "not fetched from our own address: its certificate is not trusted here"
    assert post.taken == []


@pytest.mark.parametrize("link", ["https://nobody.invalid/c/token.pdf", "https://", "http://[::1/c", "nonsense"])
@on_a_loop
async def test_an_address_that_is_none_is_told_as_our_own_fault_too(link: str) -> None:
    async with post_office() as post, smtp(post.port) as channel:
        verdict = await channel.send(with_bill(link))

    assert (verdict.outcome, verdict.reason) == (Outcome.TRY_LATER, Reason.OUR_ADDRESS)
    assert "token" not in verdict.detail


@on_a_loop
async def test_our_address_is_looked_at_as_the_engine_would(untrusted: ssl.SSLContext) -> None:
    async with shelf(404) as link:
        await fetcher.look(link)
    with pytest.raises(fetcher.NotFetched, match="cannot be reached"):
        await fetcher.look(link)
    async with shelf(tls=untrusted) as link:
        with pytest.raises(fetcher.NotFetched, match="certificate"):
            await fetcher.look(link)
    async with shelf(502) as link:
        with pytest.raises(fetcher.NotFetched, match="HTTP 502"):
            await fetcher.look(link)


@on_a_loop
async def test_a_file_too_large_for_mailboxes_is_not_sent() -> None:
    async with (
        shelf(body=bytes(fetcher.LARGEST + 1)) as link,
        post_office() as post,
        smtp(post.port) as channel,
    ):
        verdict = await channel.send(with_bill(link))

    assert verdict.outcome is Outcome.REFUSED
    assert "too large" in verdict.detail
