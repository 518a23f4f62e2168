"""Drøfting and forankring as they were held (P-10, P-11, P-13)."""

from datetime import date
from typing import Literal

from models.acts import ContributionKind, Derivation, ForankringAnswer, ItemOutcome
from models.base import BodyId, Count, Digest, Frozen, Instant, Line, PartyId, RecordId, SeatId, Text


class Contributed(Frozen):
    """What a seat said in drofting; nobody is bound by it (P-10)."""

    kind: Literal["contributed"] = "contributed"
    seat: SeatId
    about: ContributionKind
    text: Text


class DroftingHeld(Frozen):
    """The case was deliberated (P-01, P-10)."""

    kind: Literal["drofting_held"] = "drofting_held"
    meeting: RecordId
    body: BodyId
    day: date
    round: Count
    outcome: ItemOutcome
    text_digest: Digest
    summary: Text | None = None


class PathAsked(Frozen):
    """After so many rounds the chair is asked to choose a way on (P-13)."""

    kind: Literal["path_asked"] = "path_asked"
    rounds: Count


class ForankringAsked(Frozen):
    """Every affected party is asked to take the case home (P-11)."""

    kind: Literal["forankring_asked"] = "forankring_asked"
    parties: tuple[PartyId, ...]
    due: Derivation
    reminders: tuple[Derivation, ...]
    text_digest: Digest
    meeting: RecordId


class ForankringReminded(Frozen):
    """Only those who have not answered were reminded (P-11)."""

    kind: Literal["forankring_reminded"] = "forankring_reminded"
    parties: tuple[PartyId, ...]
    due_at: Instant


class ForankringAnswered(Frozen):
    """A party's answer; it informs and binds nobody (P-11)."""

    kind: Literal["forankring_answered"] = "forankring_answered"
    party: PartyId
    answer: ForankringAnswer
    treated_by: Line
    treated_on: date
    text_digest: Digest
    comment: Text | None = None


class ForankringClosed(Frozen):
    """Forankring ended; silence stands as silence, never as consent (P-11, P-22)."""

    kind: Literal["forankring_closed"] = "forankring_closed"
    unanswered: tuple[PartyId, ...]
