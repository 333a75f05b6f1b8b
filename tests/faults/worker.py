#!/usr/bin/env python3
"""What worker.c does, by the Python package: `open`, `iterate MODE KIND TABLE RECORDS` and `close`.

    PYTHONPATH=build/release/python tests/faults/worker.py DATABASE
"""

import datetime
import json
import sys

from mixpanel_data import StorageEngine

EPOCH = datetime.datetime(1970, 1, 1)


def records(path, kind):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            name, time_us, distinct_id, insert_id, properties = line.rstrip("\n").split("\t")
            time = EPOCH + datetime.timedelta(microseconds=int(time_us))
            record = {"distinct_id": distinct_id, "properties": json.loads(properties)}
            if kind == "events":
                record |= {"event_name": name, "event_time": time, "insert_id": insert_id}
            else:
                record["last_seen"] = time
            yield record


def load(engine, mode, kind, table, path):
    act = getattr(engine, f"{mode}_{kind}_table")
    act(table, records(path, kind), batch_size=100)


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main():
    engine = None
    say("ready")
    for line in sys.stdin:
        words = line.split()
        say("begin")
        try:
            if words[0] == "open":
                engine = StorageEngine(sys.argv[1])
            elif words[0] == "iterate":
                load(engine, *words[1:])
            else:
                engine.close()
            say("ok")
        except Exception as error:  # pylint: disable=broad-exception-caught
            say(f"error {type(error).__name__} {error}".replace("\n", " "))


if __name__ == "__main__":
    main()
