"""What one must know about the machine to read the figures."""

import os
import platform
import subprocess
from pathlib import Path


def read_first(path, key):
    """The value of the first line `key : value`."""
    try:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == key:
                return value.strip()
    except OSError:
        pass
    return "unknown"


def operating_system():
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def file_system(folder):
    done = subprocess.run(["stat", "--file-system", "--format=%T", folder], capture_output=True,
                          text=True, check=False)
    return done.stdout.strip() or "unknown"


def facts(folder):
    memory_kib = read_first("/proc/meminfo", "MemTotal").split()[0]
    return {
        "processor": read_first("/proc/cpuinfo", "model name"),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(int(memory_kib) * 1024 / 1e9, 1) if memory_kib.isdigit() else None,
        "system": f"{operating_system()}, Linux {platform.release()}",
        "file_system": file_system(folder),
        # From 1 up, others were at work at the same time.
        "load_at_start": round(os.getloadavg()[0], 2),
    }
