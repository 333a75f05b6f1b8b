"""Rows as DataFrames. pandas, polars and pyarrow are imported when they are asked for."""

from __future__ import annotations

import importlib
import importlib.util
import json
from typing import TYPE_CHECKING, Any

from mixpanel_data import _native

if TYPE_CHECKING:
    import numpy
    import pandas
    import polars
    import pyarrow as _pyarrow

    from mixpanel_data.results import ResultBatch

# Arrow's formats of numbers, and NumPy's.
_NUMBERS = {
    "c": "int8", "s": "int16", "i": "int32", "l": "int64",
    "C": "uint8", "S": "uint16", "I": "uint32", "L": "uint64",
    "f": "float32", "g": "float64",
}  # fmt: skip
_TEXTS = {"u", "U", "vu"}
_UNITS = {"s": "s", "m": "ms", "u": "us", "n": "ns"}


class MissingLibraryError(ImportError):
    """A library that is optional is asked for, and is not there."""


def require(library: str, purpose: str) -> Any:
    """Imports it, or says what to install."""
    try:
        return importlib.import_module(library)
    except ImportError as missing:
        if missing.name != library:
            raise
        raise MissingLibraryError(
            f"{purpose} needs {library}, which is not installed: pip install {library}", name=library
        ) from None


def to_arrow(batch: ResultBatch) -> _pyarrow.Table:
    """A Table over the same memory."""
    return require("pyarrow", "arrow()").table(batch)


def to_polars(rows: _native.Rows) -> polars.DataFrame:
    """A DataFrame of polars."""
    frame: polars.DataFrame = require("polars", "pl()").DataFrame(_PlainRows(rows))
    return frame


def to_pandas(rows: _native.Rows, columns: list[str], parse_json: bool) -> pandas.DataFrame:
    """A DataFrame with the types that DuckDB's own Python package gives."""
    frames = require("pandas", "a DataFrame")
    texts = _ArrowTexts(rows, frames)
    series = {
        index: _column(rows, index, field, texts, parse_json)
        for index, field in enumerate(rows.fields)
    }
    frame: pandas.DataFrame = frames.DataFrame(series, copy=False)
    frame.columns = columns
    return frame


class _ArrowTexts:
    """Text columns without a Python object for each cell: pandas 3 keeps text as Arrow does where pyarrow is."""

    def __init__(self, rows: _native.Rows, pandas: Any) -> None:
        self._rows = rows
        self._pandas = pandas
        self._table: Any = None
        self.is_usable = (
            int(pandas.__version__.partition(".")[0]) >= 3
            and importlib.util.find_spec("pyarrow") is not None
        )

    def column(self, index: int) -> Any:
        import pyarrow

        if self._table is None:
            self._table = pyarrow.table(_PlainRows(self._rows))
        return self._pandas.array(self._table.column(index), dtype="str")


class _PlainRows:
    """Rows for consumers to whom Arrow's name of JSON is in the way."""

    def __init__(self, rows: _native.Rows) -> None:
        self._rows = rows

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._rows.stream(True)


def _column(
    rows: _native.Rows, index: int, field: tuple[str, bool, int], texts: _ArrowTexts, parse_json: bool
) -> Any:
    kind, is_json, scale = field
    if rows.is_dictionary(index):
        return _categories(rows, index, kind)
    if kind in _NUMBERS:
        return _numbers(rows, index, _NUMBERS[kind])
    if kind == "b":
        return _bools(rows, index)
    if kind in _TEXTS and texts.is_usable and not (is_json and parse_json):
        return texts.column(index)
    if kind.startswith("ts"):
        return _timestamps(rows, index, kind)
    if kind == "tdD":
        return _days(rows, index)
    if kind.startswith("d:"):
        return _decimals(rows, index, scale)
    if kind == "tin":
        return _intervals(rows, index)
    return _objects(rows, index, is_json and parse_json)


def _values(rows: _native.Rows, index: int, dtype: str) -> tuple[numpy.ndarray[Any, Any], Any]:
    """The values, and a mask that is true where they are NULL, or None."""
    import numpy

    data, nulls = rows.values(index)
    return (
        numpy.frombuffer(data, dtype=dtype),
        None if nulls is None else numpy.frombuffer(nulls, dtype=bool),
    )


def _numbers(rows: _native.Rows, index: int, dtype: str) -> Any:
    values, nulls = _values(rows, index, dtype)
    if nulls is None:
        return values
    if dtype.startswith("float"):
        values[nulls] = float("nan")
        return values
    import pandas

    return pandas.arrays.IntegerArray(values, nulls)


def _bools(rows: _native.Rows, index: int) -> Any:
    values, nulls = _values(rows, index, "bool")
    if nulls is None:
        return values
    import pandas

    return pandas.arrays.BooleanArray(values, nulls)


def _timestamps(rows: _native.Rows, index: int, kind: str) -> Any:
    import pandas

    values, nulls = _values(rows, index, f"datetime64[{_UNITS[kind[2]]}]")
    if nulls is not None:
        values[nulls] = "NaT"
    zone = kind[4:]
    if not zone:
        return values
    return pandas.DatetimeIndex(values).tz_localize("UTC").tz_convert(zone)


def _days(rows: _native.Rows, index: int) -> Any:
    values, nulls = _values(rows, index, "int32")
    days = values.astype("datetime64[D]").astype("datetime64[us]")
    if nulls is not None:
        days[nulls] = "NaT"
    return days


def _decimals(rows: _native.Rows, index: int, scale: int) -> Any:
    """DECIMAL and HUGEINT, of 16 bytes, as float64."""
    import numpy

    data, nulls = rows.values(index)
    width = 0 if len(rows) == 0 else len(data) // len(rows)
    if width in (4, 8):
        numbers = numpy.frombuffer(data, dtype=f"int{width * 8}").astype("float64")
    else:
        parts = numpy.frombuffer(data, dtype="int64").reshape(-1, 2)
        low, high = parts[:, 0], parts[:, 1]
        wide = high.astype("float64") * 2.0**64 + low.view("uint64").astype("float64")
        numbers = numpy.where(high == low >> 63, low.astype("float64"), wide)
    numbers /= 10.0**scale
    if nulls is not None:
        numbers[numpy.frombuffer(nulls, dtype=bool)] = float("nan")
    return numbers


def _intervals(rows: _native.Rows, index: int) -> Any:
    import numpy

    return numpy.array(rows.cells(index), dtype="timedelta64[us]")


def _categories(rows: _native.Rows, index: int, kind: str) -> Any:
    import pandas

    codes, nulls = _values(rows, index, _NUMBERS[kind])
    codes = codes.astype("int64")
    if nulls is not None:
        codes[nulls] = -1
    categories: Any = rows.dictionary(index)
    return pandas.Categorical.from_codes(codes, categories=categories, ordered=True)


def _objects(rows: _native.Rows, index: int, is_parsed: bool) -> Any:
    import numpy

    cells = numpy.empty(len(rows), dtype=object)
    rows.fill(index, cells)
    if is_parsed:
        for at, cell in enumerate(cells):
            cells[at] = None if cell is None else json.loads(cell)
    return cells
