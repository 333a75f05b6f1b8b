"""What a first look at a table finds: frozen dataclasses that show as tables in a notebook."""

from __future__ import annotations

import dataclasses
import datetime
import html
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from mixpanel_data import _dataframes
from mixpanel_data.tables import _Facts

if TYPE_CHECKING:
    import pandas


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.4g}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return html.escape(str(value))


def _html_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    head = "".join(f"<th>{html.escape(name)}</th>" for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell_text(value)}</td>" for value in row) + "</tr>" for row in rows
    )
    return (
        f"<p>{html.escape(title)}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


class _Listing(_Facts):
    """The base of those that are a list of rows with facts around it."""

    __slots__ = ()

    def _title(self) -> str:
        raise NotImplementedError

    def _items(self) -> Sequence[Any]:
        raise NotImplementedError

    def _item_type(self) -> type[Any]:
        raise NotImplementedError

    def _columns(self) -> list[str]:
        return [field.name for field in dataclasses.fields(self._item_type())]

    def _rows(self) -> list[tuple[Any, ...]]:
        columns = self._columns()
        return [tuple(getattr(item, name) for name in columns) for item in self._items()]

    def df(self) -> pandas.DataFrame:
        """The rows as a DataFrame of pandas."""
        frames = _dataframes.require("pandas", "a DataFrame")
        frame: pandas.DataFrame = frames.DataFrame(self._rows(), columns=self._columns())
        return frame

    def _repr_html_(self) -> str:
        return _html_table(self._title(), self._columns(), self._rows())


@dataclasses.dataclass(frozen=True, slots=True)
class ColumnSummary(_Facts):
    """A column in figures, as DuckDB's SUMMARIZE has them."""

    column_name: str
    column_type: str
    min: str | None
    max: str | None
    approx_unique: int
    avg: str | None
    std: str | None
    q25: str | None
    q50: str | None
    q75: str | None
    count: int
    null_percentage: float


@dataclasses.dataclass(frozen=True, slots=True)
class SummaryResult(_Listing):
    """Every column of a table in figures."""

    table: str
    row_count: int
    columns: list[ColumnSummary]

    def _title(self) -> str:
        return f"{self.table}: {self.row_count:,} rows"

    def _items(self) -> Sequence[Any]:
        return self.columns

    def _item_type(self) -> type[Any]:
        return ColumnSummary


@dataclasses.dataclass(frozen=True, slots=True)
class EventStats(_Facts):
    """An event of a table. Times are UTC."""

    event_name: str
    count: int
    unique_users: int
    first_seen: datetime.datetime
    last_seen: datetime.datetime
    pct_of_total: float


@dataclasses.dataclass(frozen=True, slots=True)
class EventBreakdownResult(_Listing):
    """The events of a table, the most frequent first."""

    table: str
    total_events: int
    total_users: int
    date_range: tuple[datetime.datetime | None, datetime.datetime | None]
    events: list[EventStats]

    def _title(self) -> str:
        first, last = self.date_range
        return (
            f"{self.table}: {self.total_events:,} events of {self.total_users:,} users, {first} to {last}"
        )

    def _items(self) -> Sequence[Any]:
        return self.events

    def _item_type(self) -> type[Any]:
        return EventStats


@dataclasses.dataclass(frozen=True, slots=True)
class PropertyKey(_Facts):
    """A property: how many rows have it, how many of its values are of which type of JSON."""

    key: str
    rows: int
    nulls: int
    bools: int
    numbers: int
    strings: int
    arrays: int
    objects: int
    distinct_about: int
    example: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class PropertyKeysResult(_Listing):
    """The properties of a table, the most frequent first."""

    table: str
    event: str | None
    row_count: int
    keys: list[PropertyKey]

    def _title(self) -> str:
        of = "" if self.event is None else f", {self.event}"
        return f"{self.table}{of}: {len(self.keys):,} properties in {self.row_count:,} rows"

    def _items(self) -> Sequence[Any]:
        return self.keys

    def _item_type(self) -> type[Any]:
        return PropertyKey


@dataclasses.dataclass(frozen=True, slots=True)
class ColumnValue(_Facts):
    """A value, as text, and how many rows have it."""

    value: str | None
    count: int
    pct: float


@dataclasses.dataclass(frozen=True, slots=True)
class ColumnStatsResult(_Listing):
    """A column or property in figures, and its most frequent values.

    min, max, mean, median and p95 are those of its numbers.
    """

    table: str
    column: str
    count: int
    """Rows that have it."""
    null_count: int
    """Rows in which it is NULL, or is not there."""
    null_pct: float
    unique_count: int
    """About how many values there are."""
    unique_pct: float
    numbers: int
    """Values that are numbers, or text that is one."""
    min: float | None
    max: float | None
    mean: float | None
    median: float | None
    p95: float | None
    shortest: int | None
    """In characters of the text."""
    longest: int | None
    top_values: list[ColumnValue]

    def _title(self) -> str:
        text = f"{self.table}, {self.column}: {self.count:,} values, {self.null_count:,} missing"
        text += f", about {self.unique_count:,} different ones"
        if self.numbers > 0:
            text += f"; numbers from {self.min:,.6g} to {self.max:,.6g}, mean {self.mean:,.6g}"
        return text

    def _items(self) -> Sequence[Any]:
        return self.top_values

    def _item_type(self) -> type[Any]:
        return ColumnValue
