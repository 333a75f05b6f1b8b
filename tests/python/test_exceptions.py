"""The exceptions."""

from __future__ import annotations

import json
import pickle
import re
from pathlib import Path

import mixpanel_data
import pytest
from mixpanel_data import StorageEngine, exceptions

STATUS_NAMES = Path(__file__).resolve().parents[2] / "src" / "base" / "status.c"


def test_every_status_of_libmpdata_has_a_class_of_its_own() -> None:
    names = re.findall(r'return "(\w+)";', STATUS_NAMES.read_text())
    names = [name for name in names if name not in ("OK", "UNKNOWN")]
    assert names
    assert set(exceptions._CLASSES) == set(names)
    assert len(set(exceptions._CLASSES.values())) == len(names)


def test_every_exception_is_exported_and_of_one_family() -> None:
    for kind in exceptions._CLASSES.values():
        assert issubclass(kind, mixpanel_data.MixpanelDataError)
        assert getattr(mixpanel_data, kind.__name__) is kind
        assert kind.__name__ in mixpanel_data.__all__


def test_codes_are_those_that_users_know() -> None:
    codes = {kind.__name__: kind("m").code for kind in exceptions._CLASSES.values()}
    assert codes["TableExistsError"] == "TABLE_EXISTS"
    assert codes["TableNotFoundError"] == "TABLE_NOT_FOUND"
    assert codes["DatabaseLockedError"] == "DATABASE_LOCKED"
    assert codes["DatabaseNotFoundError"] == "DATABASE_NOT_FOUND"
    assert codes["QueryError"] == "QUERY_FAILED"
    assert len(set(codes.values())) == len(codes)


@pytest.mark.parametrize("kind", exceptions._CLASSES.values(), ids=lambda kind: kind.__name__)
def test_an_exception_tells_itself_and_survives_pickling(kind: type[mixpanel_data.MixpanelDataError]) -> None:
    error = kind("what went wrong", "CODE", {"a": 1})
    assert str(error) == "what went wrong"
    assert error.to_dict() == {
        "error": kind.__name__,
        "code": "CODE",
        "message": "what went wrong",
        "details": {"a": 1},
    }
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind and again.to_dict() == error.to_dict()


def test_an_error_of_sql_tells_the_query_and_its_place(engine: StorageEngine) -> None:
    engine.create_events_table("events", [])
    with pytest.raises(mixpanel_data.QueryError) as caught:
        engine.execute("SELECT 1,\n  evnt_name FROM events")
    details = caught.value.details
    assert caught.value.code == "QUERY_FAILED"
    assert details["query"] == "SELECT 1,\n  evnt_name FROM events"
    assert details["error_type"] == "Binder"
    assert "evnt_name" in details["original_error"]
    assert (details["line"], details["column"]) == (2, 3)
    assert "event_name" in details["candidates"]
    json.dumps(caught.value.to_dict())
