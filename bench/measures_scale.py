"""From a million rows on: memory and CPU time a row. The generator is piped in, so that no disk has to hold its output."""

from measure import Comparison, Group, Measure, peak_rss
from setting import remove


def name_of(rows):
    return f"{rows / 1e6:g}M rows piped"


def ingest_generated(rows):
    def run(setting):
        database = setting.folder / "scale.db"
        with setting.generate_events(rows) as generator:
            sample = setting.ingest(database, "-", "--no-primary-key", stdin=generator.stdout)
        setting_rows = setting.count_rows(database)
        remove(database)
        if setting_rows != rows:
            raise AssertionError(f"{setting_rows} rows of {rows}")
        return sample
    return run


def sizes(least, most):
    rows = least
    while rows <= most:
        yield rows
        rows *= 10


def cpu_a_row(least, most):
    return Comparison(
        f"CPU seconds a row: {name_of(most)} / {name_of(least)}",
        lambda m, s: m[name_of(most)].cpu_seconds / most / (m[name_of(least)].cpu_seconds / least),
        at_most=1.15)


def group(rows, most_rows):
    all_sizes = list(sizes(rows, most_rows))
    measures = [
        Measure(name_of(size), "the generator's output, no key; CPU s without the generator's",
                ingest_generated(size), most_runs=None if size <= 1000000 else 1)
        for size in all_sizes
    ]
    comparisons = [peak_rss(name_of(size), at_most=400) for size in all_sizes]
    if len(all_sizes) > 1:
        comparisons.append(cpu_a_row(all_sizes[0], all_sizes[-1]))
    return Group("scale", measures, comparisons)
