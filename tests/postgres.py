"""A throw-away PostgreSQL cluster, made from the server's own binaries.

It listens on a socket in a temporary folder, belongs to an unprivileged user when the tests run as
root (the server refuses root), and ends with the process that started it, even when that process is
killed. `HASTY` lets it answer without waiting for the disk, where no test cuts the power.
"""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

HOW_TO_GET = "apt-get install postgresql  (PostgreSQL 15 or newer: initdb, postgres)"
OLDEST = 15
STARTS_WITHIN = 30  # seconds
HASTY = {"fsync": "off", "full_page_writes": "off"}

# Ends the server when the starter's end of the pipe closes, however the starter ended.
GUARD = '"$@" & server=$!; read -r _; kill -INT "$server"; wait "$server"'


def binaries() -> Path | None:
    """The folder of the newest server that is new enough, or None."""
    found = [
        (int(folder.parent.name), folder)
        for folder in Path("/usr/lib/postgresql").glob("*/bin")
        if folder.parent.name.isdigit() and (folder / "initdb").exists()
    ]
    fitting = [(version, folder) for version, folder in found if version >= OLDEST]
    if fitting:
        return max(fitting)[1]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


class Cluster:
    """One running server; `url(name)` names a database of it."""

    def __init__(self, **settings: str) -> None:
        self.settings = settings
        self.owner = _owner()
        self.user = getpass.getuser()
        self.folder = Path(tempfile.mkdtemp(prefix="mingfa-pg-"))
        self.data = self.folder / "data"
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the cluster and start it. Raises CalledProcessError or TimeoutError."""
        if self.owner:
            os.chown(self.folder, self.owner.pw_uid, self.owner.pw_gid)
        programs = binaries()
        assert programs is not None, HOW_TO_GET
        self._run(
            programs / "initdb",
            f"--pgdata={self.data}",
            f"--username={self.user}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-instructions",
        )
        self.serve()
        self._run(
            programs / "createdb", f"--host={self.folder}", f"--username={self.user}", "mingfa"
        )

    def serve(self) -> None:
        """Run the server, anew after a `crash`; returns when it takes connections."""
        programs = binaries()
        assert programs is not None, HOW_TO_GET
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "max_connections": "300",
            "shared_buffers": "256MB",
            "logging_collector": "off",
            "log_parameter_max_length": "0",
            "log_parameter_max_length_on_error": "0",
            **self.settings,
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        log = (self.folder / "log").open("ab")
        self._server = subprocess.Popen(
            ["sh", "-c", GUARD, "guard", programs / "postgres", "-D", self.data, *options],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **self._as_owner(),
        )
        log.close()
        self._await(programs / "pg_isready")

    def crash(self) -> None:
        """End the server as a power cut of the database alone would: nothing is written out."""
        programs = binaries()
        assert programs is not None, HOW_TO_GET
        self._run(programs / "pg_ctl", "stop", "-m", "immediate", "-D", self.data)
        if self._server is not None and self._server.stdin is not None:
            self._server.stdin.close()
            self._server.wait(timeout=STARTS_WITHIN)

    def url(self, name: str = "mingfa") -> str:
        return f"postgresql:///{name}?host={self.folder}&user={self.user}"

    def stop(self) -> None:
        if self._server is not None and self._server.stdin is not None:
            self._server.stdin.close()
            self._server.wait(timeout=STARTS_WITHIN)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _await(self, ready: Path) -> None:
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            if subprocess.run([ready, "-q", "-h", self.folder], check=False).returncode == 0:
                return
            time.sleep(0.1)
        raise TimeoutError((self.folder / "log").read_text(errors="replace"))

    def _run(self, *command: Path | str) -> None:
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self._as_owner()
        )

    def _as_owner(self) -> dict[str, object]:
        if self.owner is None:
            return {}
        return {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}


def _owner() -> pwd.struct_passwd | None:
    """Whom the server belongs to: an unprivileged user when we are root, else ourselves (None)."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("no unprivileged user (postgres, nobody) to run the server as")
