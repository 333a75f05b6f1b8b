"""DB-API 2.0 (PEP 249) over an open engine: `engine.connection`.

Code that was written for DuckDB's own connection runs unchanged for the usual calls: `execute(...).fetchall()`, `df()`,
`arrow()`. As there, each statement is committed by itself unless `begin()` or BEGIN starts a transaction.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from mixpanel_data import _native, exceptions
from mixpanel_data._queries import Parameters, query
from mixpanel_data.results import Result, ResultBatch, Row

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow as _pyarrow

    from mixpanel_data._lifecycle import EngineLifecycle

apilevel = "2.0"
# Threads may share the module and connections.
threadsafety = 2
paramstyle = "qmark"


class Warning(UserWarning):  # noqa: A001 - the name is PEP 249's
    """PEP 249 names it; nothing here raises it."""


# PEP 249's tree, in the exceptions of the package.
Error = exceptions.MixpanelDataError
InterfaceError = exceptions.ArgumentError
DatabaseError = exceptions.MixpanelDataError
DataError = exceptions.QueryError
OperationalError = exceptions.StorageError
IntegrityError = exceptions.QueryError
InternalError = exceptions.InternalError
ProgrammingError = exceptions.QueryError
NotSupportedError = exceptions.ArgumentError


class _Statements:
    """What a connection and a cursor share: SQL runs on a handle, and its result is the current one."""

    arraysize = 1

    def __init__(self) -> None:
        self._result: Result | None = None

    def _handle(self) -> _native.Database:
        raise NotImplementedError

    def execute(self, sql: str, parameters: Parameters = None) -> Self:
        """Runs SQL. What the one before gave is gone."""
        self._result = Result(query(self._handle(), sql, parameters))
        return self

    def executemany(self, sql: str, parameters: Iterable[Parameters]) -> Self:
        """Runs SQL once for each set of parameters, all of them or none."""
        handle = self._handle()
        is_nested = _has_transaction(handle)
        if not is_nested:
            query(handle, "BEGIN", None)
        try:
            for given in parameters:
                self._result = Result(query(handle, sql, given))
        except BaseException:
            if not is_nested:
                query(handle, "ROLLBACK", None)
            raise
        if not is_nested:
            query(handle, "COMMIT", None)
        return self

    def _current(self) -> Result:
        if self._result is None:
            raise exceptions.ArgumentError("there is no result: execute a statement first")
        return self._result

    @property
    def description(self) -> list[tuple[str, str, None, None, None, None, None]] | None:
        """The name and type of each column of the current result; None without columns."""
        return None if self._result is None else self._result.description

    @property
    def rowcount(self) -> int:
        """Rows that the last statement changed; -1 for one that changes none, as rows are not counted before they are read."""
        if self._result is None or self._result.columns:
            return -1
        return self._result.rows_changed

    def fetchone(self) -> Row | None:
        """The next row; None at the end."""
        return self._current().fetchone()

    def fetchmany(self, size: int | None = None) -> list[Row]:
        """The next rows, `size` or `arraysize` of them at the most."""
        return self._current().fetchmany(self.arraysize if size is None else size)

    def fetchall(self) -> list[Row]:
        """All rows that are left."""
        return self._current().fetchall()

    def __iter__(self) -> Iterator[Row]:
        return iter(self._current())

    def fetch_batches(self, rows: int = 100_000) -> Iterator[ResultBatch]:
        """The rows that are left, as batches of about `rows` rows."""
        return self._current().fetch_batches(rows)

    def df(self) -> pandas.DataFrame:
        """The rows that are left as a DataFrame of pandas."""
        return self._current().df()

    fetchdf = df
    fetch_df = df

    def pl(self) -> polars.DataFrame:
        """The rows that are left as a DataFrame of polars."""
        return self._current().pl()

    def arrow(self) -> _pyarrow.Table:
        """The rows that are left as a Table of pyarrow."""
        return self._current().arrow()

    fetch_arrow_table = arrow
    to_arrow_table = arrow

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows that are left, streamed."""
        return self._current().__arrow_c_stream__(requested_schema)

    def setinputsizes(self, sizes: object) -> None:
        """PEP 249 names it; nothing needs it here."""

    def setoutputsize(self, size: int, column: int | None = None) -> None:
        """PEP 249 names it; nothing needs it here."""


class Cursor(_Statements):
    """A handle of its own on the open database: its results, transactions and temporary tables are apart from the others'.

    While one is open the engine can't load: close it, or use it in a `with`.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = connection
        self._own: _native.Database | None = None
        self._is_closed = False

    def _handle(self) -> _native.Database:
        if self._is_closed:
            raise exceptions.ClosedError("the cursor is closed")
        if self._own is None:
            self._own = self.connection._engine._database.connect()
        return self._own

    def close(self) -> None:
        """Lets go of the handle; a second call does nothing."""
        self._is_closed = True
        self._result = None
        if self._own is not None:
            self._own.close()
            self._own = None

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


class Connection(_Statements):
    """The engine itself as a connection: what it executes runs on the engine's own handle."""

    Error = Error
    Warning = Warning
    InterfaceError = InterfaceError
    DatabaseError = DatabaseError
    DataError = DataError
    OperationalError = OperationalError
    IntegrityError = IntegrityError
    InternalError = InternalError
    ProgrammingError = ProgrammingError
    NotSupportedError = NotSupportedError

    def __init__(self, engine: EngineLifecycle) -> None:
        super().__init__()
        self._engine = engine
        self._cursors: weakref.WeakSet[Cursor] = weakref.WeakSet()

    def _handle(self) -> _native.Database:
        return self._engine._database

    def cursor(self) -> Cursor:
        """A cursor, which takes its handle with its first statement."""
        cursor = Cursor(self)
        self._cursors.add(cursor)
        return cursor

    def begin(self) -> Self:
        """Starts a transaction."""
        return self.execute("BEGIN")

    def commit(self) -> Self:
        """Ends the transaction; without one, what was done is committed already."""
        if _has_transaction(self._handle()):
            self.execute("COMMIT")
        return self

    def rollback(self) -> Self:
        """Undoes the transaction; without one there is nothing to undo."""
        if _has_transaction(self._handle()):
            self.execute("ROLLBACK")
        return self

    def interrupt(self) -> None:
        """Ends what another thread runs here."""
        self._engine.interrupt()

    def close(self) -> None:
        """Closes the cursors, and the engine with its database."""
        for cursor in list(self._cursors):
            cursor.close()
        self._engine.close()

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


def _has_transaction(handle: _native.Database) -> bool:
    """Whether BEGIN was said on the handle: within a transaction its number stays the same."""
    sql = "SELECT txid_current()"
    first = query(handle, sql, None).read(1).cells(0)
    return first == query(handle, sql, None).read(1).cells(0)
