"""Faults planted in a good file: what is replaced, where the fault then is, and the whole message about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Planted:
    """One replacement in a good file; `at` is the text whose line the message must name."""

    id: str
    old: str
    new: str
    at: str
    message: str
    more: int = 0  # other faults that follow from the same replacement

    def content(self, good: str) -> str:
        assert good.count(self.old) >= 1, f"{self.old!r} is not in the file"
        return good.replace(self.old, self.new, 1)

    def line(self, good: str) -> int:
        content = self.content(good)
        end = good.index(self.old) + len(self.new)
        place = content.rfind(self.at, 0, end)  # on the way to the fault, or else the first after it
        return content.count("\n", 0, place if place >= 0 else content.index(self.at, end)) + 1
