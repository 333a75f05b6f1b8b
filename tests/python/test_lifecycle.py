"""Opening, closing, and what an engine says of itself."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import textwrap
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mixpanel_data
import pytest
from conftest import an_event
from mixpanel_data import StorageEngine


def run_python(code: str, *words: object, **more: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, which may not take long."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, words)],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | more,
    )


def test_a_database_is_made_with_the_folders_on_the_way(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "company.db"
    with StorageEngine(path) as engine:
        assert engine.path == str(path)
        assert not engine.read_only
        assert not engine.closed
        engine.create_events_table("events", [an_event()])
    assert path.exists()
    assert engine.closed
    with StorageEngine.open_existing(path) as engine:
        assert engine.read_only
        assert engine.list_tables()[0].row_count == 1


def test_a_folder_that_can_not_be_made_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError) as caught:
        StorageEngine(tmp_path / "file" / "company.db")
    assert isinstance(caught.value, mixpanel_data.MixpanelDataError)


def test_opening_a_missing_file_for_reading_is_an_error(path: Path) -> None:
    for read_only in (True, False):
        with pytest.raises(mixpanel_data.DatabaseNotFoundError) as caught:
            StorageEngine.open_existing(path, read_only)
        assert caught.value.code == "DATABASE_NOT_FOUND"
    with pytest.raises(mixpanel_data.DatabaseNotFoundError):
        StorageEngine(path, read_only=True)
    assert not path.exists()


def test_what_is_no_database_is_told(path: Path) -> None:
    path.write_text("hello " * 10_000)
    with pytest.raises(mixpanel_data.NotADatabaseError):
        StorageEngine(path)


def test_a_projects_database_lies_in_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with StorageEngine.for_project(12345) as engine:
        assert engine.path == str(tmp_path / ".mixpanel_data" / "12345.db")
    with pytest.raises(ValueError):
        StorageEngine.for_project("../x")
    with pytest.raises(ValueError):
        StorageEngine.for_project("")


def test_a_database_in_memory_has_no_path(engine: StorageEngine) -> None:
    assert engine.path is None
    assert not engine.read_only


def test_a_scratch_database_is_a_file_and_gone_at_the_end() -> None:
    for engine in (StorageEngine(), StorageEngine.ephemeral()):
        assert engine.path is not None
        folder = Path(engine.path).parent
        assert Path(engine.path).exists()
        assert folder.stat().st_mode & 0o777 == 0o700
        engine.create_events_table("events", [an_event()])
        engine.cleanup()
        assert not folder.exists()
        engine.cleanup()


def test_what_a_close_could_not_bring_into_the_file_is_told_and_kept(path: Path) -> None:
    engine = StorageEngine(path)
    engine.execute("CREATE TABLE t AS SELECT * FROM range(5000)")
    # In the place of what a checkpoint needs.
    Path(f"{path}.journal").mkdir()
    with pytest.raises(mixpanel_data.StorageError, match="journal"):
        engine.close()
    Path(f"{path}.journal").rmdir()
    with StorageEngine(path) as engine:
        assert engine.execute_scalar("SELECT count(*) FROM t") == 5000


def test_a_scratch_databases_folder_may_be_chosen(tmp_path: Path) -> None:
    with StorageEngine.ephemeral(folder=tmp_path) as engine:
        assert engine.path is not None and engine.path.startswith(str(tmp_path) + "/")
    assert list(tmp_path.iterdir()) == []


def test_closing_twice_is_harmless_and_later_use_says_closed(path: Path) -> None:
    engine = StorageEngine(path)
    engine.close()
    engine.close()
    engine.cleanup()
    for use in (
        engine.list_tables,
        lambda: engine.execute("SELECT 1"),
        lambda: engine.create_events_table("events", []),
        lambda: engine.get_schema("events"),
        lambda: engine.drop_table("events"),
    ):
        with pytest.raises(mixpanel_data.ClosedError, match="closed"):
            use()
    assert engine.path == str(path)
    engine.interrupt()


def test_an_engine_says_what_it_is(path: Path) -> None:
    engine = StorageEngine(path)
    assert repr(engine) == f"<StorageEngine '{path}'>"
    engine.close()
    assert repr(engine) == f"<StorageEngine '{path}', closed>"
    with StorageEngine.open_existing(path) as engine:
        assert repr(engine) == f"<StorageEngine '{path}', read-only>"
    with StorageEngine.memory() as engine:
        assert repr(engine) == "<StorageEngine in memory>"


def test_an_engine_that_is_dropped_open_warns_and_is_closed(path: Path) -> None:
    engine = StorageEngine(path)
    with pytest.warns(ResourceWarning, match="unclosed <StorageEngine"):
        del engine
        gc.collect()
    StorageEngine(path).close()


def test_an_engine_that_was_closed_does_not_warn(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with StorageEngine(path):
            pass
        with pytest.raises(mixpanel_data.MixpanelDataError):
            StorageEngine.open_existing(path.parent / "none.db")
        gc.collect()


def test_a_second_engine_on_a_file_is_refused(path: Path) -> None:
    with StorageEngine(path), pytest.raises(mixpanel_data.DatabaseLockedError) as caught:
        StorageEngine(path)
    assert caught.value.code == "DATABASE_LOCKED"
    assert caught.value.details["db_path"] == str(path)
    assert caught.value.details["holding_pid"] == os.getpid()


def test_a_file_that_duckdb_has_open_in_this_process_is_refused(path: Path) -> None:
    import duckdb

    StorageEngine(path).close()
    with duckdb.connect(str(path)), pytest.raises(mixpanel_data.DatabaseLockedError, match="duckdb.connect") as caught:
        StorageEngine(path.parent / "." / path.name)
    assert caught.value.details["holding_pid"] == os.getpid()
    with path.open("rb"), pytest.raises(mixpanel_data.DatabaseLockedError):
        StorageEngine.open_existing(path)
    StorageEngine(path).close()


def test_a_file_that_another_process_has_is_locked_by_it(path: Path) -> None:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, mixpanel_data\n"
            "engine = mixpanel_data.StorageEngine(sys.argv[1])\n"
            "print('open', flush=True)\nsys.stdin.readline()\nengine.close()\n",
            str(path),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdin and holder.stdout
    assert holder.stdout.readline() == "open\n"
    with pytest.raises(mixpanel_data.DatabaseLockedError) as caught:
        StorageEngine(path)
    assert caught.value.details["holding_pid"] == holder.pid
    assert caught.value.details["db_path"] == str(path)
    assert caught.value.details["suggestion"]
    threading.Timer(0.3, lambda: holder.stdin and holder.stdin.write("\n") and holder.stdin.flush()).start()
    with StorageEngine(path, wait_seconds=60) as engine:
        assert engine.list_tables() == []
    assert holder.wait(60) == 0


def test_a_reading_engine_writes_nothing(path: Path) -> None:
    StorageEngine(path).close()
    with StorageEngine(path, read_only=True) as engine:
        with pytest.raises(mixpanel_data.ReadOnlyError):
            engine.create_events_table("events", [])
        with pytest.raises(mixpanel_data.ReadOnlyError):
            engine.drop_table("events")


def test_a_forked_child_is_told_and_the_parent_goes_on(path: Path) -> None:
    done = run_python(
        """
        import os, sys, mixpanel_data
        engine = mixpanel_data.StorageEngine(sys.argv[1])
        scratch = mixpanel_data.StorageEngine()
        result = engine.execute("SELECT 1")
        stream = engine.execute("SELECT * FROM range(100000)").__arrow_c_stream__()
        child = os.fork()
        if child == 0:
            del stream
            for use in (engine.list_tables, engine.close, lambda: engine.create_events_table("a", []), result.fetchall, engine.interrupt):
                try:
                    use()
                    print("no error", use)
                except mixpanel_data.ClosedError as error:
                    print(f"forked from it" in str(error))
            sys.exit(0)
        os.waitpid(child, 0)
        engine.create_events_table("events", [])
        print(os.path.exists(scratch.path), len(engine.list_tables()))
        scratch.close()
        engine.close()
        """,
        path,
    )
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout.splitlines()[-1] == "True 1"
    assert done.stdout.splitlines().count("True") == 4


def test_the_interpreter_ends_while_a_daemon_thread_queries_and_nothing_is_left(tmp_path: Path) -> None:
    done = run_python(
        """
        import sys, threading, time, mixpanel_data
        engine = mixpanel_data.StorageEngine.ephemeral(folder=sys.argv[1])
        def work():
            while True:
                try:
                    engine.execute("SELECT sum(a.range * b.range) FROM range(100000) a, range(100000) b").fetchall()
                except mixpanel_data.MixpanelDataError:
                    time.sleep(0.01)
        for _ in range(3):
            threading.Thread(target=work, daemon=True).start()
        time.sleep(0.5)
        print("end")
        """,
        tmp_path,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("end\n", "", 0)
    assert list(tmp_path.iterdir()) == []


def test_the_interpreter_ends_though_a_daemon_threads_load_goes_on(tmp_path: Path) -> None:
    done = run_python(
        """
        import sys, threading, time, mixpanel_data
        engine = mixpanel_data.StorageEngine(sys.argv[1])
        has_begun = threading.Event()
        def records():
            has_begun.set()
            time.sleep(3600)
            yield
        threading.Thread(target=lambda: engine.create_events_table("events", records()), daemon=True).start()
        has_begun.wait()
        print("end")
        """,
        tmp_path / "company.db",
    )
    assert (done.stdout, done.returncode) == ("end\n", 0)
    with StorageEngine(tmp_path / "company.db") as engine:
        assert engine.list_tables() == []


def test_a_scratch_database_is_gone_after_an_unhandled_exception(tmp_path: Path) -> None:
    done = run_python(
        """
        import sys, mixpanel_data
        engine = mixpanel_data.StorageEngine.ephemeral(folder=sys.argv[1])
        engine.create_events_table("events", [])
        raise SystemExit(5)
        """,
        tmp_path,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 5)
    assert list(tmp_path.iterdir()) == []


def test_several_threads_may_use_an_engine(engine: StorageEngine) -> None:
    engine.create_events_table("events", (an_event(n) for n in range(5000)))
    faults: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(20):
                assert engine.list_tables()[0].row_count == 5000
                assert engine.get_schema("events").table_name == "events"
        except BaseException as fault:  # noqa: BLE001 - told below
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_the_gil_is_free_while_a_query_runs(engine: StorageEngine) -> None:
    def work() -> None:
        with pytest.raises(mixpanel_data.InterruptedCallError):
            engine.execute("SELECT sum(a.range) FROM range(10000000) a, range(10000000) b").fetchall()

    thread = threading.Thread(target=work)
    thread.start()
    turns = 0
    while thread.is_alive() and turns < 5:
        time.sleep(0.001)
        turns += 1
    assert turns == 5
    while thread.is_alive():
        engine.interrupt()
        thread.join(0.05)


def test_what_a_load_uses_is_busy_for_its_own_iterator(engine: StorageEngine) -> None:
    def records() -> Iterator[dict[str, Any]]:
        engine.list_tables()
        yield an_event()

    with pytest.raises(mixpanel_data.ArgumentError, match="busy with a load"):
        engine.create_events_table("events", records())
    assert engine.list_tables() == []


def test_a_thousand_rounds_leave_nothing_behind() -> None:
    import tracemalloc

    def round() -> None:
        with StorageEngine.memory(threads=1) as engine:
            engine.create_events_table("events", [an_event(1, a=[1, {"b": "c"}])])
            engine.execute("SELECT * FROM events").fetchall()
            with pytest.raises(mixpanel_data.InputError):
                engine.append_events_table("events", [an_event(1, a=b"")])

    for _ in range(5):
        round()
    tracemalloc.start()
    before = tracemalloc.take_snapshot()
    for _ in range(30):
        round()
    gc.collect()
    after = tracemalloc.take_snapshot()
    tracemalloc.stop()
    grown = sum(entry.size_diff for entry in after.compare_to(before, "filename") if "mixpanel_data" in str(entry))
    assert grown < 20_000
