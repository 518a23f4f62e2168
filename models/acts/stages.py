"""What is said and closed in drøfting, forankring and items (P-10..P-13, P-20)."""

from datetime import date
from enum import StrEnum
from typing import Literal

from models.base import Count, Digest, Frozen, Line, PartyId, RecordId, Text


class ContributionKind(StrEnum):
    """What drofting records (P-10)."""

    VIEW = "view"
    QUESTION = "question"
    STUDY = "study"  # a request for more study
    CONSEQUENCE = "consequence"
    PROPOSAL = "proposal"


class Contribute(Frozen):
    """A seat says something in drofting; it binds nobody (P-10)."""

    kind: Literal["contribute"] = "contribute"
    about: ContributionKind
    text: Text


class ForankringAnswer(StrEnum):
    """What a party's own treatment came to (P-11); it informs and binds nobody."""

    SUPPORTS = "supports"
    SUPPORTS_WITH_COMMENTS = "supports_with_comments"
    DOES_NOT_SUPPORT = "does_not_support"


class AnswerForankring(Frozen):
    """A party says what came of its own treatment (P-11)."""

    kind: Literal["answer_forankring"] = "answer_forankring"
    party: PartyId
    answer: ForankringAnswer
    treated_by: Line
    treated_on: date
    text_digest: Digest
    comment: Text | None = None


class ItemOutcome(StrEnum):
    """How an item other than a roll call ends (P-10, P-12)."""

    READY = "ready"  # drofting: ready for beslutning
    ANOTHER_ROUND = "another_round"  # drofting: needs another round (P-13)
    INFORMED = "informed"  # orientering given
    POSTPONED = "postponed"


class CloseItem(Frozen):
    """The chair closes the item; for beslutning this closes the roll call (P-20)."""

    kind: Literal["close_item"] = "close_item"
    meeting: RecordId
    item: Count
    outcome: ItemOutcome | None = None  # None for beslutning: the roll call says it
    summary: Text | None = None
    case_version: Count | None = None
