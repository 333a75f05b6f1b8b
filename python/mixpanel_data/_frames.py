"""Frames as records: pandas, polars, pyarrow, and whatever exports an Arrow stream.

None of these libraries is imported here unless the data is one of its own, or can only be read by it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from mixpanel_data.exceptions import ArgumentError

_COLUMNS = {
    "events": ("event_name", "event_time", "distinct_id", "insert_id"),
    "profiles": ("distinct_id", "last_seen"),
}
_BATCH_ROWS = 10_000


def is_frame(data: Any) -> bool:
    """Whether it is a table of columns."""
    return (
        hasattr(data, "__arrow_c_stream__")
        or hasattr(data, "__arrow_c_array__")
        or _is_of("pandas", "DataFrame", data)
        or _is_of("polars", "LazyFrame", data)
    )


def _is_of(library: str, name: str, data: Any) -> bool:
    module = sys.modules.get(library)
    return module is not None and isinstance(data, getattr(module, name, ()))


def records_of(data: Any, kind: str) -> Iterator[dict[str, Any]]:
    """The frame's rows as records."""
    names, rows = _rows_of(data)
    layout = _Layout(names, kind)
    return layout.records(rows)


class _Layout:
    """Which column is what."""

    def __init__(self, names: list[str], kind: str) -> None:
        own = (*_COLUMNS[kind], "properties")
        missing = [name for name in _COLUMNS[kind] if name not in names and name not in ("insert_id", "last_seen")]
        if missing:
            raise ArgumentError(f"the frame has no column {missing[0]!r}; its columns are {', '.join(names) or 'none'}")
        for name in names:
            if names.count(name) > 1:
                raise ArgumentError(f"the frame has two columns {name!r}")
        self._names = names
        self._others = [name for name in names if name not in own]
        self._has_properties = "properties" in names
        if self._has_properties and self._others:
            raise ArgumentError(
                f"the frame has a column 'properties' and {self._others[0]!r} beside it: put it into the "
                "properties, or leave that column out, and all others become the properties"
            )

    def records(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
        if self._has_properties or not self._others:
            for row in rows:
                yield dict(zip(self._names, row, strict=True))
            return
        for row in rows:
            record = dict(zip(self._names, row, strict=True))
            record["properties"] = {name: record.pop(name) for name in self._others}
            yield record


def _rows_of(data: Any) -> tuple[list[str], Iterable[tuple[Any, ...]]]:
    if _is_of("pandas", "DataFrame", data):
        return _pandas_rows(data)
    if _is_of("polars", "LazyFrame", data):
        data = data.collect()
    if _is_of("polars", "DataFrame", data):
        return list(data.columns), data.iter_rows()
    return _arrow_rows(data)


def _pandas_rows(frame: Any) -> tuple[list[str], Iterable[tuple[Any, ...]]]:
    names = [str(name) for name in frame.columns]

    def rows() -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(frame), _BATCH_ROWS):
            part = frame.iloc[start : start + _BATCH_ROWS]
            # What pandas calls missing (NaN, NaT, NA) is None: a float column can hold it in no other way.
            columns = [
                column.astype(object).where(column.notna(), None).tolist()
                for column in (part.iloc[:, at] for at in range(len(names)))
            ]
            yield from zip(*columns, strict=True)

    return names, rows()


def _arrow_rows(data: Any) -> tuple[list[str], Iterable[tuple[Any, ...]]]:
    try:
        import pyarrow
    except ImportError:
        pass
    else:
        if hasattr(data, "__arrow_c_stream__"):
            reader = pyarrow.RecordBatchReader.from_stream(data)
        else:
            batch = pyarrow.record_batch(data)
            reader = pyarrow.RecordBatchReader.from_batches(batch.schema, [batch])
        return list(reader.schema.names), _batch_rows(reader)
    try:
        import polars
    except ImportError:
        raise ImportError(
            f"to load a {type(data).__name__}, which exports an Arrow stream, mixpanel_data needs pyarrow or polars: "
            "pip install pyarrow"
        ) from None
    frame = polars.DataFrame(data)
    return list(frame.columns), frame.iter_rows()


def _batch_rows(reader: Any) -> Iterator[tuple[Any, ...]]:
    for batch in reader:
        for start in range(0, batch.num_rows, _BATCH_ROWS):
            part = batch.slice(start, _BATCH_ROWS)
            yield from zip(*(column.to_pylist() for column in part.columns), strict=True)
