"""A bar that shows how far a load is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self


class ProgressBar:
    """Tells the caller's own callback, and draws a bar with tqdm where it is wanted and installed.

    Without tqdm the bar is one line on standard error, on a terminal alone.
    """

    def __init__(self, table: str, told: Callable[[int], object] | None, is_wanted: bool) -> None:
        self._table = table
        self._told = told
        self._bar: Any = _make_bar(table) if is_wanted else None
        self._records = 0

    @property
    def callback(self) -> Callable[[int, int, int], object] | None:
        """What the extension calls; None where nobody wants to know."""
        return None if self._told is None and self._bar is None else self._tell

    def _tell(self, records: int, done_bytes: int, all_bytes: int) -> None:
        if self._bar is not None:
            if all_bytes > 0 and done_bytes > 0:
                # Of files the bytes are known: the records are in proportion.
                self._bar.total = max(records, round(records * all_bytes / done_bytes))
            self._bar.update(records - self._records)
        self._records = records
        if self._told is not None:
            self._told(records)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            if kind is None:
                self._bar.total = self._records
                self._bar.refresh()
            self._bar.close()


def _make_bar(table: str) -> Any:
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return _PlainBar(table)
    return tqdm(desc=table, unit=" records", unit_scale=True)


class _PlainBar:
    """What is used of tqdm, as one line of text."""

    def __init__(self, table: str) -> None:
        self.total: int | None = None
        self._table = table
        self._records = 0
        self._is_shown = sys.stderr.isatty()

    def update(self, records: int) -> None:
        self._records += records
        self.refresh()

    def refresh(self) -> None:
        if self._is_shown:
            share = f" of about {self.total:,}" if self.total else ""
            sys.stderr.write(f"\r{self._table}: {self._records:,} records{share}\x1b[K")
            sys.stderr.flush()

    def close(self) -> None:
        if self._is_shown:
            sys.stderr.write("\n")
            sys.stderr.flush()
