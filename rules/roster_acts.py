"""What an act on the community makes of its roster: a mandate given, a holder who left,
a party that joined or left (P-18, P-23, P-24, P-25).

Each gives a new version of the whole roster, so that any later day can be asked about what was in force on it.
"""

from __future__ import annotations

from datetime import timedelta

from models import acts as a
from models.acts import Act
from models.roster import Mandate, Party, Roster
from rules.parties import with_party, without_party


def changed_roster(roster: Roster, act: Act) -> Roster | None:
    """The roster after an act that changes it; None for acts that change none."""
    match act:
        case a.GiveMandate():
            return _with_mandate(roster, act)
        case a.RecordLeaving():
            holdings = tuple(
                h.model_copy(update={"until": act.last_day})
                if (h.seat, h.person) == (act.seat, act.person) and (h.until is None or h.until > act.last_day)
                else h
                for h in roster.holdings
                if (h.seat, h.person) != (act.seat, act.person) or h.since <= act.last_day
            )
            return roster.model_copy(update={"holdings": holdings})
        case a.RecordAccession():
            joined = Party(party=act.party, kind=act.party_kind, name=act.name, since=act.since)
            return with_party(roster, joined, act.group)
        case a.RecordDeparture():
            return without_party(roster, act.party, act.last_day)
        case _:
            return None


def _with_mandate(roster: Roster, act: a.GiveMandate) -> Roster:
    """The mandate comes in; a like one that it goes on from, or replaces, ends the day before it begins."""
    given = Mandate(
        seat=act.seat,
        person=act.person,
        parties=act.parties,
        since=act.since,
        until=act.until,
        source=act.source,
        delegated_by=act.delegated_by,
        limits=act.limits,
        subject_to=act.subject_to,
    )
    kept: list[Mandate] = []
    for mandate in roster.mandates:
        if not _like(mandate, given) or (mandate.until is not None and mandate.until < given.since):
            kept.append(mandate)
        elif mandate.since < given.since:
            kept.append(mandate.model_copy(update={"until": given.since - timedelta(days=1)}))
    return roster.model_copy(update={"mandates": (*kept, given)})


def _like(one: Mandate, other: Mandate) -> bool:
    """The same authority of the same holder, but for its dates and what it rests on."""
    return (one.seat, one.person, one.parties, one.delegated_by, one.subject_to) == (
        other.seat, other.person, other.parties, other.delegated_by, other.subject_to,
    )  # fmt: skip
