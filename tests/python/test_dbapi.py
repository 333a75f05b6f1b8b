"""The DB-API connection: PEP 249, and the calls of DuckDB's own connection."""

from __future__ import annotations

from pathlib import Path

import mixpanel_data
import pytest
from mixpanel_data import StorageEngine, dbapi

from conftest import an_event


def test_the_module_says_what_it_is() -> None:
    assert dbapi.apilevel == "2.0"
    assert dbapi.paramstyle == "qmark"
    assert dbapi.threadsafety in (1, 2, 3)
    assert issubclass(dbapi.ProgrammingError, dbapi.Error)


def test_calls_of_duckdbs_connection_run_unchanged(engine: StorageEngine) -> None:
    con = engine.connection
    con.execute("CREATE TABLE t (i INTEGER, s VARCHAR)")
    con.executemany("INSERT INTO t VALUES (?, ?)", [[1, "a"], [2, "b"], [3, None]])
    assert con.execute("SELECT * FROM t ORDER BY i").fetchall() == [(1, "a"), (2, "b"), (3, None)]
    assert con.execute("SELECT count(*) FROM t WHERE i > ?", [1]).fetchone() == (2,)
    assert con.execute("SELECT i FROM t ORDER BY i").fetchmany(2) == [(1,), (2,)]
    assert con.execute("SELECT sum(i) AS n FROM t").df()["n"][0] == 6
    assert con.execute("SELECT i FROM t").fetchdf().shape == (3, 1)
    assert con.execute("SELECT i FROM t").pl().shape == (3, 1)
    assert con.execute("SELECT i FROM t").arrow().num_rows == 3
    con.execute("SELECT i, s FROM t")
    assert con.description is not None
    assert [column[:2] for column in con.description] == [("i", "INTEGER"), ("s", "VARCHAR")]
    assert engine.connection is con


def test_cursors_live_side_by_side(engine: StorageEngine) -> None:
    with engine.connection.cursor() as one, engine.connection.cursor() as two:
        one.execute("SELECT * FROM range(100000)")
        assert one.fetchone() == (0,)
        two.execute("SELECT 'x'")
        assert two.fetchall() == [("x",)]
        assert one.fetchmany(2) == [(1,), (2,)]
        assert sum(1 for _row in one) == 99997


def test_a_cursor_tells_rows_that_were_changed(engine: StorageEngine) -> None:
    with engine.connection.cursor() as cursor:
        assert cursor.description is None
        cursor.execute("CREATE TABLE t (i INTEGER)")
        assert cursor.execute("INSERT INTO t VALUES (1), (2)").rowcount == 2
        assert cursor.execute("SELECT * FROM t").rowcount == -1


def test_what_is_closed_or_missing_says_so(engine: StorageEngine) -> None:
    cursor = engine.connection.cursor()
    with pytest.raises(dbapi.Error, match="execute a statement first"):
        cursor.fetchone()
    cursor.close()
    cursor.close()
    with pytest.raises(dbapi.Error, match="closed"):
        cursor.execute("SELECT 1")


def test_a_transaction_is_committed_or_undone(engine: StorageEngine) -> None:
    con = engine.connection
    con.execute("CREATE TABLE t (i INTEGER)")
    con.begin()
    con.execute("INSERT INTO t VALUES (1)")
    con.rollback()
    con.begin().execute("INSERT INTO t VALUES (2)")
    con.commit()
    con.commit()
    con.rollback()
    assert con.execute("SELECT * FROM t").fetchall() == [(2,)]


def test_executemany_does_all_or_nothing(engine: StorageEngine) -> None:
    con = engine.connection
    con.execute("CREATE TABLE t (i INTEGER)")
    with pytest.raises(dbapi.ProgrammingError):
        con.executemany("INSERT INTO t VALUES (?)", [[1], ["no number"]])
    assert con.execute("SELECT count(*) FROM t").fetchone() == (0,)
    con.begin()
    con.executemany("INSERT INTO t VALUES (?)", [[1], [2]])
    con.rollback()
    assert con.execute("SELECT count(*) FROM t").fetchone() == (0,)


def test_an_open_cursor_keeps_a_load_away_until_it_is_closed(engine: StorageEngine) -> None:
    cursor = engine.connection.cursor()
    cursor.execute("SELECT 1")
    with pytest.raises(mixpanel_data.DatabaseLockedError):
        engine.create_events_table("events", iter([an_event()]), None)
    cursor.close()
    assert engine.create_events_table("events", iter([an_event()]), None) == 1


def test_closing_the_connection_closes_the_engine(path: Path) -> None:
    engine = StorageEngine(path)
    with engine.connection as con:
        con.cursor().execute("SELECT 1")
    assert engine.closed
    StorageEngine(path).close()


def test_pandas_reads_sql_through_it(engine: StorageEngine) -> None:
    pandas = pytest.importorskip("pandas")
    with pytest.warns(UserWarning):
        frame = pandas.read_sql("SELECT 1 AS a", engine.connection)
    assert frame["a"].to_list() == [1]
