"""A dispute folded to where it stands: consents, papers, what was sent, what came back (N-01..N-15)."""

from datetime import date

from models.agreement import AgreementId, Resolution
from models.base import (
    CommunityId,
    Count,
    Digest,
    Frozen,
    Instant,
    Line,
    PartyId,
    PersonId,
    RecordId,
    Text,
)
from models.dispute import (
    ConsentAnswer,
    ConsentRule,
    DisputeKind,
    DisputeStage,
    Finding,
    Outcome,
    RelationStage,
)
from models.state import Clock


class PartyConsent(Frozen):
    """One party's consent: who gave it, by what authority, on which paper (N-03)."""

    party: PartyId
    answer: ConsentAnswer = ConsentAnswer.ASKED
    at: Instant | None = None
    authority: Resolution | None = None
    reason: Text | None = None


class Opposed(Frozen):
    """Two parties who are bound to each other, and what came of the dispute between them (N-02)."""

    relation: Line
    parties: tuple[PartyId, ...]
    stage: RelationStage = RelationStage.OPEN


class DisputeDocument(Frozen):
    """A paper of the submission, and how it came through the gate (N-09)."""

    document: Digest
    title: Line
    size: Count
    findings: tuple[Finding, ...] | None = None  # None: not checked
    confirmed_by: PersonId | None = None
    confirmed_at: Instant | None = None
    despite: Text | None = None  # why what the check flagged points to nobody

    @property
    def clear(self) -> bool:
        """Whether a named person has confirmed it, after the check."""
        return self.findings is not None and self.confirmed_by is not None


class Dispatch(Frozen):
    """That the submission has left: the relay took the message (N-10)."""

    message: Line
    sent_at: Instant
    raw: Digest


class Reply(Frozen):
    """A party's written answer to the claims (tilsvar)."""

    party: PartyId
    on: date
    document: Digest | None = None


class Following(Frozen):
    """Whether a party follows what the nemnda said, and why (N-13)."""

    party: PartyId
    follows: bool
    reason: Text


class Receipt(Frozen):
    """The nemnda has the submission."""

    on: date
    reference: Line


class DisputeState(Frozen):
    """A dispute's record, folded."""

    record: RecordId
    community: CommunityId
    kind: DisputeKind
    stage: DisputeStage
    title: Line
    by: PartyId
    question: Text
    basis: Text | None = None  # of a claim for payment: facts and law
    since: Instant
    first_seq: Count = 1
    case: RecordId | None = None
    agreement: AgreementId | None = None
    as_one: bool | None = None  # the parties run it as one: one no ends it for all (N-02)
    consent_rule: ConsentRule
    rule_reason: Text | None = None
    consents: tuple[PartyConsent, ...]
    relations: tuple[Opposed, ...]
    treated: bool | None = None  # the local steps were taken (N-06)
    waived: tuple[PartyId, ...] = ()
    documents: tuple[DisputeDocument, ...] = ()
    contact: PersonId | None = None
    submitted_at: Instant | None = None
    index: Digest | None = None  # of the package
    dispatch: Dispatch | None = None
    receipt: Receipt | None = None
    replies: tuple[Reply, ...] = ()
    withdrawal_asked: tuple[PartyId, ...] = ()  # passed on to the nemnda, which has not said what follows (N-05)
    outcome: Outcome | None = None
    followings: tuple[Following, ...] = ()
    became: AgreementId | None = None  # the agreement that the mediation led to
    clocks: tuple[Clock, ...] = ()
    ended: bool = False

    def consent(self, party: PartyId) -> PartyConsent:
        """A party's consent; LookupError where it is no party of the dispute."""
        for one in self.consents:
            if one.party == party:
                return one
        raise LookupError(party)

    @property
    def parties(self) -> tuple[PartyId, ...]:
        """Everybody who is party to it, whoever brought it first."""
        return tuple(one.party for one in self.consents)

    @property
    def open_relations(self) -> tuple[Opposed, ...]:
        """Those between whom it is still open."""
        return tuple(r for r in self.relations if r.stage is RelationStage.OPEN)

    @property
    def disputing(self) -> tuple[PartyId, ...]:
        """The parties between whom it is still open."""
        still = {party for r in self.open_relations for party in r.parties}
        return tuple(party for party in self.parties if party in still)
