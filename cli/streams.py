"""Standard output and error as a command has them: closed, full, or with nobody who reads them any more.

Status 1 says of a proof that it is broken. So what cannot be written ends a command with a status of its own, which
says nothing of what was asked; and what can still be written is written.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Any, BinaryIO, Final, NoReturn

from local.ending import UNWRITTEN

READER_GONE: Final = 128 + 13  # as a shell tells of a program that SIGPIPE has ended, which says nothing either


def guard_streams() -> None:
    """Put streams in place that never end a command with the status of something else."""
    for number in range(3):  # what is opened later shall not take the place of one that is closed
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDONLY)
    sys.stdout = Output(_bytes_of(sys.stdout), **_manner(sys.stdout))
    sys.stderr = Errors(_bytes_of(sys.stderr), **_manner(sys.stderr))


def _bytes_of(stream: Any) -> BinaryIO:
    """Where the stream's bytes go; for one that is closed, a place where no byte can be written."""
    if stream is None:
        return os.fdopen(os.open(os.devnull, os.O_RDONLY), "wb")
    stream.flush()
    buffer: BinaryIO = stream.detach()
    return buffer


def _manner(stream: Any) -> dict[str, Any]:
    lines = stream is not None and stream.line_buffering
    encoding = "utf-8" if stream is None else stream.encoding
    return {"encoding": encoding, "errors": "backslashreplace", "line_buffering": lines}


class Errors(io.TextIOWrapper):
    """Standard error: what cannot be written there is lost, and the command goes on."""

    lost = False  # from the first text that could not be written

    def write(self, text: str) -> int:
        """Write it, or lose it."""
        try:
            return len(text) if self.lost else super().write(text)
        except OSError as error:
            self.lose(error)
        return len(text)

    def flush(self) -> None:
        """Bring it to where it goes, or lose it."""
        try:
            if not self.lost:
                super().flush()
        except OSError as error:
            self.lose(error)

    def lose(self, _error: OSError) -> None:
        """From here on nothing is written."""
        self.lost = True


class Output(Errors):
    """Standard output: where something cannot be written there, the command ends, and says so where it can."""

    def lose(self, error: OSError) -> NoReturn:
        """End the command; who closed a pipe has read what they wanted, and is told nothing.

        Raises:
            SystemExit: always.
        """
        self.lost = True
        if isinstance(error, BrokenPipeError):
            raise SystemExit(READER_GONE)
        said = f"What there is to say cannot be written ({error.strerror}); status {UNWRITTEN} says nothing more\n"
        sys.stderr.write(said)
        sys.stderr.flush()
        raise SystemExit(UNWRITTEN)
