"""Your company's Mixpanel data in a local DuckDB file, with SQL and DataFrames over it.

>>> import mixpanel_data
>>> engine = mixpanel_data.StorageEngine.memory()
>>> engine.create_events_table("events", "export.ndjson")
>>> engine.execute_rows("SELECT event_name, count(*) FROM events GROUP BY ALL")
"""

from mixpanel_data import exceptions
from mixpanel_data._engine import StorageEngine
from mixpanel_data._loading import LoadOptions
from mixpanel_data._native import version as __version__
from mixpanel_data.exceptions import (
    ArgumentError,
    ClosedError,
    DatabaseLockedError,
    DatabaseNotFoundError,
    EngineLibraryError,
    InputError,
    InputNotFoundError,
    InternalError,
    InterruptedCallError,
    MixpanelDataError,
    NotADatabaseError,
    OutOfMemoryError,
    QueryError,
    QueryTimeoutError,
    ReadOnlyError,
    StorageError,
    TableExistsError,
    TableNotFoundError,
)
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
from mixpanel_data.results import Result, ResultBatch, SQLResult
from mixpanel_data.tables import ColumnInfo, LoadReport, TableInfo, TableMetadata, TableSchema

__all__ = [
    "ArgumentError",
    "ClosedError",
    "ColumnInfo",
    "ColumnStatsResult",
    "ColumnSummary",
    "ColumnValue",
    "DatabaseLockedError",
    "DatabaseNotFoundError",
    "EngineLibraryError",
    "EventBreakdownResult",
    "EventStats",
    "InputError",
    "InputNotFoundError",
    "InternalError",
    "InterruptedCallError",
    "LoadOptions",
    "LoadReport",
    "MixpanelDataError",
    "NotADatabaseError",
    "OutOfMemoryError",
    "PropertyKey",
    "PropertyKeysResult",
    "QueryError",
    "QueryTimeoutError",
    "ReadOnlyError",
    "Result",
    "ResultBatch",
    "SQLResult",
    "StorageEngine",
    "StorageError",
    "SummaryResult",
    "TableExistsError",
    "TableInfo",
    "TableMetadata",
    "TableNotFoundError",
    "TableSchema",
    "__version__",
    "exceptions",
]
