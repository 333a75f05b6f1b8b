"""What the documents show runs, and prints what they say; the notebook runs from start to end."""

from __future__ import annotations

import re
from pathlib import Path

import documents
import mixpanel_data
import notebook
import pytest

for library in ("pandas", "polars", "pyarrow", "matplotlib"):
    pytest.importorskip(library)


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder of each test, with no screen to draw on."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    return tmp_path


@pytest.mark.parametrize("name", ["python.md", "python-predecessor.md"])
def test_the_examples_of_a_document_print_what_it_says(name: str) -> None:
    document = documents.FOLDER / name
    ran = list(documents.run(document))
    assert len(ran) >= 3
    for example, printed in ran:
        assert printed == example.output, f"{document}:{example.line}"


def test_the_chart_is_drawn(empty_folder: Path) -> None:
    for _example in documents.run(documents.FOLDER / "python.md"):
        pass
    assert (empty_folder / "chart.png").read_bytes().startswith(b"\x89PNG")
    drawn = (documents.FOLDER / "python-chart.svg").read_text()
    assert all(f">{event}</text>" in drawn for event in ("Purchase", "Page View", "Sign Up"))


def test_the_engines_calls_that_the_page_names_are_there() -> None:
    text = (documents.FOLDER / "python.md").read_text()
    named = set(re.findall(r"`(?:engine|StorageEngine)\.(\w+)", text))
    assert {"connection", "interrupt", "memory", "for_project"} <= named
    for name in named:
        assert hasattr(mixpanel_data.StorageEngine, name), name


def test_what_is_the_same_for_users_of_the_predecessor_is_there() -> None:
    text = (documents.FOLDER / "python-predecessor.md").read_text()
    named = set(re.findall(r"`(\w+)", text.partition("## The same")[2].partition("```python")[0]))
    assert len(named) > 30
    places = (mixpanel_data.StorageEngine, mixpanel_data, mixpanel_data.MixpanelDataError(""))
    for name in named:
        assert any(hasattr(place, name) for place in places), name


def test_the_notebook_runs_from_start_to_end_and_shows_what_it_showed() -> None:
    cells = list(notebook.run(documents.FOLDER / "first-look.ipynb"))
    assert sum("text/html" in data for _cell, outputs in cells for data in outputs) >= 4
    for cell, outputs in cells:
        assert outputs == notebook.stored_outputs(cell), "".join(cell["source"])
