"""Checks of arguments that several calls share."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from mixpanel_data.exceptions import ArgumentError


def check_table_name(name: Any) -> str:
    """A str without NUL; what else a name must be, libmpdata checks."""
    if not isinstance(name, str):
        raise TypeError(f"the name of a table is a str, not {type(name).__name__}")
    if "\0" in name:
        raise ArgumentError(f"{name!r} is no name of a table: it holds a NUL character")
    try:
        name.encode()
    except UnicodeEncodeError:
        raise ArgumentError(f"{name!r} is no name of a table: it holds half of a surrogate pair") from None
    return name


def check_choice(name: str, value: Any, choices: Mapping[Any, int]) -> int:
    """The number of one of the choices."""
    for choice, number in choices.items():
        if type(choice) is type(value) and choice == value:
            return number
    raise ArgumentError(f"{name} is {value!r}: one of {', '.join(map(repr, choices))} is allowed")


def check_day(name: str, value: Any) -> str | None:
    """A date, or its text, as YYYY-MM-DD."""
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        raise ArgumentError(f"{name} is a datetime, and a day is wanted: {value.date()!r}")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str):
        return value
    raise TypeError(f"{name} is a date or a str YYYY-MM-DD, not {type(value).__name__}")
