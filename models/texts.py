"""What differs between two versions of a text (P-17)."""

from enum import StrEnum

from models.base import Frozen


class Change(StrEnum):
    """What became of a stretch of text from one version to the next."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class TextPart(Frozen):
    """A stretch of text, in the order of reading; what was removed stands before what came in its place."""

    change: Change
    text: str
