"""libmpdata as a program that reads Arrow uses it: queries whose rows come as Arrow C streams."""

import ctypes

ERROR_BYTES = 1 << 15
CODE_BYTES = 4


class ArrowArrayStream(ctypes.Structure):
    _fields_ = [(name, ctypes.c_void_p)
                for name in ("get_schema", "get_next", "get_last_error", "release", "private_data")]


class Result:
    """Readers take its rows over by Arrow's PyCapsule protocol, once."""

    def __init__(self, library, handle):
        self.stream = ArrowArrayStream()
        error = ctypes.create_string_buffer(ERROR_BYTES)
        code = library.mpdata_result_arrow_stream(handle, ctypes.byref(self.stream), error)
        library.mpdata_result_free(handle)
        if code != 0:
            raise RuntimeError(error.raw[CODE_BYTES:].split(b"\0")[0].decode())

    def __arrow_c_stream__(self, requested_schema=None):
        make = ctypes.pythonapi.PyCapsule_New
        make.restype = ctypes.py_object
        make.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
        return make(ctypes.addressof(self.stream), b"arrow_array_stream", None)


class Database:
    def __init__(self, library, path=None):
        self.library = ctypes.CDLL(str(library))
        self.library.mpdata_result_free.argtypes = [ctypes.c_void_p]
        self.library.mpdata_db_free.argtypes = [ctypes.c_void_p]
        self.handle = ctypes.c_void_p()
        error = ctypes.create_string_buffer(ERROR_BYTES)
        if path is None:
            code = self.library.mpdata_open_memory(None, ctypes.byref(self.handle), error)
        else:
            code = self.library.mpdata_open(str(path).encode(), None, ctypes.byref(self.handle), error)
        if code != 0:
            raise RuntimeError(error.raw[CODE_BYTES:].split(b"\0")[0].decode())

    def query(self, sql):
        text = sql.encode()
        handle = ctypes.c_void_p()
        error = ctypes.create_string_buffer(ERROR_BYTES)
        code = self.library.mpdata_query_run(self.handle, text, ctypes.c_size_t(len(text)), None, ctypes.c_size_t(0),
                                             ctypes.byref(handle), error)
        if code != 0:
            raise RuntimeError(error.raw[CODE_BYTES:].split(b"\0")[0].decode())
        return Result(self.library, handle)

    def free(self):
        self.library.mpdata_db_free(self.handle)
        self.handle = None
