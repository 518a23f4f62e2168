"""What an agreement is: kind, parties, parts, validity, notice, what it covers (A-01..A-05, A-16, A-20)."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from models.base import Count, Digest, Frozen, Line, PartyId, PersonId, Text
from models.periods import ClauseTerms, Computation

AgreementId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
"""What the community calls the agreement, unique in it."""

PartyRef = Line
"""A party of an agreement: its id in the community, or the official name of somebody else."""

RelationId = Line
"""Who is bound to whom: see `rules.agreement.relations`."""


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


class Structure(StrEnum):
    """Who is bound to whom by one text (N-02)."""

    BILATERAL = "bilateral"  # like-worded: each municipality with each trust, each with dates of its own
    JOINT = "joint"  # one agreement of all the parties


class AgreementParty(Frozen):
    """A party of the community by its id, or somebody else by official name."""

    party: PartyId | None = None
    name: Line | None = None

    @property
    def ref(self) -> PartyRef:
        """How acts name it."""
        return self.party or self.name or ""


class Between(Frozen):
    """Who is bound to whom (N-02)."""

    relation: RelationId
    parties: tuple[PartyRef, ...]


class NoticeClause(ClauseTerms):
    """What the agreement itself says of giving notice; it goes before what holds otherwise (A-10)."""

    text: Text
    partial: bool | None = None  # a part can be ended by itself


class Part(Frozen):
    """A part of an agreement, and what of hol. § 6-2 it covers (A-05)."""

    part: AgreementId
    title: Line
    covers: tuple[Covered, ...] = ()


class Agreement(Frozen):
    """An agreement, as whoever drafts or imports it says it is."""

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
    structure: Structure | None = None  # None: as its parties make it
    parts: tuple[Part, ...] | None = None
    carries_procedure: bool | None = None  # the parties' decisions here bind by this agreement (P-19, A-15)
    ministry_deadline: date | None = None  # by which it must be entered


class Resolution(Frozen):
    """What a council or board resolved: where, when, in which case, on which paper (A-09, A-10)."""

    body: Line
    on: date
    case_number: Line
    document: Digest | None = None


class ApprovalResult(StrEnum):
    """What a party came to on a draft (A-09)."""

    APPROVED = "approved"  # godkjent
    RESERVED = "reserved"  # godkjent med forbehold
    AMENDED = "amended"  # godkjent med endring: a new draft for all
    REJECTED = "rejected"  # avvist
    POSTPONED = "postponed"  # utsatt


class ReviewOutcome(StrEnum):
    """What a yearly review came to (A-08)."""

    NO_CHANGE = "no_change"
    CHANGE = "change"  # a change is to be made; it is approved and signed like the agreement itself


class Signatory(Frozen):
    """Who signed for a party: a function, not a name (kommuneloven § 6-1)."""

    office: Line  # ordfører, administrerende direktør
    person: PersonId | None = None


class NoticeEnd(Frozen):
    """When a notice ends a relation, and how that was computed (T-03..T-07)."""

    notice: Count
    relation: RelationId
    computation: Computation
