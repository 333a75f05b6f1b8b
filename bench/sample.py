"""One run of one program, and what it took."""

import os
import subprocess
import tempfile
import time
from dataclasses import asdict, dataclass, field


class MeasureFailed(Exception):
    """A program that was to be measured ended with an error: there is no figure."""


@dataclass
class Sample:
    wall_seconds: float
    cpu_seconds: float
    # Absent where the figure would mislead.
    peak_rss_bytes: int | None = None
    disk_bytes: int | None = None
    # What the program says about its own parts.
    phases: list = field(default_factory=list)

    def as_dict(self):
        return asdict(self)


def run_program(arguments, environment=None, stdin=subprocess.DEVNULL, feeder=None, discards_output=False):
    """Runs a program to its end: the Sample of the whole process, and what it printed.

    `feeder` is a program whose output it reads; what that takes is not in the sample. Output that is discarded goes to
    /dev/null, and is "" here.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        begin = time.monotonic()
        if feeder is not None:
            fed = subprocess.Popen([str(argument) for argument in feeder], stdout=subprocess.PIPE)
            stdin = fed.stdout
        process = subprocess.Popen(
            [str(argument) for argument in arguments], stdin=stdin,
            stdout=subprocess.DEVNULL if discards_output else output, stderr=errors, env={**os.environ, **(environment or {})})
        if feeder is not None:
            fed.stdout.close()
        # Not process.wait(): only wait4 says what this one process used.
        _, status, usage = os.wait4(process.pid, 0)
        wall_seconds = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if feeder is not None:
            fed.wait()
        output.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            raise MeasureFailed(
                f"{' '.join(map(str, arguments))}: exit code {process.returncode}\n"
                f"{errors.read().decode(errors='replace')}")
        sample = Sample(wall_seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)
        return sample, output.read().decode()
