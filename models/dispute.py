"""What a dispute before Tvisteløsningsnemnda is about: kinds, consents, papers, the outcome (N-01..N-15)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from models.base import Count, Digest, Frozen, Line, PartyId, RecordId, Text


class DisputeKind(StrEnum):
    """What kind of matter the nemnda is asked about."""

    ENTERING = "entering"  # inngåelse av avtale: mediation
    EXISTING = "existing"  # inngått avtale: advisory opinion
    PAYMENT = "payment"  # betaling for utskrivningsklare pasienter: advisory opinion
    GREY_ZONE = "grey_zone"  # gråsonepasienter: advice on who is responsible


class ConsentRule(StrEnum):
    """Whether the nemnda may be asked without everybody's yes (N-03)."""

    EVERY_PARTY = "every_party"
    NOT_NEEDED = "not_needed"
    UNKNOWN = "unknown"  # no source says: the secretariat decides in each dispute, with a reason


class ConsentAnswer(StrEnum):
    """Where one party's consent stands; silence is none (N-04)."""

    ASKED = "asked"
    CONSENTED = "consented"
    REFUSED = "refused"
    SILENT = "silent"  # the request was closed unanswered
    WITHDRAWN = "withdrawn"  # before the opinion (N-05)


class DisputeStage(StrEnum):
    """Where a dispute stands, in the words of the field."""

    SAMTYKKE_INNHENTES = "samtykke_innhentes"
    OVERSENDT = "oversendt"
    UTTALELSE_MOTTATT = "uttalelse_mottatt"
    FULGT = "fulgt"
    ULOST_TVIST = "ulost_tvist"
    AVTALE_TIL_GODKJENNING = "avtale_til_godkjenning"
    AVVIST = "nemnda_avvist_manglende_samtykke"


class RelationStage(StrEnum):
    """What came of the dispute between two parties who are bound to each other (N-02)."""

    OPEN = "open"
    REJECTED = "nemnda_avvist_manglende_samtykke"
    FOLLOWED = "fulgt"
    UNSOLVED = "ulost_tvist"
    AGREED = "avtale_til_godkjenning"


class FindingKind(StrEnum):
    """What the automatic check flags before a person looks (N-09)."""

    IDENTITY_NUMBER = "identity_number"  # fødselsnummer, D-nummer, with right check digits
    PHONE_NUMBER = "phone_number"
    LIKELY_NAME = "likely_name"
    UNREADABLE = "unreadable"  # the check could not read it: a person must


class Finding(Frozen):
    """Something that may point to a person, told by its place and never by its words."""

    kind: FindingKind
    line: Count  # 0: the whole document


class Mediation(Frozen):
    """What mediation about entering an agreement came to (N-A)."""

    kind: Literal["mediation"] = "mediation"
    agreed: bool


class Opinion(Frozen):
    """An advisory opinion or advice; never a decision (N-12)."""

    kind: Literal["opinion"] = "opinion"
    recommendations: tuple[Text, ...] = Field(min_length=1)  # one a question
    dissent: Text | None = None


class Outcome(Frozen):
    """What the nemnda gave, as advice (N-12), and where it is published (N-15)."""

    on: date
    reference: Line
    summary: Text  # anonymised
    result: Annotated[Mediation | Opinion, Field(discriminator="kind")]
    document: Digest | None = None
    link: Line | None = None


class Way(StrEnum):
    """What is left when advice is not followed (N-13)."""

    RENEGOTIATE = "renegotiate"
    NOTICE = "notice"  # a year's notice
    COURTS = "courts"


WAYS = tuple(Way)


class Bilateral(Frozen):
    """What came of the dispute between a municipality and a hospital."""

    relation: Line
    parties: tuple[PartyId, ...]
    stage: RelationStage


class DisputeInShort(Frozen):
    """What a letter says of a dispute."""

    dispute: RecordId
    kind: DisputeKind
    title: Line
    by: PartyId
    question: Text
    basis: Text | None = None
    consent_rule: ConsentRule
    relations: tuple[Bilateral, ...]
    outcome: Outcome | None = None
    ways: tuple[Way, ...] | None = None
