"""Who could act on a day, asked of the community's record years later (P-24, P-25)."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest

from models.acts import RecordAccession, RecordDeparture
from models.roster import PartyCard, PartyKind, Roster, Source
from models.submission import Submission
from models.who import Because
from procedures.loading import RosterFile
from register.append import submit
from register.community import join, renew_roster
from register.database import Register, move_legal_clock
from register.roster_versions import KnownAnswer, UnknownPrincipal, who_could_act_on
from rules.parties import without_party
from tests.house import SECRETARIAT, House
from tests.procedures.dated_roster import DATED, FILES, ROSTER

SOURCE = Source(organ="kommunestyret", dated=date(2031, 12, 11), reference="PS 80/31")


def _files(roster: Roster) -> RosterFile:
    return FILES.roster_file.model_copy(update={"roster": roster})


async def _ask(register: Register, wanted: str, day: date, known_on: date | None = None) -> KnownAnswer:
    async with register.reading() as connection:
        return await who_could_act_on(connection, "ostfold", wanted, day, known_on=known_on)


async def _adopt(register: Register, roster: Roster, at: datetime) -> None:
    async with register.transaction() as connection:
        await move_legal_clock(connection, at)
    async with register.transaction() as connection:
        cards = FILES.roster_file.persons, FILES.roster_file.party_cards
        received = await renew_roster(connection, str(uuid.uuid4()), SECRETARIAT, roster, "Nytt.", *cards)
        assert received.number > 1


def _left(roster: Roster, person: str, last: date) -> Roster:
    """The roster when it has become known that somebody had left."""
    holdings = tuple(h.model_copy(update={"until": last}) if h.person == person else h for h in roster.holdings)
    return roster.model_copy(update={"holdings": holdings})


async def test_every_dated_case_is_answered_from_the_record(house: House) -> None:
    files = FILES.model_copy(update={"roster_file": _files(ROSTER)})
    async with house.database_for(files) as register:
        await _adopt(register, _left(ROSTER, "p-hosp", date(2039, 12, 31)), datetime(2040, 1, 2, 12, tzinfo=UTC))

        for told in DATED:
            if told.recused:
                continue  # who is recused stands in a case, not in a roster
            answer = await _ask(register, told.wanted, told.day)
            assert answer.known is not None, told.id
            [seat] = [s for s in answer.known.answer.seats if s.seat == told.seat]
            assert (seat.acts, tuple((c.person, c.could, c.because) for c in seat.candidates)) == (
                told.acts, told.because,
            ), told.id  # fmt: skip
            assert answer.later is None, told.id


async def test_s19_a_later_version_tells_that_the_member_had_left_and_both_answers_are_given(house: House) -> None:
    files = FILES.model_copy(update={"roster_file": _files(ROSTER)})
    day = date(2032, 5, 20)
    async with house.database_for(files) as register:
        await _adopt(register, _left(ROSTER, "p-old", date(2032, 5, 12)), datetime(2032, 5, 25, 9, tzinfo=UTC))

        then = await _ask(register, "halden", day)
        later = await _ask(register, "halden", day, date(2035, 1, 1))
        before = await _ask(register, "halden", day, date(2031, 1, 1))

    assert then.known is not None
    assert then.later is not None
    assert then.known.answer.seats[0].acts == "p-old"
    assert then.later.answer.seats[0].acts == "p-dep2"
    assert then.later.version.adopted_on == date(2032, 5, 25)
    gone = [c for c in then.later.answer.seats[0].candidates if c.person == "p-old"]
    assert [(c.because, c.until) for c in gone] == [(Because.LEFT, date(2032, 5, 12))]
    assert later.known is not None
    assert (later.known.answer.seats[0].acts, later.later) == ("p-dep2", None)
    assert before.before_adoption
    assert before.known is not None
    assert before.known.answer.seats[0].acts == "p-old"


async def test_a_party_that_only_a_later_version_knows(house: House) -> None:
    files = FILES.model_copy(update={"roster_file": _files(ROSTER)})
    joins = RecordAccession(
        party="ny-kommune",
        party_kind=PartyKind.MUNICIPALITY,
        name="Ny kommune",
        group="halden-aremark",
        since=date(2032, 3, 1),
        source=SOURCE,
    )
    card = PartyCard(party="ny-kommune", email="post@ny.example")
    async with house.database_for(files) as register:
        async with register.transaction() as connection:
            await move_legal_clock(connection, datetime(2032, 3, 1, 9, tzinfo=UTC))
        async with register.transaction() as connection:
            await join(connection, str(uuid.uuid4()), SECRETARIAT, "ostfold", joins, card)

        answer = await _ask(register, "ny-kommune", date(2032, 2, 1))
        with pytest.raises(UnknownPrincipal):
            await _ask(register, "oslo", date(2032, 2, 1))

    assert answer.known is None
    assert answer.later is not None
    assert answer.later.answer.seats[0].acts == "p-old"


async def test_a_party_that_left_and_is_no_longer_listed_is_known_by_the_last_version_that_had_it(
    house: House,
) -> None:
    files = FILES.model_copy(update={"roster_file": _files(ROSTER)})
    left = RecordDeparture(party="aremark", last_day=date(2032, 3, 1), source=SOURCE)
    async with house.database_for(files) as register:
        async with register.transaction() as connection:
            await move_legal_clock(connection, datetime(2032, 3, 1, 9, tzinfo=UTC))
        async with register.transaction() as connection:
            departs = Submission(act_id=str(uuid.uuid4()), claim=SECRETARIAT, act=left)
            await submit(connection, "community-ostfold", departs)
        without = without_party(ROSTER, "aremark", left.last_day)
        listed = without.model_copy(update={"parties": tuple(p for p in without.parties if p.party != "aremark")})
        await _adopt(register, listed, datetime(2032, 4, 1, 9, tzinfo=UTC))

        answer = await _ask(register, "aremark", date(2032, 5, 1))

    assert (answer.known, answer.later) == (None, None)
    assert answer.earlier is not None
    assert answer.earlier.adopted_on == date(2032, 3, 1)
