"""Agreements in force, as a community has them: kind, parties, validity, notice, what they cover (A-01..A-05, A-16).

A register of what there is. Nothing here runs a clock: when an agreement ends by notice is computed elsewhere.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from models.base import Frozen, Line, PartyId, Text

AgreementId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
"""What the community calls the agreement, unique in it."""


class AgreementKind(StrEnum):
    """What kind of agreement it is (A-01, A-16, A-20)."""

    STATUTORY = "statutory"  # samarbeidsavtale, hol. § 6-1
    NATIONAL = "national"  # between government and KS
    SUPPLEMENTARY = "supplementary"  # tilleggsavtale
    SERVICE = "service"  # tjenesteavtale, delavtale
    SPECIAL = "special"  # særavtale


class Covered(StrEnum):
    """What hol. § 6-2 first paragraph asks an agreement to contain, by keys that outlive its numbers (A-03)."""

    TASKS_AND_MEASURES = "tasks_and_measures"
    COORDINATED_SERVICES = "coordinated_services"
    HOSPITAL_ADMISSION = "hospital_admission"
    EMERGENCY_BEDS = "emergency_beds"
    READY_FOR_DISCHARGE = "ready_for_discharge"
    KNOWLEDGE_EXCHANGE = "knowledge_exchange"
    RESEARCH_EDUCATION = "research_education"
    MIDWIFERY = "midwifery"
    LOCAL_ICT = "local_ict"
    PREVENTION = "prevention"
    EMERGENCY_PLANS = "emergency_plans"
    JOINT_PLANNING = "joint_planning"
    CHILDREN_YOUTH = "children_youth"


class AgreementParty(Frozen):
    """A party of the community by its id, or somebody else by official name."""

    party: PartyId | None = None
    name: Line | None = None


class NoticeClause(Frozen):
    """What the agreement itself says of giving notice; it goes before what holds otherwise (A-10)."""

    text: Text
    reference: Line


class Agreement(Frozen):
    """An agreement, as whoever imports it says it is."""

    agreement: AgreementId
    kind: AgreementKind
    title: Line
    parties: tuple[AgreementParty, ...] = Field(min_length=2)
    valid_from: date | None = None
    valid_to: date | None = None  # last day included; None: until notice
    notice: NoticeClause | None = None
    reference: Line | None = None  # where the agreement itself is kept
    covers: tuple[Covered, ...] = ()
    supplements: AgreementId | None = None  # the agreement it follows
