"""What the engine tells of tables and loads: frozen dataclasses, with `to_dict()` for JSON."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value


class _Facts:
    """The base of the dataclasses here."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The fields, dates and times as ISO 8601."""
        result: dict[str, Any] = _plain(self)
        return result


@dataclasses.dataclass(frozen=True, slots=True)
class TableInfo(_Facts):
    """A table, as `list_tables()` tells of it. Times are UTC."""

    name: str
    type: str
    row_count: int
    fetched_at: datetime.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class ColumnInfo(_Facts):
    """A column; `type` is DuckDB's name of it."""

    name: str
    type: str
    nullable: bool
    primary_key: bool


@dataclasses.dataclass(frozen=True, slots=True)
class TableSchema(_Facts):
    """A table's columns, in order."""

    table_name: str
    columns: list[ColumnInfo]


@dataclasses.dataclass(frozen=True, slots=True)
class TableMetadata(_Facts):
    """What was loaded into a table, and when.

    Given to a load, it says what the caller knows of the data: the days and filters of the export.
    """

    type: str
    fetched_at: datetime.datetime
    from_date: datetime.date | str | None = None
    to_date: datetime.date | str | None = None
    filter_events: list[str] | None = None
    filter_where: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class LoadReport(_Facts):
    """What a load did: `engine.last_load`. The counts are records, but for `rows` and `table_rows`."""

    table: str
    mode: str
    records: int
    """Records read that were good."""
    rows: int
    """Rows that came into the table because of them."""
    table_rows: int
    """Rows that the table has now."""
    duplicates: int
    """Repeats that were dropped; of profiles, older records."""
    updated: int
    """Profiles that took the place of an older record; counted among `rows`."""
    has_primary_key: bool
    shared_ids: int
    """Events that share their insert_id with a different event: kept."""
    missing_ids: int
    """Events that came without an insert_id: kept."""
    rejects: int
    """Bad records that were left out, as `max_rejects` allows."""
    repaired: int
    """Bad records that were mended, as `repair` asks."""
    filtered: int
    """Good records that were not asked for."""
    bytes: int
    seconds: float
    file_bytes: int
    """The database file after the load; 0 in memory."""
