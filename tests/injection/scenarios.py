"""What is done while calls fail: commands, and programs that use the library (api.c)."""

EVENTS = "".join(
    f'{{"event":"E{i % 3}","properties":{{"time":{1700000000 + i},"distinct_id":"u{i % 7}","$insert_id":"i{i}",'
    f'"n":{i},"s":"x{i}"}}}}\n' for i in range(200))
MORE = "".join(
    f'{{"event":"E","properties":{{"time":{1700001000 + i},"distinct_id":"u","$insert_id":"i{i + 150}"}}}}\n' for i in range(100))
BAD = EVENTS[:2000].rsplit("\n", 1)[0] + '\n{"event":1}\nx\n' + MORE
PROFILES = "".join(f'{{"$distinct_id":"u{i}","$properties":{{"$last_seen":"2024-01-01T00:00:00","n":{i}}}}}\n' for i in range(50))
SHELL = r"""\keys events
SELECT count(*) AS n FROM events;
\format csv
SELECT event_name, count(*) AS n
FROM events GROUP BY 1 ORDER BY 1; \d events
\o out.csv
SELECT 5 AS five;
\i q2.sql
\breakdown events --format json
SELECT 'last' AS word
"""
SHELL_WRITE = "BEGIN; CREATE TABLE notes AS SELECT 1 AS n;\nINSERT INTO notes VALUES (2); COMMIT;\nSELECT sum(n) FROM notes;\n"

FILES = {
    "events.ndjson": EVENTS, "more.ndjson": MORE, "bad.ndjson": BAD, "profiles.ndjson": PROFILES,
    "q.sql": "SELECT event_name, count(*) FROM events WHERE event_name <> ? GROUP BY 1 ORDER BY 1",
    "q2.sql": "SELECT count(*) FROM events; SELECT 5 AS x",
    "shell.sql": SHELL, "shell-write.sql": SHELL_WRITE,
}

DATABASE = ["--db", "a.db", "-q"]
LOAD = [*DATABASE, "ingest", "events", "events"]
# What the database holds at first.
LOADS = ([*LOAD, "events.ndjson"], [*DATABASE, "ingest", "profiles", "users", "profiles.ndjson"])
LONG = ["--memory", "query", "SELECT hash(i) AS h FROM range(30000) AS t(i)"]
QUERY = ["--db", "a.db", "query", "SELECT * FROM events ORDER BY insert_id LIMIT 150"]
EXPORT = [*DATABASE, "export"]

# Below $TMPDIR, as a process that was killed has left it.
SCRATCH = "mpdata-scratch-0123456789abcdef"


# What is left of what somebody typed at a terminal.
TYPED = (".mpdata_history", "paged")


class Scenario:
    def __init__(self, name, words, program="command", database="a.db", empty=False, stdin=None, outputs=(), may_differ=False,
                 grows=False, others=(), scratch=False, sweeps=True, code=0, keys=None, goes_on=False,
                 believes=None, always=None):
        self.name = name
        self.words = words
        self.program = program
        # Where the one that may change lies.
        self.database = database
        # It begins without a database.
        self.empty = empty
        self.stdin = stdin
        # Files that it writes, complete or not at all.
        self.outputs = outputs
        # They grow as it goes on: where it fails they hold what came before.
        self.grows = grows
        # What else one of them may hold: where a result could not be written to a file, the next one is.
        self.others = others
        # What it prints holds times or paths.
        self.may_differ = may_differ or keys is not None
        # It begins with a scratch database that a process has left behind.
        self.scratch = scratch
        # A success leaves the scratch that it leaves without a fault.
        self.sweeps = sweeps
        # Without a fault.
        self.code = code
        # What is typed at a terminal (terminal.h), all that comes at once one text; None: there is no terminal.
        self.keys = keys
        # After an error it goes on: its exit code tells of none.
        self.goes_on = goes_on
        # Errors that say something of the world and are no failure, by the name of the call: that a file is not there.
        self.believes = {call: errors.split() for call, errors in (believes or {}).items()}
        # What the short form tries, too, with each of these calls: it was a fault once.
        self.always = always or {}


