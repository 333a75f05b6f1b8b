"""Results: every type as Python's, in DataFrames and in Arrow; streamed, and told when they end early."""

from __future__ import annotations

import datetime
import decimal
import enum
import json
import math
import threading
import uuid
from pathlib import Path
from typing import Any

import mixpanel_data
import pytest
from mixpanel_data import QueryError, StorageEngine

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
pyarrow = pytest.importorskip("pyarrow")

UTC = datetime.UTC

# SQL, and the Python value of its cell.
CELLS: list[tuple[str, Any]] = [
    ("NULL", None),
    ("true", True),
    ("(-128)::TINYINT", -128),
    ("32767::SMALLINT", 32767),
    ("(-2147483648)::INTEGER", -(2**31)),
    ("9223372036854775807", 2**63 - 1),
    ("255::UTINYINT", 255),
    ("18446744073709551615::UBIGINT", 2**64 - 1),
    ("(-170141183460469231731687303715884105728)::HUGEINT", -(2**127)),
    ("170141183460469231731687303715884105727::HUGEINT", 2**127 - 1),
    ("sum(9223372036854775807)", 2**63 - 1),
    ("340282366920938463463374607431768211455::UHUGEINT", 2**128 - 1),
    ("'123456789012345678901234567890123456789012345678901234567890'::BIGNUM",
     123456789012345678901234567890123456789012345678901234567890),
    ("(-12345678901234567890)::BIGNUM", -12345678901234567890),
    ("0::BIGNUM", 0),
    ("1.5::FLOAT", 1.5),
    ("0.1::DOUBLE", 0.1),
    ("'inf'::DOUBLE", math.inf),
    ("1.50::DECIMAL(4,2)", decimal.Decimal("1.50")),
    ("-0.001::DECIMAL(9,3)", decimal.Decimal("-0.001")),
    ("-0.05::DECIMAL(38,2)", decimal.Decimal("-0.05")),
    ("99999999999999999999.999999999999999999::DECIMAL(38,18)",
     decimal.Decimal("99999999999999999999.999999999999999999")),
    ("'naïve 😀 \u202e'", "naïve 😀 \u202e"),
    ("''", ""),
    ("'a' || chr(0) || 'b'", "a\0b"),
    ("repeat('x', 1000)", "x" * 1000),
    ("'\\x00\\xFF'::BLOB", b"\x00\xff"),
    ("'10101'::BIT", "10101"),
    ("'{\"a\": [1, 2.50]}'::JSON", '{"a": [1, 2.50]}'),
    ("DATE '1905-06-30'", datetime.date(1905, 6, 30)),
    ("'infinity'::DATE", datetime.date.max),
    ("TIME '23:59:59.999999'", datetime.time(23, 59, 59, 999999)),
    ("'10:00:00+02:30'::TIMETZ",
     datetime.time(10, tzinfo=datetime.timezone(datetime.timedelta(hours=2, minutes=30)))),
    ("TIMESTAMP '1969-12-31 23:59:59.999999'", datetime.datetime(1969, 12, 31, 23, 59, 59, 999999)),
    ("TIMESTAMP_S '2026-10-01 00:00:01'", datetime.datetime(2026, 10, 1, 0, 0, 1)),
    ("TIMESTAMP_MS '2026-10-01 00:00:01.5'", datetime.datetime(2026, 10, 1, 0, 0, 1, 500000)),
    ("'2026-10-01 00:00:01.123456789'::TIMESTAMP_NS", datetime.datetime(2026, 10, 1, 0, 0, 1, 123456)),
    ("TIMESTAMPTZ '2026-10-01 12:00:00+02'", datetime.datetime(2026, 10, 1, 10, tzinfo=UTC)),
    ("'-infinity'::TIMESTAMP", datetime.datetime.min),
    ("INTERVAL '1 month 2 days 3.5 seconds'", datetime.timedelta(days=32, seconds=3.5)),
    ("'6f1d2c3b-0000-4000-8000-0123456789ab'::UUID", uuid.UUID("6f1d2c3b-0000-4000-8000-0123456789ab")),
    ("'b'::ENUM('a', 'b')", "b"),
    ("[1, NULL, 3]", [1, None, 3]),
    ("[]::INTEGER[]", []),
    ("[[1], [], [2, 3]]", [[1], [], [2, 3]]),
    ("[true, false, NULL]", [True, False, None]),
    ("['a', 'b']::VARCHAR[2]", ["a", "b"]),
    ("{'a': 1, 'b': {'c': [true]}}", {"a": 1, "b": {"c": [True]}}),
    ("MAP {'k': [1], 'l': NULL}", {"k": [1], "l": None}),
    ("union_value(text := 'x')", "x"),
]  # fmt: skip


