"""The cache: answers are kept in one file, for as long as it can be used; one that cannot ends no run.

Stands above what really sends, which is handed in, and whose answers must hold no key. It judges no answer.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
from hishel import AsyncSqliteStorage
from hishel.httpx import AsyncCacheTransport

CACHE_FILE = "answers.db"
"""The cache's file in the folder that a Door is given."""

BUSY_MS = 250
"""Milliseconds for which a write waits while another process writes to the cache; hishel's 5000 would add up."""


class Memory(httpx.AsyncBaseTransport):
    """hishel's cache above the wire, for as long as its file can be used."""

    def __init__(self, wire: httpx.AsyncBaseTransport, folder: Path | None) -> None:
        self._wire = wire
        self._file = None if folder is None else folder / CACHE_FILE
        self._storage: AsyncSqliteStorage | None = None
        self._cache: AsyncCacheTransport | None = None
        self._listener = _Listener(self._lose)
        self.notes: tuple[str, ...] = ()

    async def open(self) -> None:
        """Tries the file once, so that one that is damaged or locked is given up before many wait for it."""
        logging.getLogger("hishel").addHandler(self._listener)
        if self._file is not None:
            self._storage = AsyncSqliteStorage(database_path=self._file)
            self._cache = AsyncCacheTransport(self._wire, self._storage)
            await self.forget("")
            await self._try_to_write()

    async def _try_to_write(self) -> None:
        connection = None if self._storage is None else self._storage.connection
        if self._cache is None or connection is None:
            return
        try:
            await connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
            await connection.execute("BEGIN IMMEDIATE")
            await connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            self._lose(str(error))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer that is kept, else the one that is sent for."""
        if self._cache is not None:
            try:
                response = await self._cache.handle_async_request(request)
                await response.aread()
            except (sqlite3.Error, RuntimeError, OSError) as error:
                self._lose(str(error))
            else:
                return response
        return await self._wire.handle_async_request(request)

    async def forget(self, key: str) -> None:
        """Takes an answer out again that could not be read."""
        if self._storage is None or self._cache is None:
            return
        try:
            for entry in await self._storage.get_entries(key):
                await self._storage.remove_entry(entry.id)
        except (sqlite3.Error, RuntimeError, OSError) as error:
            self._lose(str(error))

    async def aclose(self) -> None:
        """Closes the file and what sends."""
        logging.getLogger("hishel").removeHandler(self._listener)
        if self._storage is not None:
            with suppress(sqlite3.Error):
                await self._storage.close()
        await self._wire.aclose()

    def _lose(self, why: str) -> None:
        if self._cache is not None:
            self._cache = None
            self.notes = (f"The cache {str(self._file)!r} is not used: {why}. Delete it, and the next run has one.",)


class _Listener(logging.Handler):
    """Hears hishel say that the file fails: it logs that, and goes on without a word to its caller."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        self._tell(str(record.exc_info[1]) if record.exc_info else record.getMessage())
