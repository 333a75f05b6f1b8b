"""Where the parts of a JSON text lie in its bytes.

It finds spans and checks no grammar: the lines it is given are valid. It knows nothing of how mpdata parses,
which is the point.
"""

import json
import re
from dataclasses import dataclass

BLANKS = b" \t\r\n"
STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
SCALAR = re.compile(rb"[^\s,\]}]+")
# What changes the depth, or hides such bytes: a string.
NESTING = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


@dataclass
class Member:
    """A key with its value. The offsets are those of the whole text; ends lie behind."""

    key: str
    key_begin: int
    value_begin: int
    value_end: int


def skip_blanks(text, at):
    while at < len(text) and text[at] in BLANKS:
        at += 1
    return at


def value_end(text, at):
    """Behind the value that begins at `at`."""
    if text[at] == ord('"'):
        return STRING.match(text, at).end()
    if text[at] not in b"[{":
        return SCALAR.match(text, at).end()
    depth = 0
    for token in NESTING.finditer(text, at):
        first = token.group()[0]
        depth += (first in b"[{") - (first in b"]}")
        if depth == 0:
            return token.end()
    raise ValueError(f"no end of the value at {at}")


def decode_string(text):
    """A JSON string, with its quotes, as text."""
    return json.loads(text.decode("utf-8"), strict=False)


def members(text, at):
    """The members of the object whose opening brace is at `at`, in their order."""
    found = []
    at = skip_blanks(text, at + 1)
    while text[at] != ord("}"):
        key_begin = at
        key_end = value_end(text, key_begin)
        colon = skip_blanks(text, key_end)
        value_begin = skip_blanks(text, colon + 1)
        end = value_end(text, value_begin)
        found.append(Member(decode_string(text[key_begin:key_end]), key_begin, value_begin, end))
        at = skip_blanks(text, end)
        if text[at] == ord(","):
            at = skip_blanks(text, at + 1)
    return found


def without_members(text, begin, end, all_members, removed):
    """The object text[begin:end] without some of its members, every other byte as it was.

    A removed member goes with all up to the next key. Those removed at the end go from the comma before them
    to the end of the last value, so that the blanks before the closing brace stay.
    """
    kept = [member for member in all_members if member not in removed]
    if not removed:
        return text[begin:end]
    if not kept:
        return b"{}"
    last_kept = all_members.index(kept[-1])
    parts = []
    at = begin
    for number, member in enumerate(all_members[: last_kept + 1]):
        if member in removed:
            parts.append(text[at : member.key_begin])
            at = all_members[number + 1].key_begin
    if last_kept + 1 < len(all_members):
        comma = skip_blanks(text, kept[-1].value_end)
        parts.append(text[at:comma])
        at = all_members[-1].value_end
    parts.append(text[at:end])
    return b"".join(parts)