# A folder below $TMPDIR that went away meanwhile, is another user's, in use, or none at all.
NOT_OURS = {"openat": "ENOENT EACCES EPERM ELOOP ENOTDIR", "flock": "EWOULDBLOCK", "fstatat": "ENOENT", "unlinkat": "ENOENT",
            "fdopendir": "ENOTDIR", "fstat": "EACCES ELOOP ENOENT ENOTDIR"}
GONE = {"unlinkat": "ENOENT"}


def loading():
    return [
        Scenario("create", [*LOAD, "events.ndjson"], empty=True),
        Scenario("append", [*LOAD, "more.ndjson", "--append"]),
        Scenario("replace", [*LOAD, "more.ndjson", "--replace"]),
        Scenario("gzip", [*LOAD, "events.gz", "--replace"]),
        Scenario("zstd", [*LOAD, "events.zst", "--replace"]),
        Scenario("pipe", [*LOAD, "-", "--append"], stdin="more.ndjson"),
        Scenario("rejects", [*LOAD, "bad.ndjson", "--append", "--max-rejects", "all", "--rejects", "rejected", "--repair"],
                 outputs=["rejected"], grows=True),
        Scenario("bad", [*LOAD, "bad.ndjson", "--append"], code=3),
        Scenario("profiles", [*DATABASE, "ingest", "profiles", "people", "profiles.ndjson"]),
        Scenario("part", [*LOAD, "more.ndjson", "--append", "--where-event", "E", "--time-zone", "Europe/Berlin"]),
        Scenario("dry-run", ["-q", "ingest", "events", "x", "events.ndjson", "--dry-run"]),
        Scenario("folders", ["--db", "made/folder/b.db", "-q", "ingest", "events", "events", "events.ndjson"],
                 database="made/folder/b.db", empty=True),
        Scenario("project", ["--project", "7", "-q", "ingest", "events", "events", "events.ndjson"],
                 database=".mixpanel_data/7.db", empty=True),
        Scenario("drop", [*DATABASE, "drop", "events", "--yes"]),
    ]


def asking():
    return [
        Scenario("table", QUERY),
        *(Scenario(f"-o .{end}", [*QUERY, "-o", f"out.{end}"], outputs=[f"out.{end}"])
          for end in ("csv", "tsv", "json", "jsonl", "md", "csv.gz", "json.zst", "parquet", "arrow")),
        Scenario("-o the database", [*QUERY, "-o", "a.db"], code=3, believes={"stat": "ENOENT"},
                 always={"stat": "EACCES", "realpath": "EIO"}),
        *(Scenario(f"-o long .{end}", [*LONG, "-o", f"out.{end}"], outputs=[f"out.{end}"]) for end in ("csv.gz", "csv.zst")),
        Scenario("-o the log", [*QUERY, "-o", "a.db.wal"], code=3, believes={"stat": "ENOENT"}),
        Scenario("-o a device", [*QUERY, "-o", "/dev/null"], believes={"stat": "ENOENT", "realpath": "ENOENT"}),
        Scenario("csv", [*QUERY, "--format", "csv"]),
        Scenario("parquet", [*QUERY, "--format", "parquet"], always={"unlink": "EACCES"}),
        Scenario("arrow", [*QUERY, "--format", "arrow"]),
        Scenario("file", ["--db", "a.db", "query", "-f", "q.sql", "--safe", "--time-limit", "100", "-p", "E1"]),
        Scenario("stdin", ["--db", "a.db", "query"], stdin="q2.sql"),
        Scenario("wrong", ["--db", "a.db", "query", "SELECT evnt_name FROM events"], code=3),
        Scenario("wrong for programs", ["--db", "a.db", "--json", "query", "SELECT evnt_name FROM events"], code=3),
        Scenario("shell", ["--db", "a.db", "shell"], stdin="shell.sql", outputs=["out.csv"],
                 always={"getdelim": "ENOMEM"}),
        Scenario("shell --write", ["--db", "a.db", "shell", "--write"], stdin="shell-write.sql"),
        Scenario("tables", ["--db", "a.db", "tables"], may_differ=True),
        Scenario("tables as a file", ["--db", "a.db", "tables", "-o", "out.parquet"], outputs=["out.parquet"], may_differ=True),
        Scenario("verbose", ["--db", "a.db", "-v", "query", "SELECT 5 AS x"], may_differ=True),
        Scenario("help", ["help", "query"], always={"write": "ENOSPC"}),
        Scenario("schema", ["--db", "a.db", "schema", "events"]),
        Scenario("sample", ["--db", "a.db", "sample", "events", "--seed", "3"], may_differ=True),
        Scenario("breakdown", ["--db", "a.db", "breakdown", "events", "--by", "day", "--time-zone", "Asia/Tokyo"]),
        Scenario("keys", ["--db", "a.db", "keys", "events"]),
        Scenario("keys for programs", ["--db", "a.db", "keys", "events", "--format", "json"]),
        Scenario("column", ["--db", "a.db", "column", "events", "n"]),
        Scenario("summarize", ["--db", "a.db", "summarize", "events"]),
        Scenario("loads", ["--db", "a.db", "loads", "events"], may_differ=True),
        Scenario("info", ["--db", "a.db", "info"], may_differ=True),
    ]


