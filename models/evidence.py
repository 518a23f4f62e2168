"""What a decision is proved from: its records as they were written, and the rules they were written under.

The register gives it (`register.evidence`), a bundle carries it (`audit.bundle`), the checker judges it
(`audit.check`). It holds no name, no address and no database's opinion of anything: only what was received, what was
entered, and the versions of procedure and roster that these name by digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from models.acts import ReceivedAct
from models.base import CommunityId, Digest, Frozen, Instant, Line, RecordId
from models.canonical import digest_of
from models.entries import Entry
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

    @cached_property
    def procedures_by_digest(self) -> Mapping[Digest, Procedure]:
        """The procedure's versions by their digests."""
        return {digest_of(procedure): procedure for procedure in self.procedures}

    @cached_property
    def rosters_by_digest(self) -> Mapping[Digest, Roster]:
        """The roster's versions by their digests."""
        return {digest_of(roster): roster for roster in self.rosters}
