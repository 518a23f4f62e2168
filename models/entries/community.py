"""What happened to the community itself (P-25, P-38)."""

from __future__ import annotations

from typing import Literal

from models.base import CommunityId, Digest, Frozen, Text


class CommunityFounded(Frozen):
    """The community's record begins."""

    kind: Literal["community_founded"] = "community_founded"
    community: CommunityId
    procedure: Digest
    roster: Digest


class RosterAdopted(Frozen):
    """A new version of the roster is in force (P-25)."""

    kind: Literal["roster_adopted"] = "roster_adopted"
    roster: Digest
    reason: Text
