"""Proposals from those who have no seat and are no party: they come through the secretariat (P-02)."""

from typing import Literal

from pydantic import Field

from models.base import Count, Frozen, Line, RecordId, Text


class ReceiveProposal(Frozen):
    """The secretariat enters a proposal from somebody who cannot submit a case (P-02)."""

    kind: Literal["receive_proposal"] = "receive_proposal"
    title: Line
    from_whom: Line  # a function or an organisation, never a person's name
    summary: Text


class DeclineProposal(Frozen):
    """The secretariat makes no case of a proposal, and says why (P-02)."""

    kind: Literal["decline_proposal"] = "decline_proposal"
    number: Count = Field(ge=1)
    reason: Text


class TakeUpProposal(Frozen):
    """A case that is registered says that it takes a proposal up (P-02)."""

    kind: Literal["take_up_proposal"] = "take_up_proposal"
    number: Count
    case: RecordId
