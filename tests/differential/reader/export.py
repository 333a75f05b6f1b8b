"""The rows that an export must become, by a plain reading of its lines in Python."""

from dataclasses import dataclass, replace
from datetime import datetime, timezone
from decimal import ROUND_HALF_UP, Decimal, localcontext

from .json_spans import decode_string, members, value_end, without_members

MILLISECONDS_FROM = Decimal(100000000000)

# Where a row's insert_id comes from.
GIVEN = "given"
SHARED = "shared"
MADE = "made"


@dataclass(frozen=True)
class Event:
    event_name: str
    time_us: int
    distinct_id: str
    # Of MADE events: empty.
    insert_id: str
    id_origin: str
    properties: bytes


@dataclass(frozen=True)
class Profile:
    distinct_id: str
    last_seen_us: int | None
    properties: bytes


def lines_of(data):
    """Lines end at byte 10 alone; a carriage return before it, and a mark at the very start, are not data."""
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    lines = data.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return [line[:-1] if line.endswith(b"\r") else line for line in lines]


def first_named(found, name):
    return next((member for member in found if member.key == name), None)


def scalar_text(text, member):
    """An id: a string's text, a number as it is written, nothing for null or a missing member."""
    if member is None:
        return ""
    raw = text[member.value_begin : member.value_end]
    if raw.startswith(b'"'):
        return decode_string(raw)
    return "" if raw == b"null" else raw.decode()


def microseconds(text):
    """A time as Mixpanel writes it: seconds, or milliseconds from 1e11 up; rounded half away from zero."""
    # Enough digits for every number here to be exact.
    with localcontext() as context:
        context.prec = 200
        number = Decimal(text)
        unit = 1000 if abs(number) >= MILLISECONDS_FROM else 1000000
        return int((number * unit).to_integral_value(rounding=ROUND_HALF_UP))


def iso_microseconds(text):
    """A last_seen: without a zone it is UTC."""
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        time = time.replace(tzinfo=timezone.utc)
    since = time - datetime(1970, 1, 1, tzinfo=timezone.utc)
    return (since.days * 86400 + since.seconds) * 1000000 + since.microseconds


def object_of(line, member):
    """The members of a member's value, which is an object."""
    begin = member.value_begin
    assert value_end(line, begin) == member.value_end
    return members(line, begin)


def read_event(line):
    root = members(line, line.index(b"{"))
    properties = first_named(root, "properties")
    found = object_of(line, properties)
    time, distinct_id, insert_id = (
        first_named(found, name) for name in ("time", "distinct_id", "$insert_id")
    )
    rest = without_members(
        line, properties.value_begin, properties.value_end, found,
        [member for member in (time, distinct_id, insert_id) if member is not None])
    id_text = scalar_text(line, insert_id)
    return Event(
        event_name=scalar_text(line, first_named(root, "event")),
        time_us=microseconds(scalar_text(line, time)),
        distinct_id=scalar_text(line, distinct_id),
        insert_id=id_text,
        id_origin=GIVEN if id_text else MADE,
        properties=rest)


def identity(event):
    """What two records of one event have in common. Without an id, the content decides."""
    four = (event.event_name, event.time_us, event.distinct_id, event.insert_id)
    return four if event.id_origin == GIVEN else (*four, event.properties)


def place_among_shared(event):
    return (event.time_us, event.event_name.encode(), event.distinct_id.encode())


def event_rows(lines):
    """The table's rows: the first of exact repeats; all but the smallest of those that share an id renamed."""
    kept = {}
    for line in lines:
        event = read_event(line)
        kept.setdefault(identity(event), event)
    owners = {}
    for event in kept.values():
        if event.id_origin == GIVEN:
            owners.setdefault(event.insert_id, []).append(event)
    smallest = {key: min(events, key=place_among_shared) for key, events in owners.items()}
    return [
        event if event.id_origin == MADE or smallest[event.insert_id] is event
        else replace(event, id_origin=SHARED)
        for event in kept.values()
    ]


def read_profile(line):
    root = members(line, line.index(b"{"))
    properties = first_named(root, "$properties")
    found = object_of(line, properties)
    last_seen = first_named(found, "$last_seen")
    seen_text = scalar_text(line, last_seen)
    return Profile(
        distinct_id=scalar_text(line, first_named(root, "$distinct_id")),
        last_seen_us=iso_microseconds(seen_text) if seen_text else None,
        properties=without_members(line, properties.value_begin, properties.value_end, found,
                                   [last_seen] if last_seen else []))


def profile_rows(lines):
    """One record after the other: a later one wins, unless both have a last_seen and its own is older."""
    kept = {}
    for line in lines:
        profile = read_profile(line)
        before = kept.get(profile.distinct_id)
        is_older = (
            before is not None and before.last_seen_us is not None
            and profile.last_seen_us is not None and profile.last_seen_us < before.last_seen_us)
        if not is_older:
            kept[profile.distinct_id] = profile
    return list(kept.values())
