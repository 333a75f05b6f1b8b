"""Medians, comparisons and the table."""

import subprocess
from statistics import median

from sample import Sample

HEADINGS = ("", "seconds", "from-to", "CPU s", "peak RSS MB", "disk MB")


def median_sample(samples):
    def middle(field):
        values = [getattr(sample, field) for sample in samples]
        return None if None in values else median(values)

    return Sample(middle("wall_seconds"), middle("cpu_seconds"), middle("peak_rss_bytes"),
                  middle("disk_bytes"))


def judge(comparison, value):
    """What is wanted, in words, and whether it is so; None where nothing is."""
    if comparison.at_most is not None:
        return f"<= {comparison.at_most:g}", value <= comparison.at_most
    if comparison.at_least is not None:
        return f">= {comparison.at_least:g}", value >= comparison.at_least
    return None, None


def compare(groups, medians, setting):
    compared = []
    for comparison in (comparison for group in groups for comparison in group.comparisons):
        value = comparison.figure(medians, setting)
        wanted, is_met = judge(comparison, value)
        compared.append({"name": comparison.name, "value": round(value, 4), "wanted": wanted,
                         "is_met": is_met})
    return compared


def mpdata_version(setting):
    done = subprocess.run([setting.mpdata, "--version"], capture_output=True, text=True, check=False)
    return done.stdout.splitlines()[0] if done.stdout else "unknown"


def summarise(setting, groups, runs, facts, samples):
    medians = {name: median_sample(found) for name, found in samples.items()}
    return {
        "mpdata": mpdata_version(setting),
        "duckdb": setting.engine,
        "machine": facts,
        "export": {"rows": setting.rows, "bytes": setting.export_bytes},
        "runs": runs,
        "measures": [
            {"name": measure.name, "explanation": measure.explanation,
             "median": medians[measure.name].as_dict(),
             "samples": [sample.as_dict() for sample in samples[measure.name]]}
            for group in groups for measure in group.measures
        ],
        "comparisons": compare(groups, medians, setting),
    }


def align(rows):
    """Columns as wide as their widest cell; the first one to the left, figures to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) if column == 0 else cell.rjust(width)
                  for column, (cell, width) in enumerate(zip(row, widths))).rstrip()
        for row in rows
    ]


def megabytes(count):
    return "-" if count is None else f"{count / 1e6:.1f}"


def seconds(value):
    return f"{value:.4f}" if value < 0.1 else f"{value:.2f}"


def measure_row(measure):
    middle = measure["median"]
    walls = [sample["wall_seconds"] for sample in measure["samples"]]
    return (measure["name"], seconds(middle["wall_seconds"]),
            f"{seconds(min(walls))}-{seconds(max(walls))}", seconds(middle["cpu_seconds"]), megabytes(middle["peak_rss_bytes"]),
            megabytes(middle["disk_bytes"]))


def comparison_row(comparison):
    verdict = {None: "", True: "yes", False: "NO"}[comparison["is_met"]]
    value = comparison["value"]
    figure = f"{value:.0f}" if value >= 100 else f"{value:.3g}"
    return (comparison["name"], figure, comparison["wanted"] or "", verdict)


def heading_lines(outcome):
    machine, export = outcome["machine"], outcome["export"]
    return [
        f"{outcome['mpdata']}, DuckDB {outcome['duckdb']}, median of {outcome['runs']} rounds",
        f"{export['rows']} events, {export['bytes'] / 1e6:.1f} MB"
        f" ({export['bytes'] / export['rows']:.0f} bytes a line)",
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB,"
        f" {machine['system']}, {machine['file_system']}, load {machine['load_at_start']} at the start",
    ]


def as_text(outcome):
    measures = outcome["measures"]
    lines = heading_lines(outcome)
    lines += ["", *align([HEADINGS, *map(measure_row, measures)])]
    lines += ["", *align([("", "measured", "wanted", "met"),
                          *map(comparison_row, outcome["comparisons"])])]
    lines += ["", *(f"{measure['name']}: {measure['explanation']}" for measure in measures)]
    return "\n".join(lines)