def names(cells: list[tuple[str, Any]]) -> list[str]:
    return [sql[:40] for sql, _value in cells]


@pytest.mark.parametrize(("sql", "value"), CELLS, ids=names(CELLS))
def test_a_cell_of_each_type_is_the_python_value(engine: StorageEngine, sql: str, value: Any) -> None:
    cell = engine.execute_scalar(f"SELECT {sql}")
    assert cell == value
    assert type(cell) is type(value)


@pytest.mark.parametrize(("sql", "value"), CELLS, ids=names(CELLS))
def test_cells_keep_their_places_between_nulls_and_across_batches(
    engine: StorageEngine, sql: str, value: Any
) -> None:
    """5000 rows are three batches: offsets, validity and dictionaries begin anew in each."""
    rows = engine.execute_rows(
        f"SELECT v FROM range(5000) r(i) LEFT JOIN (SELECT {sql} v) ON i % 3 = 0 ORDER BY i"
    ).rows
    assert [row[0] for row in rows] == [value if i % 3 == 0 else None for i in range(5000)]


def test_nan_is_nan(engine: StorageEngine) -> None:
    assert math.isnan(engine.execute_scalar("SELECT 'nan'::DOUBLE"))


def test_a_time_that_python_does_not_have_is_an_error_that_says_what_to_do(engine: StorageEngine) -> None:
    with pytest.raises(OverflowError, match="CAST it to VARCHAR"):
        engine.execute_scalar("SELECT DATE '290000-01-01'")
    assert engine.execute_scalar("SELECT (DATE '290000-01-01')::VARCHAR") == "290000-01-01"


# ---- Rows -------------------------------------------------------------------------------------------


def test_rows_come_one_by_one_by_number_and_all(engine: StorageEngine) -> None:
    result = engine.execute("SELECT i, i::VARCHAR FROM range(5000) r(i) ORDER BY i")
    assert result.fetchone() == (0, "0")
    assert result.fetchmany(2) == [(1, "1"), (2, "2")]
    assert result.fetchmany(3000)[-1] == (3002, "3002")
    rest = result.fetchall()
    assert (len(rest), rest[0], rest[-1]) == (1997, (3003, "3003"), (4999, "4999"))
    assert result.fetchone() is None
    assert result.fetchmany(5) == []
    assert result.fetchall() == []


def test_what_fetchone_gave_is_not_given_again_in_another_form(engine: StorageEngine) -> None:
    def started() -> mixpanel_data.Result:
        result = engine.execute("SELECT CASE WHEN i % 2 = 0 THEN i END i FROM range(5000) r(i) ORDER BY ALL NULLS FIRST")
        assert result.fetchmany(2502) == [(None,)] * 2500 + [(0,), (2,)]
        return result

    wanted = list(range(4, 5000, 2))
    assert started().df()["i"].to_list() == wanted
    assert started().pl()["i"].to_list() == wanted
    assert started().arrow().column("i").to_pylist() == wanted
    assert pyarrow.table(started()).column("i").to_pylist() == wanted
    assert [row for batch in started().fetch_batches(100) for (row,) in batch] == wanted


def test_a_result_of_sql_has_columns_rows_and_dicts(engine: StorageEngine) -> None:
    result = engine.execute_rows("SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y' ORDER BY a")
    assert result.columns == ["a", "b"]
    assert result.rows == [(1, "x"), (2, "y")]
    assert result.to_dicts() == [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]
    assert list(result) == result.rows
    assert len(result) == 2
    json.dumps(result.to_dict())


def test_no_rows_are_none_in_every_form(engine: StorageEngine) -> None:
    sql = "SELECT 1 AS a, 'x' AS b WHERE false"
    assert engine.execute_scalar(sql) is None
    assert engine.execute_rows(sql).rows == []
    assert list(engine.execute_df(sql).columns) == ["a", "b"]
    assert engine.execute(sql).pl().shape == (0, 2)
    assert engine.execute(sql).arrow().num_rows == 0
    assert list(engine.execute(sql).fetch_batches()) == []


