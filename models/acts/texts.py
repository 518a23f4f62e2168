"""The proposed decision text and the papers (P-06, P-09, P-17)."""

from typing import Literal

from models.base import Digest, Frozen, LegalGround, Line, Text


class AmendText(Frozen):
    """A new version of the proposed decision text, editorial or of substance (P-17)."""

    kind: Literal["amend_text"] = "amend_text"
    rests_on: Digest
    proposal: Text
    substantial: bool
    reason: Text


class ContestEditorial(Frozen):
    """A counted seat says that a change entered as editorial is one of substance; then it counts as one (P-17)."""

    kind: Literal["contest_editorial"] = "contest_editorial"
    text_digest: Digest  # the version whose change is contested
    reason: Text


class AskForTime(Frozen):
    """A counted seat asks for time after a change of substance in the meeting; the case goes back (P-17)."""

    kind: Literal["ask_for_time"] = "ask_for_time"
    reason: Text


class AddPaper(Frozen):
    """A document, stored by its digest, becomes one of the case's papers (P-06, P-09)."""

    kind: Literal["add_paper"] = "add_paper"
    document: Digest
    title: Line
    withheld: LegalGround | None = None  # withheld from the first moment (P-34)


class ObjectToLatePapers(Frozen):
    """A counted seat opposes deciding on papers that came after the notice (P-09)."""

    kind: Literal["object_to_late_papers"] = "object_to_late_papers"
    reason: Text
