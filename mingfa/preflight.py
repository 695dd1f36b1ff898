"""Whether this computer can run Mingfa: one clear line when it cannot.

Run by the Makefile before anything is installed, so it uses the standard library alone and stays
readable to Pythons far older than the one that it asks for.
"""

import socket
import sys

OLDEST = (3, 11)


def refusal(port):  # type: ignore[no-untyped-def]  # old Pythons refuse annotations of this kind
    """The sentence that says what is wrong, or None. `port` may be None."""
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:2])
        return "Mingfa needs Python 3.11 or newer, not " + found + "。需要 Python 3.11 或更高版本。"
    try:
        import ensurepip  # noqa: F401, PLC0415
        import venv  # noqa: F401, PLC0415
    except ImportError:
        return "Python's venv is missing (Debian: apt-get install python3-venv). 缺少 venv 模块。"
    return None if port is None else port_refusal(port)  # type: ignore[no-untyped-call]


def port_refusal(port):  # type: ignore[no-untyped-def]
    """The sentence about a port that cannot be had, or None."""
    if not port.isdigit() or not 0 < int(port) < 65536:
        return "PORT must be a number from 1 to 65535, not " + port + "。端口号不正确。"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError:
            return (
                "Port " + port + " is taken or not allowed; choose another: make run PORT=8001. "
                "端口 " + port + " 已被占用，请另选。"
            )
    return None


if __name__ == "__main__":
    why = refusal(sys.argv[1] if len(sys.argv) > 1 else None)  # type: ignore[no-untyped-call]
    if why:
        sys.exit(why)
