"""The examples of a document: each ```python block, and the ```text block under it, which is what it prints but for the
spaces at the ends of lines.

    python tests/python/documents.py DOCUMENT    writes into the document what its examples print
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "docs"

_EXAMPLE = re.compile(r"^```python\n(?P<code>.*?)^```\n(?:\n```text\n(?P<output>.*?)^```\n)?", re.DOTALL | re.MULTILINE)


@dataclasses.dataclass
class Example:
    """A block, and where it stands."""

    code: str
    output: str
    line: int
    output_span: tuple[int, int] | None


def examples_of(document: Path) -> list[Example]:
    """The examples, in order."""
    text = document.read_text()
    return [
        Example(
            found["code"],
            found["output"] or "",
            text.count("\n", 0, found.start("code")) + 1,
            None if found["output"] is None else found.span("output"),
        )
        for found in _EXAMPLE.finditer(text)
    ]


def run(document: Path) -> Iterator[tuple[Example, str]]:
    """Runs the examples one after the other, as one program, in the folder that is the current one."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for example in examples_of(document):
        printed = io.StringIO()
        # A traceback tells the document's own line.
        code = compile("\n" * (example.line - 1) + example.code, str(document), "exec")
        with contextlib.redirect_stdout(printed):
            exec(code, names)
        yield example, re.sub(r" +$", "", printed.getvalue(), flags=re.MULTILINE)


def refresh(document: Path) -> None:
    """Writes what the examples print into the document."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        ran = list(run(document))
    text = document.read_text()
    for example, printed in reversed(ran):
        if example.output_span is None:
            if printed:
                raise SystemExit(f"{document}:{example.line}: prints, and has no ```text block under it:\n{printed}")
            continue
        start, end = example.output_span
        text = text[:start] + printed + text[end:]
    document.write_text(text)


if __name__ == "__main__":
    os.environ["MPLBACKEND"] = "Agg"
    refresh(Path(sys.argv[1]).resolve())
