"""How a case came in (P-02..P-05)."""

from typing import Literal

from models.acts import Consequence, IntakeForm, ParentCase
from models.base import BodyId, Count, Digest, Frozen, Line, PartyId, PersonId, RecordId, SeatId, Text


class CaseRegistered(Frozen):
    """Saken er meldt (P-02, P-03)."""

    kind: Literal["case_registered"] = "case_registered"
    title: Line
    proposer_party: PartyId | None = None
    proposer_seat: SeatId | None = None
    summary: Text
    proposal: Text
    text_digest: Digest
    affected: tuple[PartyId, ...]
    consequences: tuple[Consequence, ...]
    procedure: Digest
    roster: Digest
    arises_from: RecordId | None = None  # the decided case a late objection was made in (P-29)
    form: IntakeForm | None = None
    parents: tuple[ParentCase, ...] | None = None
    from_proposal: Count | None = None  # the proposal from outside that it takes up (P-02)
    agreement: RecordId | None = None  # the agreement whose notice or yearly review opened it
    notice: Count | None = None
    review: Count | None = None  # the year


class CaseClassified(Frozen):
    """Where the case is deliberated and decided, and why (P-04, P-05)."""

    kind: Literal["case_classified"] = "case_classified"
    larger_economic: bool
    larger_administrative: bool
    in_doubt: bool
    drofting_body: BodyId
    decision_body: BodyId
    reason: Text
    direct_reason: Text | None = None
    agreed_by: tuple[PersonId, ...]


class HigherBodyDemanded(Frozen):
    """A counted seat demanded the higher body; it decides from here (P-04)."""

    kind: Literal["higher_body_demanded"] = "higher_body_demanded"
    seat: SeatId
    decision_body: BodyId
    reason: Text
