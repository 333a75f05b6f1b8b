"""SQL in, results out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mixpanel_data import _native
from mixpanel_data.results import Result, SQLResult, to_sql_result

if TYPE_CHECKING:
    import pandas

    from mixpanel_data.dbapi import Connection

Parameters = Sequence[Any] | Mapping[str, Any] | None


class EngineQueries:
    """The part of an engine that answers SQL.

    Parameters stand in the SQL as `?` or `$1` and are given as a sequence, or as `$name` and are given as a mapping.
    JSON columns come as text, or with parse_json as what the text says.
    """

    _database: _native.Database
    _connection: Connection | None = None

    def execute(
        self, sql: str, parameters: Parameters = None, *, parse_json: bool = False
    ) -> Result:
        """Runs SQL; the result's rows come as they are asked for: QueryError."""
        return Result(query(self._database, sql, parameters), parse_json=parse_json)

    def execute_df(
        self, sql: str, parameters: Parameters = None, *, parse_json: bool = False
    ) -> pandas.DataFrame:
        """The rows as a DataFrame of pandas."""
        return self.execute(sql, parameters, parse_json=parse_json).df()

    def execute_scalar(
        self, sql: str, parameters: Parameters = None, *, parse_json: bool = False
    ) -> Any:
        """The first cell; None where there is no row."""
        return self.execute(sql, parameters, parse_json=parse_json).scalar()

    def execute_rows(
        self, sql: str, parameters: Parameters = None, *, parse_json: bool = False
    ) -> SQLResult:
        """All rows, in memory."""
        return to_sql_result(self.execute(sql, parameters, parse_json=parse_json))

    def execute_rows_params(
        self, sql: str, params: Parameters, *, parse_json: bool = False
    ) -> SQLResult:
        """The same, with parameters."""
        return self.execute_rows(sql, params, parse_json=parse_json)

    @property
    def connection(self) -> Connection:
        """A DB-API 2.0 connection over the same open database, for code that was written for DuckDB's own."""
        if self._connection is None:
            from mixpanel_data.dbapi import Connection

            self._connection = Connection(self)  # type: ignore[arg-type]
        return self._connection


def query(database: _native.Database, sql: str, parameters: Parameters) -> _native.Result:
    """Runs SQL, with the parameters as the extension takes them."""
    if not isinstance(sql, str):
        raise TypeError(f"SQL is a str, not {type(sql).__name__}")
    if isinstance(parameters, (str, bytes)):
        raise TypeError("parameters are a sequence or a mapping, not one text: [value]")
    if isinstance(parameters, Mapping) and not isinstance(parameters, dict):
        parameters = dict(parameters)
    return database.query(sql, parameters)
