"""A disk of which one knows what was synced: SQLite's own file layer with a witness in front.

Every write, truncation and sync that SQLite asks of the operating system is noted in order, then
done. After a power cut a file holds what it held when it was last synced; that image can be made
for any moment. The layer is SQLite's VFS interface (sqlite.org/c3ref/vfs.html), reached by ctypes
in the very library that Python's `sqlite3` uses.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p, cast, memmove
from pathlib import Path
from typing import Any

OK = 0
_XOPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
_XWRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_XTRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_XSYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class _Vfs(Structure):
    _fields_ = [
        ("iVersion", c_int),
        ("szOsFile", c_int),
        ("mxPathname", c_int),
        ("pNext", c_void_p),
        ("zName", c_char_p),
        ("pAppData", c_void_p),
        ("xOpen", c_void_p),
        ("rest", c_void_p * 16),
    ]


class _Methods(Structure):
    _fields_ = [
        ("iVersion", c_int),
        ("xClose", c_void_p),
        ("xRead", c_void_p),
        ("xWrite", c_void_p),
        ("xTruncate", c_void_p),
        ("xSync", c_void_p),
        ("rest", c_void_p * 13),
    ]


class _File(Structure):
    _fields_ = [("methods", POINTER(_Methods))]


Note = tuple[str, str, int, bytes]  # file, what, offset or size, bytes


class Disk:
    """What was asked of the files of one folder, once `watch` was called."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self._base: dict[str, bytes] = {}
        self._folder: Path | None = None
        self._names: dict[int, str] = {}
        self._kept: list[Any] = []  # what C holds a pointer to must live as long
        self._tables: dict[int, tuple[_Methods, _Methods]] = {}
        library = ctypes.CDLL("libsqlite3.so.0")
        library.sqlite3_vfs_find.restype = POINTER(_Vfs)
        library.sqlite3_vfs_find.argtypes = [c_char_p]
        library.sqlite3_vfs_register.argtypes = [c_void_p, c_int]
        self._own = library.sqlite3_vfs_find(None)
        self._open_own = _XOPEN(self._own.contents.xOpen)
        mine = _Vfs()
        memmove(ctypes.byref(mine), self._own, ctypes.sizeof(_Vfs))
        opens = _XOPEN(self._open)
        mine.zName, mine.xOpen = b"witness", cast(opens, c_void_p).value
        self._kept += [opens, mine]
        if library.sqlite3_vfs_register(ctypes.byref(mine), 1) != OK:
            raise OSError("the witness cannot be put in front of SQLite's files")

    def watch(self, folder: Path) -> None:
        """Take what lies in the folder as safely there, and note everything from now on."""
        self._folder = folder
        self._base = {str(path): path.read_bytes() for path in folder.glob("*.db*")}
        self.notes.clear()

    def images(self, moment: int) -> Iterator[tuple[str, bytes]]:
        """Every file as the disk has it after a power cut when so many notes were taken."""
        now = {name: bytearray(data) for name, data in self._base.items()}
        synced = dict(self._base)
        for name, what, at, data in self.notes[:moment]:
            file = now.setdefault(name, bytearray())
            if what == "write":
                file.extend(b"\0" * (at - len(file)))
                file[at : at + len(data)] = data
            elif what == "truncate":
                del file[at:]
            else:
                synced[name] = bytes(file)
        yield from synced.items()

    def _open(self, _vfs: Any, name: Any, file: Any, flags: int, out: Any) -> int:
        """Open as SQLite does; the name is handed on as it came, for it must outlive the call."""
        status = self._open_own(ctypes.cast(self._own, c_void_p), name, file, flags, out)
        opened = cast(file, POINTER(_File)).contents
        if status == OK and name and opened.methods:
            self._names[file] = ctypes.string_at(name).decode()
            opened.methods = ctypes.pointer(self._table(opened.methods))
        return int(status)

    def _table(self, own: Any) -> _Methods:
        """SQLite's own table of a file's functions, with three of them watched."""
        address = ctypes.addressof(own.contents)
        if address not in self._tables:
            mine = _Methods()
            memmove(ctypes.byref(mine), own, ctypes.sizeof(_Methods))
            write, truncate, sync = self._watched(own.contents)
            mine.xWrite = cast(write, c_void_p).value
            mine.xTruncate = cast(truncate, c_void_p).value
            mine.xSync = cast(sync, c_void_p).value
            self._kept += [write, truncate, sync]
            self._tables[address] = (own.contents, mine)
        return self._tables[address][1]

    def _watched(self, own: _Methods) -> tuple[Any, Any, Any]:
        write, truncate, sync = _XWRITE(own.xWrite), _XTRUNCATE(own.xTruncate), _XSYNC(own.xSync)

        def on_write(file: int, data: int, size: int, at: int) -> int:
            self._note(file, "write", at, ctypes.string_at(data, size))
            return int(write(file, data, size, at))

        def on_truncate(file: int, size: int) -> int:
            self._note(file, "truncate", size)
            return int(truncate(file, size))

        def on_sync(file: int, flags: int) -> int:
            status = int(sync(file, flags))
            if status == OK:
                self._note(file, "sync", 0)
            return status

        return _XWRITE(on_write), _XTRUNCATE(on_truncate), _XSYNC(on_sync)

    def _note(self, file: int, what: str, at: int, data: bytes = b"") -> None:
        name = self._names.get(file, "")
        if self._folder is not None and Path(name).parent == self._folder:
            self.notes.append((name, what, at, data))
