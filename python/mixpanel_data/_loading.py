"""Loading: records, files and frames into tables."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Sequence
from typing import Any, Literal, TypedDict, Unpack

from mixpanel_data import _native, _sources
from mixpanel_data._checks import check_choice, check_day, check_table_name
from mixpanel_data._progress import ProgressBar
from mixpanel_data._sources import PathLike
from mixpanel_data.exceptions import ArgumentError
from mixpanel_data.tables import LoadReport, TableMetadata

# As libmpdata numbers them.
_TYPES = {"events": 1, "profiles": 2}
_MODES = {"create": 0, "append": 1, "replace": 2}
_KEEPS = {"first": 0, "last": 1}
_PRIMARY_KEYS = {True: 0, False: 1, "auto": 2}
_INPUTS = {"export": 0, "records": 1}
_ALL_REJECTS = 2**64 - 1

ProgressCallback = Callable[[int], object]


class LoadOptions(TypedDict, total=False):
    """What every load takes by name."""

    mode: Literal["create", "append", "replace"]
    """replace: the new table takes the place of the old one once it is complete."""
    keep: Literal["first", "last"]
    """Which of the same event's records in one load stays."""
    primary_key: bool | Literal["auto"]
    """auto: where DuckDB has the memory for its index. Rows are unique in any case."""
    max_rejects: int | Literal["all"]
    """How many bad records the load goes on without; they are written to `rejects`.

    A Python value that JSON can't hold is no bad record but an error of the program: it ends the load.
    """
    rejects: PathLike
    repair: bool
    """Mends control characters and bad Unicode, and stores null for NaN and infinities."""
    where_events: str | Sequence[str]
    """Loads the events of these names alone."""
    from_date: datetime.date | str
    """Loads the events from this day on."""
    to_date: datetime.date | str
    """Loads the events to this day, included."""
    time_zone: str
    """The project's, where its export has times of the wall clock, such as "Europe/Berlin"."""
    input: Literal["export", "records"]
    """What the lines of files are: the raw export, or objects with the tables' column names."""
    progress: bool
    """Shows a bar, in a notebook or on a terminal."""


class EngineLoading:
    """The part of an engine that loads.

    `data` of the four calls is one of

    - an iterable of dicts, or of objects with these attributes: event_name, event_time, distinct_id, insert_id, properties of
      events; distinct_id, properties, last_seen of profiles;
    - an iterable of the raw export's own dicts: {"event": ..., "properties": {...}}, {"$distinct_id": ..., "$properties": {...}};
    - the path of a file of the raw export (lines of JSON, plain or compressed by gzip or zstd), a list of paths, or a binary file;
    - a frame: pandas, polars, pyarrow, or whatever exports an Arrow stream, with the tables' columns; where it has no column
      `properties`, its other columns are the properties.

    A load is one atomic step: all of it is in the table, or the database is as it was. Repeats are dropped and counted. An
    exception that an iterator or the callback raises comes through unchanged. `progress_callback` is called with the
    records so far. `metadata` tells what the caller knows of the export; `get_metadata` gives it back.
    """

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
        progress_callback: ProgressCallback | None = None,
        batch_size: int = 1000,
        **options: Unpack[LoadOptions],
    ) -> int:
        """Loads events into a new table and returns the rows inserted: TableExistsError."""
        return self._load("events", "create", name, data, metadata, progress_callback, batch_size, options)

    def create_profiles_table(
        self,
        name: str,
        data: Any,
        metadata: TableMetadata | None = None,
        progress_callback: ProgressCallback | None = None,
        batch_size: int = 1000,
        **options: Unpack[LoadOptions],
    ) -> int:
        """Loads profiles into a new table and returns the rows inserted: TableExistsError."""
        return self._load("profiles", "create", name, data, metadata, progress_callback, batch_size, options)

    def append_events_table(
        self,
        name: str,
        data: Any,
        metadata: TableMetadata | None = None,
        progress_callback: ProgressCallback | None = None,
        batch_size: int = 1000,
        **options: Unpack[LoadOptions],
    ) -> int:
        """Loads events next to those that the table has, and returns the rows inserted: TableNotFoundError."""
        return self._load("events", "append", name, data, metadata, progress_callback, batch_size, options)

    def append_profiles_table(
        self,
        name: str,
        data: Any,
        metadata: TableMetadata | None = None,
        progress_callback: ProgressCallback | None = None,
        batch_size: int = 1000,
        **options: Unpack[LoadOptions],
    ) -> int:
        """Loads profiles over those that the table has, and returns the rows inserted: TableNotFoundError."""
        return self._load("profiles", "append", name, data, metadata, progress_callback, batch_size, options)

    def _load(
        self,
        kind: str,
        default_mode: str,
        name: str,
        data: Any,
        metadata: TableMetadata | None,
        progress_callback: ProgressCallback | None,
        batch_size: int,
        options: LoadOptions,
    ) -> int:
        table = check_table_name(name)
        mode = options.get("mode", default_mode)
        native = _native_options(options, mode, batch_size, kind, metadata)
        source = _sources.choose(data, kind)
        with ProgressBar(table, progress_callback, bool(options.get("progress", False))) as progress:
            report = source.load(self._database, _TYPES[kind], table, native, progress.callback)
        self._last_load = LoadReport(table=table, mode=mode, **_in_seconds(report))
        return self._last_load.rows


