"""What a measure is, and what is made of its figures."""

from dataclasses import dataclass, field
from typing import Callable

from sample import Sample


@dataclass
class Measure:
    name: str
    explanation: str
    run: Callable[..., Sample]
    # Once is enough for what takes long and varies little.
    most_runs: int | None = None


@dataclass
class Comparison:
    """A figure made of measures' medians, and what is wanted of it: at most, or at least, or nothing."""

    name: str
    figure: Callable
    at_most: float | None = None
    at_least: float | None = None


def nothing_to_prepare(_setting):
    pass


@dataclass
class Group:
    name: str
    measures: list[Measure]
    comparisons: list[Comparison] = field(default_factory=list)
    # Runs once, before the first round.
    prepare: Callable = nothing_to_prepare


def wall_ratio(name, other, **wanted):
    return Comparison(f"seconds: {name} / {other}",
                      lambda m, s: m[name].wall_seconds / m[other].wall_seconds, **wanted)


def cpu_ratio(name, other, **wanted):
    return Comparison(f"CPU seconds: {name} / {other}",
                      lambda m, s: m[name].cpu_seconds / m[other].cpu_seconds, **wanted)


def peak_rss(name, **wanted):
    return Comparison(f"peak RSS, MB: {name}", lambda m, s: m[name].peak_rss_bytes / 1e6, **wanted)


def disk_ratio(name, **wanted):
    return Comparison(f"disk bytes per source byte: {name}",
                      lambda m, s: m[name].disk_bytes / s.export_bytes, **wanted)
