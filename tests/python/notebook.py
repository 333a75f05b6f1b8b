"""Runs a notebook's code cells, and shows the value of a cell's last expression as Jupyter does.

    python tests/python/notebook.py NOTEBOOK    writes what the cells show into it
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Cell = dict[str, Any]
# What a cell shows, by its media type.
Shown = dict[str, str]


def code_cells(notebook: Path) -> list[Cell]:
    """The cells that are run."""
    return [cell for cell in json.loads(notebook.read_text())["cells"] if cell["cell_type"] == "code"]


def stored_outputs(cell: Cell) -> list[Shown]:
    """What the notebook holds as the cell's output."""
    return [
        {"text": "".join(output["text"])}
        if output["output_type"] == "stream"
        else {kind: "".join(lines) for kind, lines in output["data"].items()}
        for output in cell["outputs"]
    ]


def run(notebook: Path) -> Iterator[tuple[Cell, list[Shown]]]:
    """Runs the cells in order, as one program, in the folder that is the current one."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in code_cells(notebook):
        yield cell, _run_cell("".join(cell["source"]), names)


def _run_cell(source: str, names: dict[str, Any]) -> list[Shown]:
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    value: Any = None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), "<cell>", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    outputs = [{"text": printed.getvalue()}] if printed.getvalue() else []
    return outputs if value is None else [*outputs, _shown(value)]


def _shown(value: Any) -> Shown:
    shown = {"text/plain": repr(value)}
    if hasattr(value, "_repr_html_"):
        shown["text/html"] = value._repr_html_()
    return shown


def _as_stored(outputs: list[Shown], number: int) -> list[dict[str, Any]]:
    return [
        {"name": "stdout", "output_type": "stream", "text": shown["text"].splitlines(keepends=True)}
        if "text" in shown
        else {
            "data": {kind: text.splitlines(keepends=True) for kind, text in sorted(shown.items())},
            "execution_count": number,
            "metadata": {},
            "output_type": "execute_result",
        }
        for shown in outputs
    ]


def refresh(notebook: Path) -> None:
    """Writes what the cells show into the notebook."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        shown = [outputs for _cell, outputs in run(notebook)]
    document = json.loads(notebook.read_text())
    cells = [cell for cell in document["cells"] if cell["cell_type"] == "code"]
    for number, (cell, outputs) in enumerate(zip(cells, shown, strict=True), 1):
        cell["execution_count"] = number
        cell["outputs"] = _as_stored(outputs, number)
    notebook.write_text(json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


if __name__ == "__main__":
    os.environ["MPLBACKEND"] = "Agg"
    refresh(Path(sys.argv[1]).resolve())
