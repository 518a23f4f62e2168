"""Ties a child process to its parent, drops root where asked, then becomes the program.

Run as a script (`python -I -S tether.py --parent PID [--user UID:GID] [--signal N] -- PROGRAM ARGS`), so
that nothing of ours runs between fork and exec in a process that has threads (temporalio's core has many).
It replaces itself: the program keeps this process id. Imports the standard library only; it must start in
a few milliseconds.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Drop privileges, ask the kernel to end us with our parent, and execute the program.

    The order matters: Linux clears the death signal whenever credentials change, so it is asked for last;
    and all we need is loaded first, since the account may have no right to read our own libraries.
    """
    split = arguments.index("--")
    program = arguments[split + 1 :]
    given = dict(zip(arguments[:split:2], arguments[1:split:2], strict=True))
    tie = tying(int(given["--parent"]), int(given.get("--signal", signal.SIGKILL)))
    if "--user" in given:
        uid, gid = (int(part) for part in given["--user"].split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    tie()
    os.execv(program[0], program)  # noqa: S606 - becoming the program is what this file is for


def tying(parent: int, death_signal: int) -> Callable[[], None]:
    """What has the kernel send `death_signal` when the thread that started us ends (Linux only).

    Elsewhere it does nothing, and an orphan is found and stopped at the next start.
    """
    if not sys.platform.startswith("linux"):
        return lambda: None
    libc = ctypes.CDLL(None, use_errno=True)

    def tie() -> None:
        if libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) refused")
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return tie


if __name__ == "__main__":
    main(sys.argv[1:])
