"""What the law and the intake form ask of a case (P-03, A-04, hol. §§ 6-1, 6-2)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from models.base import Digest, Frozen, LegalGround, Line, Text


class CaseKind(StrEnum):
    """What a case is about, where the law asks more of it than of others (P-03)."""

    GENERAL = "general"
    JOINT_MEASURE = "joint_measure"  # sets up a samarbeidstiltak: four answers (hol. § 6-2 second paragraph)
    EARLY_INVOLVEMENT = "tidlig_involvering"  # a party considers a change and hears the others first (P-36)
    COOPERATION_AGREEMENT = "cooperation_agreement"  # makes or changes the agreement: users take part (hol. § 6-1)
    YEARLY_REVIEW = "yearly_review"  # the parties go through an agreement, and it may stand as it is


class JointAnswers(Frozen):
    """The four answers an agreement on a joint measure must give (A-04, hol. § 6-2 second paragraph)."""

    responsibility: Text | None = None
    employer: Text | None = None
    organisation: Text | None = None
    financing: Text | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The answers that are not given, in the order of the law."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is None)


class Participant(StrEnum):
    """Who takes part in preparing a case (P-03)."""

    USERS = "users"
    STAFF = "staff"
    GPS = "gps"


class Participation(Frozen):
    """That somebody took part in preparing the case, how and when (P-03, hol. § 6-1)."""

    who: Participant
    organisation: Line
    how: Text
    on: date


class DataSource(Frozen):
    """What the case rests on, in which version and of which date (P-03)."""

    name: Line
    version: Line | None = None
    dated: date | None = None


class Attachment(Frozen):
    """A stored document by its digest; it becomes one of the case's papers."""

    document: Digest
    title: Line


class IntakeForm(Frozen):
    """What else a case says when it comes in (P-03)."""

    case_kind: CaseKind = CaseKind.GENERAL
    kind_reason: Text | None = None
    patient_group: Line | None = None
    law_points: tuple[Annotated[int, Field(ge=1, le=13)], ...] = ()  # hol. § 6-2 first paragraph, by number
    sources: tuple[DataSource, ...] = ()
    participation: tuple[Participation, ...] = ()
    exempt: LegalGround | None = None  # where the case's papers are exempt from public access (P-34); None: open
    joint: JointAnswers = JointAnswers()
    attachments: tuple[Attachment, ...] = ()
    own_decision_on: date | None = None  # of early involvement: when the party decides by itself (P-36)


class SetCaseKind(Frozen):
    """The case turns out to be of another kind than it came in as (P-03)."""

    kind: Literal["set_case_kind"] = "set_case_kind"
    case_kind: CaseKind
    reason: Text


class AnswerJointMeasure(Frozen):
    """Answers of the four are given or changed; what is not named stays as it is (A-04)."""

    kind: Literal["answer_joint_measure"] = "answer_joint_measure"
    answers: JointAnswers


class RecordParticipation(Frozen):
    """That users, staff or GPs took part in preparing the case (P-03, hol. § 6-1)."""

    kind: Literal["record_participation"] = "record_participation"
    participation: Participation
