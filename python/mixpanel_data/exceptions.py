"""What can go wrong. Every exception of the package is a `MixpanelDataError`.

Each has a message for people, a `code` for programs, and `details`: the facts behind the message (the file and
record that was refused, the SQL that failed, who has locked the database).
"""

from __future__ import annotations

import os
import re
from typing import Any, ClassVar


class MixpanelDataError(Exception):
    """The base of all. `to_dict()` gives what JSON can hold."""

    default_code: ClassVar[str] = "GENERAL"

    def __init__(
        self, message: str, code: str | None = None, details: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = self.default_code if code is None else code
        self.details: dict[str, Any] = {} if details is None else dict(details)

    def to_dict(self) -> dict[str, Any]:
        """The class's name, the code, the message and the details."""
        return {
            "error": type(self).__name__,
            "code": self.code,
            "message": self.message,
            "details": dict(self.details),
        }

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message, self.code, self.details)


class ArgumentError(MixpanelDataError, ValueError):
    """An argument is outside what the call accepts: a bad name of a table, an option that does not fit."""

    default_code = "ARGUMENT"


class ClosedError(MixpanelDataError):
    """The engine was closed before, or opened by the process that this one was forked from."""

    default_code = "CLOSED"


class OutOfMemoryError(MixpanelDataError, MemoryError):
    """Memory ran out."""

    default_code = "MEMORY"


class StorageError(MixpanelDataError, OSError):
    """The operating system refused: permission, a full disk, an input/output error."""

    default_code = "IO"


class InputNotFoundError(MixpanelDataError, FileNotFoundError):
    """A file that was to be loaded does not exist."""

    default_code = "FILE_NOT_FOUND"


class InputError(MixpanelDataError, ValueError):
    """A record is not what it should be. `details` tell source, record and byte_offset, or batch, record and field."""

    default_code = "INPUT"


class DatabaseNotFoundError(MixpanelDataError, FileNotFoundError):
    """The database file does not exist."""

    default_code = "DATABASE_NOT_FOUND"


class NotADatabaseError(MixpanelDataError):
    """The file exists and is no DuckDB database, or one of a version that the engine can't read."""

    default_code = "NOT_A_DATABASE"


class DatabaseLockedError(MixpanelDataError):
    """Another process, or another engine in this one, has the database open.

    `details` hold db_path, holding_pid (None where the system does not tell) and a suggestion.
    """

    default_code = "DATABASE_LOCKED"


class ReadOnlyError(MixpanelDataError):
    """The call writes, and the database is open for reading only."""

    default_code = "READ_ONLY"


class TableExistsError(MixpanelDataError):
    """There is a table of that name already."""

    default_code = "TABLE_EXISTS"


class TableNotFoundError(MixpanelDataError):
    """There is no table of that name."""

    default_code = "TABLE_NOT_FOUND"


class QueryError(MixpanelDataError):
    """The SQL failed. `details` hold query, error_type, original_error, and where it is known line, column, candidates."""

    default_code = "QUERY_FAILED"


class QueryTimeoutError(QueryError, TimeoutError):
    """The query took longer than its time limit."""

    default_code = "TIMEOUT"


class InterruptedCallError(MixpanelDataError):
    """`engine.interrupt()` ended the load or query. Nothing was changed."""

    default_code = "INTERRUPTED"


class EngineLibraryError(MixpanelDataError):
    """DuckDB's library is missing, of another architecture, or too old."""

    default_code = "ENGINE"


class InternalError(MixpanelDataError):
    """A fault of mpdata's own. Please report it."""

    default_code = "INTERNAL"


# libmpdata's status codes, one to one.
_CLASSES: dict[str, type[MixpanelDataError]] = {
    "ARGUMENT": ArgumentError,
    "CLOSED": ClosedError,
    "MEMORY": OutOfMemoryError,
    "IO": StorageError,
    "FILE_NOT_FOUND": InputNotFoundError,
    "INPUT": InputError,
    "DATABASE_NOT_FOUND": DatabaseNotFoundError,
    "NOT_A_DATABASE": NotADatabaseError,
    "DATABASE_LOCKED": DatabaseLockedError,
    "READ_ONLY": ReadOnlyError,
    "TABLE_EXISTS": TableExistsError,
    "TABLE_NOT_FOUND": TableNotFoundError,
    "QUERY_FAILED": QueryError,
    "INTERRUPTED": InterruptedCallError,
    "ENGINE": EngineLibraryError,
    "INTERNAL": InternalError,
    "TIMEOUT": QueryTimeoutError,
}

_LOCKED = re.compile(
    r"^(?P<path>.*): (?:database is locked(?: by PID (?P<pid>\d+))?|this process has the database open)", re.DOTALL
)


def from_native(status: str, message: str, facts: dict[str, Any]) -> MixpanelDataError:
    """The exception for an error of libmpdata. Called by the extension."""
    kind = _CLASSES.get(status, InternalError)
    if "candidates" in facts:
        facts["candidates"] = facts["candidates"].splitlines()
    if "batch" in facts:
        message = f"batch {facts['batch']}, {message.removeprefix('pushed records: ')}"
    if issubclass(kind, QueryError):
        facts.setdefault("query", "")
        facts.setdefault("error_type", "")
        facts["original_error"] = message
    if kind is DatabaseLockedError:
        _add_holder(facts, message)
    return kind(message, None, facts)


def _add_holder(facts: dict[str, Any], message: str) -> None:
    found = _LOCKED.match(message)
    is_own = found is not None and found[0].endswith("has the database open")
    facts["db_path"] = found["path"] if found else None
    facts["holding_pid"] = os.getpid() if is_own else int(found["pid"]) if found and found["pid"] else None
    facts["suggestion"] = (
        "Use the engine that has it open, or close that one first."
        if is_own
        else "Wait for the other process to close the database (wait_seconds=...), or end it; several processes "
        "can read at once with read_only=True."
    )
