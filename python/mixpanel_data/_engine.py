"""The engine: an open database. Its calls stand in files of their own, by what they are about."""

from __future__ import annotations

from mixpanel_data._lifecycle import EngineLifecycle
from mixpanel_data._loading import EngineLoading
from mixpanel_data._looks import EngineLooks
from mixpanel_data._queries import EngineQueries
from mixpanel_data._tables import EngineTables


class StorageEngine(EngineLoading, EngineQueries, EngineLooks, EngineTables, EngineLifecycle):
    """A database of Mixpanel data: one DuckDB file, or one in memory.

    Several threads may use an engine; their calls wait for each other. A file can be open in one engine of a process
    only, and not in `duckdb.connect` beside it: two DuckDBs on one file do not see each other's locks.
    """
