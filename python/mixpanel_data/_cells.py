"""Cells that the extension can't make by itself: it gives the numbers, and these make the objects."""

from __future__ import annotations

import datetime
import uuid
import zoneinfo
from typing import Any

_EPOCH = datetime.datetime(1970, 1, 1)
_EPOCH_ORDINAL = datetime.date(1970, 1, 1).toordinal()
# DuckDB's infinity and -infinity.
_LAST_US, _LAST_DAY = 2**63 - 1, 2**31 - 1


def _zone(name: str) -> datetime.tzinfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return datetime.UTC


def _cast_hint(what: str) -> OverflowError:
    return OverflowError(f"{what}, which Python's {what.split()[1]} can't hold: CAST it to VARCHAR in the SQL")


def date(days: int) -> datetime.date:
    """Days since 1970. An infinity is the last or first date there is."""
    if abs(days) == _LAST_DAY:
        return datetime.date.max if days > 0 else datetime.date.min
    try:
        return datetime.date.fromordinal(_EPOCH_ORDINAL + days)
    except (ValueError, OverflowError):
        raise _cast_hint(f"a date {days} days from 1970") from None


def timestamp(seconds: int, us: int, zone: str | None) -> datetime.datetime:
    """Seconds and microseconds since 1970; without a zone as DuckDB has them. Infinities as in date()."""
    if abs(seconds * 1_000_000 + us) == _LAST_US:
        return datetime.datetime.max if seconds > 0 else datetime.datetime.min
    try:
        naive = _EPOCH + datetime.timedelta(seconds=seconds, microseconds=us)
        if zone is None:
            return naive
        return naive.replace(tzinfo=datetime.UTC).astimezone(_zone(zone))
    except OverflowError:
        raise _cast_hint(f"a datetime {seconds} s from 1970") from None


def time(seconds: int, us: int, zone: str | None) -> datetime.time:
    """Of a day; 24:00:00 is the last microsecond."""
    if seconds >= 86_400:
        return datetime.time.max
    minutes, second = divmod(seconds, 60)
    return datetime.time(minutes // 60, minutes % 60, second, us)


def interval(months: int, days: int, us: int) -> datetime.timedelta:
    """A month counts 30 days, as in DuckDB's own Python package."""
    return datetime.timedelta(days=months * 30 + days, microseconds=us)


def make_uuid(value: bytes) -> uuid.UUID:
    """Of its 16 bytes."""
    return uuid.UUID(bytes=value)


# How DuckDB keeps a zone's offset: counted down from the largest.
_MOST_OFFSET_SECONDS = 16 * 3600 - 1


def opaque(kind: str, value: bytes) -> Any:
    """The value of a DuckDB type that Arrow does not know, out of DuckDB's own bytes; bytes where it is not known here."""
    if kind == "uhugeint":
        return int.from_bytes(value, "little")
    if kind == "bit":
        # The first byte says how many bits of the second one fill it up.
        return "".join(f"{byte:08b}" for byte in value[1:])[value[0] :]
    if kind == "time_tz":
        bits = int.from_bytes(value, "little")
        seconds, us = divmod(bits >> 24, 1_000_000)
        offset = datetime.timedelta(seconds=_MOST_OFFSET_SECONDS - (bits & 0xFFFFFF))
        return time(seconds, us, None).replace(tzinfo=datetime.timezone(offset))
    if kind == "bignum":
        # Three bytes of length and sign come first; all bytes of a negative one are inverted.
        if value[0] & 0x80:
            return int.from_bytes(value[3:], "big")
        return -int.from_bytes(bytes(byte ^ 0xFF for byte in value[3:]), "big")
    return value
