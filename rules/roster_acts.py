"""What an act on the community makes of its roster: a mandate given, a holder who left,
a party that joined or left (P-18, P-23, P-24, P-25).

Each gives a new version of the whole roster, so that any later day can be asked about what was in force on it.
"""

from __future__ import annotations

from datetime import date, timedelta

from models import acts as a
from models.acts import Act
from models.base import PartyId
from models.procedure import Procedure
from models.roster import Mandate, Party, Roster
from rules.parties import with_party, without_party
from rules.seats import parties_of


def changed_roster(roster: Roster, act: Act, procedure: Procedure) -> Roster | None:
    """The roster after an act that changes it; None for acts that change none."""
    match act:
        case a.GiveMandate():
            return _with_mandate(roster, act, procedure)
        case a.RecordLeaving():
            holdings = tuple(
                h
                if (h.seat, h.person) != (act.seat, act.person)
                else h.model_copy(update={"until": min(h.until or date.max, act.last_day)})
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


def replaced_by(act: a.GiveMandate, roster: Roster, procedure: Procedure) -> tuple[Mandate, ...]:
    """The like mandates that the given one goes on from or covers: for a party and on a day that both are for."""
    return tuple(m for m in roster.mandates if _like(m, act) and _both(m, act) and _shared(m, act, procedure, roster))


def outlasting(act: a.GiveMandate, roster: Roster, procedure: Procedure) -> Mandate | None:
    """A like mandate that runs on after the given one has ended; what nobody called back is not cut short (P-24)."""
    return next((m for m in replaced_by(act, roster, procedure) if _last(m) > _last(act)), None)


def _with_mandate(roster: Roster, act: a.GiveMandate, procedure: Procedure) -> Roster:
    """The mandate comes in; what it goes on from ends the day before; for parties it does not name that goes on."""
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
    touched = replaced_by(act, roster, procedure)
    kept: list[Mandate] = []
    for mandate in roster.mandates:
        if mandate not in touched:
            kept.append(mandate)
            continue
        if mandate.since < given.since:
            kept.append(mandate.model_copy(update={"until": given.since - timedelta(days=1)}))
        shared = _shared(mandate, act, procedure, roster)
        others = tuple(p for p in _parties(mandate, procedure, roster) if p not in shared)
        if others:
            since = max(mandate.since, given.since)
            kept.append(mandate.model_copy(update={"parties": others, "since": since}))
    return roster.model_copy(update={"mandates": (*kept, given)})


def _like(one: Mandate, given: a.GiveMandate) -> bool:
    """The same kind of authority of the same holder."""
    return (one.seat, one.person, one.delegated_by, one.subject_to) == (
        given.seat, given.person, given.delegated_by, given.subject_to,
    )  # fmt: skip


def _both(one: Mandate, given: a.GiveMandate) -> bool:
    return max(one.since, given.since) <= min(_last(one), _last(given))


def _last(one: Mandate | a.GiveMandate) -> date:
    return one.until or date.max


def _parties(one: Mandate | a.GiveMandate, procedure: Procedure, roster: Roster) -> tuple[PartyId, ...]:
    """Those it is for; named or not, they are the same."""
    return one.parties or parties_of(one.seat, procedure, roster)


def _shared(one: Mandate, given: a.GiveMandate, procedure: Procedure, roster: Roster) -> tuple[PartyId, ...]:
    wanted = _parties(given, procedure, roster)
    return tuple(party for party in _parties(one, procedure, roster) if party in wanted)
