"""What can be wrong with a file that people write, said so that they can put it right.

Exception
└── FileRefused    the file is not used at all; carries every `FileFault` found, in line order
"""

from __future__ import annotations

from collections.abc import Iterable

from models.base import Frozen, RuleId


class FileFault(Frozen):
    """One thing wrong in one place of a file. Line 0: the file as a whole."""

    file: str
    line: int
    what: str
    rule: RuleId
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what} ({self.rule}) - {self.remedy}"


class FileRefused(Exception):
    """A file with faults; nothing starts from it. The message lists all of them, one a line."""

    def __init__(self, faults: Iterable[FileFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line, fault.what)))
        super().__init__("\n".join(str(fault) for fault in self.faults))