def test_a_statement_without_rows_has_none(engine: StorageEngine) -> None:
    result = engine.execute("CREATE TABLE t (i INTEGER)")
    assert result.columns == []
    assert result.description is None
    assert result.fetchall() == []
    assert engine.execute("INSERT INTO t VALUES (1), (2)").rows_changed == 2


def test_columns_of_one_name_stay_apart(engine: StorageEngine) -> None:
    frame = engine.execute_df("SELECT 1 AS a, 2 AS a")
    assert list(frame.columns) == ["a", "a"]
    assert frame.iloc[0].to_list() == [1, 2]


# ---- Parameters -------------------------------------------------------------------------------------


def test_parameters_go_by_position_and_by_name_everywhere(engine: StorageEngine) -> None:
    assert engine.execute_scalar("SELECT ? || ?", ["a", "b"]) == "ab"
    assert engine.execute_scalar("SELECT $x + $y", {"x": 1, "y": 2}) == 3
    assert engine.execute_rows_params("SELECT ?::INTEGER AS n", (7,)).rows == [(7,)]
    assert engine.execute_df("SELECT $n::DOUBLE AS n", {"n": 0.5})["n"][0] == 0.5
    moment = datetime.datetime(2026, 10, 1, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    assert engine.execute_scalar("SELECT ?::TIMESTAMP", [moment]) == datetime.datetime(2026, 10, 1, 10)


def test_a_parameters_name_with_a_nul_is_no_other_name(engine: StorageEngine) -> None:
    with pytest.raises(ValueError, match="NUL"):
        engine.execute("SELECT $a", {"a\0b": 1})


def test_a_text_for_the_parameters_is_refused(engine: StorageEngine) -> None:
    with pytest.raises(TypeError, match=r"\[value\]"):
        engine.execute("SELECT ?", "abc")


# ---- Errors and life cycle --------------------------------------------------------------------------


def test_an_error_of_sql_tells_query_type_and_place(engine: StorageEngine) -> None:
    with pytest.raises(QueryError) as caught:
        engine.execute("SELECT\n  nme FROM (SELECT 1 AS name)")
    details = caught.value.details
    assert caught.value.code == "QUERY_FAILED"
    assert details["error_type"] == "Binder"
    assert details["query"].startswith("SELECT\n")
    assert (details["line"], details["column"]) == (2, 3)
    assert details["candidates"] == ["name"]
    assert "nme" in details["original_error"]


def test_an_error_that_comes_late_tells_as_much(engine: StorageEngine) -> None:
    result = engine.execute("SELECT (3000000 - i)::UBIGINT FROM range(4000000) r(i)")
    with pytest.raises(QueryError) as caught:
        result.fetchall()
    assert caught.value.details["error_type"] == "Conversion"
    assert "range(4000000" in caught.value.details["query"]


def test_the_next_query_ends_a_result_and_says_so(engine: StorageEngine) -> None:
    result = engine.execute("SELECT * FROM range(1000000)")
    assert result.fetchone() == (0,)
    engine.execute("SELECT 1")
    with pytest.raises(QueryError, match="ended by the next statement"):
        result.fetchall()


def test_a_result_of_a_closed_engine_says_so() -> None:
    engine, other = StorageEngine.memory(), StorageEngine.memory()
    result = engine.execute("SELECT * FROM range(1000000)")
    stream = pyarrow.RecordBatchReader.from_stream(other.execute("SELECT * FROM range(1000000)"))
    engine.close()
    other.close()
    with pytest.raises(mixpanel_data.MixpanelDataError, match="closed"):
        result.fetchall()
    with pytest.raises(pyarrow.ArrowInvalid, match="closed"):
        stream.read_all()


def test_what_was_read_outlives_the_engine() -> None:
    engine = StorageEngine.memory()
    batch = engine.execute("SELECT i, i::VARCHAR AS t FROM range(10000) r(i)").batch()
    table = engine.execute("SELECT i FROM range(10000) r(i)").arrow()
    engine.close()
    del engine
    assert batch.df()["i"].sum() == sum(range(10000))
    assert batch.pl().equals(batch.pl())
    assert batch.rows()[-1] == (9999, "9999")
    assert table.column("i").to_pylist() == list(range(10000))


def test_batches_are_about_as_large_as_asked(engine: StorageEngine) -> None:
    sizes = [len(batch) for batch in engine.execute("SELECT * FROM range(100000)").fetch_batches(30000)]
    assert sum(sizes) == 100000
    assert all(30000 <= size < 40000 for size in sizes[:-1])
    with pytest.raises(mixpanel_data.ArgumentError):
        next(engine.execute("SELECT 1").fetch_batches(0))


# ---- DataFrames and Arrow ---------------------------------------------------------------------------

TYPED_SQL = """SELECT i, i::VARCHAR AS t, i / 2 AS d, (i % 2 = 0) AS b, i::DECIMAL(10,2) AS de, i::HUGEINT AS h,
    TIMESTAMP '2026-10-01' + INTERVAL (i) SECOND AS ts, DATE '1950-01-01' + i::INTEGER AS da,
    CASE WHEN i % 3 > 0 THEN i END AS ni, CASE WHEN i % 3 > 0 THEN i % 2 = 0 END AS nb,
    CASE WHEN i % 3 > 0 THEN i::VARCHAR END AS nt, CASE WHEN i % 3 > 0 THEN TIMESTAMP '2026-10-01' END AS nts,
    (['a', 'b'])[1 + i % 2]::ENUM('a', 'b') AS e, [i] AS l, INTERVAL (i) HOUR AS iv,
    to_json({'i': i}) AS j, TIMESTAMPTZ '2026-10-01 00:00:00+00' AS tz
    FROM range(5000) r(i) ORDER BY i"""


def test_a_dataframe_is_the_one_that_duckdb_makes(engine: StorageEngine) -> None:
    duckdb = pytest.importorskip("duckdb")
    # A time zone would ask for pytz in DuckDB's.
    sql = TYPED_SQL.replace("TIMESTAMPTZ '2026-10-01 00:00:00+00' AS tz", "1 AS tz")
    wanted = duckdb.connect().execute(sql).df()
    frame = engine.execute_df(sql)
    pandas.testing.assert_frame_equal(frame, wanted, check_dtype=True)


def test_a_dataframe_has_types_of_its_columns(engine: StorageEngine) -> None:
    frame = engine.execute_df(TYPED_SQL)
    kinds = {name: str(kind) for name, kind in frame.dtypes.items()}
    assert kinds["i"] == "int64"
    assert kinds["d"] == kinds["de"] == kinds["h"] == "float64"
    assert kinds["b"] == "bool"
    assert kinds["ts"] == kinds["da"] == kinds["nts"] == "datetime64[us]"
    assert kinds["ni"] == "Int64"
    assert kinds["nb"] == "boolean"
    assert kinds["e"] == "category"
    assert kinds["iv"].startswith("timedelta64")
    assert kinds["tz"].startswith("datetime64[us, ")
    assert frame["i"].to_list() == list(range(5000))
    assert frame["ni"].isna().sum() == 1667
    assert frame["nt"].isna().sum() == 1667
    assert frame["nts"].isna().sum() == 1667
    assert frame["t"][4999] == "4999"
    assert frame["de"][4999] == 4999.0
    assert frame["da"][1] == pandas.Timestamp("1950-01-02")
    assert frame["e"].to_list()[:3] == ["a", "b", "a"]


def test_decimals_of_every_width_become_the_nearest_float(engine: StorageEngine) -> None:
    frame = engine.execute_df(
        "SELECT -1.25::DECIMAL(4,2) AS a, -1.25::DECIMAL(9,2) AS b, 123456789.5::DECIMAL(18,1) AS c, "
        "(-170141183460469231731687303715884105727)::HUGEINT AS d, 1e20::DECIMAL(38,1) AS e"
    )
    assert frame.iloc[0].to_list() == [-1.25, -1.25, 123456789.5, -1.7014118346046923e38, 1e20]


def test_polars_and_arrow_hold_what_duckdb_holds(engine: StorageEngine) -> None:
    rows = engine.execute_rows(TYPED_SQL)
    table = engine.execute(TYPED_SQL).arrow()
    for index, name in enumerate(rows.columns):
        if name in {"iv", "tz", "de", "h"}:
            continue
        assert table.column(name).to_pylist() == [row[index] for row in rows.rows], name
    frame = engine.execute(TYPED_SQL.replace("INTERVAL (i) HOUR AS iv", "1 AS iv")).pl()
    assert frame["i"].to_list() == list(range(5000))
    assert frame["j"].dtype == polars.String
    assert frame["b"].dtype == polars.Boolean
    assert frame["ts"][1] == datetime.datetime(2026, 10, 1, 0, 0, 1)


def test_a_result_is_what_readers_of_the_capsule_interface_take(engine: StorageEngine) -> None:
    sql = "SELECT i, i::VARCHAR AS t FROM range(5000) r(i) ORDER BY i"
    assert polars.DataFrame(engine.execute(sql))["i"].sum() == sum(range(5000))
    assert pyarrow.table(engine.execute(sql)).num_rows == 5000
    if hasattr(pandas.DataFrame, "from_arrow"):
        assert pandas.DataFrame.from_arrow(engine.execute(sql))["t"][4999] == "4999"


def test_a_batch_can_be_lent_more_than_once_and_let_go_in_any_order(engine: StorageEngine) -> None:
    batch = engine.execute("SELECT i, [i, NULL] AS l, {'a': i::VARCHAR} AS s FROM range(5000) r(i)").batch()
    first, second = pyarrow.table(batch), pyarrow.table(batch)
    unused = batch.__arrow_c_stream__()
    rows = batch.rows()
    del batch, first, unused
    assert second.column("l").to_pylist() == [row[1] for row in rows]
    assert second.column("s").to_pylist() == [row[2] for row in rows]


def test_a_stream_that_nobody_reads_is_let_go(engine: StorageEngine) -> None:
    for _round in range(20):
        engine.execute("SELECT * FROM range(1000000)").__arrow_c_stream__()
    assert engine.execute_scalar("SELECT 1") == 1


def test_a_stream_that_two_threads_ask_for_is_given_to_one(engine: StorageEngine) -> None:
    native = engine.execute("SELECT range AS n FROM range(3000000)")._native
    streams: list[object] = []
    refused: list[mixpanel_data.ArgumentError] = []
    native.read(1)

    def ask() -> None:
        try:
            streams.append(native.stream())
        except mixpanel_data.ArgumentError as error:
            refused.append(error)

    reader = threading.Thread(target=native.read, args=(1000000,))
    askers = [threading.Thread(target=ask) for _ in range(3)]
    for thread in (reader, *askers):
        thread.start()
    for thread in (reader, *askers):
        thread.join()
    assert (len(streams), len(refused)) == (1, 2)
    streams.clear()


def test_parameters_that_change_while_they_are_read_are_those_that_were_given(engine: StorageEngine) -> None:
    given: dict[str, object] = {}

    class Growing(enum.Enum):
        """What its value is, is asked while the parameters are read."""

        ONE = 1

        @property
        def value(self) -> int:
            given.update({f"more_{number}": number for number in range(1000)})
            return 1

    given["first"] = Growing.ONE
    assert engine.execute_scalar("SELECT $first", given) == 1
    assert len(given) == 1001


def test_json_is_text_and_parsed_on_request(engine: StorageEngine) -> None:
    sql = "SELECT '{\"a\": [1, null]}'::JSON AS j, NULL::JSON AS n, 'text' AS t"
    assert engine.execute_rows(sql).rows == [('{"a": [1, null]}', None, "text")]
    assert engine.execute_rows(sql, parse_json=True).rows == [({"a": [1, None]}, None, "text")]
    assert engine.execute_df(sql, parse_json=True)["j"][0] == {"a": [1, None]}
    assert engine.execute_scalar(sql, parse_json=True) == {"a": [1, None]}


def test_a_library_that_is_missing_is_named(engine: StorageEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        engine.execute_df("SELECT 1")


def test_a_parquet_file_of_a_stream_is_the_result(engine: StorageEngine, tmp_path: Path) -> None:
    import pyarrow.parquet

    sql = "SELECT i, i::VARCHAR AS t FROM range(5000) r(i)"
    pyarrow.parquet.write_table(pyarrow.table(engine.execute(sql)), tmp_path / "r.parquet")
    assert pyarrow.parquet.read_table(tmp_path / "r.parquet").num_rows == 5000
