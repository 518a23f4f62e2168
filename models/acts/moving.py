"""How a case leaves the straight road: another path, raised, withdrawn, taken over (P-13..P-15, P-30)."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from models.base import (
    BodyId,
    Digest,
    Frozen,
    PartyId,
    PersonId,
    RecordId,
    Text,
)


class PathAfterDisagreement(StrEnum):
    """Where a case goes from no consensus, or after many rounds (P-13)."""

    NEW_DROFTING = "new_drofting"
    RAISE = "raise"  # to the body above (P-14, P-15)
    NEMNDA = "nemnda"  # the parties may bring their dispute to Tvisteløsningsnemnda; then it waits (N-01, N-14)
    CLOSE_WITHOUT_AGREEMENT = "close_without_agreement"


class ChoosePath(Frozen):
    """The chair chooses the way on, with reasons; a new drofting may come with an amended text (P-13)."""

    kind: Literal["choose_path"] = "choose_path"
    path: PathAfterDisagreement
    reason: Text
    drofting_body: BodyId | None = None
    amended_proposal: Text | None = None


class RaiseTrigger(StrEnum):
    """What makes a case go to a higher body (P-14, P-15)."""

    TYPE_CHANGED = "type_changed"  # new information: the consequences are larger than was thought
    DEMAND = "demand"  # a counted member of the lower body
    NO_CONSENSUS = "no_consensus"  # in the lower body
    CHAIR = "chair"  # the chair's decision
    PRINCIPLE = "principle"  # the case turns out to be one of principle


class RaiseCase(Frozen):
    """The case is raised to the body above before it is decided (P-14, P-15)."""

    kind: Literal["raise_case"] = "raise_case"
    trigger: RaiseTrigger
    reason: Text
    changed: bool = False  # the proposal or its consequences have changed in substance: a new drøfting
    drofting_body: BodyId | None = None  # for the new drøfting; None: where it was
    agreed_by: tuple[PersonId, ...] = ()  # both samhandlingssjefer, where the type has changed


class MoveKind(StrEnum):
    """How one case goes on in others (P-16)."""

    MERGED = "merged"
    SPLIT = "split"
    SENT_DOWN = "sent_down"


class MoveCase(Frozen):
    """The case goes on in other cases, which refer to it, and is closed with a pointer to them (P-16)."""

    kind: Literal["move_case"] = "move_case"
    how: MoveKind
    into: tuple[RecordId, ...] = Field(min_length=1)
    reason: Text


class WithdrawCase(Frozen):
    """The proposer withdraws the case before the decision (P-30)."""

    kind: Literal["withdraw_case"] = "withdraw_case"
    reason: Text


class TakeOverCase(Frozen):
    """Another party takes over a withdrawn case, in the same meeting or within the days of P-30."""

    kind: Literal["take_over_case"] = "take_over_case"
    party: PartyId
    reason: Text


class MoveToProcedure(Frozen):
    """The secretariat moves a running case to another version of the procedure (P-38)."""

    kind: Literal["move_to_procedure"] = "move_to_procedure"
    procedure: Digest
    reason: Text
