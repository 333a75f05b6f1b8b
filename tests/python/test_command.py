"""The command that the wheel brings along."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import mixpanel_data
from mixpanel_data import StorageEngine

COMMAND = [sys.executable, "-c", "from mixpanel_data._command_line import main; main()"]


def run_command(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, words)], capture_output=True, text=True, timeout=120)


def test_the_command_and_the_package_see_the_same_database(path: Path, tmp_path: Path) -> None:
    export = tmp_path / "export.ndjson"
    export.write_text('{"event":"A","properties":{"time":1,"distinct_id":"u","$insert_id":"i"}}\n')
    done = run_command("--db", path, "ingest", "events", "events", export)
    assert (done.returncode, done.stdout) == (0, "")
    with StorageEngine(path) as engine:
        assert [(table.name, table.row_count) for table in engine.list_tables()] == [("events", 1)]
        done = run_command("--db", path, "tables")
        assert done.returncode == 1
        assert "database is locked by PID" in done.stderr
    done = run_command("--db", path, "query", "--format", "jsonl", "SELECT event_name FROM events")
    assert (done.returncode, done.stdout, done.stderr) == (0, '{"event_name":"A"}\n', "")


def test_the_command_tells_its_version_and_the_wheels_duckdb() -> None:
    done = run_command("--version")
    assert done.returncode == 0
    assert done.stdout.startswith(f"mpdata {mixpanel_data.__version__}\nDuckDB ")
    assert "_duckdb" in done.stdout


def test_the_commands_exit_codes_come_through(path: Path) -> None:
    assert run_command("--db", path, "tables").returncode == 4
    assert run_command("nonsense").returncode == 3
    assert run_command("--memory", "query", "SELEKT 1").returncode == 3


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "--memory", "query", "--format", "csv", "SELECT range FROM range(10000000)"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout and process.stderr
    assert process.stdout.readline() == b"range\r\n"
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(120) == 0
