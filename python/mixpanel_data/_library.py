"""Where DuckDB's library is: in the wheel `duckdb`, whose extension module exports DuckDB's C interface."""

from __future__ import annotations

import importlib.util
import os


def path() -> str:
    """The file of the extension module `_duckdb`; MPDATA_DUCKDB_LIBRARY names another library."""
    named = os.environ.get("MPDATA_DUCKDB_LIBRARY")
    if named:
        return named
    spec = importlib.util.find_spec("_duckdb")
    if spec is None or spec.origin is None:
        raise ImportError("mixpanel_data needs the package duckdb: pip install 'duckdb >= 1.5.6, < 3'")
    return spec.origin
