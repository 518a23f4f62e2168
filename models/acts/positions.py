"""A seat's position in the roll call, and what follows from it (P-20, P-27)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.base import Count, Digest, Frozen, Line, PartyId, Text


class Consent(Frozen):
    """Tilslutning; with a statement it is tilslutning med protokolltilførsel (P-27)."""

    kind: Literal["consent"] = "consent"
    statement: Text | None = None
    statement_follows: bool = False  # announced now, text within the days of P-27


class StandAside(Frozen):
    """Avstår: does not block and is bound (P-20)."""

    kind: Literal["stand_aside"] = "stand_aside"
    statement: Text | None = None


class ConsentWithReservation(Frozen):
    """Tilslutning med forbehold om politisk behandling or styrebehandling: binding effect waits (P-20)."""

    kind: Literal["consent_with_reservation"] = "consent_with_reservation"
    parties: tuple[PartyId, ...] = Field(min_length=1)  # for whom of those the seat speaks for
    treated_by: Line  # "kommunestyret", "styret"
    treated_on: date
    statement: Text | None = None


class Objection(Frozen):
    """Innsigelse: blocks when the seat counts. One without grounds cannot be built."""

    kind: Literal["objection"] = "objection"
    grounds: Text
    would_be_removed_by: Text | None = None


Stance = Annotated[Consent | StandAside | ConsentWithReservation | Objection, Field(discriminator="kind")]


class TakePosition(Frozen):
    """A seat's position in the roll call, on the text that was seen (P-20)."""

    kind: Literal["take_position"] = "take_position"
    stance: Stance
    text_digest: Digest
    case_version: Count
    inherited_seen: bool = False  # a new holder has seen what was said in the seat's name (P-25)


class DeliverStatement(Frozen):
    """The text of a statement that was announced in the meeting (P-27)."""

    kind: Literal["deliver_statement"] = "deliver_statement"
    text: Text


class AnswerReservation(Frozen):
    """What the council or board said about a decision taken with reservation (P-20)."""

    kind: Literal["answer_reservation"] = "answer_reservation"
    party: PartyId
    approved: bool
    treated_by: Line
    treated_on: date
    reference: Line
