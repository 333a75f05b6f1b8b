"""A first look at a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from mixpanel_data import _native
from mixpanel_data._checks import check_table_name
from mixpanel_data._queries import query
from mixpanel_data.exceptions import ArgumentError
from mixpanel_data.introspection import (
    ColumnStatsResult,
    ColumnSummary,
    ColumnValue,
    EventBreakdownResult,
    EventStats,
    PropertyKey,
    PropertyKeysResult,
    SummaryResult,
)
from mixpanel_data.results import Result

if TYPE_CHECKING:
    import pandas

_PERIODS = {"day": 1, "week": 2, "month": 3}
_MOST_ROWS = 2**32 - 1


class EngineLooks:
    """The part of an engine that takes a first look at a table: TableNotFoundError."""

    _database: _native.Database

    def sample(self, table: str, n: int = 10) -> pandas.DataFrame:
        """Rows by chance, each as likely as any other: other ones each time."""
        rows = self._database.sample(check_table_name(table), _check_count("n", n))
        return Result(rows).df()

    def summarize(self, table: str) -> SummaryResult:
        """Every column in figures."""
        name = self._true_name(table)
        rows = Result(self._database.summarize(name)).fetchall()
        columns: list[ColumnSummary] = []
        for row in rows:
            facts: list[Any] = [*row[:-1], float(row[-1])]
            columns.append(ColumnSummary(*facts))
        return SummaryResult(name, columns[0].count if columns else 0, columns)

    def event_breakdown(self, table: str) -> EventBreakdownResult:
        """The events of a table: how many, of how many users, since when."""
        name = self._true_name(table)
        rows = Result(self._database.breakdown(name, 0, None)).fetchall()
        events = [
            EventStats(event, count, users, first, last, share * 100)
            for event, count, users, share, first, last in rows
        ]
        users = query(
            self._database, f"SELECT count(DISTINCT distinct_id) FROM {_quoted(name)}", None
        )
        return EventBreakdownResult(
            table=name,
            total_events=sum(event.count for event in events),
            total_users=users.read(1).cells(0)[0],
            date_range=(
                min((event.first_seen for event in events), default=None),
                max((event.last_seen for event in events), default=None),
            ),
            events=events,
        )

    def event_counts(
        self, table: str, by: Literal["day", "week", "month"] = "day", *, time_zone: str | None = None
    ) -> pandas.DataFrame:
        """A row for each event in each period that has it, ready to be drawn.

        `.pivot(index="day", columns="event_name", values="events").plot()` draws a line for each event.
        """
        if by not in _PERIODS:
            raise ArgumentError(f"by is {by!r}: 'day', 'week' and 'month' are allowed")
        name = check_table_name(table)
        return Result(self._database.breakdown(name, _PERIODS[by], time_zone)).df()

    def property_keys(self, table: str, event: str | None = None) -> list[str]:
        """The names of the properties, of all rows or those of one event, sorted."""
        return sorted(key.key for key in self.property_key_stats(table, event).keys)

    def property_key_stats(self, table: str, event: str | None = None) -> PropertyKeysResult:
        """The properties: how many rows have each, of which types, an example."""
        name = self._true_name(table)
        rows, keys = self._database.keys(name, None if event is None else _check_text("event", event))
        return PropertyKeysResult(name, event, rows, [PropertyKey(*key) for key in keys])

    def column_stats(
        self, table: str, column: str, top_n: int = 10, *, is_property: bool = False
    ) -> ColumnStatsResult:
        """A column, or where there is none of that name a property, in figures. is_property: a property in any case."""
        name = self._true_name(table)
        column = _check_text("column", column)
        figures = Result(self._database.column_statistics(name, column, is_property)).fetchall()[0]
        rows, present, missing, distinct, *numbers = figures
        top: list[ColumnValue] = []
        if _check_count("top_n", top_n) > 0:
            values = Result(self._database.column_values(name, column, is_property, top_n)).fetchall()
            top = [ColumnValue(value, count, share * 100) for value, count, share in values]
        facts: list[Any] = [
            present, missing, _percent(missing, rows), distinct, _percent(distinct, present), *numbers,
        ]  # fmt: skip
        return ColumnStatsResult(name, column, *[*facts, top])

    def loads(self, table: str) -> list[dict[str, Any]]:
        """What was loaded into the table, the oldest first: a dict for each load."""
        return Result(self._database.loads(check_table_name(table))).batch().to_dicts()

    def _true_name(self, table: str) -> str:
        name: str = self._database.table_schema(check_table_name(table))[0][0]
        return name


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _check_text(what: str, text: str) -> str:
    if not isinstance(text, str):
        raise TypeError(f"{what} is a str, not {type(text).__name__}")
    if "\0" in text:
        raise ArgumentError(f"{what} is {text!r}: it holds a NUL character")
    return text


def _check_count(what: str, count: int) -> int:
    if isinstance(count, bool) or not isinstance(count, int):
        raise TypeError(f"{what} is an int, not {type(count).__name__}")
    if not 0 <= count <= _MOST_ROWS:
        raise ArgumentError(f"{what} is {count}: 0 to {_MOST_ROWS:,} are allowed")
    return count
