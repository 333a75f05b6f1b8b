"""What a query gives: rows as Python objects, DataFrames of pandas and polars, Arrow."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mixpanel_data import _dataframes, _native
from mixpanel_data.exceptions import ArgumentError

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow as _pyarrow

Row = tuple[Any, ...]

# More than any result has.
_ALL_ROWS = 2**62
_FIRST_ROWS = 1


@dataclasses.dataclass(frozen=True, slots=True)
class SQLResult:
    """Columns and rows, all of them in memory."""

    columns: list[str]
    rows: list[Row]

    def to_dicts(self) -> list[dict[str, Any]]:
        """A dict for each row. Of columns of one name the last one counts."""
        return [dict(zip(self.columns, row)) for row in self.rows]

    def to_dict(self) -> dict[str, Any]:
        """Columns and rows, for JSON where the values are."""
        return {"columns": list(self.columns), "rows": [list(row) for row in self.rows]}

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


class ResultBatch:
    """A part of a result, in memory as Arrow has it; it can be asked for in any form, and more than once."""

    def __init__(
        self, rows: _native.Rows, columns: list[str], types: list[str], parse_json: bool
    ) -> None:
        self._rows = rows
        self._parse_json = parse_json
        self.columns = columns
        """The names of the columns."""
        self.types = types
        """DuckDB's names of their types."""

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows())

    def column(self, index: int) -> list[Any]:
        """The cells of a column as Python objects."""
        cells = self._rows.cells(index)
        if self._parse_json and self._rows.fields[index][1]:
            return [None if cell is None else json.loads(cell) for cell in cells]
        return cells

    def rows(self) -> list[Row]:
        """A tuple for each row."""
        return list(zip(*(self.column(index) for index in range(len(self.columns)))))

    def to_dicts(self) -> list[dict[str, Any]]:
        """A dict for each row. Of columns of one name the last one counts."""
        return [dict(zip(self.columns, row)) for row in self.rows()]

    def df(self) -> pandas.DataFrame:
        """A DataFrame of pandas."""
        return _dataframes.to_pandas(self._rows, self.columns, self._parse_json)

    def pl(self) -> polars.DataFrame:
        """A DataFrame of polars. JSON stays text."""
        return _dataframes.to_polars(self._rows)

    def arrow(self) -> _pyarrow.Table:
        """A Table of pyarrow. JSON stays text, with Arrow's name for it."""
        return _dataframes.to_arrow(self)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows for whatever reads Arrow's PyCapsule interface; nothing is copied."""
        return self._rows.stream(False)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self):,} rows, {len(self.columns)} columns>"


class Result:
    """The rows of a query, as they come: each is given once, in the form that is asked for.

    The next query on the same engine or cursor ends a result that was not read to its end.
    """

    def __init__(self, native: _native.Result, *, parse_json: bool = False) -> None:
        self._native = native
        self._parse_json = parse_json
        # What was read and not given yet.
        self._held: ResultBatch | None = None
        self._held_rows: list[Row] = []
        self._held_from = 0

    # ---- What it is

    @property
    def columns(self) -> list[str]:
        """The names of the columns; none for a statement that has no rows."""
        return self._native.columns

    @property
    def types(self) -> list[str]:
        """DuckDB's names of their types."""
        return self._native.types

    @property
    def rows_changed(self) -> int:
        """Rows that an INSERT, UPDATE or DELETE changed."""
        return self._native.rows_changed

    @property
    def description(self) -> list[tuple[str, str, None, None, None, None, None]] | None:
        """As PEP 249 has it: the name and the type of each column."""
        columns = self._native.columns
        if not columns:
            return None
        return [
            (name, kind, None, None, None, None, None)
            for name, kind in zip(columns, self._native.types)
        ]

    # ---- Rows as tuples

    def fetchone(self) -> Row | None:
        """The next row; None at the end."""
        if self._held_from == len(self._held_rows) and not self._hold(_FIRST_ROWS):
            return None
        self._held_from += 1
        return self._held_rows[self._held_from - 1]

    def fetchmany(self, size: int = 1) -> list[Row]:
        """The next rows, `size` at the most; none at the end."""
        rows: list[Row] = []
        while len(rows) < size:
            if self._held_from == len(self._held_rows) and not self._hold(size - len(rows)):
                break
            upto = self._held_from + size - len(rows)
            rows += self._held_rows[self._held_from : upto]
            self._held_from = min(upto, len(self._held_rows))
        return rows

    def fetchall(self) -> list[Row]:
        """All rows that are left."""
        return self._take_held() + self._read(_ALL_ROWS).rows()

    def __iter__(self) -> Iterator[Row]:
        while (row := self.fetchone()) is not None:
            yield row

    def scalar(self) -> Any:
        """The first cell of the next row; None where there is none."""
        row = self.fetchone()
        return None if row is None else row[0]

    # ---- Rows by column

    def fetch_batches(self, rows: int = 100_000) -> Iterator[ResultBatch]:
        """The rows that are left, as batches of about `rows` rows: memory holds one at a time."""
        if rows < 1:
            raise ArgumentError(f"rows is {rows}: a batch has at least one")
        while len(batch := self._take_batch(rows)) > 0:
            yield batch

    def batch(self) -> ResultBatch:
        """All rows that are left, in memory."""
        return self._take_batch(_ALL_ROWS)

    def df(self) -> pandas.DataFrame:
        """The rows that are left as a DataFrame of pandas."""
        return self.batch().df()

    fetchdf = df
    fetch_df = df

    def pl(self) -> polars.DataFrame:
        """The rows that are left as a DataFrame of polars. JSON stays text."""
        return self.batch().pl()

    def arrow(self) -> _pyarrow.Table:
        """The rows that are left as a Table of pyarrow. JSON stays text, with Arrow's name for it."""
        return self.batch().arrow()

    fetch_arrow_table = arrow
    to_arrow_table = arrow

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The rows that are left, streamed, for whatever reads Arrow's PyCapsule interface."""
        if self._held_from < len(self._held_rows):
            return self.batch().__arrow_c_stream__(requested_schema)
        return self._native.stream()

    def __repr__(self) -> str:
        columns = ", ".join(f"{name} {kind}" for name, kind in zip(self.columns, self.types))
        return f"<{type(self).__name__} ({columns})>"

    # ---- Reading

    def _read(self, rows: int) -> ResultBatch:
        columns = self._native.columns
        native = self._native.read(rows if columns else 0)
        return ResultBatch(native, columns, self._native.types, self._parse_json)

    def _hold(self, rows: int) -> bool:
        self._held = self._read(rows)
        self._held_rows = self._held.rows()
        self._held_from = 0
        return len(self._held_rows) > 0

    def _take_held(self) -> list[Row]:
        rows = self._held_rows[self._held_from :]
        self._held, self._held_rows, self._held_from = None, [], 0
        return rows

    def _take_batch(self, rows: int) -> ResultBatch:
        held, position = self._held, self._held_from
        self._take_held()
        if held is None or position == len(held):
            return self._read(rows)
        rest = self._read(rows - len(held) + position)
        # Of what was read, those that fetchone() did not give yet.
        rest._rows.put_before(held._rows, position)
        return rest


def to_sql_result(result: Result) -> SQLResult:
    """All rows, in memory."""
    return SQLResult(result.columns, result.fetchall())