def _in_seconds(report: dict[str, Any]) -> dict[str, Any]:
    return report | {"seconds": report.pop("elapsed_ms") / 1000}


def _native_options(
    options: LoadOptions, mode: str, batch_size: int, kind: str, metadata: TableMetadata | None
) -> dict[str, Any]:
    for name in options.keys() - LoadOptions.__annotations__.keys():
        raise TypeError(f"there is no option {name!r}; there are {', '.join(LoadOptions.__annotations__)}")
    native: dict[str, Any] = {
        "mode": check_choice("mode", mode, _MODES),
        "keep": check_choice("keep", options.get("keep", "first"), _KEEPS),
        "primary_key": check_choice("primary_key", options.get("primary_key", True), _PRIMARY_KEYS),
        "batch_records": _check_batch_size(batch_size),
        "repair": options.get("repair", False),
        "from_day": check_day("from_date", options.get("from_date")),
        "to_day": check_day("to_date", options.get("to_date")),
        "time_zone": options.get("time_zone"),
    }
    if "input" in options:
        native["input"] = check_choice("input", options["input"], _INPUTS)
    if "where_events" in options:
        events = options["where_events"]
        native["where_events"] = [events] if isinstance(events, str) else list(events)
    _add_rejects(native, options)
    if metadata is not None:
        _add_facts(native, kind, metadata)
    return native


def _add_rejects(native: dict[str, Any], options: LoadOptions) -> None:
    wanted = options.get("max_rejects", 0)
    if wanted == "all":
        wanted = _ALL_REJECTS
    if isinstance(wanted, bool) or not isinstance(wanted, int) or wanted < 0:
        raise ArgumentError(f"max_rejects is {wanted!r}: a number from 0 on, or 'all'")
    if (wanted > 0) != ("rejects" in options):
        raise ArgumentError(
            "max_rejects and rejects go together: bad records that are left out are written to a file"
        )
    native["max_rejects"] = wanted
    if wanted > 0:
        native["rejects_path"] = _sources.path_bytes(options["rejects"])


def _add_facts(native: dict[str, Any], kind: str, metadata: TableMetadata) -> None:
    if metadata.type != kind:
        raise ArgumentError(f"the metadata is of {metadata.type!r}, and the table of {kind!r}")
    events = metadata.filter_events
    native["facts"] = {
        "fetched_at": metadata.fetched_at,
        "from_day": check_day("from_date of the metadata", metadata.from_date),
        "to_day": check_day("to_date of the metadata", metadata.to_date),
        "filter_events": None if events is None else json.dumps(list(events), ensure_ascii=False),
        "filter_where": metadata.filter_where,
    }


def _check_batch_size(batch_size: int) -> int:
    if isinstance(batch_size, bool) or not isinstance(batch_size, int):
        raise TypeError(f"batch_size is an int, not {type(batch_size).__name__}")
    if not 100 <= batch_size <= 100_000:
        raise ArgumentError(f"batch_size is {batch_size}: 100 to 100,000 are allowed")
    return batch_size
