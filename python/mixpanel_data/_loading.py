"""Loading: records, files and frames into tables."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any, Literal

from mixpanel_data import _native
from mixpanel_data._checks import check_table_name
from mixpanel_data.exceptions import ArgumentError
from mixpanel_data.tables import LoadReport, TableMetadata

Mode = Literal["create", "append", "replace"]
Keep = Literal["first", "last"]
Path = str | os.PathLike[str]

# As libmpdata numbers them.
_TYPES = {"events": 1, "profiles": 2}
_MODES = {"create": 0, "append": 1, "replace": 2}
_KEEPS = {"first": 0, "last": 1}
_PRIMARY_KEYS = {True: 0, False: 1, "auto": 2}
_INPUT_EXPORT, _INPUT_RECORDS = 0, 1
_ALL_REJECTS = 2**64 - 1


class EngineLoading:
    """The part of an engine that loads."""

    _database: _native.Database
    _last_load: LoadReport | None = None

    @property
    def last_load(self) -> LoadReport | None:
        """What the last load of this engine did; None before the first one."""
        return self._last_load

    def create_events_table(
        self,
        name: str,
        data: Any,
        metadata: TableMetadata | None = None,
        progress_callback: Callable[[int], object] | None = None,
        batch_size: int = 1000,
        **options: Any,
    ) -> int:
        """Loads events into a new table, in one atomic step, and returns the rows inserted."""
        return self._load("events", name, data, metadata, progress_callback, batch_size, "create", options)

    def create_profiles_table(
        self,
        name: str,
        data: Any,
        metadata: TableMetadata | None = None,
        progress_callback: Callable[[int], object] | None = None,
        batch_size: int = 1000,
        **options: Any,
    ) -> int:
        """Loads profiles into a new table, in one atomic step, and returns the rows inserted."""
        return self._load("profiles", name, data, metadata, progress_callback, batch_size, "create", options)

    def append_events_table(
        self,
        name: str,
        data: Any,
        metadata: TableMetadata | None = None,
        progress_callback: Callable[[int], object] | None = None,
        batch_size: int = 1000,
        **options: Any,
    ) -> int:
        """Loads events into a table that exists, next to what it holds, and returns the rows inserted."""
        return self._load("events", name, data, metadata, progress_callback, batch_size, "append", options)

    def append_profiles_table(
        self,
        name: str,
        data: Any,
        metadata: TableMetadata | None = None,
        progress_callback: Callable[[int], object] | None = None,
        batch_size: int = 1000,
        **options: Any,
    ) -> int:
        """Loads profiles into a table that exists, next to what it holds, and returns the rows inserted."""
        return self._load("profiles", name, data, metadata, progress_callback, batch_size, "append", options)

    def _load(
        self,
        kind: str,
        name: str,
        data: Any,
        metadata: TableMetadata | None,
        progress_callback: Callable[[int], object] | None,
        batch_size: int,
        mode: str,
        options: dict[str, Any],
    ) -> int:
        native = {"mode": _MODES[options.pop("mode", mode)], "batch_records": _check_batch_size(batch_size)}
        native["input"] = _INPUT_RECORDS
        table = check_table_name(name)
        report = self._database.load_records(
            _TYPES[kind], table, iter(data), native, progress_callback
        )
        self._last_load = LoadReport(
            table=table, mode=mode, seconds=report.pop("elapsed_ms") / 1000, **report
        )
        return self._last_load.rows


def _check_batch_size(batch_size: int) -> int:
    if isinstance(batch_size, bool) or not isinstance(batch_size, int):
        raise TypeError(f"batch_size is an int, not {type(batch_size).__name__}")
    if not 100 <= batch_size <= 100_000:
        raise ArgumentError(f"batch_size is {batch_size}: 100 to 100,000 are allowed")
    return batch_size
