"""How a process ends that has used Temporal's SDK: with its own status.

The SDK's threads live on when everything awaited has ended. One that lets go of a Python object while the interpreter
takes itself down aborts the process (temporalio/sdk-python#300), and a command that had done its work ended with
signal 6 all the same. So nothing is taken down: what was written is flushed, what asked to be called at the end is
called, and the process is gone.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
from typing import NoReturn

UNWRITTEN = 120  # as Python itself ends where what was told could not be written


def leave(status: int) -> NoReturn:
    """End this process with a status, or with 120 where it would be 0 and what was told could not be written."""
    with contextlib.suppress(Exception):  # it has told of it
        atexit._run_exitfuncs()
    written = [_flushed(stream) for stream in (sys.stdout, sys.stderr)]
    os._exit(status if status or all(written) else UNWRITTEN)


def _flushed(stream: object) -> bool:
    try:
        getattr(stream, "flush", bool)()
    except (OSError, ValueError):
        return False
    return True
