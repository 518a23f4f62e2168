"""Several commands in one process, for whoever asks many at once: to load what they need takes longer than they do.

`python -m cli.together` reads them from its input as JSON, a list of words each, and answers with a list of statuses
and of what each said; its own status is the greatest of them.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout

from cli.main import app


def together(commands: Sequence[Sequence[str]]) -> list[tuple[int, str]]:
    """How each ended and what it said, one after the other."""
    return [_run(words) for words in commands]


def _run(words: Sequence[str]) -> tuple[int, str]:
    with redirect_stdout(io.StringIO()) as said:
        status = app(list(words), prog_name="./saksgang", standalone_mode=False)
    return status if isinstance(status, int) else 0, said.getvalue()


if __name__ == "__main__":
    answers = together(json.load(sys.stdin))
    sys.stdout.write(json.dumps(answers))
    sys.exit(max((status for status, _ in answers), default=0))
