"""How a case left the straight road, and its end (P-13, P-30)."""

from typing import Literal

from models.acts import Derivation, MoveKind, PathAfterDisagreement, RaiseTrigger
from models.base import (
    BodyId,
    Digest,
    Frozen,
    Line,
    PartyId,
    PersonId,
    RecordId,
    Text,
)


class PathChosen(Frozen):
    """The chair chose the way on (P-13)."""

    kind: Literal["path_chosen"] = "path_chosen"
    path: PathAfterDisagreement
    reason: Text
    drofting_body: BodyId | None = None


class CaseRaised(Frozen):
    """Løftet: another body decides from here; whether the drøfting held counts is said (P-14, P-15)."""

    kind: Literal["case_raised"] = "case_raised"
    trigger: RaiseTrigger
    from_body: BodyId
    decision_body: BodyId
    new_drofting: bool
    drofting_body: BodyId
    reason: Text
    agreed_by: tuple[PersonId, ...] = ()


class CaseMoved(Frozen):
    """The case goes on in others; its history stays here, whole, and is referred to (P-16)."""

    kind: Literal["case_moved"] = "case_moved"
    how: MoveKind
    into: tuple[RecordId, ...]
    reason: Text


class CaseWithdrawn(Frozen):
    """Trukket: kept, never deleted; another party may take it over until the due date (P-30)."""

    kind: Literal["case_withdrawn"] = "case_withdrawn"
    reason: Text
    takeover_due: Derivation


class CaseTakenOver(Frozen):
    """Same case, new proposer, history intact (P-30)."""

    kind: Literal["case_taken_over"] = "case_taken_over"
    party: PartyId
    reason: Text


class CaseClosed(Frozen):
    """The last entry of a case; the record is handed over (P-35)."""

    kind: Literal["case_closed"] = "case_closed"
    outcome: Line


class ProcedureChanged(Frozen):
    """From here on the case goes by another version of the procedure; what runs and what was said stands (P-38)."""

    kind: Literal["procedure_changed"] = "procedure_changed"
    procedure: Digest
    replaces: Digest
    reason: Text
