"""What tables there are."""

from __future__ import annotations

import datetime
import json

from mixpanel_data import _native
from mixpanel_data._checks import check_table_name
from mixpanel_data.results import Result
from mixpanel_data.tables import ColumnInfo, TableInfo, TableMetadata, TableSchema

_EPOCH = datetime.datetime(1970, 1, 1)

# A file of the predecessor that is open for reading may lack the columns of filters.
_METADATA_SQL = (
    "SELECT type, epoch_us(fetched_at), from_date::VARCHAR, to_date::VARCHAR, "
    "to_json(m)->>'filter_events', to_json(m)->>'filter_where' "
    "FROM _metadata m WHERE lower(table_name) = lower(?)"
)


def moment(microseconds: int) -> datetime.datetime:
    """Microseconds since 1970 as a datetime without a zone: UTC."""
    return _EPOCH + datetime.timedelta(microseconds=microseconds)


class EngineTables:
    """The part of an engine that tells of its tables. Names compare without case."""

    _database: _native.Database

    def list_tables(self) -> list[TableInfo]:
        """The tables, by name."""
        return [
            TableInfo(name, kind, rows, moment(fetched_at))
            for name, kind, rows, fetched_at, _from_day, _to_day in self._database.tables()
        ]

    def get_schema(self, table: str) -> TableSchema:
        """The table's columns, in order."""
        info, columns = self._database.table_schema(check_table_name(table))
        return TableSchema(info[0], [ColumnInfo(*column) for column in columns])

    def get_metadata(self, table: str) -> TableMetadata:
        """What was loaded into the table, and when."""
        name = self._database.table_schema(check_table_name(table))[0][0]
        found = Result(self._database.query(_METADATA_SQL, [name])).fetchall()
        kind, fetched_at, from_date, to_date, events, where = found[0]
        return TableMetadata(
            kind,
            moment(fetched_at),
            _day(from_date),
            _day(to_date),
            None if events is None else json.loads(events),
            where,
        )

    def table_exists(self, table: str) -> bool:
        """Whether there is a table of this name."""
        return self._database.table_exists(check_table_name(table))

    def drop_table(self, table: str) -> None:
        """Drops the table and what is remembered of it, in one step: TableNotFoundError."""
        self._database.drop_table(check_table_name(table))


def _day(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)
