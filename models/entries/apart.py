"""Positions given apart from the roll call, and decisions made in writing (P-22, P-31)."""

from enum import StrEnum
from typing import Literal

from models.acts import Derivation, Stance
from models.base import Digest, Frozen, PartyId, PersonId, RecordId, SeatId, Text
from models.roster import Authority


class WrittenPositionTaken(Frozen):
    """A position given before the meeting; it counts where the seat then stands empty (P-22)."""

    kind: Literal["written_position_taken"] = "written_position_taken"
    seat: SeatId
    person: PersonId
    parties: tuple[PartyId, ...]
    stance: Stance
    text_digest: Digest
    authority: tuple[Authority, ...] | None = None  # whom the holder has a mandate for (P-24)
    reservation_due: Derivation | None = None


class AnswersAwaited(Frozen):
    """The decision waits for these parties, whose seats were absent and may answer until the due time (P-22)."""

    kind: Literal["answers_awaited"] = "answers_awaited"
    meeting: RecordId
    parties: tuple[PartyId, ...]
    seats: tuple[SeatId, ...]
    due: Derivation


class AnsweredAfterMeeting(Frozen):
    """What an absent seat answered after the meeting (P-22)."""

    kind: Literal["answered_after_meeting"] = "answered_after_meeting"
    seat: SeatId
    person: PersonId
    parties: tuple[PartyId, ...]
    stance: Stance
    text_digest: Digest
    authority: tuple[Authority, ...] | None = None  # whom the holder has a mandate for (P-24)
    reservation_due: Derivation | None = None


class AnswersLapsed(Frozen):
    """The days are over; silence is not consent, and the decision does not bind these parties (P-22)."""

    kind: Literal["answers_lapsed"] = "answers_lapsed"
    parties: tuple[PartyId, ...]


class WrittenProcedureOpened(Frozen):
    """Every counted seat is asked to accept the text and the written way, until the due time (P-31)."""

    kind: Literal["written_procedure_opened"] = "written_procedure_opened"
    reason: Text
    text_digest: Digest
    asked: tuple[SeatId, ...]
    due: Derivation


class AnsweredInWriting(Frozen):
    """A counted seat's answer in the written procedure (P-31)."""

    kind: Literal["answered_in_writing"] = "answered_in_writing"
    seat: SeatId
    person: PersonId
    parties: tuple[PartyId, ...]
    accepts_text: bool
    accepts_procedure: bool
    text_digest: Digest
    authority: tuple[Authority, ...] | None = None  # whom the holder has a mandate for (P-24)
    reason: Text | None = None
    statement: Text | None = None


class WhyNotInWriting(StrEnum):
    """Why a written procedure gave no decision."""

    PROCEDURE_REFUSED = "procedure_refused"
    TEXT_REFUSED = "text_refused"
    SILENCE = "silence"
    INCOMPLETE = "incomplete"  # what the law asks of the case is not given (P-03, A-04)
    OVERTAKEN = "overtaken"  # raised, withdrawn, amended or taken up in a meeting: it is not what was asked any more


class WrittenProcedureEnded(Frozen):
    """No written decision: a seat refused the way or the text, or was silent; it takes a meeting (P-31)."""

    kind: Literal["written_procedure_ended"] = "written_procedure_ended"
    why: WhyNotInWriting
    seats: tuple[SeatId, ...]
    reason: Text | None = None


class ShortNoticeAnswered(Frozen):
    """A counted seat's answer to the shortened notice of an extraordinary meeting (P-31)."""

    kind: Literal["short_notice_answered"] = "short_notice_answered"
    seat: SeatId
    person: PersonId
    agrees: bool
    reason: Text | None = None
