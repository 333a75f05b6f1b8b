"""Checks of arguments that several calls share."""

from __future__ import annotations

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
