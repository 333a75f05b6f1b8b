"""Opening and closing."""

from __future__ import annotations

import atexit
import os
import warnings
import weakref
from types import TracebackType
from typing import Any, Literal, Self

from mixpanel_data import _library, _native
from mixpanel_data.exceptions import ArgumentError, MixpanelDataError, from_native

# As src/python/database.c numbers them.
_FILE, _PROJECT, _MEMORY, _EPHEMERAL = 0, 1, 2, 3

_open_engines: weakref.WeakSet[EngineLifecycle] = weakref.WeakSet()


class EngineLifecycle:
    """The part of an engine that opens and closes its database."""

    _database: _native.Database
    _is_closed: bool

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        read_only: bool = False,
        threads: int | None = None,
        memory_limit_bytes: int | None = None,
        wait_seconds: float = 0,
    ) -> None:
        """Opens the database file, and makes it where it does not exist, with the folders on the way to it.

        Without a path the database is a scratch one, as that of `ephemeral()`. wait_seconds: how long to wait for a file that another
        process has locked.
        """
        options = _options(
            read_only=read_only, threads=threads, memory=memory_limit_bytes, wait=wait_seconds
        )
        if path is None:
            self._start(_EPHEMERAL, b"", options)
        else:
            self._start(_FILE, os.fsencode(path), options)

    def _start(self, kind: int, where: bytes, options: dict[str, Any]) -> None:
        self._is_closed = True
        if kind == _FILE:
            _refuse_open_file(os.fsdecode(where))
        options["engine_library"] = os.fsencode(_library.path())
        self._database = _native.open(kind, where, options)
        self._is_closed = False
        _open_engines.add(self)

    @classmethod
    def _opened(cls, kind: int, where: bytes, options: dict[str, Any]) -> Self:
        engine = cls.__new__(cls)
        engine._start(kind, where, options)
        return engine

    @classmethod
    def open_existing(
        cls,
        path: str | os.PathLike[str],
        read_only: bool = True,
        *,
        threads: int | None = None,
        memory_limit_bytes: int | None = None,
        wait_seconds: float = 0,
    ) -> Self:
        """Opens a database file that must exist: DatabaseNotFoundError."""
        options = _options(
            read_only=read_only, threads=threads, memory=memory_limit_bytes, wait=wait_seconds
        )
        return cls._opened(_FILE, os.fsencode(path), options | {"existing_only": True})

    @classmethod
    def for_project(
        cls,
        project_id: str | int,
        *,
        read_only: bool = False,
        threads: int | None = None,
        memory_limit_bytes: int | None = None,
        wait_seconds: float = 0,
    ) -> Self:
        """Opens the database of a Mixpanel project: ~/.mixpanel_data/{project_id}.db."""
        options = _options(
            read_only=read_only, threads=threads, memory=memory_limit_bytes, wait=wait_seconds
        )
        return cls._opened(_PROJECT, str(project_id).encode("utf-8", "surrogateescape"), options)

    @classmethod
    def ephemeral(
        cls,
        *,
        folder: str | os.PathLike[str] | None = None,
        threads: int | None = None,
        memory_limit_bytes: int | None = None,
    ) -> Self:
        """Opens a scratch database: a file in a private folder, for more than fits in memory.

        It is gone when it is closed, and at the end of the process, whatever end that is. The folder is made in $TMPDIR or
        /tmp unless `folder` names another place.
        """
        options = _options(threads=threads, memory=memory_limit_bytes)
        if folder is not None:
            options["scratch_folder"] = os.fsencode(folder)
        return cls._opened(_EPHEMERAL, b"", options)

    @classmethod
    def memory(
        cls, *, threads: int | None = None, memory_limit_bytes: int | None = None
    ) -> Self:
        """Opens a database in memory: empty, and gone when it is closed."""
        return cls._opened(_MEMORY, b"", _options(threads=threads, memory=memory_limit_bytes))

    def close(self) -> None:
        """Closes the database; a second call does nothing. Every other call then says that it is closed."""
        self._is_closed = True
        _open_engines.discard(self)
        self._database.close()

    def cleanup(self) -> None:
        """The same as `close()`: a scratch database is removed by it, any other one stays."""
        self.close()

    def interrupt(self) -> None:
        """Ends the load or query that another thread runs here: it raises InterruptedCallError."""
        self._database.interrupt()

    @property
    def path(self) -> str | None:
        """The database file's path, made absolute; None in memory."""
        return self._database.path

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written."""
        return self._database.read_only

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return not self._database.is_open

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> Literal[False]:
        self.close()
        return False

    def __repr__(self) -> str:
        where = "in memory" if self.path is None else repr(self.path)
        state = ", closed" if self.closed else ", read-only" if self.read_only else ""
        return f"<{type(self).__name__} {where}{state}>"

    def __del__(self) -> None:
        if getattr(self, "_is_closed", True) or self._database.process != os.getpid():
            return
        warnings.warn(f"unclosed {self!r}", ResourceWarning, source=self, stacklevel=2)
        self._database.close()


def _refuse_open_file(path: str) -> None:
    """Two DuckDBs on one file of a process do not see each other's locks: duckdb.connect may have it open.

    So may anything else: closing the file there would drop the database's locks here.
    """
    try:
        wanted = os.stat(path)
        descriptors = os.listdir("/proc/self/fd")
    except OSError:
        # A new file, or a system without /proc.
        return
    for descriptor in descriptors:
        try:
            found = os.stat(f"/proc/self/fd/{descriptor}")
        except OSError:
            continue
        if (found.st_dev, found.st_ino) == (wanted.st_dev, wanted.st_ino):
            raise from_native(
                "DATABASE_LOCKED",
                f"{os.path.abspath(path)}: this process has the database open already, in another engine, in "
                "duckdb.connect, or as a file. Close it there first",
                {},
            )


def _options(
    *,
    read_only: bool = False,
    threads: int | None = None,
    memory: int | None = None,
    wait: float = 0,
) -> dict[str, Any]:
    if wait < 0:
        raise ArgumentError(f"wait_seconds is {wait}, and time does not run backwards")
    return {
        "read_only": bool(read_only),
        "threads": threads,
        "memory_limit_bytes": memory,
        "wait_ms": round(wait * 1000),
    }


def _close_all() -> None:
    """At the end of the interpreter, while daemon threads may still be at work."""
    for engine in list(_open_engines):
        try:
            engine._database.shut_down()
        except MixpanelDataError:
            pass
        engine._is_closed = True


atexit.register(_close_all)
