"""Keep raw records as they come in: many in one transaction, and each kept before its carrier is answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Protocol

from django.db import Error as DatabaseFault
from django.db import close_old_connections, connection

import bijlisetu.tracking.actions as tracking
from bijlisetu.plumbing.logs import event

logger = logging.getLogger(__name__)


class NotKept(ConnectionError):
    """The record could not be kept: its carrier must send it again."""


class Store(Protocol):
    """Keeps the bodies of one source in the database."""

    def __call__(self, *, source: str, bodies: Sequence[bytes], at: datetime) -> None:
        """Keep them; :raises DatabaseFault: if the database does not."""


class Keeper:
    """
    Keeps records of one source.

    While one batch is being written the next one gathers: so the commit of the database is shared by all that came
    meanwhile, and each waits for two commits at the most.
    """

    def __init__(self, source: str, *, on_kept: Callable[[], None], keep: Store = tracking.store) -> None:
        self._source = source
        self._keep = keep
        self._on_kept = on_kept
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, f"keep-{source}")

    async def __call__(self, body: bytes) -> None:
        """
        Keep the record.

        :raises NotKept: if the database does not take it
        """
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((body, kept))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        await kept

    def close(self) -> None:
        """Give the database's connection back; what came before is kept."""
        self._thread.submit(lambda: connection.close())  # `connection` is another object on each thread
        self._thread.shutdown()

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = self._waiting, []
            fault: Exception | None = None
            try:
                await loop.run_in_executor(self._thread, self._store, [body for body, _ in batch])
            except DatabaseFault as error:
                told = event("inbound.not_kept", records=len(batch), source=self._source, fault=type(error).__name__)
                words = "%d records from %s could not be kept: %s"
                logger.error(words, len(batch), self._source, type(error).__name__, extra=told)
                fault = error
            except Exception as error:
                told = event("inbound.not_kept", records=len(batch), source=self._source, fault=type(error).__name__)
                logger.exception("%d records from %s could not be kept", len(batch), self._source, extra=told)
                fault = error
            for _, kept in batch:
                if not kept.done():  # its carrier may have hung up
                    kept.set_exception(NotKept(type(fault).__name__)) if fault else kept.set_result(None)
        self._writing = None
        self._on_kept()

    def _store(self, bodies: list[bytes]) -> None:
        try:
            self._keep(source=self._source, bodies=bodies, at=datetime.now(UTC))
        except DatabaseFault:
            connection.close()  # the next batch opens a new one
            raise
        finally:
            close_old_connections()
