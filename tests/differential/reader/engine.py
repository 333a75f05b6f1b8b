"""DuckDB itself, the one that mpdata finds, for what mpdata has no command for: tables and views of a user's own."""

import ctypes
import re
import subprocess


def library_of(mpdata):
    told = subprocess.run([mpdata, "--version"], capture_output=True, check=True, text=True).stdout
    return re.search(r"^DuckDB \S+ \((.*)\)$", told, re.MULTILINE)[1]


def execute(mpdata, path, *statements):
    """Runs SQL on a database file. Raises RuntimeError where DuckDB refuses."""
    duckdb = ctypes.CDLL(library_of(mpdata))
    duckdb.duckdb_result_error.restype = ctypes.c_char_p
    database, connection = ctypes.c_void_p(), ctypes.c_void_p()
    result = ctypes.create_string_buffer(256)
    if duckdb.duckdb_open(str(path).encode(), ctypes.byref(database)) != 0:
        raise RuntimeError(f"{path}: DuckDB can't open it")
    duckdb.duckdb_connect(database, ctypes.byref(connection))
    error = None
    for statement in statements:
        if duckdb.duckdb_query(connection, statement.encode(), result) != 0:
            error = duckdb.duckdb_result_error(result).decode()
        duckdb.duckdb_destroy_result(result)
        if error:
            break
    duckdb.duckdb_disconnect(ctypes.byref(connection))
    duckdb.duckdb_close(ctypes.byref(database))
    if error:
        raise RuntimeError(error)
