"""Which parties a roster has, and what it is when one joins or leaves (P-18, P-25)."""

from __future__ import annotations

from datetime import date

from models.base import GroupId, PartyId
from models.roster import Group, Party, Roster


def present_parties(roster: Roster) -> tuple[PartyId, ...]:
    """The parties that have not left, in the roster's order."""
    return tuple(p.party for p in roster.parties if p.until is None)


def group_of(party: PartyId, roster: Roster) -> Group | None:
    """The group whose seats speak for the party; None where nobody does."""
    return next((g for g in roster.groups if party in g.parties), None)


def represented(roster: Roster) -> tuple[PartyId, ...]:
    """The parties that some seats speak for, in the order of the groups."""
    return tuple(dict.fromkeys(party for group in roster.groups for party in group.parties))


def with_party(roster: Roster, joined: Party, group: GroupId) -> Roster:
    """The roster with a party more, which the seats of the group speak for (P-18)."""
    others = tuple(p for p in roster.parties if p.party != joined.party)
    groups = tuple(
        g.model_copy(update={"parties": (*g.parties, joined.party)}) if g.group == group else g for g in roster.groups
    )
    return roster.model_copy(update={"parties": (*others, joined), "groups": groups})


def without_party(roster: Roster, party: PartyId, last_day: date) -> Roster:
    """The roster after a party has left: it is known, with its last day, and nobody speaks for it (P-18)."""
    parties = tuple(p.model_copy(update={"until": last_day}) if p.party == party else p for p in roster.parties)
    groups = tuple(g.model_copy(update={"parties": tuple(p for p in g.parties if p != party)}) for g in roster.groups)
    return roster.model_copy(update={"parties": parties, "groups": groups})
