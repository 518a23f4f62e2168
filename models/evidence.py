"""What a decision is proved from: its records as they were written, and the rules they were written under.

The register gives it (`register.evidence`), a bundle carries it (`audit.bundle`), the checker judges it
(`audit.check`). It holds no name, no address and no database's opinion of anything: only what was received, what was
entered, and the versions of procedure and roster that these name by digest.
"""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Any, NamedTuple, get_args

from models.acts import ReceivedAct, RecordReview
from models.base import A_RECORD, CommunityId, Digest, Frozen, Instant, Line, RecordId
from models.canonical import digest_of
from models.entries import ActRefused, AgreementReviewed, Entry
from models.procedure import Procedure
from models.roster import Roster


class RecordEvidence(Frozen):
    """One record from its first entry to its last, with the acts it answered."""

    record: RecordId
    kind: Line  # case, meeting, agreement, dispute, community
    procedure: Digest  # the versions it was opened under
    roster: Digest
    opened_at: Instant
    entries: tuple[Entry, ...]  # in their order
    acts: tuple[ReceivedAct, ...]  # as they were received and judged, in number order


class Evidence(Frozen):
    """A record, every record its story leads to, and every version these name."""

    about: RecordId
    community: CommunityId
    records: tuple[RecordEvidence, ...]  # the one it is about first
    procedures: tuple[Procedure, ...]
    rosters: tuple[Roster, ...]

    @cached_property
    def by_record(self) -> Mapping[RecordId, RecordEvidence]:
        """The records by their ids."""
        return {found.record: found for found in self.records}

    @property
    def with_workflows(self) -> tuple[RecordEvidence, ...]:
        """The record and all around it, but the community's own: its acts are judged where they are received."""
        return tuple(found for found in self.records if found.kind != "community")

    @cached_property
    def procedures_by_digest(self) -> Mapping[Digest, Procedure]:
        """The procedure's versions by their digests."""
        return {digest_of(procedure): procedure for procedure in self.procedures}

    @cached_property
    def rosters_by_digest(self) -> Mapping[Digest, Roster]:
        """The roster's versions by their digests."""
        return {digest_of(roster): roster for roster in self.rosters}


class Naming(NamedTuple):
    """Where a record names another."""

    named: RecordId
    seq: int | None = None  # the entry
    act: int | None = None  # the act, where no entry does


def records_named(record: RecordEvidence) -> Iterator[Naming]:
    """Every record that its entries and acts name, whatever field it stands in."""
    for entry in record.entries:
        yield from (Naming(named, seq=entry.seq) for named in _names(entry))
    for act in record.acts:
        yield from (Naming(named, act=act.number) for named in _names(act))


def records_missing(evidence: Evidence) -> Iterator[Naming]:
    """What the record that it is about names and rests on, and that is not there.

    Whoever's act was refused may have named what has never been; so may whoever told of a review held elsewhere.
    """
    about = evidence.by_record[evidence.about]
    told = {entry.seq for entry in about.entries if isinstance(entry.body, AgreementReviewed)}
    done = {x.act.number for x in about.entries if x.act is not None and not isinstance(x.body, ActRefused)}
    rested = {act.number for act in about.acts if act.number in done and not isinstance(act.act, RecordReview)}
    for naming in records_named(about):
        counts = naming.seq not in told if naming.act is None else naming.act in rested
        if counts and naming.named not in evidence.by_record:
            yield naming


def _names(value: object) -> Iterator[RecordId]:
    """Every record's id in a value, by the type of the field it stands in."""
    match value:
        case Frozen():
            naming = _naming_fields(type(value))
            for name in type(value).model_fields:
                found = getattr(value, name)
                match found:
                    case str() if name in naming:
                        yield found
                    case tuple() if name in naming:
                        yield from found
                    case _:
                        yield from _names(found)
        case tuple():
            for part in value:
                yield from _names(part)
        case _:
            pass


@cache
def _naming_fields(kind: type[Frozen]) -> frozenset[str]:
    fields = kind.model_fields.items()
    return frozenset(name for name, field in fields if A_RECORD in field.metadata or _names_records(field.annotation))


def _names_records(annotation: Any) -> bool:
    return any(
        part == A_RECORD or _names_records(part) for part in get_args(annotation) if not isinstance(part, type)
    )
