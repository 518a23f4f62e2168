"""Acts on the community's own record."""

from __future__ import annotations

from typing import Literal

from models.base import CommunityId, Digest, Frozen, Text


class FoundCommunity(Frozen):
    """A health community begins to use the house, with a procedure and a roster."""

    kind: Literal["found_community"] = "found_community"
    community: CommunityId
    procedure: Digest
    roster: Digest


class AdoptRoster(Frozen):
    """A new version of the roster takes effect."""

    kind: Literal["adopt_roster"] = "adopt_roster"
    roster: Digest
    reason: Text