TAB = "\t"
UP = "\033[A"


def typing():
    """At a terminal, where the shell goes on after an error: which it shows, and of which it has no exit code."""
    def shell(name, *keys, words=(), **more):
        return Scenario(f"typed {name}", ["--db", "a.db", "shell", *words], keys=["", *keys], goes_on=True, **more)

    return [
        shell("statements", "SELECT 5 AS five;\n", "idle", "SELECT event_name,\n", "count(*) FROM events\n", "GROUP BY 1;\n",
              "\\timing\n", "SELECT evnt_name FROM events;\n", "SELECT 'ä\n", "interrupt", "SELECT\t7 AS seven;\n", UP, "\n", "\\q\n"),
        shell("names", "SELECT count(*) FROM ev" + TAB, "WHERE event_name = 'E1" + TAB, " AND prop(properties, '" + TAB, TAB,
              "n') = '3';\n", "SEL" + TAB, "coun" + TAB, "\3", "\\form" + TAB, "c" + TAB, "\n", "\\column events " + TAB, TAB,
              "n\n", "\\keys " + TAB, "ev" + TAB, "--event E" + TAB, "\3", "\\i q" + TAB, TAB, "2" + TAB, "\n", "\4"),
        shell("pages", "SELECT * FROM range(100);\n", "\\keys events\n", "SELECT 'wide' || repeat('x', 90) AS x;\n",
              "EXPLAIN SELECT 5;\n", "\4"),
        shell("settings", "\\o out.csv\n", "SELECT 5 AS five;\n", "\\d\n", "\\d events\n", "\\rows 3\n", "\\format csv\n",
              "\\i shell.sql\n", "\\release\n", "SELECT 6 AS six;\n", "terminate", outputs=["out.csv"],
              others=[b"six\r\n6\r\n"], code=143),
        shell("changes", "BEGIN; CREATE TABLE notes AS SELECT 1 AS n;\n", "idle", "INSERT INTO notes VALUES (2); COMMIT;\n",
              "idle", "SELECT sum(n) FROM notes;\n", "CREATE TEMP TABLE t AS SELECT 1 AS a;\n", "\4", words=["--write"]),
        Scenario("typed no", [*DATABASE, "drop", "events"], keys=["n\n"], code=1),
        Scenario("typed yes", [*DATABASE, "drop", "events"], keys=["Y\n"]),
        Scenario("typed SQL", ["--db", "a.db", "query"], keys=["SELECT 5\nAS x;\n\4"]),
        Scenario("seen sources", ["query", "--events", "e=events.ndjson", "SELECT count(*) AS n FROM e"], keys=[""], believes=GONE),
        Scenario("bars", ["--db", "a.db", "breakdown", "events"], keys=[""]),
        Scenario("seen load", ["--db", "a.db", "ingest", "events", "events", "more.ndjson", "--append"], keys=[""]),
    ]


