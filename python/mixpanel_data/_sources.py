"""What a load takes its records from."""

from __future__ import annotations

import io
import os
import stat
import threading
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from mixpanel_data import _frames, _native
from mixpanel_data.exceptions import ArgumentError, InputError, InterruptedCallError

PathLike = str | os.PathLike[str]

# Records, bytes read, and all the bytes there are; 0 where that is not known.
NativeProgress = Callable[[int, int, int], object]

_EXPORT, _RECORDS = 0, 1
_PIPE_BYTES = 1 << 20
# fcntl.F_SETPIPE_SZ, which Python 3.11 has on Linux alone.
_SET_PIPE_SIZE = 1031


class Source(Protocol):
    """Something that can be loaded."""

    def load(
        self,
        database: _native.Database,
        kind: int,
        table: str,
        options: dict[str, Any],
        progress: NativeProgress | None,
    ) -> dict[str, Any]:
        """Loads it, and returns the report."""
        ...


def choose(data: Any, kind: str) -> Source:
    """The source that `data` is."""
    if isinstance(data, (str, os.PathLike)):
        return Files([path_bytes(data)])
    if isinstance(data, (list, tuple)) and data and isinstance(data[0], (str, os.PathLike)):
        return Files([path_bytes(path) for path in data])
    if hasattr(data, "read"):
        return BinaryFile(data)
    if _frames.is_frame(data):
        return Records(_frames.records_of(data, kind))
    if isinstance(data, (dict, bytes, bytearray)) or not isinstance(data, Iterable):
        raise TypeError(
            f"data is a {type(data).__name__}; it may be an iterable of records (a list of one, perhaps), a path, "
            "a list of paths, a binary file, or a frame"
        )
    return Records(data)


def path_bytes(path: Any) -> bytes:
    """A path as the system has it."""
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(f"a path is a str or an os.PathLike, not {type(path).__name__}")
    encoded = os.fsencode(path)
    if b"\0" in encoded:
        raise ArgumentError(f"{path!r} is no path: it holds a NUL character")
    if encoded == b"-":
        # libmpdata's word for standard input, which is the program's own business.
        return b"./-"
    return encoded


class Records:
    """An iterable of dicts or objects. Its iterator is asked for after the table was looked at."""

    def __init__(self, data: Iterable[Any]) -> None:
        self._data = data

    def load(
        self,
        database: _native.Database,
        kind: int,
        table: str,
        options: dict[str, Any],
        progress: NativeProgress | None,
    ) -> dict[str, Any]:
        if "input" in options:
            raise ArgumentError("input is for files: records tell by their keys what they are")
        # With a time zone only the raw export makes sense, and says so.
        options["input"] = _RECORDS if options["time_zone"] is None else _EXPORT
        return database.load_records(kind, table, iter(self._data), options, progress)


class Files:
    """Files of the raw export."""

    def __init__(self, paths: list[bytes]) -> None:
        self._paths = paths

    def load(
        self,
        database: _native.Database,
        kind: int,
        table: str,
        options: dict[str, Any],
        progress: NativeProgress | None,
    ) -> dict[str, Any]:
        return database.load_files(kind, table, self._paths, options, progress)


class BinaryFile:
    """A file object. One that is a plain file at its start is read by all cores; any other goes through a pipe."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def load(
        self,
        database: _native.Database,
        kind: int,
        table: str,
        options: dict[str, Any],
        progress: NativeProgress | None,
    ) -> dict[str, Any]:
        if isinstance(self._file, io.TextIOBase):
            raise TypeError("the file is open for text: open it with mode 'rb'")

        def load_descriptor(descriptor: int) -> dict[str, Any]:
            path = f"/dev/fd/{descriptor}"
            try:
                return database.load_files(kind, table, [path.encode()], options, progress)
            except InputError as error:
                raise _renamed(error, path, self._label()) from error.__cause__

        if self._is_plain_file():
            report = load_descriptor(self._file.fileno())
            self._file.seek(0, io.SEEK_END)
            return report
        return _through_pipe(self._file, load_descriptor, database.interrupt)

    def _is_plain_file(self) -> bool:
        if type(self._file) not in (io.BufferedReader, io.BufferedRandom, io.FileIO):
            return False
        return stat.S_ISREG(os.fstat(self._file.fileno()).st_mode) and self._file.tell() == 0

    def _label(self) -> str:
        name = getattr(self._file, "name", None)
        return name if isinstance(name, str) else f"<{type(self._file).__name__}>"


def _renamed(error: InputError, path: str, label: str) -> InputError:
    details = error.details | {"source": label}
    return InputError(error.message.replace(path, label), error.code, details)


class _Feeder:
    """Copies a file object into a pipe, on a thread of its own, while the pipe's other end is loaded."""

    def __init__(self, file: Any, descriptor: int, interrupt: Callable[[], None]) -> None:
        self._file = file
        self._descriptor = descriptor
        self._interrupt = interrupt
        self._load_has_ended = threading.Event()
        self.fault: BaseException | None = None
        # A daemon: a read that never returns must not keep the interpreter.
        self._thread = threading.Thread(target=self._run, name="mixpanel_data-feeder", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def finish(self) -> None:
        """After the load: waits for the thread, unless it hangs in a read that nobody needs any more."""
        self._load_has_ended.set()
        self._thread.join(timeout=1.0)

    def _run(self) -> None:
        try:
            self._copy()
        except BrokenPipeError:
            # The load has failed, and says why.
            pass
        except BaseException as fault:  # noqa: BLE001 - it is raised again, on the thread that loads
            self.fault = fault
            # The end of the pipe would look like the end of the data: the load has to fail first.
            while not self._load_has_ended.wait(0.02):
                self._interrupt()
        finally:
            os.close(self._descriptor)

    def _copy(self) -> None:
        while chunk := self._file.read(_PIPE_BYTES):
            rest = memoryview(chunk)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]


def _through_pipe(
    file: Any, load: Callable[[int], dict[str, Any]], interrupt: Callable[[], None]
) -> dict[str, Any]:
    reading, writing = os.pipe()
    _enlarge(writing)
    feeder = _Feeder(file, writing, interrupt)
    feeder.start()
    try:
        return load(reading)
    except InterruptedCallError:
        if feeder.fault is None:
            raise
        raise feeder.fault from None
    finally:
        os.close(reading)
        feeder.finish()


def _enlarge(descriptor: int) -> None:
    try:
        import fcntl

        fcntl.fcntl(descriptor, _SET_PIPE_SIZE, _PIPE_BYTES)
    except (ImportError, OSError):
        # A small pipe is slower, no more.
        pass
