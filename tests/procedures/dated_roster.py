"""A roster with a past: holders who left, mandates that ran out, were renewed, overlapped, were delegated on.

And what is to be answered when it is asked who could act on a day: a person in rank order, whether they could, why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.roster import Holding, Mandate, Roster, Source, Treatment
from models.who import Because, Could
from tests.shipped import community

FILES = community()
PROCEDURE = FILES.procedure
_DEMO = FILES.roster_file.roster
_SEATS = ("SEKR-M1", "SEKR-M2", "SEKR-M3", "SEKR-M5", "SEKR-H1")
_COUNCILS = Source(organ="Kommunestyrene", dated=date(2031, 12, 10), reference="PS 1/31")


def _sits(seat: str, person: str, rank: int, since: date, until: date | None = None) -> Holding:
    return Holding(seat=seat, person=person, rank=rank, since=since, until=until, source=_COUNCILS)


def _may(
    seat: str,
    person: str,
    since: date,
    until: date | None = None,
    *,
    parties: tuple[str, ...] = (),
    by: str | None = None,
    subject_to: Treatment | None = None,
) -> Mandate:
    return Mandate(
        seat=seat, person=person, parties=parties, since=since, until=until, source=_COUNCILS, delegated_by=by,
        subject_to=subject_to,
    )  # fmt: skip


HOLDINGS = (
    # SEKR-M3: the member left on 31 May 2032; the next came on 1 August. Two deputies, one from another municipality.
    _sits("SEKR-M3", "p-old", 0, date(2031, 1, 1), date(2032, 5, 31)),
    _sits("SEKR-M3", "p-new", 0, date(2032, 8, 1)),
    _sits("SEKR-M3", "p-dep1", 1, date(2031, 1, 1)),
    _sits("SEKR-M3", "p-dep2", 2, date(2031, 1, 1)),
    # SEKR-M2: mandates that run out, are renewed after a gap, overlap.
    _sits("SEKR-M2", "p-moss", 0, date(2031, 1, 1)),
    _sits("SEKR-M2", "p-rade", 1, date(2031, 1, 1)),
    # SEKR-M1: a deputy of a deputy, by delegation upon delegation.
    _sits("SEKR-M1", "p-lead", 0, date(2031, 1, 1), date(2032, 9, 30)),
    _sits("SEKR-M1", "p-second", 1, date(2031, 1, 1)),
    _sits("SEKR-M1", "p-third", 2, date(2031, 1, 1)),
    # SEKR-M5: the first deputy is member of another counted seat of the body.
    _sits("SEKR-M5", "p-indre", 0, date(2031, 1, 1)),
    _sits("SEKR-M5", "p-moss", 1, date(2031, 1, 1)),
    # SEKR-H1: what the board has to treat first.
    _sits("SEKR-H1", "p-hosp", 0, date(2031, 1, 1)),
)
MANDATES = (
    _may("SEKR-M3", "p-old", date(2031, 1, 1)),
    _may("SEKR-M3", "p-new", date(2032, 8, 15)),
    _may("SEKR-M3", "p-dep1", date(2031, 1, 1), parties=("aremark",)),
    _may("SEKR-M3", "p-dep2", date(2031, 1, 1), date(2032, 6, 30)),
    _may("SEKR-M2", "p-moss", date(2031, 1, 1), date(2032, 3, 31)),
    _may("SEKR-M2", "p-moss", date(2032, 6, 1), date(2033, 5, 31)),
    _may("SEKR-M2", "p-moss", date(2033, 5, 1), parties=("moss", "vestby"), subject_to=Treatment.POLITICAL),
    _may("SEKR-M1", "p-lead", date(2031, 1, 1)),
    _may("SEKR-M1", "p-second", date(2031, 1, 1), by="p-lead"),
    _may("SEKR-M1", "p-third", date(2032, 1, 1), by="p-second"),
    _may("SEKR-H1", "p-hosp", date(2031, 1, 1), subject_to=Treatment.BOARD),
)
ROSTER: Roster = _DEMO.model_copy(
    update={
        "holdings": (*(h for h in _DEMO.holdings if h.seat not in _SEATS), *HOLDINGS),
        "mandates": (*(m for m in _DEMO.mandates if m.seat not in _SEATS), *MANDATES),
    }
)


@dataclass(frozen=True)
class Dated:
    """One dated question: about whom, on which day, in which seat the answer is looked at, and the whole answer."""

    id: str
    wanted: str
    day: date
    seat: str
    acts: str | None
    because: tuple[tuple[str, Could, Because], ...]
    vacant: bool = False
    recused: tuple[str, ...] = ()


_YES, _CONDITIONAL, _NO = Could.YES, Could.CONDITIONAL, Could.NO
_NEW_LATER = ("p-new", _NO, Because.NOT_YET_IN_SEAT)
_OLD_LEFT = ("p-old", _NO, Because.LEFT)

DATED = (
    Dated(
        "member with a mandate for the party", "halden", date(2032, 3, 1), "SEKR-M3", "p-old",
        (("p-old", _YES, Because.MANDATE), ("p-dep1", _NO, Because.NO_AUTHORITY), ("p-dep2", _YES, Because.MANDATE),
         _NEW_LATER),
    ),
    Dated(
        "deputy 1 has authority for this party only", "aremark", date(2032, 3, 1), "SEKR-M3", "p-old",
        (("p-old", _YES, Because.MANDATE), ("p-dep1", _YES, Because.MANDATE), ("p-dep2", _YES, Because.MANDATE),
         _NEW_LATER),
    ),
    Dated(
        "asked about the seat, deputy 1 is short of one party", "SEKR-M3", date(2032, 3, 1), "SEKR-M3", "p-old",
        (("p-old", _YES, Because.MANDATE), ("p-dep1", _CONDITIONAL, Because.NO_AUTHORITY),
         ("p-dep2", _YES, Because.MANDATE), _NEW_LATER),
    ),
    Dated(
        "the member's last day", "halden", date(2032, 5, 31), "SEKR-M3", "p-old",
        (("p-old", _YES, Because.MANDATE), ("p-dep1", _NO, Because.NO_AUTHORITY), ("p-dep2", _YES, Because.MANDATE),
         _NEW_LATER),
    ),
    Dated(
        "vacancy: deputy 2 acts, deputy 1 has no authority", "halden", date(2032, 6, 1), "SEKR-M3", "p-dep2",
        (("p-dep1", _NO, Because.NO_AUTHORITY), ("p-dep2", _YES, Because.MANDATE), _OLD_LEFT, _NEW_LATER),
        vacant=True,
    ),
    Dated(
        "vacancy, the other party: deputy 1 acts", "aremark", date(2032, 6, 1), "SEKR-M3", "p-dep1",
        (("p-dep1", _YES, Because.MANDATE), ("p-dep2", _YES, Because.MANDATE), _OLD_LEFT, _NEW_LATER),
        vacant=True,
    ),
    Dated(
        "vacancy, and deputy 2's mandate has run out: nobody", "halden", date(2032, 7, 1), "SEKR-M3", None,
        (("p-dep1", _NO, Because.NO_AUTHORITY), ("p-dep2", _CONDITIONAL, Because.EXPIRED), _OLD_LEFT, _NEW_LATER),
        vacant=True,
    ),
    Dated(
        "the new member sits before the mandate is given", "halden", date(2032, 8, 1), "SEKR-M3", None,
        (("p-new", _NO, Because.NOT_YET), ("p-dep1", _NO, Because.NO_AUTHORITY),
         ("p-dep2", _CONDITIONAL, Because.EXPIRED), _OLD_LEFT),
    ),
    Dated(
        "the new member has the mandate", "halden", date(2032, 8, 15), "SEKR-M3", "p-new",
        (("p-new", _YES, Because.MANDATE), ("p-dep1", _NO, Because.NO_AUTHORITY),
         ("p-dep2", _CONDITIONAL, Because.EXPIRED), _OLD_LEFT),
    ),
    Dated(
        "the mandate's last day", "moss", date(2032, 3, 31), "SEKR-M2", "p-moss",
        (("p-moss", _YES, Because.MANDATE), ("p-rade", _YES, Because.BY_SEAT)),
    ),
    Dated(
        "the day after: the deputy, whose place is the authority", "moss", date(2032, 4, 1), "SEKR-M2", "p-rade",
        (("p-moss", _CONDITIONAL, Because.EXPIRED), ("p-rade", _YES, Because.BY_SEAT)),
    ),
    Dated(
        "renewed after a gap", "moss", date(2032, 6, 1), "SEKR-M2", "p-moss",
        (("p-moss", _YES, Because.MANDATE), ("p-rade", _YES, Because.BY_SEAT)),
    ),
    Dated(
        "two mandates overlap: the one without a reservation counts", "moss", date(2033, 5, 15), "SEKR-M2", "p-moss",
        (("p-moss", _YES, Because.MANDATE), ("p-rade", _YES, Because.BY_SEAT)),
    ),
    Dated(
        "only the reserved one is left", "moss", date(2033, 6, 1), "SEKR-M2", "p-rade",
        (("p-moss", _CONDITIONAL, Because.SUBJECT_TO), ("p-rade", _YES, Because.BY_SEAT)),
    ),
    Dated(
        "and for a party it does not name, the old one has run out", "rade", date(2033, 6, 1), "SEKR-M2", "p-rade",
        (("p-moss", _CONDITIONAL, Because.EXPIRED), ("p-rade", _YES, Because.BY_SEAT)),
    ),
    Dated(
        "a deputy's deputy, the whole chain stands", "hvaler", date(2032, 2, 1), "SEKR-M1", "p-lead",
        (("p-lead", _YES, Because.MANDATE), ("p-second", _YES, Because.MANDATE), ("p-third", _YES, Because.MANDATE)),
    ),
    Dated(
        "before the deputy's deputy was given it", "hvaler", date(2031, 12, 31), "SEKR-M1", "p-lead",
        (("p-lead", _YES, Because.MANDATE), ("p-second", _YES, Because.MANDATE), ("p-third", _NO, Because.NOT_YET)),
    ),
    Dated(
        "whoever delegated has left: the chain falls", "hvaler", date(2032, 10, 1), "SEKR-M1", None,
        (("p-second", _CONDITIONAL, Because.DELEGATION_LAPSED), ("p-third", _CONDITIONAL, Because.DELEGATION_LAPSED),
         ("p-lead", _NO, Because.LEFT)),
        vacant=True,
    ),
    Dated(
        "member and first deputy recused: the deputy's deputy", "hvaler", date(2032, 2, 1), "SEKR-M1", "p-third",
        (("p-lead", _NO, Because.RECUSED), ("p-second", _NO, Because.RECUSED), ("p-third", _YES, Because.MANDATE)),
        recused=("p-lead", "p-second"),
    ),
    Dated(
        "the deputy is member of another counted seat", "marker", date(2032, 3, 1), "SEKR-M5", "p-indre",
        (("p-indre", _YES, Because.BY_SEAT), ("p-moss", _NO, Because.OTHER_SEAT)),
    ),
    Dated(
        "the board must treat it first", "sykehuset-ostfold", date(2032, 3, 1), "SEKR-H1", None,
        (("p-hosp", _CONDITIONAL, Because.SUBJECT_TO),),
    ),
    Dated(
        "a seat that is heard binds nobody", "SEKR-GP", date(2032, 3, 1), "SEKR-GP", None,
        (("p-8fq7", _NO, Because.HEARD_ONLY),),
    ),
    Dated(
        "before anybody held the seat", "halden", date(2030, 12, 31), "SEKR-M3", None,
        (("p-old", _NO, Because.NOT_YET_IN_SEAT), _NEW_LATER, ("p-dep1", _NO, Because.NOT_YET_IN_SEAT),
         ("p-dep2", _NO, Because.NOT_YET_IN_SEAT)),
        vacant=True,
    ),
)  # fmt: skip
