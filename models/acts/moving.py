"""How a case leaves the straight road: another path, withdrawn, taken over (P-13, P-30)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from models.base import BodyId, Frozen, PartyId, Text


class PathAfterDisagreement(StrEnum):
    """Where a case goes from no consensus, or after many rounds (P-13)."""

    NEW_DROFTING = "new_drofting"
    CLOSE_WITHOUT_AGREEMENT = "close_without_agreement"


class ChoosePath(Frozen):
    """The chair chooses the way on, with reasons; a new drofting may come with an amended text (P-13)."""

    kind: Literal["choose_path"] = "choose_path"
    path: PathAfterDisagreement
    reason: Text
    drofting_body: BodyId | None = None
    amended_proposal: Text | None = None


class WithdrawCase(Frozen):
    """The proposer withdraws the case before the decision (P-30)."""

    kind: Literal["withdraw_case"] = "withdraw_case"
    reason: Text


class TakeOverCase(Frozen):
    """Another party takes over a withdrawn case, in the same meeting or within the days of P-30."""

    kind: Literal["take_over_case"] = "take_over_case"
    party: PartyId
    reason: Text
