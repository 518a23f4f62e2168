"""Who could act on a day, from the rosters that the community had adopted: then, or as is known later (P-24, P-25).

The community's record keeps every version of its roster under the moment it was adopted, so the question has an
answer years after the day. What was in force on the day is one thing; that a later version says something else of the
same day, because somebody had left and nobody had told, is another, and both are said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from models.base import CommunityId, Digest
from models.procedure import Procedure
from models.roster import Roster
from models.state import CommunityState
from models.who import WhoCouldAct
from register.intake import NoSuchRecord
from register.queries import entries_of
from register.stored import procedure_by, roster_by
from rules.community import fold_community
from rules.legal_dates import local_day
from rules.mandates import UnknownPrincipal, essence, who_could_act
from rules.roster_turns import MandateWarning, warnings_of

__all__ = [
    "Known",
    "KnownAnswer",
    "MandateWarning",
    "RosterVersion",
    "UnknownPrincipal",
    "roster_versions",
    "warnings_from",
    "who_could_act_on",
]


@dataclass(frozen=True)
class RosterVersion:
    """A roster and the procedure beside it, from the moment it was adopted."""

    adopted_at: datetime
    adopted_on: date  # the local date
    digest: Digest
    roster: Roster
    procedure: Procedure


@dataclass(frozen=True)
class Known:
    """An answer and the version it is from."""

    version: RosterVersion
    answer: WhoCouldAct


@dataclass(frozen=True)
class KnownAnswer:
    """What a version known on a day says of a day, and whether the newest version says otherwise."""

    day: date
    known_on: date
    known: Known | None  # None: that version knows no such party or seat
    later: Known | None  # the newest version, where it tells otherwise of the same day
    before_adoption: bool  # nothing was adopted yet on `known_on`: answered from the first version there is
    earlier: RosterVersion | None = None  # where neither of the two knows it: the last version that did


async def roster_versions(connection: AsyncConnection, community: CommunityId) -> tuple[RosterVersion, ...]:
    """Every version of the community's roster in the order they were adopted.

    Raises:
        NoSuchRecord: there is no such community.
    """
    record = f"community-{community}"
    versions: list[RosterVersion] = []
    state: CommunityState | None = None
    for entry in await entries_of(connection, record):
        before, state = state, fold_community(state, entry)
        if before is not None and (before.roster, before.procedure) == (state.roster, state.procedure):
            continue
        procedure = await procedure_by(connection, state.procedure)
        roster = await roster_by(connection, state.roster)
        day = local_day(entry.at, procedure.timezone)
        versions.append(RosterVersion(entry.at, day, state.roster, roster, procedure))
    if not versions:
        raise NoSuchRecord(community)
    return tuple(versions)


async def who_could_act_on(
    connection: AsyncConnection, community: CommunityId, wanted: str, day: date, *, known_on: date | None = None
) -> KnownAnswer:
    """Who could act for a party or in a seat on a day, as was known on that day or on another.

    Args:
        wanted: A party or a seat.
        day: The day that is asked about.
        known_on: The local day whose knowledge is asked for; the day itself where none is named.

    Raises:
        NoSuchRecord: there is no such community.
        UnknownPrincipal: no version of the roster knows the party, and no procedure the seat.
    """
    versions = await roster_versions(connection, community)
    asked = known_on or day
    adopted = [v for v in versions if v.adopted_on <= asked]
    known, newest = _answer((adopted or versions[:1])[-1], wanted, day), _answer(versions[-1], wanted, day)
    earlier = None
    if known is None and newest is None:
        earlier = next((v for v in reversed(versions) if _answer(v, wanted, day) is not None), None)
        if earlier is None:
            raise UnknownPrincipal(wanted)
    otherwise = newest is not None and (known is None or essence(known.answer) != essence(newest.answer))
    return KnownAnswer(
        day=day,
        known_on=asked,
        known=known,
        later=newest if otherwise else None,
        before_adoption=not adopted,
        earlier=earlier,
    )


def _answer(version: RosterVersion, wanted: str, day: date) -> Known | None:
    try:
        return Known(version, who_could_act(wanted, day, version.procedure, version.roster))
    except UnknownPrincipal:
        return None


def warnings_from(roster: Roster, procedure: Procedure, day: date) -> tuple[MandateWarning, ...]:
    """The warnings of mandates that run out which are due on a day or later (P-24)."""
    return tuple(w for w in warnings_of(roster, procedure) if local_day(w.at, procedure.timezone) >= day)
