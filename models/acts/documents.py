"""Papers that are withheld from the public, each with its legal ground, and who reads them (P-34, P-37)."""

from typing import Literal

from models.base import Digest, Frozen, LegalGround, Text


class WithholdPaper(Frozen):
    """A paper of the case is withheld from the public, on a legal ground (P-34)."""

    kind: Literal["withhold_paper"] = "withhold_paper"
    document: Digest
    ground: LegalGround
    reason: Text | None = None


class ReleasePaper(Frozen):
    """A withheld paper is open again (P-34)."""

    kind: Literal["release_paper"] = "release_paper"
    document: Digest
    reason: Text


class ReadDocument(Frozen):
    """Somebody with a right to it asks to read a withheld paper (P-34, P-37)."""

    kind: Literal["read_document"] = "read_document"
    document: Digest
