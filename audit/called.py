"""What the ids in evidence are called, by the versions of procedure and roster that it goes by."""

from __future__ import annotations

from collections.abc import Mapping

from audit.naming import Names
from models.base import PersonId
from models.entries import ProcedureChanged
from models.evidence import Evidence
from models.procedure import Procedure
from models.roster import Roster


def names_of(procedure: Procedure, roster: Roster, persons: Mapping[PersonId, str]) -> Names:
    """What the ids of a community are called."""
    return Names(
        parties={p.party: p.name for p in roster.parties},
        seats={seat.seat: seat.names.nb for body in procedure.bodies for seat in body.seats},
        persons=persons,
    )


def procedure_in(evidence: Evidence) -> Procedure:
    """The version that the record goes by at its last entry (P-38)."""
    about = evidence.by_record[evidence.about]
    moved = [entry.happened.procedure for entry in about.entries if isinstance(entry.happened, ProcedureChanged)]
    return evidence.procedures_by_digest[moved[-1] if moved else about.procedure]


def names_in(evidence: Evidence, persons: Mapping[PersonId, str]) -> Names:
    """What ids are called: by the record's own versions, and what these do not know by any other."""
    about = evidence.by_record[evidence.about]
    own = names_of(procedure_in(evidence), evidence.rosters_by_digest[about.roster], dict(persons))
    others = [names_of(p, r, {}) for p in evidence.procedures for r in evidence.rosters]
    parties = {party: name for names in others for party, name in names.parties.items()}
    seats = {seat: name for names in others for seat, name in names.seats.items()}
    return Names(parties={**parties, **own.parties}, seats={**seats, **own.seats}, persons=own.persons)
