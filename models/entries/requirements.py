"""What was given of what the law asks of a case (P-03, A-04)."""

from typing import Literal

from models.acts import CaseKind, JointAnswers, Participation
from models.base import Frozen, Text


class CaseKindSet(Frozen):
    """The case is of another kind from here, and the law asks accordingly (P-03)."""

    kind: Literal["case_kind_set"] = "case_kind_set"
    case_kind: CaseKind
    reason: Text


class JointMeasureAnswered(Frozen):
    """Answers of the four, as they were given (A-04)."""

    kind: Literal["joint_measure_answered"] = "joint_measure_answered"
    answers: JointAnswers


class ParticipationRecorded(Frozen):
    """Somebody took part in preparing the case (P-03, hol. § 6-1)."""

    kind: Literal["participation_recorded"] = "participation_recorded"
    participation: Participation