def keeping():
    return [
        Scenario("backup", [*DATABASE, "backup", "b.db"], outputs=["b.db"]),
        Scenario("backup --force", [*DATABASE, "backup", "old.db", "--force"], outputs=["old.db"], believes={"stat": "ENOENT"},
                 always={"stat": "ENOMEM"}),
        Scenario("backup over itself", [*DATABASE, "backup", "a.db", "--force"], code=3, believes={"stat": "ENOENT"},
                 always={"stat": "EOVERFLOW"}),
        Scenario("compact", [*DATABASE, "compact"]),
        Scenario("check", [*DATABASE, "check"]),
        Scenario("check -o", [*DATABASE, "check", "-o", "findings.json"], outputs=["findings.json"]),
        Scenario("export", [*EXPORT, "events"]),
        *(Scenario(f"export .{end}", [*EXPORT, "events", "-o", f"out.{end}"], outputs=[f"out.{end}"])
          for end in ("ndjson", "ndjson.gz", "ndjson.zst")),
        Scenario("export part", [*EXPORT, "events", "--where-event", "E1", "--from", "2023-11-14", "-o", "out.ndjson"],
                 outputs=["out.ndjson"]),
        Scenario("export profiles", [*EXPORT, "users", "-o", "out.ndjson"], outputs=["out.ndjson"]),
        Scenario("export -o the database", [*EXPORT, "events", "-o", "a.db"], code=3, believes={"stat": "ENOENT"}),
    ]


def scratching():
    return [
        Scenario("scratch query", ["-q", "query", "--events", "e=events.ndjson", "--profiles", "p=profiles.ndjson", "--format", "csv",
                                   "SELECT count(*) AS n FROM e JOIN p USING (distinct_id)"], believes=GONE),
        Scenario("ephemeral load", ["--ephemeral", "-q", "ingest", "events", "e", "events.ndjson"], believes=GONE),
        Scenario("ephemeral wrong", ["--ephemeral", "query", "SELECT nowhere"], believes=GONE, code=3),
        Scenario("ephemeral query", ["--ephemeral", "query", "SELECT 5 AS x"], believes=GONE),
        Scenario("clean", ["clean"], scratch=True, believes=NOT_OURS,
                 always={"readdir": "EIO", "openat": "EMFILE", "flock": "EINTR", "fstatat": "ENOMEM"}),
        Scenario("clean --dry-run", ["clean", "--dry-run", "--format", "csv"], scratch=True, believes=NOT_OURS,
                 always={"poptGetContext": "ENOMEM"}),
        Scenario("sweep", [*DATABASE, "drop", "events", "--yes"], scratch=True, sweeps=False),
    ]


def programs():
    return [
        Scenario("api make", ["open", "a.db"], program="api", empty=True),
        *(Scenario(f"api {name}", [name, "a.db"], program="api") for name in
          ("open", "push", "push-bytes", "records", "statement", "connections", "arrow", "memory", "check", "compact")),
        Scenario("api ephemeral", ["ephemeral", "a.db"], program="api", believes=GONE),
        Scenario("api info", ["info", "a.db"], program="api", believes={"stat": "ENOENT"}, always={"stat": "EACCES"}),
        Scenario("api backup", ["backup", "a.db"], program="api", outputs=["b.db"]),
    ]


SCENARIOS = [*loading(), *asking(), *typing(), *keeping(), *scratching(), *programs()]
