"""A first look at a table of the export's rows: whole processes, on a file that the system holds in memory."""

from measure import Comparison, Group, Measure
from sample import run_program
from setting import TABLE

DATABASE = "look.db"

# What is asked, and how many seconds at most are wanted for a million events.
LOOKS = [
    (("query", "SELECT 1"), "to the first result", None),
    (("sample", TABLE), "ten rows at random", 1),
    (("summarize", TABLE), "every column in figures", 5),
    (("breakdown", TABLE), "events counted", 5),
    (("breakdown", TABLE, "--by", "day"), "events counted for each day", 5),
    (("keys", TABLE), "every property counted, with types and distinct values", 5),
    (("column", TABLE, "mp_country_code"), "one property in figures, and its top values", 2),
]


def prepare(setting):
    setting.ingest(setting.folder / DATABASE, setting.export, "--no-primary-key")


def name_of(words):
    return " ".join(word for word in words if word != TABLE)


def look(words):
    def run(setting):
        sample, _ = run_program([setting.mpdata, "--db", setting.folder / DATABASE, *words],
                                setting.environment)
        return sample
    return run


def seconds(name, most):
    return Comparison(f"seconds: {name}", lambda m, s: m[name].wall_seconds, at_most=most)


def group(_engine):
    return Group("look",
                 [Measure(name_of(words), explanation, look(words))
                  for words, explanation, _ in LOOKS],
                 [seconds(name_of(words), most) for words, _, most in LOOKS if most is not None],
                 prepare)
