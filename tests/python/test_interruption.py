"""Ctrl-C, and engine.interrupt(). Times here are generous: they tell a stop from none, not fast from slow."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import mixpanel_data
import pytest
from conftest import an_event
from mixpanel_data import StorageEngine

LONG_SQL = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b"

PROGRAM = """
    import json, os, signal, sys, threading, time, mixpanel_data
    engine = mixpanel_data.StorageEngine(sys.argv[1])

    def line(n):
        return json.dumps({"event": "A", "properties": {"time": n, "distinct_id": "u", "$insert_id": str(n)}}).encode() + b"\\n"

    def interrupt_soon(seconds=0.5):
        threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT)).start()

    def outcome(work):
        try:
            work()
        except KeyboardInterrupt:
            print("KeyboardInterrupt", [table.row_count for table in engine.list_tables()])
        else:
            print("no exception")

"""


def run_program(code: str, path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM) + textwrap.dedent(code), str(path)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.stderr, done.returncode) == ("", 0)
    return done.stdout


def test_ctrl_c_ends_a_query(path: Path) -> None:
    code = f"""
        interrupt_soon()
        outcome(lambda: engine.execute({LONG_SQL!r}).fetchall())
        print(engine.execute("SELECT 1").fetchall())
        """
    assert run_program(code, path) == "KeyboardInterrupt []\n[(1,)]\n"


def test_ctrl_c_ends_a_load_of_ready_records(path: Path) -> None:
    code = """
        import datetime, itertools
        engine.create_events_table("events", [])
        record = {"event_name": "A", "event_time": datetime.datetime(2026, 1, 1), "distinct_id": "u", "properties": {}}
        interrupt_soon()
        outcome(lambda: engine.append_events_table("events", itertools.repeat(record)))
        """
    assert run_program(code, path) == "KeyboardInterrupt [0]\n"


def test_ctrl_c_ends_a_load_of_a_file_that_never_ends(path: Path) -> None:
    code = """
        class Endless:
            at = 0
            def read(self, size):
                self.at += 1000
                return b"".join(line(n) for n in range(self.at, self.at + 1000))
        interrupt_soon()
        outcome(lambda: engine.create_events_table("events", Endless()))
        """
    assert run_program(code, path) == "KeyboardInterrupt []\n"


def test_ctrl_c_ends_a_load_of_a_pipe_that_gives_nothing(path: Path) -> None:
    code = """
        reading, writing = os.pipe()
        interrupt_soon()
        outcome(lambda: engine.create_events_table("events", f"/dev/fd/{reading}"))
        """
    assert run_program(code, path) == "KeyboardInterrupt []\n"


def test_a_handlers_own_exception_comes_through(path: Path) -> None:
    code = f"""
        def handler(number, frame):
            raise LookupError("of the handler")
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        try:
            engine.execute({LONG_SQL!r}).fetchall()
        except LookupError as error:
            print(error)
        """
    assert run_program(code, path) == "of the handler\n"


def test_a_handler_that_raises_nothing_does_not_end_the_query(path: Path) -> None:
    code = """
        told = []
        signal.signal(signal.SIGALRM, lambda number, frame: told.append(number))
        signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
        print(engine.execute("SELECT count(*) FROM range(20000) a, range(20000) b WHERE a.range <> b.range").fetchall())
        signal.setitimer(signal.ITIMER_REAL, 0)
        print(len(told) > 0)
        """
    assert run_program(code, path) == "[(399980000,)]\nTrue\n"


def test_ctrl_c_ends_the_wait_for_a_file_that_is_locked(path: Path) -> None:
    code = """
        import subprocess
        holder = subprocess.Popen(
            [sys.executable, "-c", "import sys, mixpanel_data; e = mixpanel_data.StorageEngine(sys.argv[1]); print(1, flush=True); sys.stdin.read()", sys.argv[1] + "2"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        holder.stdout.readline()
        interrupt_soon()
        outcome(lambda: mixpanel_data.StorageEngine(sys.argv[1] + "2", wait_seconds=3600))
        holder.communicate("")
        """
    assert run_program(code, path) == "KeyboardInterrupt []\n"


def test_ctrl_c_ends_the_wait_for_another_threads_call(path: Path) -> None:
    code = f"""
        told = []
        signal.signal(signal.SIGUSR1, lambda number, frame: told.append(number))
        def ask():
            try:
                engine.execute({LONG_SQL!r}).fetchall()
            except mixpanel_data.InterruptedCallError:
                print("interrupted")
        other = threading.Thread(target=ask)
        other.start()
        time.sleep(0.5)
        main = threading.main_thread().ident
        # A handler that raises nothing lets it wait on.
        threading.Timer(0.3, signal.pthread_kill, (main, signal.SIGUSR1)).start()
        threading.Timer(0.6, signal.pthread_kill, (main, signal.SIGINT)).start()
        try:
            engine.list_tables()
        except KeyboardInterrupt:
            print("KeyboardInterrupt", len(told))
        while other.is_alive():
            engine.interrupt()
            other.join(0.1)
        """
    assert run_program(code, path) == "KeyboardInterrupt 1\ninterrupted\n"


class Stopped(Exception):
    """A handler's own."""


def test_rows_after_those_that_an_interruption_lost_are_not_given(engine: StorageEngine) -> None:
    native = engine.execute("SELECT range AS n FROM range(200000)")._native
    is_read = threading.Event()

    def stop(number: int, frame: object) -> None:
        raise Stopped

    def kill() -> None:
        is_read.wait()
        os.kill(os.getpid(), signal.SIGUSR1)

    before = signal.signal(signal.SIGUSR1, stop)
    interval = sys.getswitchinterval()
    killer = threading.Thread(target=kill)
    killer.start()
    try:
        # So long the other thread waits for this one to let go of the GIL, which it does within read().
        sys.setswitchinterval(60)
        is_read.set()
        with pytest.raises(Stopped):
            while True:
                native.read(1)
    finally:
        sys.setswitchinterval(interval)
        killer.join()
        signal.signal(signal.SIGUSR1, before)
    with pytest.raises(mixpanel_data.InterruptedCallError, match="ask again"):
        native.read(1)


def test_another_thread_may_interrupt_a_query(engine: StorageEngine) -> None:
    threading.Timer(0.3, engine.interrupt).start()
    with pytest.raises(mixpanel_data.InterruptedCallError) as caught:
        engine.execute(LONG_SQL).fetchall()
    assert caught.value.code == "INTERRUPTED"
    assert engine.execute("SELECT 1").fetchall() == [(1,)]


def test_another_thread_may_interrupt_a_load(engine: StorageEngine) -> None:
    engine.create_events_table("events", [an_event(1)])
    threading.Timer(0.3, engine.interrupt).start()
    with pytest.raises(mixpanel_data.InterruptedCallError):
        engine.append_events_table("events", (an_event(n) for n in itertools.count()))
    assert engine.list_tables()[0].row_count == 1


def test_ctrl_c_ends_the_command_with_130(tmp_path: Path) -> None:
    code = "import sys; sys.argv[0] = 'mpdata'; from mixpanel_data._command_line import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "--memory", "query", LONG_SQL],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        # DuckDB is loaded once the command looks for signals.
        while process.poll() is None and "duckdb." not in Path(f"/proc/{process.pid}/maps").read_text():
            time.sleep(0.05)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        os.kill(process.pid, signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert out == ""
