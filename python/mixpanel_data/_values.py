"""Values that JSON does not have, as values that it has.

The extension writes dict, list, tuple, str, int, float, bool and None itself, and asks here about the rest.
"""

from __future__ import annotations

import datetime
import decimal
import enum
import uuid
from collections.abc import Mapping
from typing import Any


class Number(str):
    """Text that is a number in JSON: its digits go into the file as they are."""

    __slots__ = ()


_NAN = float("nan")


def plain(value: Any) -> Any:
    """What is written in place of `value`; may need this function again. TypeError: it is refused."""
    if isinstance(value, datetime.datetime):
        # pandas' NaT is a datetime that equals nothing.
        return value.isoformat() if value == value else _NAN
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return Number(value) if value.is_finite() else float(value) if not value.is_snan() else _NAN
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (bytes, bytearray, memoryview)):
        raise TypeError(
            f"is {type(value).__name__}, and JSON has text alone: decode it, or write it as base64"
        )
    if isinstance(value, Mapping):
        return dict(value)
    return _of_library(value)


def _of_library(value: Any) -> Any:
    kind = type(value)
    library = kind.__module__.partition(".")[0]
    if library == "numpy":
        if kind.__name__ == "datetime64":
            # As microseconds it becomes a datetime; as nanoseconds it would become a number.
            stamp = value.astype("datetime64[us]").item()
            return _NAN if stamp is None else stamp
        if kind.__name__ != "timedelta64" and hasattr(value, "tolist"):
            return value.tolist()
    if library == "pandas" and kind.__name__ == "NAType":
        return _NAN
    raise TypeError(f"is a {kind.__module__}.{kind.__qualname__}, which has no form in JSON")
