"""SQL in, results out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mixpanel_data import _native


class EngineQueries:
    """The part of an engine that answers SQL."""

    _database: _native.Database

    def execute(
        self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None
    ) -> _native.Result:
        """Runs SQL; the result's rows come as they are asked for."""
        return self._database.query(sql, parameters)
