"""How a case comes in: registered, classified, demanded up (P-02..P-05)."""

from datetime import date
from typing import Literal

from pydantic import Field

from models.acts.requirements import IntakeForm
from models.base import BodyId, Count, Digest, Frozen, Line, PartyId, PersonId, RecordId, SeatId, Text


class YearlyAmount(Frozen):
    """What it costs in a year, in whole kroner; below zero it saves (P-03)."""

    year: Count
    amount: int = Field(ge=-1_000_000_000_000, le=1_000_000_000_000)


class Consequence(Frozen):
    """What a case costs or changes for one party (P-03)."""

    party: PartyId
    economic: Line | None = None
    administrative: Line | None = None
    amounts: tuple[YearlyAmount, ...] = ()  # a year each, where they are known


class ParentCase(Frozen):
    """A case that this one comes from: referred to by the head of its chain, never copied (P-16)."""

    record: RecordId
    head: Digest  # of its last entry, when it was referred to


class RegisterCase(Frozen):
    """Melde sak: a case is registered (P-02, P-03)."""

    kind: Literal["register_case"] = "register_case"
    title: Line
    proposer_party: PartyId | None = None
    proposer_seat: SeatId | None = None
    summary: Text
    proposal: Text  # the proposed decision text
    affected: tuple[PartyId, ...] = ()  # empty: every party of the community
    consequences: tuple[Consequence, ...] = ()
    drofting_wished: date | None = None
    beslutning_wished: date | None = None
    arises_from: RecordId | None = None  # the decided case a late objection was made in (P-29)
    form: IntakeForm | None = None
    parents: tuple[ParentCase, ...] | None = None
    from_proposal: Count | None = None  # the number of the proposal from outside that it takes up (P-02)
    agreement: RecordId | None = None  # said by an agreement: notice is given, or it is to be reviewed
    notice: Count | None = None
    review: Count | None = None  # said by an agreement whose review of that year is to be prepared


class ClassifyCase(Frozen):
    """Where the case is decided and where it is deliberated first (P-04, P-05)."""

    kind: Literal["classify_case"] = "classify_case"
    larger_economic: bool
    larger_administrative: bool
    in_doubt: bool = False
    reason: Text
    drofting_body: BodyId | None = None  # None: the procedure's usual place
    direct_reason: Text | None = None  # required where drofting is held directly in another body
    agreed_by: tuple[PersonId, ...] = ()


class DemandHigherBody(Frozen):
    """A counted seat demands that the higher body decides (P-04)."""

    kind: Literal["demand_higher_body"] = "demand_higher_body"
    reason: Text
